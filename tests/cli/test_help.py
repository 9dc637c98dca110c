"""Help: every command explains itself, shows an example, and comes at once."""

import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import typer

from tests.cli.conftest import Shell
from worker import __version__
from worker.cli import app


def _commands(group: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, command in group.commands.items():
        yield (*path, name)
        if hasattr(command, "commands"):
            yield from _commands(command, (*path, name))


COMMANDS = list(_commands(typer.main.get_command(app)))
#: Groups of commands, and what serves until Ctrl-C.
SILENT = {("fixtures",), ("fixtures", "serve"), ("db",), ("profile",)}


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_shows_an_example(shell: Shell, words: tuple[str, ...]) -> None:
    """`--help` of each command succeeds and holds a line that can be typed as it stands."""
    shown = shell.type(*words, "--help")
    assert shown.exit_code == 0
    examples = [line.strip() for line in shown.stdout.partition("Example")[2].splitlines()]
    typed = ("apply-bot " + " ".join(words), "python -m worker " + " ".join(words))
    assert any(line.startswith(typed) for line in examples), shown.stdout


@pytest.mark.parametrize("words", [words for words in COMMANDS if words not in SILENT])
def test_every_command_speaks_json(shell: Shell, words: tuple[str, ...]) -> None:
    """Every command that tells something takes `--json`."""
    assert "--json" in shell.type(*words, "--help").stdout


def test_run_documents_its_exit_codes(shell: Shell) -> None:
    """`run --help` says what each exit code means."""
    told = shell.type("run", "--help").stdout
    codes = re.findall(r"(?m)^ +(\d+) +(\S+)", told.partition("Exit codes:")[2])
    assert [code for code, _ in codes] == ["0", "2", "1", "64", "130"]
    assert [word.rstrip(":,") for _, word in codes[:3]] == ["success", "partial_success", "error"]


def test_without_a_command(shell: Shell) -> None:
    """Alone, the program shows what there is; `--version` says which one it is."""
    alone, version = shell.type(), shell.type("--version")
    assert (alone.exit_code, version.exit_code) == (0, 0)
    assert "Commands:" in alone.stdout
    assert version.stdout == f"apply-bot {__version__}\n"


def test_help_loads_nothing_heavy() -> None:
    """Help comes at once, because neither browser, pictures, configuration nor databases are loaded for it."""
    heavy = {"playwright", "PIL", "worker.config", "jinja2", "sqlite3", "adapters.contract"}
    code = (
        "import sys\nfrom worker.cli import app\n"
        "try: app(['run', '--help'])\nexcept SystemExit: pass\n"
        f"sys.exit(', '.join({heavy!r} & set(sys.modules)) or None)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
