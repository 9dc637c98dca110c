"""Days that are not written into one text control: several parts side by side, or a calendar that opens."""

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from adapters.contract.form import Answer, FormField, Option, Trouble
from adapters.contract.html_form.in_page import call
from adapters.contract.opened import Opened

if TYPE_CHECKING:
    from adapters.contract.visit import Visit

_ISO = re.compile(r"\d{4}-\d{2}(-\d{2})?")
#: What a placeholder shows -> how the day is written.
_LETTERS = {"d": "%d", "t": "%d", "j": "%Y", "m": "%m", "y": "%Y", "a": "%Y"}


@dataclass(frozen=True, slots=True)
class DateParts:
    """Day, month and year as three selects, three boxes, or spinbuttons that take keys."""

    async def fill(self, visit: "Visit", field: FormField, answer: Answer) -> Trouble | None:
        iso = str(answer.value)
        if not _ISO.fullmatch(iso):
            return Trouble(field.key, "it takes a day only, written such as 2026-03-01")
        frame = visit.frames[field.frame]
        failed: list[dict[str, Any]] = await call(frame, "fill", [{"ref": field.ref, "value": iso, "method": "insert"}])
        if failed:
            return Trouble(field.key, failed[0]["why"])
        for at in range(3 if field.kind == "date" else 2):
            part = await call(frame, "focusPart", field.ref, at, iso)
            if not part["keyed"]:
                break
            await visit.page.keyboard.type(part["text"])
        await call(frame, "leave", field.ref)
        return None

    async def options(self, visit: "Visit", field: FormField) -> tuple[Option, ...]:
        del visit
        return field.options


@dataclass(frozen=True, slots=True)
class Calendar:
    """A text control that a calendar opens over: written where its pattern is shown and it may be, else turned to."""

    async def fill(self, visit: "Visit", field: FormField, answer: Answer) -> Trouble | None:
        iso = str(answer.value)
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", iso):
            return Trouble(field.key, "it takes a day only, written such as 2026-03-01")
        if await _written(visit, field, date.fromisoformat(iso)):
            return None
        return await _turned(visit, field, iso)

    async def options(self, visit: "Visit", field: FormField) -> tuple[Option, ...]:
        del visit
        return field.options


def pattern_of(placeholder: str) -> str:
    """How `strftime` writes what a placeholder shows ("DD/MM/YYYY" -> "%d/%m/%Y"); "" where it shows no pattern."""
    found = re.fullmatch(r"(d{1,2}|t{1,2}|m{1,2}|[yja]{4})([^\w])\s?(\w+)\2\s?(\w+)", placeholder.strip().lower())
    if not found:
        return ""
    words = [found[1], found[3], found[4]]
    if not all(re.fullmatch(r"d{1,2}|t{1,2}|m{1,2}|j{1,4}|[ya]{4}", word) for word in words):
        return ""
    parts = ["%d" if word in ("j", "jj") else _LETTERS[word[0]] for word in words]
    return found[2].join(parts) if len(set(parts)) == 3 else ""  # noqa: PLR2004 - day, month, year


async def _written(visit: "Visit", field: FormField, day: date) -> bool:
    """Write it as the placeholder shows; whether it is held once the control is left."""
    pattern = pattern_of(field.placeholder)
    if not pattern:
        return False
    frame, text = visit.frames[field.frame], day.strftime(pattern)
    failed = await call(frame, "fill", [{"ref": field.ref, "value": text, "method": "insert"}])
    return not failed and await call(frame, "valueIn", field.ref) in (text, day.isoformat())


async def _turned(visit: "Visit", field: FormField, iso: str) -> Trouble | None:
    """Open the calendar, turn it to the month, press the day."""
    frame = visit.frames[field.frame]
    opened = Opened(visit, field)
    if not await opened.open():
        return Trouble(field.key, "it cannot be opened: something lies over it, or it is gone")
    why = await call(frame, "calendarTurn", iso)
    spot = None if why else await call(frame, "calendarDay", int(iso[-2:]))
    if spot:
        await opened.click(spot)
    await opened.leave()
    return None if spot else Trouble(field.key, why or "its calendar does not offer the day")
