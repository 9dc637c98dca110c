"""A file, where the input takes its type."""

import mimetypes

from adapters.contract import Answer, Document, FormField
from worker.steps.answer.facts import Missing, Wanted


def attached(field: FormField, wanted: Wanted, topic: str) -> Answer | Missing:
    if not isinstance(wanted.value, Document):
        return Missing("it takes a file; name one in profile.apply.documents")
    if not _accepted(field.accept, wanted.value.filename):
        return Missing(f"it takes {field.accept} only, and {wanted.source} is another type; name such a file")
    return Answer(field.key, wanted.value, wanted.source, topic)


def _accepted(accept: str, filename: str) -> bool:
    kinds = [kind.strip().lower() for kind in accept.split(",") if kind.strip()]
    guessed = mimetypes.guess_type(filename)[0] or ""
    family = guessed.split("/")[0] + "/*"
    return not kinds or any(
        filename.lower().endswith(kind) if kind.startswith(".") else kind in (guessed, family, "*/*", "*")
        for kind in kinds
    )
