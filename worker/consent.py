"""Who allowed what: standing consent per board or site, and approvals bound to a hash of all that will be sent."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from adapters.contract import Adapter, Answer, Document
from worker.model import Approval, Json


@dataclass(frozen=True, slots=True)
class Permission:
    """Whether this application may be submitted now, and the reason as a person reads it."""

    granted: bool
    reason: str


def standing_consent(consent: Mapping[str, str], adapter: type[Adapter] | Adapter, url: str) -> Permission:
    """The applicant's word for this site (host, with or without port), else for its board.

    Consent for a board holds only on the board's own addresses: a row that merely names the board gains nothing by it.
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    for key in (parts.netloc.lower(), host):
        if key in consent:
            return _word(consent[key], key)
    if adapter.name in consent and adapter.at_home(url):
        return _word(consent[adapter.name], adapter.name)
    where = adapter.name if adapter.at_home(url) else parts.netloc
    return Permission(granted=False, reason=f"no consent for {where}: the profile's apply.consent does not name it")


def _word(word: str, key: str) -> Permission:
    if word == "auto":
        return Permission(granted=True, reason=f"consent: {key} is set to auto")
    return Permission(granted=False, reason=f"consent: {key} is set to ask")


def plan_hash(url: str, fingerprints: Sequence[str], answers: Sequence[Answer]) -> str:
    """One hash of posting, what the form asks, every answer and every document: what an approval signs."""
    parts = [url, list(fingerprints), sorted(([a.key, _sent(a)] for a in answers), key=json.dumps)]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


def _sent(answer: Answer) -> Any:
    value = answer.value
    if isinstance(value, Document):
        return [value.kind, value.filename, value.sha256]
    return list(value) if isinstance(value, tuple) else value


def approve(plan: str, now: datetime, hours: float) -> Approval:
    """A person's yes to this very plan, for so many hours."""
    return Approval(plan=plan, granted_at=now, expires_at=now + timedelta(hours=hours))


def approved(approval: Json | None, plan: str, now: datetime) -> Permission:
    """Whether an approval kept in `attempt_meta.approval` covers this plan now."""
    if not approval:
        return Permission(granted=False, reason="nobody has approved it")
    if approval.get("plan") != plan:
        return Permission(granted=False, reason="what would be sent has changed since it was approved")
    if datetime.fromisoformat(str(approval["expires_at"])) <= now:
        return Permission(granted=False, reason="the approval has expired")
    return Permission(granted=True, reason="approved by a person")
