"""What answers each field: the applicant's own words, else the fact its meaning points to, else nothing and why."""

from collections.abc import Sequence
from dataclasses import dataclass

from adapters.contract import Answer, FormField
from worker.errors import BadInput
from worker.steps.answer.bank import Bank, bank_for
from worker.steps.answer.facts import Facts, Missing
from worker.steps.answer.giving import give
from worker.steps.answer.rules import find
from worker.steps.answer.shapes import shape
from worker.steps.answer.stopping import heed_stop_words
from worker.steps.sheet import AnswerSheet, Unanswered, Understanding

__all__ = ["Facts", "answer", "heed_stop_words", "why"]

#: Kinds no answer goes into: a login's business, or unknown.
_CLOSED = frozenset({"password", "unsupported"})


def answer(understandings: Sequence[Understanding], facts: Facts) -> AnswerSheet:
    """One form page's sheet, in the order of its fields."""
    page = _Page(facts, bank_for(facts, (one.field for one in understandings)), _beside(understandings))
    answers: list[Answer] = []
    unanswered: list[Unanswered] = []
    left_empty: list[Unanswered] = []
    for one in understandings:
        found, insisted = page.one(one)
        if isinstance(found, Answer):
            answers.append(found)
        else:
            asked = insisted or (one.field.required and _open(one.field))
            (unanswered if asked else left_empty).append(Unanswered(one.field, one, found.why))
    return AnswerSheet(tuple(answers), tuple(unanswered), tuple(left_empty), tuple(understandings))


@dataclass(frozen=True, slots=True)
class _Page:
    """What the answers of one form page share."""

    facts: Facts
    bank: Bank
    #: The topics its open controls ask for.
    beside: frozenset[str]

    def one(self, one: Understanding) -> tuple[Answer | Missing, bool]:
        """The answer or why there is none; and whether to ask even where the form would not insist."""
        if not _open(one.field) or one.field.kind in _CLOSED:
            return Missing("it is not a control for an answer"), False
        try:
            return self._given(one) or (self._found(one), False)
        except BadInput as error:  # a document that is named but not there
            return Missing(str(error)), True

    def _given(self, one: Understanding) -> tuple[Answer | Missing, bool] | None:
        """The applicant's own words. One kept by topic, or one that is over, is asked only where the form insists."""
        kept = self.bank.find(one)
        if kept is None or (kept.over and one.understood and not isinstance(find(one, self.facts), Missing)):
            return None
        found = give(one, kept, self.facts)
        return found, isinstance(found, Missing) and not kept.by_topic and not kept.over

    def _found(self, one: Understanding) -> Answer | Missing:
        if not one.understood:
            return Missing(f"{one.why_not}; answer it once, or keep the answer in profile.apply.answers")
        wanted = find(one, self.facts)
        return wanted if isinstance(wanted, Missing) else shape(one, wanted, self.beside, country=self.facts.country)


def _beside(understandings: Sequence[Understanding]) -> frozenset[str]:
    return frozenset(one.topic for one in understandings if one.understood and _open(one.field) and one.field.visible)


def why(understanding: Understanding, sheet: AnswerSheet) -> str:
    """One field in words: what it was understood to ask, on what evidence, and what answers it or does not."""
    asked = (
        f"asks for {understanding.topic}" if understanding.understood else f"not understood: {understanding.why_not}"
    )
    scope = f" ({understanding.scope})" if understanding.scope else ""
    turned = ", asked the other way round" if understanding.polarity == "negated" else ""
    seen = f", because {'; '.join(understanding.evidence)}" if understanding.understood else ""
    return f"{asked}{scope}{turned}{seen}. {_outcome(understanding.field.key, sheet)}"


def _outcome(key: str, sheet: AnswerSheet) -> str:
    if found := sheet.answer(key):
        return f"Answered from {found.source}."
    for name, rows in (("Unanswered", sheet.unanswered), ("Left empty", sheet.left_empty)):
        if row := next((row for row in rows if row.field.key == key), None):
            return f"{name}: {row.why}."
    return "Not on this sheet."


def _open(field: FormField) -> bool:
    return not (field.honeypot or field.disabled)
