"""An applicant, a control, and what became of a form page: what the tests of the pure steps speak of."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from adapters.contract import Answer, FieldKind, FormField, Option
from worker.steps.sheet import AnswerSheet, Understanding
from worker.topics import Topic

COMPANY = "Acme"
URL = "https://jobs.example.com/acme/1"

#: The likeliest control for a topic comes first.
_LIKELY: tuple[FieldKind, ...] = ("radio", "text", "select", "checkbox", "file", "textarea", "number")

FACTS: Mapping[str, Any] = {
    "basics": {
        "firstName": "Ada",
        "lastName": "King",
        "email": "ada@example.com",
        "phone": "+1 415 555 0132",
        "url": "https://ada.example.com",
        "location": {
            "address": "1 Main Street",
            "postalCode": "79901",
            "city": "El Paso",
            "region": "Texas",
            "countryCode": "US",
        },
        "profiles": [{"network": "LinkedIn", "url": "https://www.linkedin.com/in/ada"}],
    },
    "work": [
        {"name": "Engines Ltd", "position": "Engineer", "startDate": "2020"},
        {"name": "Looms Ltd", "position": "Weaver", "startDate": "2015", "endDate": "2019"},
    ],
    "education": [{"institution": "Nowhere University", "studyType": "BSc", "area": "Mathematics"}],
    "skills": [{"name": "Python", "years": 6}],
    "apply": {
        "documents": {"resume": "resume.pdf"},
        "work_authorization": {"US": True, "EU": False},
        "sponsorship": {"US": False, "EU": True},
        "salary": {"amount": 90000, "currency": "USD"},
        "notice_period": "1 month",
        "start_date": "2027-01-15",
        "relocation": True,
        "over_18": True,
        "how_heard": "LinkedIn",
        "years_of_experience": 11,
        "previously_employed": {"*": False},
        "demographics": {"gender": "female"},
        "consents": {"privacy": True, "terms": True, "accuracy": True},
    },
}


@dataclass(frozen=True)
class Asked:
    """What became of one form page."""

    understood: tuple[Understanding, ...]
    sheet: AnswerSheet

    @property
    def value(self) -> object:
        """What goes into the first field; None for nothing."""
        found = self.answer
        return found.value[0] if found and isinstance(found.value, tuple) else found.value if found else None

    @property
    def answer(self) -> Answer | None:
        return self.sheet.answer(self.understood[0].field.key)

    @property
    def why(self) -> str:
        """Why the first field has no answer."""
        rows = (*self.sheet.unanswered, *self.sheet.left_empty)
        return next(row.why for row in rows if row.field.key == self.understood[0].field.key)


Ask = Callable[..., Asked]


def control(kind: str, label: str = "", *options: str, key: str = "asked", **more: Any) -> FormField:
    """A field; the text of a group of radios or boxes is its question."""
    shown = tuple(Option(label=one, value=one) for one in options)
    if kind in ("radio", "checkboxes"):
        more, label = {"question": label, **more}, ""
    return FormField(key=key, kind=kind, label=label, options=shown, **more)  # type: ignore[arg-type]


def kind_for(topic: Topic) -> FieldKind:
    """The control in which a form would most likely ask for the topic."""
    likely = _LIKELY if topic.yesno else _LIKELY[1:]
    if topic.wordy:
        likely = ("checkbox",)
    if topic.name.endswith("_text"):
        likely = ("textarea",)
    return next(kind for kind in likely if kind in topic.kinds)
