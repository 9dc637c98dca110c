"""Phrasings beside the topics' own examples: what forms ask is understood, what only sounds like it is not."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from adapters.contract import FieldKind
from tests.steps.page import COMPANY, control, kind_for
from worker.steps.sheet import Understanding
from worker.steps.understand import understand
from worker.topics import lexicon

_FILES = sorted(Path(__file__).with_name("phrasings").glob("*.yaml"))
_TOPICS = lexicon().topics
#: Controls that any topic but a file's fits into.
_ANY: tuple[FieldKind, ...] = ("radio", "text", "textarea", "number", "checkbox", "select", "file")


def _read(kind: FieldKind, text: str) -> Understanding:
    options = ("Yes", "No") if kind in ("radio", "select") else ()
    return understand([control(kind, text, *options)], board_topics={}, company=COMPANY)[0]


def _asked() -> Iterator[tuple[str, Any]]:
    for file in _FILES:
        for topic, rows in yaml.safe_load(file.read_text("utf-8"))["asks"].items():
            yield from ((topic, row) for row in rows)


def _traps() -> Iterator[str]:
    for file in _FILES:
        yield from yaml.safe_load(file.read_text("utf-8"))["not_understood"]


@pytest.mark.parametrize(("topic", "row"), list(_asked()))
def test_understood(topic: str, row: Any) -> None:
    """A common phrasing is understood, with what it is about and which way round."""
    text, scope, turned = [*row, *("plain",) * (3 - len(row))][:3] if isinstance(row, list) else (row, None, "plain")
    found = _read(kind_for(_TOPICS[topic]), str(text))
    assert (found.topic, found.why_not) == (topic, "")
    assert found.polarity == turned
    assert scope is None or found.scope == scope


@pytest.mark.parametrize("text", list(_traps()))
def test_not_understood(text: str) -> None:
    """A question that only sounds like a topic is not understood, whatever the control."""
    found = {kind: _read(kind, text) for kind in _ANY}
    assert {kind: one.topic for kind, one in found.items() if one.understood} == {}
