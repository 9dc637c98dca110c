"""Every guard runs over every adapter, both ways; and every guard is seen to fail on an adapter that is wrong."""

import sys
import types
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from adapters.contract import Adapter, Evidence
from adapters.contract.registry import Entry, Registry, load
from tests.guards import guards
from tests.guards.guards import GUARDS, Guard, House
from worker.topics import lexicon

ROOT = Path(__file__).parents[2]
REGISTRY = load()
README = (ROOT / "README.md").read_text(encoding="utf-8")
HOUSE = House(REGISTRY, ROOT / "fixtures", README, frozenset(lexicon().topics))


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.__name__)
@pytest.mark.parametrize("adapter", REGISTRY.adapters, ids=lambda adapter: adapter.name)
def test_adapter(adapter: Adapter, guard: Guard) -> None:
    """Each adapter holds to each rule."""
    assert guard(adapter, HOUSE) == ""


def test_none_is_broken() -> None:
    """Every adapter that is found works."""
    assert [f"{entry.name}: {entry.error}" for entry in REGISTRY.entries if entry.error] == []


def test_every_fixture_has_an_adapter() -> None:
    """No folder of cases is left over."""
    assert guards.fixtures_without_adapter(HOUSE) == []


GOOD = '''"""Northwind: jobs.northwind.example."""

from adapters.contract import Adapter, Evidence


class Northwind(Adapter):
    """As the defaults have it."""

    name = "northwind"
    title = "Northwind"
    patterns = (r"jobs\\.northwind\\.example/\\\\w+/\\\\d+",)
    examples = ("https://jobs.northwind.example/acme/4711",)
    evidence = Evidence(date="2026-11-15", source="saved pages")
    topics = {"mail": "email"}
'''.replace("\\\\", "\\")

#: Guard -> what is changed in GOOD to make it complain: (is, becomes).
BAD: dict[str, list[tuple[str, str]]] = {
    "named_like_its_file": [('name = "northwind"', 'name = "southwind"')],
    "titled": [('title = "Northwind"', 'title = " "')],
    "documented": [
        ('    """As the defaults have it."""\n', ""),
        ('"""Northwind: jobs.northwind.example."""', '"""A board."""'),
    ],
    "dated": [
        ("2026-11-15", "last week"),
        ("2026-11-15", ""),
        ("2026-11-15", "2999-01-01"),
        ("saved pages", " "),
    ],
    "claims_its_examples_alone": [
        ("https://jobs.northwind.example/acme/4711", "https://jobs.northwind.example/acme"),
        ('("https://jobs.northwind.example/acme/4711",)', "()"),
        ('"https://jobs.northwind.example/acme/4711",', '"https://both.example/",'),
    ],
    "every_pattern_is_hit": [('/\\d+",)', '/\\d+", r"never\\.example/")')],
    "leaves_others_alone": [
        (r"jobs\.northwind\.example/\w+/\d+", r"[^/]*jobs\.northwind\.example/\w+/\d+"),
        (r"jobs\.northwind\.example/\w+/\d+", r"jobs.northwind.example/\w+/\d+"),
        (r"jobs\.northwind\.example/\w+/\d+", r"jobs\.northwind\.example"),
        (r"jobs\.northwind\.example/\w+/\d+", r".*jobs\.northwind\.example/\w+/\d+"),
        (r"jobs\.northwind\.example/\w+/\d+", r"[^/]+/\w+/\d+"),
    ],
    "has_a_case": [('name = "northwind"', 'name = "caseless"')],
    "listed_in_the_readme": [('title = "Northwind"', 'title = "Nordwind"')],
    "stands_alone": [
        ("\n\nclass", "\nfrom worker import model\n\nclass"),
        ("\n\nclass", "\nimport fixtures\n\nclass"),
        ("\n\nclass", "\nfrom adapters import generic\n\nclass"),
        ("\n\nclass", "\nfrom adapters.generic import Generic as Other\n\nclass"),
    ],
    "waits_for_the_page": [
        ("    name =", "    async def ready(self, visit): await visit.page.wait_for_timeout(5)\n    name ="),
    ],
    "knows_its_topics": [('"email"', '"e-male"')],
}


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> "Building":
    return Building(tmp_path, monkeypatch)


class Building:
    """A house in which one made-up adapter lives, right in every way until a test changes its source."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._folder = folder
        self._monkeypatch = monkeypatch
        case = folder / "fixtures" / "northwind" / "cases" / "engineer.yaml"
        case.parent.mkdir(parents=True)
        case.write_text("title: Engineer\n", encoding="utf-8")

    def complaint(self, guard: Guard, source: str) -> str:
        adapter = self._adapter(source)
        rival = _rival()
        registry = Registry((Entry(adapter.name, "built-in", adapter), Entry(rival.name, "built-in", rival)))
        readme = "| Northwind | `northwind` | jobs.northwind.example |"
        return guard(adapter, replace(HOUSE, registry=registry, fixtures=self._folder / "fixtures", readme=readme))

    def _adapter(self, source: str) -> Adapter:
        file = self._folder / "northwind.py"
        file.write_text(source, encoding="utf-8")
        module: Any = types.ModuleType("adapters.northwind")
        module.__file__ = str(file)
        self._monkeypatch.setitem(sys.modules, module.__name__, module)
        exec(compile(source, file, "exec"), vars(module))  # noqa: S102 - the source stands in this file
        adapter: Adapter = module.Northwind()
        return adapter


def _rival() -> Adapter:
    class Rival(Adapter):
        name = "rival"
        patterns = (r"both\.example/",)
        evidence = Evidence("2026-11-15", "made up")

    return Rival()


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.__name__)
def test_guard_lets_the_good_pass(house: Building, guard: Guard) -> None:
    """An adapter that is right in every way passes every guard."""
    assert house.complaint(guard, GOOD) == ""


@pytest.mark.parametrize(
    ("guard", "old", "new"),
    [(guard, *change) for guard in GUARDS for change in BAD[guard.__name__]],
    ids=lambda value: getattr(value, "__name__", "") or None,
)
def test_guard_bites(house: Building, guard: Guard, old: str, new: str) -> None:
    """Each guard complains of the adapter that breaks its rule."""
    assert old in GOOD
    assert house.complaint(guard, GOOD.replace(old, new)) != ""


def test_orphan_is_found(tmp_path: Path) -> None:
    """A folder of cases without an adapter is found."""
    (tmp_path / "orphan" / "cases").mkdir(parents=True)
    assert guards.fixtures_without_adapter(replace(HOUSE, fixtures=tmp_path)) == ["orphan"]
