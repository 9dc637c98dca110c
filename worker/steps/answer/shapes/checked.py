"""What the form itself says of a text: how long, by which pattern, between which bounds. What does not fit is asked."""

import re
from decimal import Decimal, InvalidOperation

from adapters.contract import Answer, FormField
from worker.steps.answer.facts import Missing


def checked(field: FormField, text: str, source: str, topic: str) -> Answer | Missing:
    if field.kind == "url" and not re.match(r"https?://", text, re.IGNORECASE):
        text = f"https://{text}"
    if field.max_length is not None and 0 <= field.max_length < len(text):
        return Missing(f"it takes {field.max_length} characters, and {source} is longer; give a shorter answer")
    if field.pattern and not fits(field.pattern, text):
        return Missing(f"the form's own pattern refuses what {source} says; answer it by hand")
    if field.kind in ("number", "range", "date", "month") and (why := _out_of_bounds(field, text)):
        return Missing(f"{why} than {source} says; answer it by hand")
    return Answer(field.key, text, source, topic)


def fits(pattern: str, text: str) -> bool:
    """Whether a pattern takes the text; one that Python cannot read is left to the page."""
    try:
        return re.fullmatch(pattern, text) is not None
    except re.error:
        return True


def _out_of_bounds(field: FormField, text: str) -> str:
    """Why the bounds refuse it; "" where they do not. Days in ISO form sort like their texts."""
    if field.kind in ("date", "month"):
        over, under = bool(field.most) and text > field.most, bool(field.least) and text < field.least
        return "it takes an earlier day" if over else "it takes a later day" if under else ""
    number, least, most = _number(text), _number(field.least), _number(field.most)
    if number is None:
        return ""
    if most is not None and number > most:
        return f"it takes at most {field.most}, which is less"
    if least is not None and number < least:
        return f"it takes at least {field.least}, which is more"
    return "" if _on_grid(number, least, field.step) else "it takes rounder numbers"


def _on_grid(number: Decimal, least: Decimal | None, step: str) -> bool:
    """A number input takes whole numbers, counted from its least, unless its step says otherwise."""
    size = _number(step) or Decimal(1)
    return step == "any" or (number - (least or 0)) % size == 0


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text) if text else None
    except InvalidOperation:
        return None
