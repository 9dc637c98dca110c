"""After the click: wait for the board's word, and count the independent signs of success."""

import re
from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING, Any

from adapters.contract.errors import AnswerLost
from adapters.contract.form import Confirmation, FormPage
from adapters.contract.html_form import words
from adapters.contract.html_form.opening import look
from adapters.contract.html_form.scanning import application_fields

if TYPE_CHECKING:
    from adapters.contract.adapter import Adapter
    from adapters.contract.visit import Visit, Write

_REFERENCE = re.compile(
    r"(?:reference|confirmation|application|vorgangs)[ -]*(?:number|no\.?|id|code)?[:# ]+([A-Z0-9][A-Z0-9-]{4,})",
    re.IGNORECASE,
)
#: HTTP statuses from which a write counts as accepted, and as refused.
_ACCEPTED, _REFUSED = 200, 400
#: How long a page may take to put its complaint beside a refusal (seconds).
_GRACE_SECONDS = 1.0
#: The click's first consequence is worth waiting for, a little (seconds).
_FIRST_LOOK_SECONDS = 0.03
_UPLOADS = re.compile(r"amazonaws\.com|/upload|parseResume", re.IGNORECASE)


async def await_confirmation(visit: "Visit", before: FormPage, adapter: "Adapter") -> Confirmation:
    """The default `Adapter.confirmation`: looks until it is proven, refused, or the time is over."""
    question = {
        "success": words.any_of(words.SUCCESS),
        "failure": words.any_of(words.FAILURE),
        "element": adapter.confirmation_element,
        "keys": [k for f in application_fields(before) for k in (f.name, f.id) if k],
    }
    start = monotonic()
    deadline = start + visit.confirm_ms / 1000
    pause = 0.01
    await visit.change(_FIRST_LOOK_SECONDS)
    while True:
        seen = await look(visit, "answerOf", question)
        views = [view for _, view in seen]
        visit.size = next((tuple(v["size"]) for f, v in seen if f is visit.page.main_frame), None)
        if any(v["held"] for v in views):
            raise AnswerLost("a field lost its answer just before the click; nothing was sent.")
        found = _weigh(visit, before, adapter, views)
        if found.proven or found.complaints or visit.gone or monotonic() > deadline:
            return found
        held = tuple(message for view in views for message in view["invalid"])
        if held and not visit.writes and monotonic() - start > _GRACE_SECONDS:
            return replace(found, complaints=held)  # the browser's own validation kept the form from being sent
        if found.against:
            deadline = min(deadline, monotonic() + _GRACE_SECONDS)
        await visit.change(pause)
        pause = min(pause * 1.5, 0.2)


def _weigh(visit: "Visit", before: FormPage, adapter: "Adapter", views: list[dict[str, Any]]) -> Confirmation:
    if not views:
        return Confirmation(url=visit.page.url)
    signals = _signals(visit, before, adapter, views)
    words_seen = next((v["element"] or v["words"] for v in views if v["element"] or v["words"]), "")
    refused = [f"request_refused: HTTP {w.status}" for w in _sent(visit) if w.status >= _REFUSED]
    failure = [
        f"the page says: {v['failure'][:200]}" for v in views if v["failure"] and v["failure"] not in before.whole
    ]
    return Confirmation(
        signals=tuple(signals),
        text=words_seen[:500],
        url=visit.page.url,
        reference=next(filter(None, (_reference(v["page"]) for v in views)), "") if words_seen else "",
        complaints=_complaints(before, views),
        against=tuple(dict.fromkeys(refused + failure)),
    )


def _signals(visit: "Visit", before: FormPage, adapter: "Adapter", views: list[dict[str, Any]]) -> list[str]:
    signals = []
    moved = [v["url"] for v in views if v["url"] not in before.frames]
    if any(re.search(adapter.confirmation_url or words.SUCCESS_URL, url, re.IGNORECASE) for url in moved):
        signals.append("confirmation_url")
    if any(v["element"] for v in views):
        signals.append("confirmation_element")
    if any(v["words"] and v["words"] not in before.whole for v in views):
        signals.append("confirmation_text")
    if not any(v["left"] for v in views) and all(v["complete"] for v in views):
        signals.append("form_gone")
    if any(_ACCEPTED <= w.status < _REFUSED for w in _sent(visit)):
        signals.append("request_accepted")
    return signals


def _sent(visit: "Visit") -> "list[Write]":
    """Writes since the click that may have carried the application: to this site, no uploads."""
    return [w for w in visit.writes if visit.here(w.url) and not _UPLOADS.search(w.url)]


def _complaints(before: FormPage, views: list[dict[str, Any]]) -> tuple[str, ...]:
    """Messages that were not there before, while the form still is: the page refused it."""
    old = set(before.messages)
    return tuple(dict.fromkeys(c for v in views if v["left"] for c in v["complaints"] if c not in old))


def _reference(text: str) -> str:
    found = _REFERENCE.search(text)
    return found[1] if found and any(c.isdigit() for c in found[1]) else ""
