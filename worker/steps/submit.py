"""Submit: only with leave, recorded before the click, applied only with proof."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from adapters.contract import Adapter, Confirmation, Visit
from worker.consent import Permission, approved, standing_consent
from worker.errors import Parked, Unconfirmed
from worker.model import Application, Mode, Status, lease_of
from worker.steps.record import Ending
from worker.store.base import Store

#: Signs of success as a person says them.
_WORDS = {
    "confirmation_url": "the board's confirmation page",
    "confirmation_element": "its success block",
    "confirmation_text": "its thanks",
    "form_gone": "the form gone",
    "request_accepted": "the request accepted",
}


def permission_for(
    application: Application, consent: Mapping[str, str], adapter: Adapter, url: str, plan: str
) -> Permission:
    """Standing consent, else an approval of just this plan. `url`: where the form really stands, after redirects."""
    standing = standing_consent(consent, adapter, url)
    if standing.granted:
        return standing
    given = application.attempt_meta.get("approval")
    approval = approved(given, plan, datetime.now(UTC))
    return approval if given else standing


def demand(permission: Permission, mode: Mode, plan: str) -> None:
    """Raises `Parked` where this attempt may not submit: a dry run, or no leave."""
    if mode is Mode.DRY_RUN:
        raise Parked("Dry run: everything is filled and checked, nothing was submitted.", why="approval", plan=plan)
    if not permission.granted:
        raise Parked(f"Filled and checked, waiting for your approval ({permission.reason}).", why="approval", plan=plan)


async def begin(store: Store, application: Application, visit: Visit, plan: str) -> None:
    """Make it durable that the click comes next. Raises `StaleLease`: then nothing may be clicked."""
    visit.mark()
    await store.begin_submit(application.id, lease_of(application).token, {"hash": plan, "url": visit.page.url})


def proven(seen: Confirmation) -> Ending:
    """The one way to `applied` in a browser."""
    return Ending(Status.APPLIED, f"Applied and confirmed: {_told(seen.signals)}.")


def judge(seen: Confirmation, visit: Visit) -> Ending:
    """Applied with two independent signs; refused where the page said so and nothing was accepted; else unconfirmed."""
    if seen.proven:
        return proven(seen)
    # Only HTTP 4xx says for sure that nothing was kept; a server that breaks may have kept it before it broke.
    refused = all(400 <= w.status < 500 for w in visit.writes) if visit.writes else not visit.left  # noqa: PLR2004
    if seen.complaints and refused:
        raise Parked(f"The board refused it: {'; '.join(seen.complaints)[:300]}", why="refused")
    said = " ".join(seen.against)
    raise Unconfirmed(_doubt(seen.signals, (*seen.against, *(c for c in seen.complaints if c not in said))))


def _told(signals: Sequence[str]) -> str:
    return ", ".join(_WORDS.get(signal, signal) for signal in signals)


def _doubt(signals: Sequence[str], against: Sequence[str]) -> str:
    seen = f"signs seen: {_told(signals)}" if signals else "no sign of success was seen"
    but = f"; against it: {'; '.join(against)[:300]}" if against else ""
    return f"Submit was clicked, but success is not proven ({seen}{but}). Look at the evidence and decide."
