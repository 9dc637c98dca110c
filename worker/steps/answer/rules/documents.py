"""Files, and the texts that stand for them."""

from collections.abc import Mapping

from worker.steps.answer.facts import Facts, Found, Rule, Wanted, add
from worker.steps.answer.rules.words import text


def document(kind: str, facts: Facts) -> Found:
    """The file of that kind, with its hash. Raises `BadInput` where it is named and not there."""
    found = facts.profile.document(kind)
    return Wanted(found, f"profile.apply.documents.{kind}") if found else add(f"apply.documents.{kind}")


RULES: Mapping[str, Rule] = {
    "resume_text": text("resume_text"),
    "cover_letter_text": text("cover_letter_text"),
}
