"""What is typed: a fact as text, by what the field shows or stands on."""

import re
from datetime import date

from adapters.contract import FormField
from adapters.contract.choose import normal
from worker.steps.answer.facts import Missing, Wanted, number_text
from worker.steps.answer.lists import lists
from worker.steps.answer.shapes.days import day_text
from worker.steps.answer.shapes.phones import phone_text
from worker.steps.sheet import Understanding

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def written(one: Understanding, wanted: Wanted, beside: frozenset[str], *, country: str = "") -> str | Missing:
    field, value = one.field, wanted.value
    if isinstance(value, bool):
        return str(lists()["typed"].get(tongue(field), ("Yes", "No"))[not value])
    if isinstance(value, date):
        return day_text(field, value, country)
    if isinstance(value, tuple):
        return "; ".join(said(each) for each in value)
    text = said(wanted)
    if one.topic == "phone":
        return phone_text(field, text, picker="phone_country" in beside)
    if field.kind in ("number", "range") and not _NUMBER.fullmatch(text):
        return Missing("it takes a bare number only")
    return _iso_day(text) if field.kind == "date" else text


def said(wanted: Wanted) -> str:
    """One fact in words."""
    value = wanted.value
    if isinstance(value, float):
        return number_text(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def tongue(field: FormField) -> str:
    """The page's language by its two letters; "" where it does not say."""
    return normal(field.language)[:2]


def _iso_day(text: str) -> str | Missing:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return Missing("it takes a day only, written such as 2026-03-01")
