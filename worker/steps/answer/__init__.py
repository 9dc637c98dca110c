"""What answers each field: the applicant's own words, else the fact its meaning points to, else nothing and why."""

from collections.abc import Sequence

from adapters.contract import Answer, FormField
from worker.errors import BadInput
from worker.steps.answer.bank import Bank, bank_for, give
from worker.steps.answer.facts import Facts, Missing
from worker.steps.answer.rules import find
from worker.steps.answer.shape import shape
from worker.steps.sheet import AnswerSheet, Unanswered, Understanding

__all__ = ["Facts", "answer", "why"]

#: Kinds no answer goes into: a login's business, or unknown.
_CLOSED = frozenset({"password", "unsupported"})


def answer(understandings: Sequence[Understanding], facts: Facts) -> AnswerSheet:
    """One form page's sheet, in the order of its fields."""
    bank = bank_for(facts, (one.field for one in understandings))
    answers: list[Answer] = []
    unanswered: list[Unanswered] = []
    left_empty: list[Unanswered] = []
    for one in understandings:
        found, insisted = _one(one, facts, bank)
        if isinstance(found, Answer):
            answers.append(found)
        else:
            asked = insisted or (one.field.required and _open(one.field))
            (unanswered if asked else left_empty).append(Unanswered(one.field, one, found.why))
    return AnswerSheet(tuple(answers), tuple(unanswered), tuple(left_empty), tuple(understandings))


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


def _one(one: Understanding, facts: Facts, bank: Bank) -> tuple[Answer | Missing, bool]:
    """The answer or why there is none; and whether to ask even where the form would not insist."""
    field = one.field
    if not _open(field) or field.kind in _CLOSED:
        return Missing("it is not a control for an answer"), False
    try:
        if given := bank.find(field):
            value, source = given
            found = give(field, value, source, facts, one.topic)
            return found, isinstance(found, Missing)
        if not one.understood:
            return Missing(f"{one.why_not}; answer it once, or keep the answer in profile.apply.answers"), False
        wanted = find(one, facts)
        return (wanted if isinstance(wanted, Missing) else shape(field, wanted, one.topic)), False
    except BadInput as error:  # a document that is named but not there
        return Missing(str(error)), True
