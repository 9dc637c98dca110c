"""The shape of a profile: JSON Resume's own words, and the `apply:` section."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic.alias_generators import to_camel

from worker.options import TimeZone
from worker.topics.countries import is_country

_E164 = re.compile(r"\+[1-9]\d{6,14}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_CURRENCY = re.compile(r"[A-Z]{3}")
#: Key for "any other country or company": the applicant's own word for what is not listed.
ELSEWHERE = "*"
#: The applicant's word for "rather not say".
DECLINE = "decline"


class Part(BaseModel):
    """A group of keys: frozen, no others allowed, camelCase in the file; its repr shows no value."""

    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=to_camel, hide_input_in_errors=True)

    def __repr_args__(self) -> tuple[()]:
        return ()

    def by_key(self, key: str) -> Any:
        """The value under the file's key; None for no such key."""
        fields = type(self).model_fields
        return next((getattr(self, name) for name, info in fields.items() if (info.alias or name) == key), None)


class Own(Part):
    """A group of our own keys: snake_case in the file too."""

    model_config = ConfigDict(alias_generator=None)


def _phone(value: object) -> object:
    if isinstance(value, int):
        raise ValueError('expected the number in quotes, such as "+14155550132", found it bare; put it in quotes')  # noqa: TRY004 - Pydantic wants it so
    if not isinstance(value, str) or not value:
        return value
    bare = re.sub(r"[\s().\-/]", "", value)
    if not _E164.fullmatch(bare):
        raise ValueError('expected "+", country code and number, such as "+14155550132"; write it so')
    return bare


def _email(value: str) -> str:
    if not _EMAIL.fullmatch(value):
        raise ValueError("expected an address such as you@example.com; mend it")
    return value


def _country(value: str) -> str:
    if value and not is_country(value):
        raise ValueError('expected an ISO country code of two letters such as "DE"; mend it')
    return value.upper()


def _countries(value: object) -> object:
    """Country codes as keys. YAML reads a bare NO as false: Norway is meant."""
    if not isinstance(value, Mapping):
        return value
    keys = {("NO" if key is False else str(key).upper()): given for key, given in value.items()}
    strange = [key for key in keys if key not in (ELSEWHERE, "EU") and not is_country(key)]
    if strange:
        raise ValueError(f'expected ISO country codes such as DE, EU or "*" as keys, found {strange[0]!r}; mend it')
    return keys


def _currency(value: str) -> str:
    if not _CURRENCY.fullmatch(value):
        raise ValueError('expected three capital letters such as "EUR"; mend it')
    return value


def _year(value: object) -> object:
    """JSON Resume's dates are texts; YAML makes numbers and dates of them."""
    return value.isoformat() if isinstance(value, date) else str(value) if type(value) is int else value


def _spoken(value: object) -> object:
    """YAML reads a bare yes or no as a boolean; the word is meant."""
    return {True: "Yes", False: "No"}[value] if isinstance(value, bool) else value


def _day(value: object) -> object:
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise ValueError("expected a day such as 2026-03-01; mend it") from None
    return value


Country = Annotated[str, AfterValidator(_country)]
ByCountry = Annotated[dict[str, bool], BeforeValidator(_countries)]
When = Annotated[str, BeforeValidator(_year)]
Spoken = Annotated[str, BeforeValidator(_spoken)]


class Location(Part):
    """Where the applicant lives."""

    address: str = ""
    #: Second line: flat, floor.
    address2: str = ""
    postal_code: Annotated[str, BeforeValidator(_year)] = ""
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
    email: Annotated[str, AfterValidator(_email)]
    phone: Annotated[str, BeforeValidator(_phone)] = ""
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
    """One position; the first listed without an end is the current one."""

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
    score: When = ""
    courses: tuple[str, ...] = ()


class Skill(Part):
    """A skill; `years` is ours."""

    name: str
    level: str = ""
    keywords: tuple[str, ...] = ()
    years: float | None = Field(default=None, ge=0, le=80)


class Salary(Own):
    """What the applicant expects."""

    amount: float = Field(gt=0)
    currency: Annotated[str, AfterValidator(_currency)]
    period: Literal["year", "month", "week", "day", "hour"] = "year"


class Demographics(Own):
    """Voluntary questions: declined unless the applicant says otherwise."""

    gender: Spoken = DECLINE
    race: Spoken = DECLINE
    hispanic: Spoken = DECLINE
    veteran: Spoken = DECLINE
    disability: Spoken = DECLINE
    sexual_orientation: Spoken = DECLINE
    transgender: Spoken = DECLINE
    age_range: Spoken = DECLINE


class Consents(Own):
    """What the applicant agrees to on a form. Without a word here: asked; what only the employer wants: declined."""

    privacy: bool | None = None
    terms: bool | None = None
    #: That what the application says is true.
    accuracy: bool | None = None
    #: Newsletters, job alerts.
    marketing: bool = False
    #: Keeping the application for later openings, talent pools.
    retention: bool = False
    #: Text messages.
    texting: bool = False


class Given(Own):
    """One entry of the answer bank: for this posting (`url`), this company, or everywhere."""

    question: str = Field(min_length=1)
    answer: str | bool | int | float | tuple[str, ...]
    company: str = ""
    url: str = ""


class Apply(Own):
    """What forms ask beside a resume."""

    #: Kind to path, relative to the profile's file: resume, cover_letter, transcript ...
    documents: dict[str, str] = Field(default_factory=dict)
    cover_letter_text: str = ""
    work_authorization: ByCountry = Field(default_factory=dict)
    #: Country to whether sponsorship is needed there, now or later.
    sponsorship: ByCountry = Field(default_factory=dict)
    salary: Salary | None = None
    notice_period: str = ""
    start_date: Annotated[date | None, BeforeValidator(_day)] = None
    relocation: bool | None = None
    over_18: bool | None = None
    pronouns: str = ""
    how_heard: str = ""
    #: In total, of paid work.
    years_of_experience: float | None = Field(default=None, ge=0, le=80)
    #: Company to whether the applicant worked there before; "*" for all others.
    previously_employed: dict[str, bool] = Field(default_factory=dict)
    #: Company to who referred the applicant there; "*": "" for nobody anywhere else.
    referred_by: dict[str, str] = Field(default_factory=dict)
    demographics: Demographics = Field(default_factory=Demographics)
    consents: Consents = Field(default_factory=Consents)
    answers: tuple[Given, ...] = ()
    #: IANA name of the applicant's time zone, for quiet hours and days: "Europe/Berlin".
    timezone: TimeZone | Literal[""] = ""
    #: Board name or host[:port] to standing permission to submit.
    consent: dict[str, Literal["auto", "ask"]] = Field(default_factory=dict)
