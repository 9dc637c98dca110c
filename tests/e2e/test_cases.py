"""Every case of every board: what its form holds, what is written into it, what the board has stored.

Found by being there: a new case, or a new board, is tested without another word. What is expected stands beside the
case in `<case>.expected.json`; where that is missing it is written, and the test fails until a person has read it.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

import fixtures
from adapters.contract.form import OWN_WORD
from tests.e2e.rounds import Play, Played, Wish
from worker.model import Mode

FOLDER = Path(fixtures.__file__).parent
#: What is expected of a field; the box is where the page happens to have it.
TOLD = ("key", "label", "kind", "required", "topic", "page", "value", "source")


@dataclass(frozen=True, slots=True)
class Kept:
    """A case and what is expected of it."""

    board: str
    name: str
    path: Path
    #: None where nothing was written yet.
    expected: dict[str, Any] | None
    #: Who applies: the file may hold this alone, to have the rest written.
    applicant: str


def _kept(path: Path) -> Kept:
    file = path.with_suffix(".expected.json")
    content = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    expected = content if "fields" in content else None
    return Kept(path.parents[1].name, path.stem, file, expected, content.get("applicant", "ada"))


ALL = [_kept(path) for path in sorted(FOLDER.glob("*/cases/*.yaml"))]
READ = [kept for kept in ALL if kept.expected is not None]


def _each(kept: list[Kept]) -> list[Any]:
    return [pytest.param(one, id=f"{one.board}-{one.name}") for one in kept]


FIELDS = [
    pytest.param(k, field, id=f"{k.board}-{k.name}-{field['key']}")
    for k in READ
    for field in (k.expected or {})["fields"]
]
Rounds = Callable[[str, Mode], dict[str, Played]]


@pytest.fixture(scope="module")
def rounds(playing: Play) -> Rounds:
    """Each board's cases, played once in each mode: case -> what became of it."""
    played: dict[tuple[str, Mode], dict[str, Played]] = {}

    def round_of(board: str, mode: Mode) -> dict[str, Played]:
        if (board, mode) not in played:
            done = playing([Wish(k.board, k.name, k.applicant) for k in ALL if k.board == board], mode)
            played[board, mode] = {one.case.name: one for one in done}
        return played[board, mode]

    return round_of


@pytest.fixture
def live(rounds: Rounds, kept: Kept) -> Played:
    """The case after a live run."""
    return rounds(kept.board, Mode.LIVE)[kept.name]


@pytest.fixture
def dry(rounds: Rounds, kept: Kept) -> Played:
    """The case after a dry run."""
    return rounds(kept.board, Mode.DRY_RUN)[kept.name]


@pytest.fixture
def expected(kept: Kept) -> dict[str, Any]:
    """What a person has read and found right."""
    return kept.expected or {}


def _seen(kept: Kept, live: Played) -> str:
    """JSON with one field a line: quickly read, and clear in a difference."""
    told = {
        "applicant": kept.applicant,
        "status": live.status,
        "why": live.why,
        "asked": [question["question"] for question in live.artifacts["questions"]],
        "fields": [{name: field[name] for name in TOLD} for field in live.artifacts["fields"]],
        "stored": live.stored(),
        "submissions": len(live.submissions),
    }
    return "{\n" + ",\n".join(f"  {_text(key)}: {_spread(value)}" for key, value in told.items()) + "\n}\n"


def _spread(value: object) -> str:
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return "[\n    " + ",\n    ".join(map(_text, value)) + "\n  ]"
    return _text(value)


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


@pytest.mark.parametrize("kept", _each(ALL))
def test_what_is_expected_was_read_by_a_person(kept: Kept, live: Played) -> None:
    """Each case has its expected file; a missing one is written and has to be reviewed."""
    if kept.expected is None:
        kept.path.write_text(_seen(kept, live), encoding="utf-8")
        file = f"fixtures/{kept.board}/cases/{kept.path.name}"
        pytest.fail(f"{file} was missing and is written now: review it, then run again")


def test_a_missing_file_is_written_and_fails(rounds: Rounds, tmp_path: Path) -> None:
    """Nobody's new case passes unread; what is written for it is what stands beside a case that was read."""
    (read,) = [kept for kept in READ if (kept.board, kept.name) == ("lever", "minimal")]
    new = replace(read, path=tmp_path / "new.expected.json", expected=None)
    with pytest.raises(pytest.fail.Exception, match=r"fixtures/lever/cases/new\.expected\.json was missing"):
        test_what_is_expected_was_read_by_a_person(new, rounds("lever", Mode.LIVE)["minimal"])
    assert new.path.read_text(encoding="utf-8") == read.path.read_text(encoding="utf-8")


@pytest.mark.parametrize("kept", _each(READ))
def test_what_the_form_asks(kept: Kept, expected: dict[str, Any], dry: Played) -> None:
    """The form holds these fields, in this order, and no others."""
    assert [field["key"] for field in dry.artifacts["fields"]] == [field["key"] for field in expected["fields"]]


@pytest.mark.parametrize(("kept", "field"), FIELDS)
def test_field(kept: Kept, field: dict[str, Any], dry: Played) -> None:
    """It is read, understood and answered as a person found right; what was written is really there."""
    (row,) = [row for row in dry.artifacts["fields"] if (row["key"], row["page"]) == (field["key"], field["page"])]
    assert {name: row[name] for name in TOLD} == field
    assert row["verified"] == (row["source"] not in {"", "prefilled"})


@pytest.mark.parametrize("kept", _each(READ))
def test_a_dry_run_submits_nothing(kept: Kept, expected: dict[str, Any], dry: Played) -> None:
    """The board has nothing; what would have been sent waits for approval."""
    assert dry.submissions == []
    goes_out = expected["status"] == "applied"
    assert (dry.status, dry.why) == (
        ("needs_review", "approval") if goes_out else (expected["status"], expected["why"])
    )


@pytest.mark.parametrize("kept", _each(READ))
def test_a_live_run_submits_once(kept: Kept, expected: dict[str, Any], live: Played) -> None:
    """Exactly one application arrives where one is to; what no fact answers is asked instead."""
    assert (live.status, live.why) == (expected["status"], expected["why"]), live.artifacts["note"]
    assert [question["question"] for question in live.artifacts["questions"]] == expected["asked"]
    assert len(live.submissions) == expected["submissions"] == (1 if live.status == "applied" else 0)


@pytest.mark.parametrize("kept", [k for k in _each(READ) if k.values[0].expected["status"] == "applied"])
def test_applied_is_proven(kept: Kept, live: Played) -> None:
    """Two independent signs say so, and every field was read back before."""
    signals = set(live.artifacts["confirmation"]["signals"])
    assert signals & OWN_WORD
    assert signals - OWN_WORD
    assert all(f["verified"] for f in live.artifacts["fields"] if f["source"] not in {"", "prefilled"})


@pytest.mark.parametrize("kept", _each(READ))
def test_what_the_board_stored(kept: Kept, expected: dict[str, Any], live: Played) -> None:
    """The board has just these answers and files."""
    assert live.stored() == expected["stored"]
