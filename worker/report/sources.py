"""Where an answer came from, as the five colours that picture and list share."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Source:
    """One kind of source."""

    #: CSS class and key.
    name: str
    #: In the legend.
    title: str
    #: Of its boxes, "#rrggbb": dark enough for white digits (contrast of 4.5 at least).
    colour: str


FACT = Source("fact", "a fact of your profile", "#1d5fd1")
GIVEN = Source("given", "an answer you gave", "#7a3fc4")
RULE = Source("rule", "a rule", "#0b7a6b")
PREFILLED = Source("prefilled", "prefilled by the page", "#8a5a12")
MISSING = Source("missing", "required, and empty", "#c2272d")
EMPTY = Source("empty", "optional, left empty", "#6b7482")

#: In the order of the legend.
SOURCES = (FACT, GIVEN, RULE, PREFILLED, MISSING, EMPTY)

_BY_BEGINNING = {"answer": GIVEN, "profile": FACT, "rule": RULE, "prefilled": PREFILLED}


def source_of(row: Mapping[str, Any]) -> Source:
    """The kind of source of one row of `artifacts.fields`."""
    said = str(row.get("source") or "")
    if said:
        return next((kind for start, kind in _BY_BEGINNING.items() if said.startswith(start)), RULE)
    if row.get("value"):
        return PREFILLED
    return MISSING if row.get("required") else EMPTY
