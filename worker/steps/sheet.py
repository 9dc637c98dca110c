"""What one step hands to the next: how each field was understood, what answers it, and what nothing answers."""

from dataclasses import dataclass, field
from typing import Literal

from adapters.contract import Answer, FormField

Polarity = Literal["plain", "negated"]


@dataclass(frozen=True, slots=True)
class Understanding:
    """What a field asks, or that it was not understood, and why."""

    field: FormField
    #: "" where not understood.
    topic: str = ""
    #: Whose fact it asks for.
    subject: str = "applicant"
    #: Country, company or skill it is about; "" for none.
    scope: str = ""
    polarity: Polarity = "plain"
    #: When it asks about: "now", "future" (now or later), "ever", "past"; "" where it does not say.
    time: str = ""
    #: 0 to 1.
    confidence: float = 0.0
    #: In words, strongest first: 'label "E-mail address" matches email'.
    evidence: tuple[str, ...] = ()
    #: Why it was not understood; "" where it was.
    why_not: str = ""

    @property
    def understood(self) -> bool:
        return bool(self.topic)


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A field that no fact answers."""

    field: FormField
    understanding: Understanding
    #: One sentence: what is missing, and where it would be given.
    why: str


@dataclass(frozen=True, slots=True)
class AnswerSheet:
    """Everything that will be written on one form page."""

    answers: tuple[Answer, ...] = ()
    #: Required fields without an answer: the application is parked.
    unanswered: tuple[Unanswered, ...] = ()
    #: Optional fields without an answer: they stay empty.
    left_empty: tuple[Unanswered, ...] = ()
    understandings: tuple[Understanding, ...] = field(default=())

    def answer(self, key: str) -> Answer | None:
        return next((a for a in self.answers if a.key == key), None)
