"""Which adapter serves a URL, and what becomes of broken, unknown, ambiguous and refused ones."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import adapters
from adapters.contract import Blocked
from adapters.contract.registry import NoAdapter, Registry, load, refuse


def _source(name: str, pattern: str = "") -> str:
    return (
        f'"""Board {name}."""\n'
        "from adapters.contract import Adapter\n"
        f"class Board(Adapter):\n    name = {name!r}\n    patterns = ({pattern!r},)\n"
    )


class Shelf:
    """Where a test puts adapters: among the built-in ones, or as another distribution's."""

    def __init__(self, folder: Path) -> None:
        self.built_in = folder / "built_in"
        self.site = folder / "site"
        self.built_in.mkdir()
        self.site.mkdir()

    def put(self, name: str, source: str) -> None:
        (self.built_in / f"{name}.py").write_text(source, encoding="utf-8")

    def install(self, name: str, source: str, target: str = "") -> None:
        """Another distribution, as pip would leave it, whose entry point is `name`."""
        (self.site / f"stranger_{name}.py").write_text(source, encoding="utf-8")
        info = self.site / f"stranger_{name}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: stranger-{name}\nVersion: 1.0\n", encoding="utf-8"
        )
        points = f"[apply_bot.adapters]\n{name} = stranger_{name}{target}\n"
        (info / "entry_points.txt").write_text(points, encoding="utf-8")


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shelf]:
    shelf = Shelf(tmp_path)
    before = set(sys.modules)
    monkeypatch.setattr(adapters, "__path__", [*adapters.__path__, str(shelf.built_in)])
    monkeypatch.syspath_prepend(str(shelf.site))
    yield shelf
    for name in set(sys.modules) - before:
        if name.startswith(("adapters.", "stranger_")):
            del sys.modules[name]


def _error(registry: Registry, name: str) -> str:
    return next(entry.error for entry in registry.entries if entry.name == name)


def test_found_by_being_there(shelf: Shelf) -> None:
    """A module beside the others is an adapter; no list is edited."""
    shelf.put("northwind", _source("northwind", r"jobs\.northwind\.example/"))
    registry = load()
    assert registry.for_url("https://jobs.northwind.example/7").name == "northwind"
    assert registry.for_url("HTTPS://JOBS.NORTHWIND.EXAMPLE/7").name == "northwind"


@pytest.mark.parametrize("target", ["", ":Board"])
def test_third_party(shelf: Shelf, target: str) -> None:
    """Another distribution ships an adapter through the entry-point group, as a module or as its class."""
    shelf.install("southwind", _source("southwind", r"southwind\.example/"), target)
    registry = load()
    assert registry.for_url("https://southwind.example/7").name == "southwind"
    assert next(e.origin for e in registry.entries if e.name == "southwind") == "stranger-southwind"


@pytest.mark.parametrize(
    ("source", "error"),
    [
        ("import no_such_module", "ModuleNotFoundError"),
        ("def (", "SyntaxError"),
        ("raise SystemError('at import')", "SystemError: at import"),
        ("", "expected one Adapter subclass"),
        (_source("bad").replace("class Board", "class Other(Adapter): pass\nclass Board"), "Board, Other"),
        (_source("other"), "expected the name bad, found 'other'"),
        (_source("bad", "("), "unterminated"),
    ],
)
def test_broken_is_listed_and_skipped(shelf: Shelf, source: str, error: str) -> None:
    """A broken adapter is listed with its error, and the others work on."""
    shelf.put("bad", source)
    shelf.put("northwind", _source("northwind", r"northwind\.example/"))
    registry = load()
    assert error in _error(registry, "bad")
    assert "bad" not in [adapter.name for adapter in registry.adapters]
    assert registry.for_url("https://northwind.example/7").name == "northwind"
    with pytest.raises(NoAdapter, match="it was skipped"):
        registry.for_url("https://northwind.example/7", board="bad")


def test_broken_third_party(shelf: Shelf) -> None:
    """A stranger's broken adapter harms nobody."""
    shelf.install("southwind", "raise RuntimeError('boom')")
    assert _error(load(), "southwind") == "RuntimeError: boom"


def test_entry_point_to_something_else(shelf: Shelf) -> None:
    """An entry point that names neither a module nor an adapter is listed as broken."""
    shelf.install("southwind", "Board = 5", ":Board")
    assert "found int" in _error(load(), "southwind")


def test_name_taken(shelf: Shelf) -> None:
    """A stranger cannot take the place of a built-in adapter."""
    shelf.install("generic", _source("generic", ".*"))
    registry = load()
    assert [entry.origin for entry in registry.entries if entry.adapter and entry.name == "generic"] == ["built-in"]
    assert next(e.error for e in registry.entries if e.origin == "stranger-generic").startswith(
        "the name generic is taken"
    )


def test_unknown_site() -> None:
    """A URL that no board claims goes to the generic adapter."""
    assert load().for_url("https://careers.example/7").name == "generic"


def test_ambiguous(shelf: Shelf) -> None:
    """Two adapters that claim one URL are an error that names both, and naming the board settles it."""
    shelf.put("eastwind", _source("eastwind", r"wind\.example/"))
    shelf.put("westwind", _source("westwind", r"wind\.example/7"))
    registry = load()
    with pytest.raises(NoAdapter, match="eastwind and westwind"):
        registry.for_url("https://wind.example/7")
    assert registry.for_url("https://wind.example/7", board="westwind").name == "westwind"


def test_unknown_board() -> None:
    """A board that is not known is an error that names the nearest one."""
    with pytest.raises(NoAdapter, match=r"found 'genric'; did you mean generic\?"):
        load().for_url("https://careers.example/7", board="genric")


@pytest.mark.parametrize(
    "url",
    [
        "https://www.linkedin.com/jobs/view/1",
        "https://linkedin.com./jobs",
        "HTTP://DE.LinkedIn.com:443/jobs",
        "https://user@linkedin.com/",
        "https://lnkd.in/abc",
        "https://smartapply.indeed.com/x",
        "https://de.indeed.com/viewjob",
        "https://www.indeed.co.uk/viewjob",
        "https://indeed.de/viewjob",
    ],
)
def test_refused(url: str) -> None:
    """LinkedIn and Indeed are refused on every subdomain, whatever board is named, with the reason and what to do."""
    with pytest.raises(Blocked, match="employer's own career page") as caught:
        load().for_url(url, board="generic")
    assert caught.value.why == "unsupported"


@pytest.mark.parametrize(
    "url",
    [
        "https://notlinkedin.com/jobs",
        "https://linkedin.com.careers.example/jobs",
        "https://linkedin.com@careers.example/jobs",
        "https://careers.example/?source=linkedin.com",
        "https://careers.example/indeed.com",
        "https://indeedflex.example/jobs",
    ],
)
def test_not_refused(url: str) -> None:
    """Another host that only mentions their names is served."""
    refuse(url)


@pytest.mark.parametrize(
    "url", ["", "careers.example/7", "ftp://careers.example/7", "https://", "https://[::1", "javascript:1"]
)
def test_not_a_web_address(url: str) -> None:
    """What is not a web address is told so before any browser opens."""
    with pytest.raises(NoAdapter, match="expected the web address of a job posting"):
        load().for_url(url)


def test_no_playwright() -> None:
    """Loading every adapter costs no browser library: simulated runs never import one."""
    code = "import sys; from adapters.contract.registry import load; load(); sys.exit('playwright' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
