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


def _asked() -> Iterator[tuple[str, str, Any]]:
    for file in _FILES:
        for topic, rows in yaml.safe_load(file.read_text("utf-8"))["asks"].items():
            yield file.stem, topic, rows


def _wanted(row: Any) -> tuple[str, str | None, str]:
    """Text, scope (None: whatever it is) and polarity."""
    text, scope, polarity = [*row, *("plain",) * (3 - len(row))] if isinstance(row, list) else (row, None, "plain")
    return str(text), scope, polarity


@pytest.mark.parametrize(("file", "topic", "rows"), list(_asked()))
def test_understood(file: str, topic: str, rows: list[Any]) -> None:
    """Common phrasings are understood, with what they are about and which way round."""
    wrong = []
    for text, scope, polarity in map(_wanted, rows):
        found = _read(kind_for(_TOPICS[topic]), text)
        if (found.topic, found.polarity) != (topic, polarity) or scope not in (None, found.scope):
            wrong.append(f"{file}: {text}: {found.topic} ({found.scope}) {found.polarity} {found.why_not}")
    assert wrong == []


@pytest.mark.parametrize("file", _FILES, ids=lambda file: file.stem)
@pytest.mark.parametrize("kind", _ANY)
def test_not_understood(file: Path, kind: FieldKind) -> None:
    """A question that only sounds like a topic is not understood, whatever the control."""
    texts = yaml.safe_load(file.read_text("utf-8"))["not_understood"]
    assert [f"{text}: {found.topic}" for text in texts if (found := _read(kind, text)).understood] == []
