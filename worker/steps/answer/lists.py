"""`lists.yaml`: the words that answers and options are compared by, read once per process."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from adapters.contract.choose import normal


@lru_cache(maxsize=1)
def lists() -> Mapping[str, Any]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    text = files("worker.steps.answer").joinpath("lists.yaml").read_text("utf-8")
    loaded: Mapping[str, Any] = yaml.load(text, loader)  # noqa: S506 - a safe loader
    return loaded


@lru_cache(maxsize=64)
def words(*path: str) -> frozenset[str]:
    """The words of one list, normalised; a text is a list parted by spaces."""
    found: Any = lists()
    for step in path:
        found = found[step]
    return frozenset(normal(word) for word in (found.split() if isinstance(found, str) else found))


def either(patterns: Iterable[str]) -> str:
    """One regular expression for all of them, the longest first."""
    return "|".join(sorted(patterns, key=len, reverse=True))
