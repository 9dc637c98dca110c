"""The part of a form adapter that runs inside the page: installed once per document, called by name."""

import json
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.async_api import Frame

_PARTS = ("dom.js", "label.js", "fields.js", "scan.js", "fill.js", "widget.js", "look.js")
_PUBLIC = "scan, fill, point, listed, mark, shown, pointOption, leave, ready, answerOf, release"

# The guard stops a form that submits itself while it is being filled (Enter in a field, a stray click); the worker
# lifts it just before its own click.
_GUARD = """
const state = { table: [], before: new Set(), options: [] };
const guard = { on: true, stopped: 0 };
addEventListener('submit', (event) => {
  if (!guard.on) return;
  event.preventDefault(); event.stopImmediatePropagation(); guard.stopped += 1;
}, true);
const release = () => { guard.on = false; return true; };
"""


@cache
def _script() -> str:
    folder = files(__package__)
    parts = "\n".join((folder / part).read_text("utf-8") for part in _PARTS)
    return (
        "([name, args]) => { const key = Symbol.for('apply-bot');"
        f" const lib = globalThis[key] ??= (() => {{ {_GUARD}\n{parts}\n return {{ {_PUBLIC} }}; }})();"
        " return lib[name](...args); }"
    )


async def call(frame: "Frame", name: str, *args: Any) -> Any:
    """Run one of the in-page functions; what it returns comes back as Python values."""
    return await frame.evaluate(_script(), [name, list(args)])


async def call_json(frame: "Frame", name: str, *args: Any) -> Any:
    """The same for functions that return one JSON string: a deep result crosses the wire faster so."""
    return json.loads(await call(frame, name, *args))
