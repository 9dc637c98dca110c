"""The applicant's own answers: for this posting, this company, everywhere. They win over every rule."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from adapters.contract import Answer, FormField
from adapters.contract.choose import choose, normal
from worker.resume import Given
from worker.steps.answer.facts import Facts, Missing, Wanted, number_text
from worker.steps.answer.shape import shape
from worker.topics import meaning

_HERE, _COMPANY, _EVERYWHERE = (f"answer bank: {scope}" for scope in ("this posting", "this company", "everywhere"))
_MANY = frozenset({"multiselect", "checkboxes", "combobox"})


@dataclass(frozen=True, slots=True)
class Bank:
    """The answers that may apply to one form page."""

    facts: Facts
    #: Questions asked by more than one field: an answer by question would be one too many.
    repeated: frozenset[str]

    def find(self, field: FormField) -> tuple[str | bool | tuple[str, ...], str] | None:
        """The answer to this very field, and its source."""
        given = self.facts.given
        if field.key in given:
            return given[field.key], _HERE
        asked = {normal(text) for text in (field.asks, field.question, field.label) if text} - {""}
        asked = {normal(field.asks)} if asked & self.repeated else asked
        if normal(field.asks) in self.repeated:
            return None
        for question, text in given.items():
            if normal(question) in asked:
                return text, _HERE
        return self._kept(asked)

    def _kept(self, asked: set[str]) -> tuple[str | bool | tuple[str, ...], str] | None:
        ranked = [
            (rank, entry, source)
            for entry in self.facts.profile.apply.answers
            if normal(entry.question) in asked and (found := self._scope(entry))
            for rank, source in (found,)
        ]
        if not ranked:
            return None
        _, entry, source = min(ranked, key=lambda one: one[0])
        value = entry.answer
        return (number_text(value) if isinstance(value, int | float) and not isinstance(value, bool) else value), source

    def _scope(self, entry: Given) -> tuple[int, str] | None:
        """How narrow the entry is, where it holds for this posting."""
        if entry.url:
            return (0, _HERE) if entry.url.rstrip("/") == self.facts.url.rstrip("/") else None
        if entry.company:
            return (1, _COMPANY) if normal(entry.company) == normal(self.facts.company) else None
        return 2, _EVERYWHERE


def bank_for(facts: Facts, fields: Iterable[FormField]) -> Bank:
    times = Counter(normal(field.asks) for field in fields)
    return Bank(facts, frozenset(question for question, count in times.items() if count > 1))


def give(
    field: FormField, value: str | bool | tuple[str, ...], source: str, facts: Facts, topic: str
) -> Answer | Missing:
    """The applicant's answer in the field's shape; a choice has to be one of the options, word for word."""
    if field.kind == "file":
        return _file(field, value, source, facts, topic)
    if field.kind == "checkbox":
        return _tick(field, value, source, topic)
    if field.options or field.kind in _MANY or field.kind in ("select", "radio"):
        return _options(field, value, source, topic)
    if isinstance(value, tuple):
        value = "\n".join(value)
    return shape(field, Wanted(value, source), topic)


def _file(field: FormField, value: object, source: str, facts: Facts, topic: str) -> Answer | Missing:
    kind = normal(str(value)).replace(" ", "_")
    document = facts.profile.document(kind)
    if document is None:
        return Missing(
            "the answer given is not the name of a file in profile.apply.documents; name one, such as resume"
        )
    return shape(field, Wanted(document, source), topic)


def _tick(field: FormField, value: object, source: str, topic: str) -> Answer | Missing:
    if isinstance(value, bool):
        return Answer(field.key, value, source, topic)
    word = normal(str(value))
    for yes, names in ((True, ("yes", "agree")), (False, ("no", "disagree"))):
        if word in {normal(said) for name in names for said in meaning(name)}:
            return Answer(field.key, yes, source, topic)
    return Missing("the answer given to a single box is neither yes nor no; give one of the two")


def _options(field: FormField, value: str | bool | tuple[str, ...], source: str, topic: str) -> Answer | Missing:
    if isinstance(value, bool):
        return shape(field, Wanted(value, source, meaning("yes" if value else "no")), topic)
    wanted = value if isinstance(value, tuple) else (value,)
    if not field.options_known:
        return Answer(field.key, wanted, source, topic)
    labels = _labels(field, wanted) or _labels(field, _parted(field, wanted))
    if labels:
        return Answer(field.key, labels, source, topic)
    offered = ", ".join(f"“{option.label}”" for option in field.options if not option.disabled)
    return Missing(f"the answer given is none of its options; give one of {offered}")


def _parted(field: FormField, wanted: Sequence[str]) -> tuple[str, ...]:
    """Several choices in one text, by line or semicolon, where the field takes several."""
    if field.kind not in _MANY:
        return ()
    return tuple(part.strip() for text in wanted for part in text.replace(";", "\n").splitlines() if part.strip())


def _labels(field: FormField, wanted: Sequence[str]) -> tuple[str, ...]:
    found = [choose(field.options, label) for label in wanted]
    return tuple(option.label for option in found if option) if found and all(found) else ()
