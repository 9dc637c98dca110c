"""The part of a form adapter that runs inside the page: installed once per document, called by name."""

import json
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext, Frame

_PARTS = (
    "guard.js",
    "dom.js",
    "words.js",
    "label.js",
    "groups.js",
    "kinds.js",
    "gather.js",
    "parts.js",
    "values.js",
    "dress.js",
    "traps.js",
    "fields.js",
    "scan.js",
    "fill.js",
    "widget.js",
    "unroll.js",
    "calendar.js",
    "look.js",
)
#: Names a control of the last scan to the DevTools protocol.
ELEMENT = "globalThis[Symbol.for('apply-bot')].element(%d)"
_PUBLIC = (
    "scan, fill, element, point, listed, opening, awaitShown, pointOption, leave, ready, answerOf, release, aim, held, "
    "focusPart, pointMembers, calendarTurn, calendarDay, typeInto, valueIn, aside, unroll, stirred"
)


_LIBRARY = "globalThis[Symbol.for('apply-bot')]"
_ABSENT = "apply-bot: not installed"
_CALL = f"([name, args]) => {{ const lib = {_LIBRARY}; return lib ? lib[name](...args) : '{_ABSENT}'; }}"


@cache
def _installing() -> str:
    """The whole library as one statement that installs it once per document."""
    folder = files(__package__)
    parts = "\n".join((folder / part).read_text("utf-8") for part in _PARTS)
    return f"{_LIBRARY} ??= (() => {{ {parts}\n return {{ {_PUBLIC} }}; }})();"


async def install(context: "BrowserContext") -> None:
    """Have every document of the context bring the library with it: later calls carry only a name."""
    await context.add_init_script(_installing())


async def call(frame: "Frame", name: str, *args: Any) -> Any:
    """Run one of the in-page functions; what it returns comes back as Python values."""
    answer = await frame.evaluate(_CALL, [name, list(args)])
    if answer != _ABSENT:
        return answer
    await frame.evaluate(f"() => {{ {_installing()} }}")
    return await frame.evaluate(_CALL, [name, list(args)])


async def call_json(frame: "Frame", name: str, *args: Any) -> Any:
    """The same for functions that return one JSON string: a deep result crosses the wire faster so."""
    return json.loads(await call(frame, name, *args))
