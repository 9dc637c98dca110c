"""Every widget of the real libraries: filled as a person would, read back, and what its own state then holds is sent."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from adapters.contract import Adapter, Answer, Document, Trouble, Visit
from fixtures import Farm
from worker.steps.sheet import AnswerSheet
from worker.steps.verify import verify

PAGES = Path(__file__).parent / "pages"
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


Asked = dict[str, tuple[Value, str, Any]]
#: Question -> what to answer, and what the page's own script then holds of it under another name.
HANDMADE: Asked = {
    "Location": (("El Paso, Texas, United States",), "location", "El Paso, Texas, United States"),
    "Do you have a car?": (("No",), "car", "No"),
    "Can you lift 20 kg?": (("NO",), "lift", "NO"),
    "Which shifts suit you?": (("Late",), "shifts", "Late"),
    "How did you hear about us?": (("A colleague told me",), "source", "A colleague told me"),
    "Date signed": ("2026-11-25", "signed", "11/25/2026"),
    "Skills": (("Python", "Go"), "skills", "Python,Go"),
    "Notice period": (("1 month",), "notice", "1 month"),
    "Degree": (("Master",), "degree", "2"),
    "I can travel": (True, "travel", True),
    "Preferred office": (("Vienna",), "office", "v"),
    "Earliest start": ("2027-02-01", "start", "1 Feb 2027"),
    "Contract type": (("Temporary",), "contract", "Temporary"),
    "Why us?": ("You ask.", "why", "You ask."),
    "Do you have a notice period?": (("Yes",), "np", "y"),
    "Date of birth": ("1990-12-24", "born", "24.12.1990"),
    "Resume": (RESUME, "resume", RESUME.filename),
    "Cover letter": (LETTER, "letter", LETTER.filename),
}
#: Widgets that announce nothing: suggestions without a role, a file input made by a button's press, a menu.
ODD: Asked = {
    "City": ("Graz, Austria", "loc", "Graz, Austria"),
    "Seniority": (("Senior",), "ant", "Senior"),
    "Team": (("Blue",), "team", "Blue"),
    "Resume": (RESUME, "resume", RESUME.filename),
    "Country code": (("United States (+1)",), "", ""),
    "Mobile": ("+14155550132", "", ""),
    "Start date": ("02/01/2027", "", ""),
    "Are you a citizen?": (("No",), "citizen", "No"),
    "Remote?": (("Partly",), "remote", "Partly"),
    "Office": (("Berlin",), "office", "Berlin"),
    "I agree to the terms": (True, "", ""),
    "Years": ("8", "", ""),
    "Department": (("Sales",), "", ""),
    "Gender": (("Female",), "", ""),
    "Shift": (("Night",), "", ""),
}
#: Widgets that draw their lists only as far as one sees them, or that open something else than a list.
DRAWN: Asked = {
    "Province": (("Quebec",), "province", "Quebec"),
    "Continent": (("Asia",), "continent", "Asia"),
    "Available from": ("2027-02-01", "from", "February 1st, 2027"),
    "Willing to travel (%)": ("40", "travel", "40"),
    "Year of graduation": (("1983",), "year", "1983"),
    "How did you hear about us?": (("Friend",), "heard", "Friend"),
    "Interview day": ("2026-12-24", "interview", "December 24, 2026"),
    "Own tools?": (("No",), "tools", "n"),
    "Which machines do you run?": (("Press", "Saw"), "m2", True),
    "Why us?": ("You ask.", "why", "You ask."),
    "Anything else?": ("No more.", "more", "No more."),
    "I have a driving licence": (True, "s1", True),
    "I am willing to relocate": (False, "", ""),
}
#: Page -> what it asks, and what only an answer makes it ask.
MADE: dict[str, tuple[Asked, list[str]]] = {
    "handmade": (HANDMADE, ["How many weeks?"]),
    "odd": (ODD, []),
    "drawn": (DRAWN, []),
}
#: What a page holds beside the first sign of each answer.
_HELD_TOO = {"drawn": {"m3": True}}
_UNTOUCHED = """() => [...document.querySelectorAll(
  '[data-decoy], [name=q], [name=website], [name=fax], [name=empty], [name=nickname_hpcsaf], [type=email]',
)].every((el) => !el.value)"""


@pytest.mark.parametrize("name", MADE)
def test_what_boards_make_themselves_is_operated_too(visiting: Callable[[str, Any], Any], name: str) -> None:
    """Every question is found and answered in one go, in its own words; traps, decoys and furniture stay untouched."""
    made, more = MADE[name]

    async def act(visit: Visit, adapter: Adapter) -> None:
        await adapter.open(visit)
        page = await adapter.scan(visit)
        asked = adapter.asked(page)
        assert [f.asks for f in asked] == list(made)
        given = tuple(Answer(f.key, made[f.asks][0], "fact") for f in asked)
        troubles = await adapter.fill(visit, page, given)
        page, troubles = await verify(visit, adapter, page, AnswerSheet(answers=given), troubles)
        assert troubles == []
        assert [f.asks for f in adapter.asked(page) if f.key not in {g.key for g in given} and f.required] == more
        assert _HELD_TOO.get(name, {}) | {held: value for _, held, value in made.values() if held} == (
            await visit.page.evaluate("held")
        )
        assert await visit.page.evaluate(_UNTOUCHED)

    visiting((PAGES / f"{name}.html").read_text(encoding="utf-8"), act)
