"""Whether a field holds its answer: compared as the page holds it, not as it was typed. Pure."""

import re

from adapters.contract.choose import choose
from adapters.contract.form import Answer, Document, FormField, Option

_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
#: What `float` takes; "80,000" and "about 5" are none.
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


def holds(field: FormField, answer: Answer) -> bool:
    """The default `Adapter.holds`."""
    value = answer.value
    if isinstance(value, Document):
        return value.filename in field.chosen
    if isinstance(value, bool):
        return (field.value == "true") is value
    if isinstance(value, tuple):
        return _chosen(field, value, answer.synonyms)
    if field.kind == "combobox":
        return _chosen(field, (value,), answer.synonyms)
    return _text(field, value)


def _chosen(field: FormField, wanted: tuple[str, ...], synonyms: tuple[str, ...]) -> bool:
    """Every wanted option is chosen and no other is."""
    if len(field.chosen) != len(wanted):
        return False
    shown = tuple(Option(label=label, value=label) for label in field.chosen)
    return all(choose(shown, label, synonyms) is not None for label in wanted)


def _text(field: FormField, wanted: str) -> bool:
    held = field.value
    if field.kind == "tel":  # pages group and bracket numbers as they like
        return re.sub(r"[^\d+]", "", held) == re.sub(r"[^\d+]", "", wanted)
    if field.kind == "date" and held and not _ISO_DAY.fullmatch(held) and _ISO_DAY.fullmatch(wanted):
        return _numbers(held) == _numbers(wanted)
    if field.kind == "number" and held and wanted:
        return held == wanted or (_NUMBER.fullmatch(wanted) is not None and float(held) == float(wanted))
    return held.split() == wanted.split() if field.kind == "richtext" else _lines(held) == _lines(wanted)


def _numbers(text: str) -> list[int]:
    """Day, month and year in any order: a page writes a day as it likes."""
    return sorted(int(number) for number in re.findall(r"\d+", text))


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").strip()
