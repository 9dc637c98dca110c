"""Files, and the texts that stand for them."""

from collections.abc import Mapping

from adapters.contract import Document, FormField
from adapters.contract.choose import normal
from worker.resume import DocumentRule
from worker.steps.answer.facts import Facts, Found, Rule, Wanted, add
from worker.steps.answer.rules.words import text
from worker.steps.sheet import Understanding

#: A cover letter in such a file can be typed too.
_TYPED = frozenset({".txt", ".md"})


def document(kind: str, field: FormField, facts: Facts) -> Found:
    """The file of that kind for this posting, with its hash. Raises `BadInput` where it is named and not there."""
    name = _used(kind, field, facts) or kind
    found = facts.profile.document(name)
    return Wanted(found, f"profile.apply.documents.{name}") if found else add(f"apply.documents.{kind}")


def _used(kind: str, field: FormField, facts: Facts) -> str:
    """The name that the first fitting rule gives the kind; "" where none does."""
    rules = facts.profile.apply.documents_by
    return next((rule.use[kind] for rule in rules if kind in rule.use and _fits(rule, field, facts)), "")


def _fits(rule: DocumentRule, field: FormField, facts: Facts) -> bool:
    title = f" {normal(facts.title)} "
    return (
        (not rule.title or f" {normal(rule.title)} " in title)
        and (not rule.company or normal(rule.company) == normal(facts.company))
        and (not rule.board or rule.board == facts.board)
        and (not rule.language or normal(field.language).partition(" ")[0] == normal(rule.language))
    )


def _letter(one: Understanding, facts: Facts) -> Found:
    """As typed in the profile; else what the letter's own file holds, where that is plain text."""
    typed = text("cover_letter_text")(one, facts)
    if isinstance(typed, Wanted):
        return typed
    found = document("cover_letter", one.field, facts)
    if not isinstance(found, Wanted) or not isinstance(found.value, Document):
        return typed
    file = found.value
    if file.path.suffix.lower() not in _TYPED:
        return typed
    return Wanted(file.path.read_text(encoding="utf-8", errors="replace").strip(), found.source)


RULES: Mapping[str, Rule] = {
    "resume_text": text("resume_text"),
    "cover_letter_text": _letter,
}
