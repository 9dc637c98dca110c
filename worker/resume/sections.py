"""JSON Resume's sections that forms ask about, in its own words; the few keys of ours are marked."""

import re
from collections.abc import Mapping
from typing import Any, Self

from pydantic import Field, field_validator, model_validator

from worker.resume.parts import Country, Email, Part, Phone, When

_CEFR = re.compile(r"\b([ABC][12])\b")


class Location(Part):
    """Where the applicant lives."""

    address: str = ""
    #: Second line: flat, floor. Ours.
    address2: str = ""
    postal_code: When = ""
    city: str = ""
    country_code: Country = ""
    #: State, province, Land.
    region: str = ""


class Network(Part):
    """A page about the applicant elsewhere."""

    network: str
    username: str = ""
    url: str = ""


class Basics(Part):
    """Who the applicant is. The parts of the name are ours: one `name` cannot always be parted."""

    name: str = ""
    first_name: str = ""
    middle_name: str = ""
    last_name: str = ""
    preferred_name: str = ""
    label: str = ""
    image: str = ""
    email: Email
    phone: Phone = ""
    url: str = ""
    summary: str = ""
    location: Location = Field(default_factory=Location)
    profiles: tuple[Network, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _joined(cls, keys: Any) -> Any:
        """The whole name from its parts, where only they are given."""
        if not isinstance(keys, Mapping) or keys.get("name"):
            return keys
        parts = [keys.get(key) for key in ("firstName", "middleName", "lastName")]
        return {**keys, "name": " ".join(str(part) for part in parts if part)} if parts[0] and parts[2] else keys

    @model_validator(mode="after")
    def _named(self) -> Self:
        if not self.name:
            raise ValueError("expected name, or firstName and lastName, found neither; add them")
        return self


class Work(Part):
    """One position; one listed without an end is held now."""

    name: str = ""
    position: str = ""
    location: str = ""
    description: str = ""
    url: str = ""
    start_date: When = ""
    end_date: When = ""
    summary: str = ""
    highlights: tuple[str, ...] = ()


class Education(Part):
    """One course of study, the highest first."""

    institution: str = ""
    url: str = ""
    area: str = ""
    study_type: str = ""
    start_date: When = ""
    end_date: When = ""
    #: The grade, as forms ask for it ("3.8", "1,7").
    score: When = ""
    courses: tuple[str, ...] = ()


class Skill(Part):
    """A skill; `years` is ours."""

    name: str
    level: str = ""
    keywords: tuple[str, ...] = ()
    years: float | None = Field(default=None, ge=0, le=80)


class Language(Part):
    """A language spoken; `level` is ours: A1 to C2 where `fluency` says it in words."""

    language: str = Field(min_length=1)
    fluency: str = ""
    level: str = ""

    @field_validator("level")
    @classmethod
    def _of_six(cls, value: str) -> str:
        if value and not _CEFR.fullmatch(value.upper()):
            raise ValueError("expected one of A1, A2, B1, B2, C1, C2; mend it")
        return value.upper()

    @property
    def cefr(self) -> str:
        """The level by the common European scale, where `level` or `fluency` names just one; else ""."""
        named = set(_CEFR.findall(self.level or self.fluency.upper()))
        return named.pop() if len(named) == 1 else ""
