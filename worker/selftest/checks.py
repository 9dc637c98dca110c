"""What a self-test looks at, and what it says of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from fixtures import Farm
from worker.demo import Wish
from worker.errors import ApplyBotError, StaleLease
from worker.files import Files
from worker.model import Application, Status
from worker.store.base import Store

#: What is queued, and how it is to end in a browser.
WISHES = (
    (Wish("generic", "plain", "a form that is sent"), Status.APPLIED),
    (Wish("lever", "minimal", "a posting that is closed", ("closed",)), Status.CLOSED),
    (Wish("generic", "unanswerable", "a question that no fact answers"), Status.NEEDS_REVIEW),
)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    what: str
    ok: bool
    #: What was seen.
    seen: str


def simulated(rows: Sequence[Application]) -> list[Check]:
    """After the run without a browser."""
    right = [row for row in rows if row.status is Status.APPLIED and row.artifacts.get("method") == "simulated"]
    return [
        Check("simulated run", len(right) == len(rows), f"{len(right)} of {len(rows)} are applied, method simulated"),
        _no_lease(rows, "leases after it"),
    ]


def in_browser(rows: Sequence[Application], farm: Farm) -> list[Check]:
    """After the run in a browser."""
    checks = []
    for row, (wish, status) in zip(rows, WISHES, strict=True):
        seen = f"{row.status.value}: {row.artifacts.get('note', '')}"
        checks.append(Check(f"browser: {wish.shows}", row.status is status, seen))
    arrived = len(farm.submissions("generic", "plain"))
    checks.append(Check("the board's own record", arrived == 1, f"it has received {arrived} of 1"))
    kept = [bool(details) for row in rows if (details := _earlier(row))]
    checks.append(
        Check("earlier artifacts", len(kept) == len(rows), f"{len(kept)} of {len(rows)} keep the simulated ones")
    )
    return [*checks, _no_lease(rows, "leases after it")]


async def pictures(rows: Sequence[Application], files: Files | None) -> Check:
    """Whether every full picture is where its artifacts say."""
    shots = [shot for row in rows for shot in row.artifacts.get("screenshots") or ()]
    readable = 0
    for shot in shots:
        try:
            content = await files.fetch(shot["path"]) if files and shot.get("path") else b""
        except ApplyBotError as error:
            return Check("pictures", ok=False, seen=str(error))
        readable += len(content) == shot["bytes"] if files else str(shot["uri"]).startswith("file:")
    where = "in the bucket" if files else "in the folder"
    return Check("pictures", bool(shots) and readable == len(shots), f"{readable} of {len(shots)} are {where}")


async def stale_token(store: Store, row: Application) -> Check:
    """Whether a worker that lost its lease is refused."""
    what = "a worker that lost its lease"
    try:
        await store.begin_submit(row.id, "no token of this row", {})
    except StaleLease:
        return Check(what, ok=True, seen="is refused")
    return Check(what, ok=False, seen="was let through")


def _no_lease(rows: Sequence[Application], what: str) -> Check:
    held = [row for row in rows if row.lease]
    return Check(what, not held, f"{len(held)} are left")


def _earlier(row: Application) -> object:
    return (row.artifacts.get("application_details") or {}).get("previous_artifacts")
