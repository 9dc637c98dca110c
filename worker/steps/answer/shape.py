"""A fact in the shape that one field takes, or why it does not fit. Never shortened, never nearly right."""

import mimetypes
import re
from datetime import date

from adapters.contract import Answer, Document, FormField, Option
from adapters.contract.choose import choose, normal
from worker.steps.answer.facts import Missing, Wanted, number_text

_PICKS = frozenset({"select", "radio", "combobox", "multiselect", "checkboxes"})
_DATE_FORMS = {
    "mm dd yyyy": "%m/%d/%Y",
    "dd mm yyyy": "%d/%m/%Y",
    "yyyy mm dd": "%Y-%m-%d",
    "tt mm jjjj": "%d.%m.%Y",
}
_RANGE = re.compile(
    r"^(?:less than |under |<)? ?(\d+)(?: ?\+| or more| or above)?(?:(?: to | and | )(\d+))?"
    r"(?: ?\+| or more)?(?: years?| yrs?| jahre?)*$"
)


def shape(field: FormField, wanted: Wanted, topic: str) -> Answer | Missing:
    """What to put into the field."""
    value = wanted.value
    if field.kind == "file":
        return _file(field, wanted, topic)
    if isinstance(value, Document):
        return Missing("it does not take a file")
    if field.kind == "checkbox":
        return _tick(field, wanted, topic)
    if field.kind in _PICKS:
        return _pick(field, wanted, topic)
    if wanted.choice_only:
        return Missing("it is voluntary, and only an answer of your own could be written here")
    written = _written(field, value)
    return written if isinstance(written, Missing) else _checked(field, written, wanted.source, topic)


def _tick(field: FormField, wanted: Wanted, topic: str) -> Answer | Missing:
    if not isinstance(wanted.value, bool):
        return Missing("a single box takes a yes or no only")
    if field.required and not wanted.value:
        return Missing(f"the form insists on a tick that {wanted.source} does not give")
    return Answer(field.key, wanted.value, wanted.source, topic)


def _pick(field: FormField, wanted: Wanted, topic: str) -> Answer | Missing:
    label, synonyms = _spoken(wanted)
    if not field.options_known:
        return Answer(field.key, (label,), wanted.source, topic, synonyms)
    found = choose(field.options, label, synonyms) or _in_range(field.options, wanted)
    if found is None:
        return Missing(f"none of its options says just what {wanted.source} says; choose one")
    return Answer(field.key, (found.label,), wanted.source, topic)


def _spoken(wanted: Wanted) -> tuple[str, tuple[str, ...]]:
    value = wanted.value
    if isinstance(value, bool):
        first, *others = wanted.synonyms or (("Yes",) if value else ("No",))
        return first, tuple(others)
    return _text(value), wanted.synonyms


def _text(value: str | float | date | Document) -> str:
    if isinstance(value, float):
        return number_text(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def _in_range(options: tuple[Option, ...], wanted: Wanted) -> Option | None:
    """The one range of numbers ("3-5 years", "10+") that holds a number; None where two do or an option is no range."""
    if not isinstance(wanted.value, float):
        return None
    held = [option for option in options if not option.disabled and _holds(option.label, wanted.value)]
    return held[0] if len(held) == 1 else None


def _holds(label: str, number: float) -> bool:
    words = normal(label)
    found = _RANGE.match(words)
    if not found:
        return False
    low = float(found[1])
    if found[2]:
        return low <= number <= float(found[2])
    if re.match(r"less than |under |<", words):
        return number < low
    return number >= low if re.search(r"\+|or more|or above", words) else number == low


def _written(field: FormField, value: str | bool | float | date | Document) -> str | Missing:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, date):
        return _day(field, value)
    if field.kind in ("number", "range") and not re.fullmatch(r"-?\d+(?:\.\d+)?", _text(value)):
        return Missing("it takes a bare number only")
    if field.kind == "date":
        return _iso_day(_text(value))
    return _text(value)


def _day(field: FormField, value: date) -> str:
    """ISO for date inputs; in a text the form that the placeholder shows, else ISO."""
    form = _DATE_FORMS.get(normal(field.placeholder)) if field.kind != "date" else None
    if form and "." in field.placeholder:
        form = form.replace("/", ".").replace("-", ".")
    return value.strftime(form) if form else value.isoformat()


def _iso_day(text: str) -> str | Missing:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return Missing("it takes a day only, written such as 2026-03-01")


def _checked(field: FormField, text: str, source: str, topic: str) -> Answer | Missing:
    if field.max_length is not None and 0 <= field.max_length < len(text):
        return Missing(f"it takes {field.max_length} characters, and {source} is longer; give a shorter answer")
    if field.kind == "url" and not re.match(r"https?://", text, re.IGNORECASE):
        text = f"https://{text}"
    if field.pattern and not _fits(field.pattern, text):
        return Missing(f"the form's own pattern refuses what {source} says; answer it by hand")
    return Answer(field.key, text, source, topic)


def _fits(pattern: str, text: str) -> bool:
    """Whether a pattern takes the text; one that Python cannot read is left to the page."""
    try:
        return re.fullmatch(pattern, text) is not None
    except re.error:
        return True


def _file(field: FormField, wanted: Wanted, topic: str) -> Answer | Missing:
    if not isinstance(wanted.value, Document):
        return Missing("it takes a file; name one in profile.apply.documents")
    if not _accepted(field.accept, wanted.value.filename):
        return Missing(f"it takes {field.accept} only, and {wanted.source} is another type; name such a file")
    return Answer(field.key, wanted.value, wanted.source, topic)


def _accepted(accept: str, filename: str) -> bool:
    kinds = [kind.strip().lower() for kind in accept.split(",") if kind.strip()]
    guessed = mimetypes.guess_type(filename)[0] or ""
    family = guessed.split("/")[0] + "/*"
    return not kinds or any(
        filename.lower().endswith(kind) if kind.startswith(".") else kind in (guessed, family, "*/*", "*")
        for kind in kinds
    )
