"""The house stands as drawn: who imports whom, how large a room may be, and that the checks themselves bite."""

import ast
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("worker", "adapters", "fixtures")
#: The project's own limits, in lines.
FILE_LIMIT = 300
FUNCTION_LIMIT = 40


def _files(*folders: str) -> list[Path]:
    return sorted(
        file for folder in folders for file in (ROOT / folder).rglob("*.py") if "node_modules" not in file.parts
    )


def _modules(source: str) -> Iterator[str]:
    """Every module a source imports, also inside functions."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _boards_named(source: str) -> list[str]:
    return [name for name in _modules(source) if re.match(r"adapters\.(?!contract(\.|$))", name)]


def test_worker_names_no_board() -> None:
    """The worker knows the contract; boards come through its registry."""
    found = {
        file.name: names for file in _files("worker") if (names := _boards_named(file.read_text(encoding="utf-8")))
    }
    assert found == {}


@pytest.mark.parametrize(
    "line", ["from adapters import lever", "import adapters.lever", "from adapters.lever import Lever"]
)
def test_a_named_board_is_seen(line: str) -> None:
    """Each way to import a board is noticed, and the contract is free."""
    assert _boards_named(f"def late():\n    {line}\n")
    assert not _boards_named("from adapters.contract import Adapter\nfrom adapters.contract.registry import load\n")


#: Contract of `.importlinter` -> the file that is made to break it, and the line that does.
BREAKS = {
    "worker/: imports go down only": ("worker/model.py", "import worker.config"),
    "worker/steps/: steps hand each other sheets, and import no other step": (
        "worker/steps/verify.py",
        "import worker.steps.record",
    ),
    "understand and answer are pure: no browser, no store": ("worker/policy.py", "import playwright.async_api"),
    "Only worker/store/ speaks to a database": ("worker/consent.py", "import sqlite3"),
    "adapters/ knows neither worker/ nor fixtures/": ("adapters/generic.py", "import worker.errors"),
    "The fixture boards are for the demo and `fixtures serve` alone": ("worker/run.py", "import fixtures"),
    "fixtures/ imports neither worker/ nor adapters/": ("fixtures/__init__.py", "import worker.errors"),
}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The packages' Python files, to be spoilt."""
    for file in (*_files(*PACKAGES), ROOT / ".importlinter"):
        target = tmp_path / file.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target)
    return tmp_path


def _lint(folder: Path) -> str:
    program = Path(sys.executable).with_name("lint-imports")
    env = {**os.environ, "PYTHONPATH": str(folder), "NO_COLOR": "1", "COLUMNS": "200"}
    done = subprocess.run(
        [program, "--no-cache"], cwd=folder, env=env, capture_output=True, text=True, check=False, timeout=60
    )
    return done.stdout + done.stderr


def test_every_layer_bites(copy: Path) -> None:
    """Each contract of `.importlinter` breaks where its rule is broken, so none of them is idle."""
    for name, line in BREAKS.values():
        with (copy / name).open("a", encoding="utf-8") as file:
            file.write(f"\n{line}\n")
    told = _lint(copy)
    assert set(re.findall(r"(?m)^(.+) BROKEN", told)) == set(BREAKS), told
    assert " KEPT" not in told


def test_a_new_file_needs_its_floor(copy: Path) -> None:
    """A file of worker/ that `.importlinter` does not place is an error."""
    (copy / "worker" / "unplaced.py").write_text('"""Nowhere."""\n', encoding="utf-8")
    assert "unplaced" in _lint(copy)


def test_pure_steps_load_nothing_heavy() -> None:
    """Understanding and answering load neither a browser nor a database, not even by way of the contract."""
    code = (
        "import sys, worker.steps.understand, worker.steps.answer\n"
        "sys.exit(', '.join({'playwright', 'sqlite3', 'worker.store', 'worker.browser'} & set(sys.modules)) or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, "")


def _oversized(source: str, name: str) -> list[str]:
    functions = [n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    lengths = {f"{name}:{n.name}": (n.end_lineno or n.lineno) - n.lineno + 1 for n in functions}
    found = [f"{where} has {length} lines" for where, length in lengths.items() if length > FUNCTION_LIMIT]
    lines = source.count("\n")
    return [*found, *([f"{name} has {lines} lines"] if lines > FILE_LIMIT else [])]


def test_sizes() -> None:
    """No file outgrows its room, and no function its screen."""
    files = _files(*PACKAGES, "tests", "scripts", "benchmarks")
    assert [told for f in files for told in _oversized(f.read_text(encoding="utf-8"), str(f.relative_to(ROOT)))] == []


def test_oversize_is_seen() -> None:
    """A function of 41 lines and a file of 301 are noticed, and one line less is not."""
    body = "    pass\n" * FUNCTION_LIMIT
    assert _oversized(f"def long():\n{body}", "x.py") == ["x.py:long has 41 lines"]
    assert _oversized("\n" * 301, "x.py") == ["x.py has 301 lines"]
    assert _oversized("def long():\n" + "    pass\n" * (FUNCTION_LIMIT - 1) + "\n" * 200, "x.py") == []


def test_every_module_says_what_it_is_for() -> None:
    """Each file begins with one sentence on what it is for."""
    sources = {str(f.relative_to(ROOT)): f.read_text(encoding="utf-8") for f in _files(*PACKAGES, "tests", "scripts")}
    assert [name for name, source in sources.items() if not ast.get_docstring(ast.parse(source))] == []
