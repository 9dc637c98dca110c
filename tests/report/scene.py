"""The fields that the reports of these tests show, one of each kind of source."""

from collections.abc import Callable
from typing import Any

from tests.samples import row

#: Folder and applications -> the page's text.
Write = Callable[..., str]

#: CSS pixels.
BOX = {"x": 400.0, "y": 200.0, "width": 300.0, "height": 40.0}
#: One field of each kind of source, on places of their own.
FIELDS: list[dict[str, Any]] = [
    row("email", box=BOX),
    row("notice", source="answer bank: everywhere", box={**BOX, "y": 300.0}),
    row("gender", source="rule: decline", box={**BOX, "y": 400.0}),
    row("city", source="prefilled", box={**BOX, "y": 500.0}),
    row("clearance", value="", source="", required=True, verified=False, note="no fact", box={**BOX, "y": 600.0}),
    row("twitter", value="", source="", verified=False, box={**BOX, "y": 700.0}),
]
