"""A phone number: with its country code, or as dialled at home where the code has a control of its own."""

import re

from adapters.contract import FormField
from worker.steps.answer.facts import Missing
from worker.steps.answer.shapes.checked import fits

_DIGIT = re.compile(r"\d")
#: A placeholder with fewer digits shows no number.
_FEWEST_DIGITS = 6


def phone_text(field: FormField, number: str, *, picker: bool) -> str | Missing:
    """`number` is E.164. A picker of the country code beside it, the placeholder or the pattern may want it without."""
    international, national = _forms(number)
    if picker:
        wanted = (*national, *international)
    elif _alike(field.placeholder, national):
        wanted = (*(form for form in national if _alike(field.placeholder, (form,))), *international)
    else:
        wanted = (*international, *national)
    if not field.pattern:
        return wanted[0]
    return next((form for form in wanted if fits(field.pattern, form)), wanted[0])


def _forms(number: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """International and national spellings, the plainest first."""
    import phonenumbers as library  # noqa: PLC0415 - a tenth of a second, for pages with a phone alone

    try:
        parsed = library.parse(number)
    except library.NumberParseException:
        return (number,), ()
    spelled = library.format_number(parsed, library.PhoneNumberFormat.NATIONAL)
    spaced = library.format_number(parsed, library.PhoneNumberFormat.INTERNATIONAL)
    return (number, spaced, number.removeprefix("+")), (spelled, re.sub(r"\D", "", spelled))


def _alike(placeholder: str, forms: tuple[str, ...]) -> bool:
    """Whether the placeholder is a number of the same shape, such as (555) 555-5555."""
    shown = _DIGIT.sub("0", placeholder.strip())
    return len(_DIGIT.findall(placeholder)) >= _FEWEST_DIGITS and shown in [_DIGIT.sub("0", form) for form in forms]
