"""Options that are ranges of numbers, amounts or spans ("3-5 years", "$80k+"): the one that holds a fact."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from adapters.contract import Option
from worker.steps.answer.lists import either, lists
from worker.steps.answer.spans import Span, span, unit_named

_SIGNS = r"[$€£]|USD|EUR|GBP|CHF|CAD|AUD"
_NUMBER = rf"(?:{_SIGNS})?\s?(?:\d{{1,3}}(?:[.,' ]\d{{3}})+|\d+(?:[.,]\d{{1,2}})?)\s?k?\b\s?(?:{_SIGNS})?"
#: "one year" is a number too; "5 (or so)" says no more than 5.
_ONE = re.compile(r"\b(?:one|einem|einer|un|une|una|uno|een|um|uma)\b(?= \w)", re.IGNORECASE)
_ASIDE = re.compile(r"\s*\([^()]*\)$")
_CURRENCIES = {"$": "USD", "\u20ac": "EUR", "\u00a3": "GBP"}
_THOUSAND = 1000


@dataclass(frozen=True, slots=True)
class Range:
    """What one option holds: from `low` to `high`, the ends held or not; None is without end."""

    low: Fraction | None
    high: Fraction | None
    low_held: bool
    high_held: bool
    #: The words behind the numbers; "" for none.
    unit: str
    #: "USD" ...; "" for none.
    currency: str

    def holds(self, number: Fraction) -> bool:
        above = self.low is None or number > self.low or (self.low_held and number == self.low)
        below = self.high is None or number < self.high or (self.high_held and number == self.high)
        return above and below


def holding(options: Sequence[Option], number: float, unit: str) -> Option | None:
    """The one option whose range holds the number; None where two do, or one is of another unit.

    `unit`: "years", "hours", "weeks" ..., "EUR/year" for an amount, or "" where none is known.
    """
    parsed = [(option, found) for option in options if not option.disabled and (found := ranged(option.label))]
    exact = Fraction(str(number))
    held = [option for option, found in parsed if found.holds(exact) and _of(found, unit)]
    strange = any(not _of(found, unit) for _, found in parsed)
    return held[0] if len(held) == 1 and not strange else None


def holding_span(options: Sequence[Option], own: Span) -> Option | None:
    """The one option that is the same span of time, or whose range in the same unit holds it."""
    same = [option for option in options if not option.disabled and span(option.label) == own]
    if same:
        return same[0] if len(same) == 1 else None
    held = []
    for option in options:
        found = None if option.disabled else ranged(option.label)
        unit = unit_named(found.unit) if found else ""
        count = own.counted_in(unit) if unit else None
        if found and count is not None and found.holds(Fraction(count)):
            held.append(option)
    return held[0] if len(held) == 1 else None


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    known = lists()["range"]
    before = "|".join(f"(?P<{name}>{either(known[name])})" for name in ("less", "more", "most", "least"))
    up, to, between = (either(known[name]) for name in ("up", "to", "between"))
    word = rf"(?!(?:{up})\b)[^\W\d]+"
    unit = f"{word}(?: {word}){{0,4}}"
    return re.compile(
        rf"(?:(?:{before})\s*)?(?:(?:{between})\s+)?(?P<low>{_NUMBER})\s*(?P<unit1>{unit})??"
        rf"(?:\s*(?:{to})\s*(?P<high>{_NUMBER}))?\s*(?P<up>{up})?\s*(?P<unit>{unit})??\s*(?P<up2>{up})?",
        re.IGNORECASE,
    )


@lru_cache(maxsize=4096)
def ranged(label: str) -> Range | None:
    """The range that a label says, all of it; None for any other label."""
    text = _ONE.sub("1", label.strip().rstrip(".").replace("\u00a0", " "))
    found = _pattern().fullmatch(_ASIDE.sub("", text))
    if not found:
        return None
    low = _value(found["low"], found["high"] or "")
    high = _value(found["high"], "") if found["high"] else None
    unit = (found["unit"] or found["unit1"] or "").strip()
    return _bounds(found, low, high, unit, _currency(text))


def _bounds(found: re.Match[str], low: Fraction, high: Fraction | None, unit: str, currency: str) -> Range | None:
    if high is not None:
        plain = not (found["less"] or found["most"] or found["more"] or found["up"] or found["up2"])
        return Range(low, high, True, True, unit, currency) if plain and low <= high else None
    if found["less"] or found["most"]:
        return Range(None, low, False, bool(found["most"]), unit, currency)
    if found["more"]:
        return Range(low, None, False, False, unit, currency)
    if found["up"] or found["up2"] or found["least"]:
        return Range(low, None, True, False, unit, currency)
    return Range(low, low, True, True, unit, currency)


def _value(text: str, beside: str) -> Fraction:
    """80k, 80,000, 80.000, 2.5: three digits behind a sign are thousands. "80-100k" means both."""
    bare = re.sub(rf"{_SIGNS}|\s|'", "", text)
    thousands = bare.endswith(("k", "K")) or (beside.strip().endswith(("k", "K")) and len(bare) <= len("999"))
    bare = bare.rstrip("kK")
    whole = re.sub(r"[.,](?=\d{3}(?:\D|$))", "", bare)
    return Fraction(whole.replace(",", ".")) * (_THOUSAND if thousands else 1)


def _currency(text: str) -> str:
    found = {_CURRENCIES.get(sign, sign) for sign in re.findall(_SIGNS, text)}
    return found.pop() if len(found) == 1 else "?" if found else ""


def _of(found: Range, unit: str) -> bool:
    """Whether a range is about the same thing: its currency, or its unit of time, where it names one."""
    currency, _, period = unit.partition("/")
    if period:
        return found.currency in ("", currency)
    named = unit_named(found.unit.partition(" ")[0])
    return not found.currency and (not named or not unit or named == unit)
