"""A fact takes the form that the field shows, demands or stands beside; what does not fit is asked, never bent."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.steps.page import Ask, control
from worker.steps.answer.facts import Missing
from worker.steps.answer.shapes.days import day_text
from worker.steps.answer.shapes.phones import phone_text

_DAY = date(2027, 1, 15)


@pytest.mark.parametrize(
    ("about", "value"),
    [
        ({"kind": "date"}, "2027-01-15"),
        ({"kind": "month"}, "2027-01"),
        ({}, "2027-01-15"),
        ({"placeholder": "MM/DD/YYYY"}, "01/15/2027"),
        ({"placeholder": "dd.mm.yyyy"}, "15.01.2027"),
        ({"placeholder": "JJ/MM/AAAA"}, "15/01/2027"),
        ({"placeholder": "DD-MM-JJJJ"}, "15-01-2027"),
        ({"placeholder": "gg/mm/aaaa"}, "15/01/2027"),
        ({"hint": "Format: YYYY-MM-DD"}, "2027-01-15"),
        ({"label": "Start (DD/MM/YYYY)"}, "15/01/2027"),
        ({"placeholder": "e.g. 31.12.2025"}, "31.12.2025".replace("31.12.2025", "15.01.2027")),
        ({"placeholder": "e.g. 12/31/2025"}, "01/15/2027"),
        ({"language": "de"}, "15.01.2027"),
        ({"language": "fr-FR"}, "15/01/2027"),
        ({"language": "en-US"}, "01/15/2027"),
        ({"language": "en-GB"}, "15/01/2027"),
        ({"language": "en"}, "2027-01-15"),
        ({"placeholder": "__/__/____"}, None),
        ({"pattern": r"\d{2}/\d{2}/\d{4}"}, None),
        ({"pattern": r"\d{2}/\d{2}/\d{4}", "language": "fr"}, "15/01/2027"),
    ],
)
def test_days(about: dict[str, Any], value: str | None) -> None:
    """By pattern, example or language; where day and month could be swapped, nothing is written."""
    more = {"label": "Start", **about}
    found = day_text(control(more.pop("kind", "text"), more.pop("label"), **more), _DAY, "")
    assert isinstance(found, Missing) if value is None else found == value


@given(st.dates(date(1950, 1, 1), date(2060, 1, 1)), st.permutations(["DD", "MM", "YYYY"]), st.sampled_from("./-"))
def test_a_pattern_can_be_read_back(day: date, order: list[str], sign: str) -> None:
    """Where the year stands at an end, the text read by the pattern is the day again; in the middle, none is known."""
    text = day_text(control("text", "Day", placeholder=sign.join(order)), day, "")
    if order[1] == "YYYY":
        assert text == day.isoformat()
    elif order[0] == "YYYY":
        assert isinstance(text, str)
    else:
        parts = dict(zip(order, str(text).split(sign), strict=True))
        assert date(int(parts["YYYY"]), int(parts["MM"]), int(parts["DD"])) == day


@pytest.mark.parametrize(
    ("number", "about", "picker", "value"),
    [
        ("+14155550132", {}, False, "+14155550132"),
        ("+14155550132", {}, True, "(415) 555-0132"),
        ("+14155550132", {"placeholder": "(555) 555-5555"}, False, "(415) 555-0132"),
        ("+493055501234", {"placeholder": "(555) 555-5555"}, False, "+493055501234"),
        ("+493055501234", {"placeholder": "+49 30 123456"}, False, "+493055501234"),
        ("+493055501234", {}, True, "030 55501234"),
        ("+14155550132", {"pattern": "[0-9]{10}"}, False, "4155550132"),
        ("+14155550132", {"pattern": r"\+[0-9]+"}, True, "+14155550132"),
    ],
)
def test_phones(number: str, about: dict[str, Any], picker: bool, value: str) -> None:
    """With the country's code, unless a picker beside it, the placeholder or the pattern says without."""
    assert phone_text(control("tel", "Phone", **about), number, picker=picker) == value


def test_a_phone_beside_its_country(ask: Ask) -> None:
    """A control for the country's code on the same page takes the code away from the number."""
    fields = [control("tel", "Phone"), control("combobox", "Country", question="Phone", key="c", options_known=False)]
    assert ask(*fields).value == "(415) 555-0132"
    assert ask(fields[0]).value == "+14155550132"


@pytest.mark.parametrize(
    ("about", "value"),
    [
        ({}, "11"),
        ({"least": "0", "most": "50"}, "11"),
        ({"most": "10"}, None),
        ({"least": "12"}, None),
        ({"step": "5"}, None),
        ({"step": "5", "least": "1"}, "11"),
        ({"step": "any"}, "11"),
    ],
)
def test_numbers_keep_to_the_pages_bounds(ask: Ask, about: dict[str, str], value: str | None) -> None:
    """What is out of bounds or off the grid is asked, and never rounded."""
    assert ask(control("number", "Total years of work experience", **about)).value == value


def test_halves_need_a_step(ask: Ask) -> None:
    """A number input takes whole numbers unless it says otherwise."""
    field = control("number", "Total years of work experience")
    assert ask(field, years_of_experience=2.5).value is None
    halves = control("number", "Total years of work experience", step="0.5")
    assert ask(halves, years_of_experience=2.5).value == "2.5"


def test_days_keep_to_the_pages_bounds(ask: Ask) -> None:
    """A day before the first or after the last that the page allows is asked."""
    assert ask(control("date", "Earliest start date", least="2027-01-01")).value == "2027-01-15"
    assert ask(control("date", "Earliest start date", least="2027-02-01")).value is None
    assert ask(control("date", "Earliest start date", most="2027-01-01")).value is None


def test_yes_is_typed_in_the_pages_language(ask: Ask) -> None:
    """Where yes or no is typed, it is the form's word."""
    text = "Sind Sie mindestens 18 Jahre alt?"
    assert ask(control("text", text, language="de")).value == "Ja"
    assert ask(control("text", "Are you at least 18 years of age?")).value == "Yes"
