"""A day as a field wants it: by its pattern, its example or the page's language; asked where its order is unknown."""

import re
from datetime import date

from adapters.contract import FormField
from worker.steps.answer.facts import Missing
from worker.steps.answer.shapes.checked import fits

#: Letters that stand for day, month and year: "DD.MM.YYYY", "TT.MM.JJJJ", "JJ/MM/AAAA", "GG/MM/AAAA".
_PATTERN = re.compile(
    r"\b(DD?|TT?|JJ|GG|MM?|YYYY|JJJJ|AAAA)([./\- ]\s?)(DD?|TT?|JJ|GG|MM?)([./\- ]\s?)(DD?|TT?|JJ|GG|YYYY|JJJJ|AAAA)\b"
)
_EXAMPLE = re.compile(r"\b(\d{1,4})([./-])(\d{1,2})([./-])(\d{1,4})\b")
#: A blank that shows the signs between the numbers and not their order.
_BLANK = re.compile(r"[_X#]{1,2}\s?[/.-]\s?[_X#]{1,2}\s?[/.-]\s?[_X#]{2,4}")
_BY_TONGUE = {
    "de": "%d.%m.%Y",
    "fr": "%d/%m/%Y",
    "es": "%d/%m/%Y",
    "it": "%d/%m/%Y",
    "pt": "%d/%m/%Y",
    "nl": "%d-%m-%Y",
}
_BY_COUNTRY = {
    "US": "%m/%d/%Y",
    "GB": "%d/%m/%Y",
    "IE": "%d/%m/%Y",
    "AU": "%d/%m/%Y",
    "NZ": "%d/%m/%Y",
    "IN": "%d/%m/%Y",
}
_LAST_MONTH = 12
_YEAR_DIGITS = 4


def day_text(field: FormField, day: date, country: str) -> str | Missing:
    """Raises nothing: what cannot be told is `Missing`."""
    if field.kind in ("date", "month"):
        return day.isoformat() if field.kind == "date" else f"{day:%Y-%m}"
    if field.kind in ("number", "range"):
        return Missing("it takes a bare number only")
    shown = [form for text in (field.placeholder, field.hint, field.label, field.question) if (form := _form(text))]
    if shown:
        return day.strftime(shown[0])
    form = _customary(field, country)
    if form and (not field.pattern or fits(field.pattern, day.strftime(form))):
        return day.strftime(form)
    if _BLANK.search(field.placeholder) or (field.pattern and not fits(field.pattern, day.isoformat())):
        return Missing("it does not tell whether the day or the month comes first; answer it by hand")
    return day.isoformat()


def _form(text: str) -> str:
    """The order that a pattern or an example shows; "" for none, or one that may be read both ways."""
    if found := _PATTERN.search(text.upper()):
        parts = [_letter(found[at], found) for at in (1, 3, 5)]
        return f"{parts[0]}{found[2]}{parts[1]}{found[4]}{parts[2]}" if len(set(parts)) == len(parts) else ""
    found = _EXAMPLE.search(text)
    order = _order(found[1], found[3], found[5]) if found else ()
    return f"{order[0]}{found[2]}{order[1]}{found[4]}{order[2]}" if found and order else ""


def _letter(part: str, found: re.Match[str]) -> str:
    """JJ is the day in French, where the year is AAAA."""
    if len(part) == _YEAR_DIGITS:
        return "%Y"
    if part[0] == "M":
        return "%m"
    return "%d" if part != "JJ" or "AAAA" in found[0] else "?"


def _order(first: str, second: str, third: str) -> tuple[str, ...]:
    if len(first) == _YEAR_DIGITS:
        return ("%Y", "%m", "%d")
    if len(third) != _YEAR_DIGITS:
        return ()
    if int(first) > _LAST_MONTH:
        return ("%d", "%m", "%Y")
    return ("%m", "%d", "%Y") if int(second) > _LAST_MONTH else ()


def _customary(field: FormField, country: str) -> str:
    """How days are written there; "" where English does not tell of which country it is."""
    language, _, region = field.language.replace("_", "-").partition("-")
    if form := _BY_TONGUE.get(language.lower()):
        return form
    return _BY_COUNTRY.get(region.upper() or country, "") if language.lower() in ("en", "") else ""
