"""The `apply:` section: what employers ask beside a resume. docs/profile.md explains every key."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, field_validator, model_validator

from worker.options import TimeZone
from worker.resume.groups import Consents, Demographics, DocumentRule, Given, Salary, Sponsorship
from worker.resume.parts import ByCountry, ByName, Country, Day, Own, Several, by_country

_FULL_AGE = 18


def _classes(value: object) -> object:
    """A licence: held or not, or the classes held."""
    if value is None or isinstance(value, bool):
        return value
    listed = [value] if isinstance(value, str) else value
    if not isinstance(listed, list | tuple) or not listed or not all(isinstance(one, str) for one in listed):
        raise ValueError("expected true, false or the classes held such as [B, BE]; mend it")
    return tuple(str(one).upper() for one in listed)


def _sponsored(value: object) -> object:
    """Country to true, false or {now, future}; a plain word holds for both."""
    if not isinstance(value, Mapping):
        return value
    keys: Any = by_country(value)
    for key, one in keys.items():
        if not isinstance(one, bool | Mapping):
            raise ValueError(f"expected true, false or {{now: ..., future: ...}} for {key}; mend it")  # noqa: TRY004 - as Pydantic wants it
    return {key: {"now": one, "future": one} if isinstance(one, bool) else one for key, one in keys.items()}


def _share(value: object) -> object:
    if value is None or isinstance(value, bool):
        return value
    if not isinstance(value, int | float) or not 0 <= value <= 100:  # noqa: PLR2004 - percent
        raise ValueError("expected true, false or the most percent of the time such as 25; mend it")
    return float(value)


class Apply(Own):
    """What forms ask beside a resume."""

    # who the applicant is
    salutation: str = ""
    birth_date: Day = None
    birth_place: str = ""
    #: Every citizenship held.
    citizenships: tuple[Country, ...] = ()
    over_18: bool | None = None
    pronouns: str = ""

    # documents and texts
    #: Kind to path, relative to the profile's file: resume, cover_letter, transcript ...
    documents: dict[str, str] = Field(default_factory=dict)
    #: The first rule that fits a posting and speaks of the kind decides which file it is.
    documents_by: tuple[DocumentRule, ...] = ()
    resume_text: str = ""
    cover_letter_text: str = ""

    # permission to work
    work_authorization: ByCountry = Field(default_factory=dict)
    #: Country to whether sponsorship is needed there.
    sponsorship: Annotated[dict[str, Sponsorship], BeforeValidator(_sponsored)] = Field(default_factory=dict)
    #: Country to the visa or permit held there, in words.
    visa: Annotated[dict[str, str], BeforeValidator(by_country)] = Field(default_factory=dict)
    residence_permit: ByCountry = Field(default_factory=dict)
    #: The level held, or "none".
    clearance: str = ""
    clearance_eligible: bool | None = None

    # work, terms, willingness
    employed_now: bool | None = None
    studying_now: bool | None = None
    #: In total, of paid work.
    years_of_experience: float | None = Field(default=None, ge=0, le=80)
    salary: Salary | None = None
    notice_period: str = ""
    start_date: Day = None
    employment_types: Several = ()
    weekly_hours: float | None = Field(default=None, gt=0, le=168)
    #: To wherever the posting is; or place by place.
    relocation: ByName = None
    #: As much as is asked, never, or at most so many percent of the time.
    travel: Annotated[bool | float | None, BeforeValidator(_share)] = None
    onsite: ByName = None
    #: At most so many days a week.
    onsite_days: int | None = Field(default=None, ge=0, le=7)
    remote: bool | None = None
    #: Any shift, nights too.
    shift: bool | None = None
    weekends: bool | None = None
    overtime: bool | None = None
    driving_license: Annotated[bool | tuple[str, ...] | None, BeforeValidator(_classes)] = None
    own_vehicle: bool | None = None

    # this company: name to a word, "*" for all others
    how_heard: str = ""
    previously_employed: dict[str, bool] = Field(default_factory=dict)
    previously_applied: dict[str, bool] = Field(default_factory=dict)
    previously_interviewed: dict[str, bool] = Field(default_factory=dict)
    employed_here_now: dict[str, bool] = Field(default_factory=dict)
    #: Family or friends who work there.
    relative_here: dict[str, bool] = Field(default_factory=dict)
    #: Company to who referred the applicant there; "*": "" for nobody anywhere else.
    referred_by: dict[str, str] = Field(default_factory=dict)

    # legal
    non_compete: bool | None = None
    conflict_of_interest: ByName = None
    criminal_record: bool | None = None

    demographics: Demographics = Field(default_factory=Demographics)
    consents: Consents = Field(default_factory=Consents)

    answers: tuple[Given, ...] = ()
    #: A key of this section, such as work_authorization.US, to the last day on which it answers.
    valid_until: dict[str, date] = Field(default_factory=dict)
    #: Words of a question at which an attempt ends before anything is typed.
    abort_if_asked: Several = ()
    #: IANA name of the applicant's time zone, for quiet hours and days: "Europe/Berlin".
    timezone: TimeZone | Literal[""] = ""
    #: Board name or host[:port] to standing permission to submit.
    consent: dict[str, Literal["auto", "ask"]] = Field(default_factory=dict)

    @field_validator("valid_until", mode="after")
    @classmethod
    def _of_a_key(cls, value: dict[str, date]) -> dict[str, date]:
        for path in value:
            if path.partition(".")[0] not in cls.model_fields:
                raise ValueError(f"expected keys of apply such as work_authorization.US, found {path!r}; mend it")
        return value

    @model_validator(mode="after")
    def _of_listed_files(self) -> Self:
        for rule in self.documents_by:
            for name in rule.use.values():
                if name not in self.documents:
                    raise ValueError(f"expected documents_by to use names listed in documents, found {name!r}; add it")
        return self

    @model_validator(mode="after")
    def _of_one_age(self) -> Self:
        if self.birth_date is None or self.over_18 is None:
            return self
        if (years_since(self.birth_date, datetime.now(UTC).date()) >= _FULL_AGE) is not self.over_18:
            raise ValueError("expected birth_date and over_18 to agree, found that they do not; mend one of them")
        return self


def years_since(day: date, today: date) -> int:
    """Whole years between two days."""
    return today.year - day.year - ((today.month, today.day) < (day.month, day.day))
