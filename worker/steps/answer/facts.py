"""What an answer may rest on, and what was looked for in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from adapters.contract import Document
from worker.profile import Profile


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything the applicant has said that may answer this posting."""

    profile: Profile
    company: str = ""
    url: str = ""
    #: The applicant's answers for this posting: field key or question -> answer.
    given: Mapping[str, str] = field(default_factory=dict)
    #: ISO code of the posting's country, where the posting says it; "" where it does not.
    country: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A fact that answers, before it takes the field's shape."""

    value: str | bool | float | date | Document
    source: str
    #: Other spellings of the same choice, best first.
    synonyms: tuple[str, ...] = ()
    #: Only a choice says it; it is not written into a text field.
    choice_only: bool = False


@dataclass(frozen=True, slots=True)
class Missing:
    """Why there is no answer: one sentence naming what would give it; never the applicant's values."""

    why: str


Found = Wanted | Missing


def number_text(number: float) -> str:
    """6.0 is "6", 2.5 is "2.5"."""
    return str(int(number)) if float(number).is_integer() else str(number)


def add(key: str) -> Missing:
    """Nothing in the profile says it."""
    return Missing(f"profile.{key} would answer it and is not set")
