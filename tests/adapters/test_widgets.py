"""Every widget of the real libraries: filled as a person would, read back, and what its own state then holds is sent."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from adapters.contract import Adapter, Answer, Document, Trouble, Visit
from fixtures import Farm
from worker.steps.sheet import AnswerSheet
from worker.steps.verify import verify

FILES = Path(__file__).parents[2] / "fixtures" / "files"
RESUME = Document("resume", FILES / "ada-resume.pdf", "x")
LETTER = Document("cover_letter", FILES / "ada-cover-letter.pdf", "y")

Value = str | bool | tuple[str, ...] | Document
#: Case -> question's name -> what to answer; what the library holds is the same in its own words.
ANSWERS: dict[str, dict[str, Value]] = {
    "widgets_react": {
        "full_name": "Ada Example",
        "email": "ada@example.com",
        "phone": "+14155550132",
        "city": "Berlin",
        "location": ("San Francisco, California, United States",),
        "country": ("United States",),
        "state": ("California",),
        "over_18": ("No",),
        "work_authorization": ("Yes",),
        "sponsorship": ("No",),
        "worked_here": ("No",),
        "relocation": ("Yes",),
        "start_date": "02/01/2027",
        "pronouns": ("She/her",),
        "how_heard": ("Job board",),
        "degree": ("Master's degree",),
        "gender": ("Female",),
        "veteran": ("I don't wish to answer",),
        "tools": ("Emacs", "Nano"),
        "colours": ("Red", "Blue"),
        "second_start": "2028-03-05",
        "third_start": "2027-04-06",
        "resume": RESUME,
        "privacy": True,
        "accuracy": True,
        "news": True,
    },
    "widgets_plain": {
        "full_name": "Ada Example",
        "email": "ada@example.com",
        "phone": "+14155550132",
        "country": ("United States",),
        "state": ("California",),
        "work_authorization": ("Yes",),
        "sponsorship": ("No",),
        "pronouns": ("She/her",),
        "start_date": "2027-02-01",
        "second_start": "1990-12-24",
        "tools": ("Emacs", "Nano"),
        "colours": ("Red", "Blue"),
        "pets": ("Dog", "Fish"),
        "cover_letter_text": "I plan routes.",
        "more": "Nothing more.",
        "motto": "On",
        "resume": RESUME,
        "cover_letter": LETTER,
        "privacy": True,
        "news": True,
    },
}
#: Where a board stores another spelling than the page shows.
SPELT = {"start_date": "2027-02-01"}


def _stored(answers: dict[str, Value]) -> dict[str, list[str]]:
    texts = {k: v for k, v in answers.items() if not isinstance(v, Document)}
    return {
        k: list(v) if isinstance(v, tuple) else [SPELT.get(k, "yes" if v is True else str(v))] for k, v in texts.items()
    }


@pytest.mark.parametrize("case", ANSWERS)
def test_every_widget_holds_what_was_answered(at_board: Callable[[str, Any], Any], farm: Farm, case: str) -> None:
    """The page reads back what its library holds; nothing stays open over the submit button; no field is missed."""
    answers = ANSWERS[case]
    labels = {question.label: question.name for question in farm.case("generic", case).questions}

    async def act(visit: Visit, adapter: Adapter) -> list[Trouble]:
        await adapter.open(visit)
        page = await adapter.scan(visit)
        given = [Answer(f.key, answers[labels[f.asks]], "fact") for f in adapter.asked(page)]
        assert sorted(labels[f.asks] for f in adapter.asked(page)) == sorted(answers)
        troubles = await adapter.fill(visit, page, given)
        page, troubles = await verify(visit, adapter, page, AnswerSheet(answers=tuple(given)), troubles)
        await adapter.submit(visit, page)
        assert (await adapter.confirmation(visit, page)).proven
        return troubles

    url = farm.url("generic", case, run="widgets")
    assert at_board(url, act) == []
    (sent,) = farm.submissions("generic", case, "widgets")
    assert sent.fields == _stored(answers)
    assert {f.field: f.filename for f in sent.files} == {
        k: v.filename for k, v in answers.items() if isinstance(v, Document)
    }
