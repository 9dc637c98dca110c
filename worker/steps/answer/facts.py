"""What an answer may rest on, and what was looked for in it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from adapters.contract import Document
from worker.profile import Profile
from worker.steps.sheet import Understanding


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything the applicant has said that may answer this posting."""

    profile: Profile
    company: str = ""
    url: str = ""
    #: The applicant's answers for this posting: field key, question or topic -> answer.
    given: Mapping[str, str] = field(default_factory=dict)
    #: ISO code of the posting's country, where the posting says it; "" where it does not.
    country: str = ""
    #: The posting's title, and the board's name.
    title: str = ""
    board: str = ""
    now: datetime = field(default_factory=_now)

    @property
    def today(self) -> date:
        """The applicant's day, in their own time zone: what is signed bears it."""
        zone = self.profile.apply.timezone
        return self.now.astimezone(ZoneInfo(zone) if zone else None).date()


@dataclass(frozen=True, slots=True)
class Wanted:
    """A fact that answers, before it takes the field's shape."""

    value: str | bool | float | date | Document | tuple["Wanted", ...]
    source: str
    #: Other spellings of the same choice, best first.
    synonyms: tuple[str, ...] = ()
    #: Only a choice says it; it is not written into a text field.
    choice_only: bool = False
    #: Unit of a number or amount ("EUR/year", "weeks"), where options or texts may name another.
    unit: str = ""
    #: Other topics that an option may speak of beside this one, and whether they hold.
    also: tuple[tuple[str, bool], ...] = ()


@dataclass(frozen=True, slots=True)
class Missing:
    """Why there is no answer: one sentence naming what would give it; never the applicant's values."""

    why: str


Found = Wanted | Missing
#: Which fact answers an understood field.
Rule = Callable[[Understanding, Facts], Found]


def number_text(number: float) -> str:
    """6.0 is "6", 2.5 is "2.5"."""
    return str(int(number)) if float(number).is_integer() else str(number)


def add(key: str) -> Missing:
    """Nothing in the profile says it."""
    return Missing(f"profile.{key} would answer it and is not set")


def said(facts: Facts, key: str) -> tuple[Any, str]:
    """The value of a key of `apply:` and its source; (None, "") where it is not set."""
    fact = facts.profile.fact(f"apply.{key}")
    return (fact.value, fact.source) if fact else (None, "")
