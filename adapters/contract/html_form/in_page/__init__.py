"""The part of a form adapter that runs inside the page: installed once per document, called by name."""

import json
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.async_api import Frame

_PARTS = ("guard.js", "dom.js", "label.js", "fields.js", "scan.js", "fill.js", "widget.js", "look.js")
#: Names a control of the last scan to the DevTools protocol.
ELEMENT = "globalThis[Symbol.for('apply-bot')].element(%d)"
_PUBLIC = "scan, fill, element, point, listed, opening, awaitShown, pointOption, leave, ready, answerOf, release, held"


@cache
def _script() -> str:
    folder = files(__package__)
    parts = "\n".join((folder / part).read_text("utf-8") for part in _PARTS)
    return (
        "([name, args]) => { const key = Symbol.for('apply-bot');"
        f" const lib = globalThis[key] ??= (() => {{ {parts}\n return {{ {_PUBLIC} }}; }})();"
        " return lib[name](...args); }"
    )


async def call(frame: "Frame", name: str, *args: Any) -> Any:
    """Run one of the in-page functions; what it returns comes back as Python values."""
    return await frame.evaluate(_script(), [name, list(args)])


async def call_json(frame: "Frame", name: str, *args: Any) -> Any:
    """The same for functions that return one JSON string: a deep result crosses the wire faster so."""
    return json.loads(await call(frame, name, *args))
