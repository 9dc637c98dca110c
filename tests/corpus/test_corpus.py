"""The corpus is whole, its judges can fail, and nothing understood or answered gets worse than it was seen to be."""

from collections.abc import Callable, Coroutine
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.corpus.entries import YES_NO
from tests.corpus.judging import Verdict, judge_sheet
from tests.corpus.loading import PARTS, Part, load_corpus
from tests.corpus.reading import Reading, faults, read_pages
from tests.corpus.tally import tally
from worker.config import Config
from worker.errors import BadInput

HERE = Path(__file__).parent
FLOORS: dict[str, dict[str, dict[str, float]]] = yaml.safe_load((HERE / "floors.yaml").read_text(encoding="utf-8"))
InThread = Callable[[Coroutine[Any, Any, list[Reading]]], list[Reading]]


def _judged(part: Part) -> list[Verdict]:
    return [verdict for sheet in load_corpus(part).of("list", "screening") for verdict in judge_sheet(sheet)]


def _held(floors: dict[str, float], seen: dict[str, float]) -> list[str]:
    """What fell below its floor, or rose above its ceiling (keys that begin with most_)."""
    return [
        f"{key}: expected {'at most' if key.startswith('most_') else 'at least'} {bound}, found {seen[key]:.4f}"
        for key, bound in floors.items()
        if (seen[key] > bound if key.startswith("most_") else seen[key] < bound)
    ]


def _seen(verdicts: list[Verdict]) -> dict[str, float]:
    sums, traps = tally(verdicts), tally([one for one in verdicts if one.entry.trap])
    return {
        "recall": sums.recall,
        "precision": sums.precision,
        "answer_recall": sums.answer_recall,
        "answer_precision": sums.answer_precision,
        "most_wrong_fills": sums.wrong_fills,
        "most_wrong_fills_on_traps": traps.wrong_fills,
    }


@pytest.mark.parametrize("part", PARTS)
def test_field_lists_and_questions_hold_their_floors(part: Part) -> None:
    assert not _held(FLOORS[part]["lists"], _seen(_judged(part)))


def test_pages_hold_their_floors(config: Config, in_thread: InThread) -> None:
    """Both parts in one browser: as read, understood and answered."""
    sheets = {part: load_corpus(part).of("page") for part in PARTS}
    readings = in_thread(read_pages([sheet for part in PARTS for sheet in sheets[part]], config))
    for part in PARTS:
        own = [reading for reading in readings if any(reading.sheet is sheet for sheet in sheets[part])]
        seen = _seen([verdict for reading in own for verdict in reading.verdicts])
        seen["most_misread"] = sum(len(reading.misread) for reading in own)
        seen["most_touched"] = sum(len(reading.touched) for reading in own)
        assert not _held(FLOORS[part]["pages"], seen), part
    _sees_what_is_misread(readings[0])


def test_the_corpus_is_as_large_and_as_varied_as_it_says() -> None:
    parts = [load_corpus(part) for part in PARTS]
    assert all({sheet.file.language for sheet in corpus.of(source)} == set(YES_NO) for corpus in parts
               for source in ("list", "page", "screening"))  # fmt: skip
    assert sum(len(corpus.of("list", "page")) for corpus in parts) >= 200
    assert sum(len(corpus.of("page")) for corpus in parts) >= 40
    assert sum(len(corpus.of("screening")) for corpus in parts) >= 1400
    assert sum(bool(one.entry.trap) for corpus in parts for sheet in corpus.sheets for one in sheet.fields) >= 700


def test_the_held_back_part_asks_in_other_words() -> None:
    development, held_back = (
        {sheet.form.form.casefold() for sheet in load_corpus(part).of("screening")} for part in PARTS
    )
    assert not development & held_back


def test_a_wrong_fill_is_seen() -> None:
    """What is right for one applicant is wrong for another, and silence is neither."""
    english = [one for one in load_corpus("development").of("screening") if one.name.startswith("screening_en: ")]
    sheet = next(one for one in english if one.form.fields[0].topic == "sponsorship")
    (right,) = judge_sheet(sheet)
    (expected,) = sheet.fields
    turned = replace(sheet, fields=(replace(expected, answers=expected.answers[::-1]),))
    (wrong,) = judge_sheet(turned)
    assert (right.filled, wrong.filled) == (("right", "right", "right"), ("wrong", "right", "wrong"))
    assert asdict(tally([wrong]))["wrong_fills"] == 2


def _sees_what_is_misread(reading: Reading) -> None:
    """The judge of pages can fail: another label, kind and mark than expected, and a control that is not there."""
    shown, fields = reading.sheet.fields[0].entry, reading.bound[0]
    odd = shown.model_copy(update={"label": "Shoe size", "widget": "radios", "required": not shown.required})
    assert not faults(shown, fields, "en")
    assert [fault.what for fault in faults(odd, fields, "en")] == ["label", "kind", "required"]
    assert [fault.what for fault in faults(shown, [], "en")] == ["missing"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("language: en\nforms: [{form: a, fields: [{lable: x}]}]", "lable: unknown key; did you mean label?"),
        ("language: xx\nforms: [{form: a, fields: [{label: x}]}]", "language: expected 'en', 'de'"),
        ("language: en\nforms: [{form: a, fields: [{topic: email}]}]", "expected ask, label, question"),
        ("language: en\nscreening: [{ask: a, topic: emial}]", "truth.yaml has no row “emial”"),
        ("language: en\nscreening: [{ask: a, topic: email, answers: [x, ask, ask]}]", "found “x”"),
        ("language: en\nscreening: [{ask: a, kind: text}, {ask: a, kind: text}]", "found it twice"),
        ("language: en\nscreening: [{ask: What, why?, kind: text}]", "bad.yaml line 2: expected YAML"),
        ("- a", "expected language and forms"),
    ],
)
def test_a_bad_entry_is_one_clear_sentence(tmp_path: Path, content: str, says: str) -> None:
    (tmp_path / "development").mkdir()
    (tmp_path / "development" / "bad.yaml").write_text(content, encoding="utf-8")
    (tmp_path / "truth.yaml").write_bytes((HERE / "truth.yaml").read_bytes())
    with pytest.raises(BadInput, match="bad") as caught:
        load_corpus("development", tmp_path)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)
