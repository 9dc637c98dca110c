"""The invented applicants' facts, wherever they are written to, with some of them changed."""

from collections.abc import Mapping
from typing import Any

import yaml

from fixtures import APPLICANTS


def facts_of(applicant: str = "ada", *, basics: Mapping[str, Any] | None = None, **apply: Any) -> dict[str, Any]:
    """A profile's content; its documents are named by their whole path."""
    facts: dict[str, Any] = yaml.safe_load((APPLICANTS / f"{applicant}.yaml").read_text(encoding="utf-8"))
    documents = facts["apply"]["documents"]
    facts["apply"]["documents"] = {kind: str((APPLICANTS / path).resolve()) for kind, path in documents.items()}
    facts["basics"] |= dict(basics or {})
    facts["apply"] |= apply
    return facts
