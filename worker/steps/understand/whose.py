"""Whose fact a field asks for: the applicant's, or that of somebody who is named beside it."""

import re

from adapters.contract import FormField
from worker.topics.reading import Reader

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z\d])|(?<=\d)(?=[A-Za-z])|_")


def somebody(field: FormField, eyes: Reader) -> str:
    """Whose fact it is, where it is not the applicant's; "" where it is."""
    own_words = f"{field.question} {field.label} {field.placeholder}"
    attributes = _CAMEL.sub(" ", f"{field.name} {field.id}")
    around = f"{field.section} | {field.hint}"
    return (
        eyes.subject(own_words, strict=False)
        or eyes.subject(attributes, strict=False)
        or eyes.subject(around, strict=True)
        or eyes.subject_of_heading(field.section)
    )
