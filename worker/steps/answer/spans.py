"""Spans of time such as a notice period: equal only where they are the same number of days, or of months."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from adapters.contract.choose import normal
from worker.steps.answer.lists import either, lists, words

#: A month is no number of days; a year is twelve months.
_SIZES = {"days": ("days", 1), "weeks": ("days", 7), "months": ("months", 1), "years": ("months", 12)}


@dataclass(frozen=True, slots=True)
class Span:
    """So many days, or so many months."""

    count: Fraction
    #: "days" or "months"
    unit: str

    def counted_in(self, unit: str) -> float | None:
        """The number of these units, where it is a whole one."""
        if self.count == 0:
            return 0.0
        base, size = _SIZES[unit]
        whole = self.count / size
        return float(whole) if base == self.unit and whole.denominator == 1 else None


def unit_named(word: str) -> str:
    """days, weeks, months or years; "" for another word."""
    text = normal(word)
    return next((unit for unit, names in lists()["units"].items() if re.fullmatch(either(names), text)), "")


def span(text: str) -> Span | None:
    """The span that a text says, all of it; None where it says more or another thing."""
    spelled = normal(text)
    if spelled in words("at_once"):
        return Span(Fraction(0), "days")
    found = _pattern().fullmatch(spelled)
    if not found:
        return None
    base, size = _SIZES[unit_named(found["unit"])]
    return Span(Fraction(_numbers().get(found["count"]) or int(found["count"])) * size, base)


@lru_cache(maxsize=1)
def _numbers() -> Mapping[str, int]:
    return {word: number for number, spelled in lists()["numbers"].items() for word in spelled.split()}


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    units = [name for names in lists()["units"].values() for name in names]
    return re.compile(rf"(?P<count>\d+|{either(_numbers())}) ?(?P<unit>{either(units)})")
