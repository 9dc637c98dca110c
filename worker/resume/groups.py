"""The groups inside the `apply:` section."""

from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from worker.resume.parts import DECLINE, Currency, Day, Own, Spoken

Period = Literal["year", "month", "week", "day", "hour"]


class Sponsorship(Own):
    """Whether a visa has to be sponsored, where the answers for today and for later differ."""

    now: bool
    #: Now or later.
    future: bool

    @model_validator(mode="after")
    def _later_holds_now(self) -> Self:
        if self.now and not self.future:
            raise ValueError("expected future: true beside now: true, for it means now or later; mend one of them")
        return self


class Salary(Own):
    """What the applicant expects."""

    amount: float = Field(gt=0)
    currency: Currency
    period: Period = "year"
    #: How many of each make a year, such as {month: 12}: what may be converted, where it comes out even.
    per_year: dict[Literal["month", "week", "day", "hour"], float] = Field(default_factory=dict)

    @field_validator("per_year")
    @classmethod
    def _counted(cls, value: dict[str, float]) -> dict[str, float]:
        if any(count <= 0 for count in value.values()):
            raise ValueError("expected counts above 0, such as {month: 12}; mend it")
        return value


class DocumentRule(Own):
    """Other documents for some postings: every condition that is given has to hold."""

    #: Kind to the name under `documents` of the file that takes its place: {resume: resume_data}.
    use: dict[str, str] = Field(min_length=1)
    #: A word or phrase of the posting's title.
    title: str = ""
    company: str = ""
    #: The board's name, such as greenhouse.
    board: str = ""
    #: The form's language, by its code: de, fr.
    language: str = ""

    @model_validator(mode="after")
    def _conditional(self) -> Self:
        if not (self.title or self.company or self.board or self.language):
            raise ValueError("expected title, company, board or language, found none; add one of them")
        return self


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
    """What the applicant agrees to on a form. Without a word here it is asked; marketing is declined."""

    privacy: bool | None = None
    terms: bool | None = None
    #: That what the application says is true.
    accuracy: bool | None = None
    #: Newsletters, job alerts.
    marketing: bool = False
    #: Keeping the application for later openings, talent pools.
    retention: bool | None = None
    #: Text messages.
    texting: bool | None = None
    background_check: bool | None = None
    drug_test: bool | None = None
    #: Typing the whole name as a signature, and today's date beside it.
    signature: bool | None = None


class Given(Own):
    """One entry of the answer bank: for this posting (`url`), this company, or everywhere."""

    #: As the form prints it; or, in its place, a topic.
    question: str = ""
    topic: str = ""
    #: What the topic is about: a country, company, skill, language.
    about: str = ""
    answer: str | bool | int | float | tuple[str, ...]
    company: str = ""
    url: str = ""
    #: After that day it answers nothing.
    valid_until: Day = None

    @model_validator(mode="after")
    def _asks(self) -> Self:
        if bool(self.question) == bool(self.topic):
            raise ValueError("expected either question or topic; give one of them")
        if self.about and not self.topic:
            raise ValueError("expected a topic beside about, found none; add it")
        return self
