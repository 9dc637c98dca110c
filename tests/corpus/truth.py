"""The right answers: what an entry says itself, else what `truth.yaml` says of its topic, as this field can hold it."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml

from adapters.contract.choose import normal
from tests.corpus.entries import APPLICANTS, YES_NO, Entry, Right
from worker.errors import BadInput

HERE = Path(__file__).parent
#: The right thing is to ask, or to leave the field as it is.
ASK = "ask"
#: A demographic question that the applicant does not answer.
DECLINE = "decline"
#: The day a signature is dated.
TODAY = "today"

#: Kinds whose answer is one of what they offer.
_CHOICES = ("select", "radio", "checkboxes", "multiselect", "combobox")
_YES = {normal(yes) for yes, _ in YES_NO.values()}
_NO = {normal(no) for _, no in YES_NO.values()}
#: How forms of these languages offer to leave a voluntary question open.
_DECLINES = (
    "prefer not", "rather not", "decline", "wish to answer", "want to answer", "not to disclose", "choose not",
    "keine angabe", "möchte ich nicht", "möchte nicht", "pas répondre", "ne pas", "prefiero no", "no deseo",
    "preferisco non", "zeg ik liever niet", "geen antwoord", "liever niet", "prefiro não",
)  # fmt: skip

Truth = dict[str, tuple[Right, ...]]


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry stands, as far as answers depend on it."""

    language: str
    country: str


def load_truth(path: Path = HERE / "truth.yaml") -> Truth:
    """Topic, or topic and scope, to each applicant's answer. Raises `BadInput` for a row without one for each."""
    rows = yaml.safe_load(path.read_text(encoding="utf-8"))
    for topic, row in rows.items():
        if not isinstance(row, list) or len(row) != len(APPLICANTS):
            raise BadInput(f"{path.name}: {topic}: expected a list with an answer for each of {', '.join(APPLICANTS)}")
    return {topic: tuple(row) for topic, row in rows.items()}


def right_answers(entry: Entry, place: Place, truth: Truth) -> tuple[tuple[Right, ...], ...]:
    """Per applicant: everything that is right in this field; `ASK` where silence is. Raises `BadInput`."""
    row = entry.answers or _known(entry, truth)
    own = entry.answers is not None
    return tuple(_accepted(entry, value, place, own=own) for value in row)


def _known(entry: Entry, truth: Truth) -> tuple[Right, ...]:
    topic, scope = entry.topic.partition("|")[0], entry.scope.partition("|")[0]
    if not topic or entry.subject != "applicant":
        return (ASK,) * len(APPLICANTS)
    row = truth.get(f"{topic} {scope}".strip()) or truth.get(topic)
    if row is None:
        raise BadInput(f"“{entry.asks}”: truth.yaml has no row “{topic}”; add it there, or answers to this entry")
    return tuple(not value if entry.negated and isinstance(value, bool) else value for value in row)


def _accepted(entry: Entry, value: Right, place: Place, *, own: bool) -> tuple[Right, ...]:
    options = entry.shown_options(place.language)
    if isinstance(value, tuple):
        return _listed(entry, value, options)
    if isinstance(value, date):
        return tuple(_days(value, entry, place))
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = f"{value:g}" if value < 1_000_000 else str(value)
    if isinstance(value, bool) and entry.shown_kind() == "checkbox":
        return (True,) if value else (False, ASK)
    alternatives = _alternatives(value, options, place)
    if entry.shown_kind() == "checkbox":
        alternatives = [_ticked(one) for one in alternatives]
    if ASK in alternatives or entry.shown_kind() not in _CHOICES or entry.options == "open":
        return tuple(alternatives)
    offered = [option for option in options if normal(option) in {normal(str(one)) for one in alternatives}]
    if not offered and own:
        raise BadInput(f"“{entry.asks}”: expected an answer among its options, found “{value}”; mend one of them")
    return tuple(offered) or (ASK,)


def _listed(entry: Entry, value: tuple[str, ...], options: tuple[str, ...]) -> tuple[Right, ...]:
    strange = [one for one in value if options and one not in options]
    if strange:
        raise BadInput(f"“{entry.asks}”: expected answers among its options, found “{strange[0]}”; mend one of them")
    return (value,)


def _alternatives(value: Right, options: tuple[str, ...], place: Place) -> list[Right]:
    if isinstance(value, bool):
        words = _YES if value else _NO
        return [option for option in options if normal(option) in words] or [value, YES_NO[place.language][not value]]
    if value == DECLINE:
        return [option for option in options if declines(option)] or [ASK, DECLINE]
    return [part.strip() for part in str(value).split("|")]


def _ticked(word: Right) -> Right:
    """A box takes no words."""
    spoken = normal(str(word))
    return True if spoken in _YES else False if spoken in _NO else word


def declines(text: str) -> bool:
    """Whether an option leaves a voluntary question open."""
    return any(word in text.casefold().replace("\u2019", "'") for word in _DECLINES)


def _days(day: date, entry: Entry, place: Place) -> list[Right]:
    """The day as this field would write it: ISO, or in the order of its pattern, or of its country."""
    pattern = f"{entry.placeholder} {entry.hint} {entry.label}".upper()
    american = "MM/DD" in pattern or (place.country in ("US", "") and place.language == "en" and "DD/MM" not in pattern)
    short = f"{day:%m/%d/%Y}" if american else f"{day:%d/%m/%Y}"
    plain = f"{day.month}/{day.day}/{day.year}" if american else f"{day.day}/{day.month}/{day.year}"
    written = (f"{day:%B} {day.day}, {day.year}", f"{day.day} {day:%B} {day.year}")
    return [day.isoformat(), short, plain, *(s.replace("/", m) for s in (short, plain) for m in ".-"), *written]
