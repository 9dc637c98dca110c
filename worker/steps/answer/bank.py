"""The applicant's own answers: for this posting, this company, everywhere. They win over every rule."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from adapters.contract import FormField
from adapters.contract.choose import normal
from worker.resume import Given
from worker.steps.answer.facts import Facts, number_text
from worker.steps.sheet import Understanding

#: How narrow an answer is, the narrowest first.
_SCOPES = ("this posting", "this company", "everywhere")

Value = str | bool | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer of the applicant's that may go into a field."""

    value: Value
    #: "answer bank: this company"
    source: str
    #: Whether it answers what the question means, not its very words.
    by_topic: bool = False
    #: Whether its day is over.
    over: bool = False


@dataclass(frozen=True, slots=True)
class Bank:
    """The answers that may apply to one form page."""

    facts: Facts
    #: Questions asked by more than one field: an answer by question would be one too many.
    repeated: frozenset[str]
    keys: frozenset[str]

    def find(self, one: Understanding) -> Kept | None:
        """The answer to this very field, else to its question, else to its topic; the narrowest wins.

        One whose day is over is found only where there is no other.
        """
        if one.field.key in self.facts.given:
            return Kept(self.facts.given[one.field.key], _source(0))
        found = sorted(self._fitting(one), key=lambda row: (row[1].over, *row[0]))
        return found[0][1] if found else None

    def _fitting(self, one: Understanding) -> Iterator[tuple[tuple[int, bool, int], Kept]]:
        """Every answer that fits, with its rank: scope, then words before topic, then the latest."""
        asked = self._asked(one.field)
        for name, text in self.facts.given.items():
            if normal(name) in asked:
                yield (0, False, 0), Kept(text, _source(0))
            elif name not in self.keys and one.understood and name in (one.topic, f"{one.topic} {one.scope}".strip()):
                yield (0, True, 0), Kept(text, _source(0), by_topic=True)
        for at, entry in enumerate(self.facts.profile.apply.answers):
            scope = self._scope(entry)
            worded = bool(entry.question) and normal(entry.question) in asked
            if scope is None or not (worded or (entry.topic and _means(entry, one))):
                continue
            over = entry.valid_until is not None and self.facts.today > entry.valid_until
            yield (scope, not worded, -at), Kept(_value(entry), _source(scope), by_topic=not worded, over=over)

    def _asked(self, field: FormField) -> set[str]:
        """The words by which an answer may name the field."""
        if normal(field.asks) in self.repeated:
            return set()
        asked = {normal(text) for text in (field.asks, field.question, field.label) if text} - {""}
        return {normal(field.asks)} if asked & self.repeated else asked

    def _scope(self, entry: Given) -> int | None:
        """How narrow the entry is, where it holds for this posting."""
        if entry.url:
            return 0 if entry.url.rstrip("/") == self.facts.url.rstrip("/") else None
        if entry.company:
            return 1 if normal(entry.company) == normal(self.facts.company) else None
        return 2


def bank_for(facts: Facts, fields: Iterable[FormField]) -> Bank:
    fields = tuple(fields)
    times = Counter(normal(field.asks) for field in fields)
    repeated = frozenset(question for question, count in times.items() if count > 1)
    return Bank(facts, repeated, frozenset(field.key for field in fields))


def _means(entry: Given, one: Understanding) -> bool:
    """Whether a field asks for just the topic, about just what the entry is about."""
    return one.understood and entry.topic == one.topic and normal(entry.about) == normal(one.scope)


def _source(scope: int) -> str:
    return f"answer bank: {_SCOPES[scope]}"


def _value(entry: Given) -> Value:
    value = entry.answer
    return number_text(value) if isinstance(value, int | float) and not isinstance(value, bool) else value
