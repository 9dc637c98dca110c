"""The store contract: what every store promises. One test suite runs over all of them."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, Protocol, Self

from worker.files import Files
from worker.model import Application, Approval, Json, Lease, NewApplication, Outcome, Status, Swept, User

#: What became of one outcome: written; already written under this token; refused for a stale token.
Finished = Literal["done", "repeated", "stale"]

#: What became of a row of another store: new here; written over the one here; not written, since that is newer or is
#: being processed.
Restored = Literal["added", "replaced", "kept"]


@dataclass(frozen=True, slots=True)
class Added:
    """What became of one `NewApplication`."""

    id: str
    #: False where this user already had an application for this job: nothing was changed.
    created: bool


@dataclass(frozen=True, slots=True)
class ClaimRequest:
    """What a worker asks for."""

    worker: str
    limit: int
    lease: timedelta
    #: Only these boards (`jobs.board`); None for any.
    boards: frozenset[str] | None = None
    #: Least seconds between two claims of one board, over all workers; boards not named are free.
    spacing: Mapping[str, float] = field(default_factory=dict)


class Store(Protocol):
    """Every verb is atomic and safe to call from many processes at once.

    Verbs that take an application id raise `UnknownApplication`; those a status forbids raise `WrongStatus`.
    Any verb raises `StoreUnavailable` where the store cannot be reached.
    """

    #: How a person would name it: its URL without secrets.
    url: str
    #: Where its applications' pictures and documents are kept; None for this machine's folders.
    files: Files | None

    async def __aenter__(self) -> Self:
        """Open it, bringing its schema up to date."""
        ...

    async def __aexit__(self, *exc: object) -> None: ...

    async def save_user(self, user: User) -> None:
        """Insert or update the applicant's row."""
        ...

    async def add(self, new: Sequence[NewApplication]) -> list[Added]:
        """Queue applications as `pending`, in order; one per (user, job URL).

        A user who is known is left as they are; of a known posting only blanks are filled in.
        """
        ...

    async def claim(self, request: ClaimRequest) -> list[Application]:
        """Take due `pending` rows under a lease, highest priority then oldest first; never one row to two workers.

        A board named in `spacing` gives one row a claim at most.
        """
        ...

    async def name_board(self, job_id: str, board: str) -> None:
        """Say which board a posting is on, where its row does not: claims pace by it. A known one is left as it is."""
        ...

    async def heartbeat(self, leases: Sequence[Lease], lease: timedelta) -> set[str]:
        """Extend the leases still held; returns their application ids. A missing id was lost: stop that attempt."""
        ...

    async def begin_submit(self, application_id: str, token: str, plan: Json) -> None:
        """Record durably that the submit click comes next (`attempt_meta.submit_begun`); uses up an approval.

        Raises `StaleLease`, or `Stopped` where everything is stopped. From here on a lost worker leaves the row
        `unconfirmed`, never `pending`.
        """
        ...

    async def finish(self, outcomes: Sequence[Outcome]) -> list[Finished]:
        """Write how attempts ended and end their leases; in order; idempotent per token.

        Appends to `attempt_meta.attempts`, sets `attempt_meta.review` or takes it away, takes `attempt_meta.waiting`
        away, keeps every other key. An outcome for a row that is gone is "stale": one lost row does not undo the batch.
        """
        ...

    async def release(self, leases: Sequence[Lease], *, until: datetime | None = None, because: str = "") -> None:
        """Give claimed rows back unworked: `pending` again, no attempt counted; not due before `until`, where given.

        One whose submit has begun under this lease becomes `unconfirmed` instead, the attempt noted and counted. Stale
        ones are passed over. `attempt_meta.waiting` keeps {until, because} until the row's next attempt has ended.
        """
        ...

    async def spend(self, key: str, day: str, cap: int) -> bool:
        """Count one more for this key on this day, unless `cap` are counted already; whether it was."""
        ...

    async def spent(self, key: str, day: str) -> int:
        """How many are counted for this key on this day."""
        ...

    async def unspend(self, key: str, day: str) -> None:
        """Take one back; never below none."""
        ...

    async def stop(self, because: str) -> None:
        """Stop every worker: nothing is claimed any more, and no submit begins. `because`: a few words, not empty."""
        ...

    async def resume(self) -> None:
        """Undo `stop`."""
        ...

    async def stopped(self) -> str:
        """Why everything is stopped; "" where it is not."""
        ...

    async def sweep(self) -> Swept:
        """End expired leases: back to `pending`, or to `unconfirmed` where submit had begun under that lease.

        The lost attempt is noted and counts, so that a posting that kills its worker uses its attempts up.
        """
        ...

    async def restore(self, applications: Sequence[Application]) -> list[Restored]:
        """Write rows of another store as they are, with status, artifacts and times; in order; repeatable.

        A row is known by its applicant and the posting's URL. Raises `BadInput` for one that a worker holds there.
        """
        ...

    async def forget(self, application_ids: Sequence[str]) -> int:
        """Delete applications, and the postings and applicants that no other needs; returns how many applications.

        Passes over ids that are not there, and rows that are being processed.
        """
        ...

    async def get(self, application_id: str) -> Application: ...

    async def find(self, prefix: str) -> str:
        """The one id that starts so (4 characters at least). Raises `UnknownApplication` for none or several."""
        ...

    def list(self, status: Status | None = None, *, page: int = 500) -> AsyncIterator[Application]:
        """All applications in the order of queueing, read `page` rows at a time so that memory stays flat."""
        ...

    async def counts(self) -> dict[Status, int]: ...

    async def due(self, now: datetime | None = None) -> int:
        """How many rows a claim could take now, rates aside."""
        ...

    async def answer(self, application_id: str, answers: Mapping[str, str]) -> Application:
        """Keep answers for this posting (`attempt_meta.answers`); a row parked as unanswered whose questions are all
        answered now is `pending` again.
        """
        ...

    async def approve(self, application_id: str, approval: Approval) -> Application:
        """Keep the approval (`attempt_meta.approval`) and make the row that waits for one `pending`; repeatable."""
        ...

    async def retry(self, application_id: str) -> Application:
        """A person's wish to try again: `pending`, attempts 0, artifacts kept.

        Not from processing, nor once applied in a browser.
        """
        ...

    async def retry_simulated(self) -> int:
        """Make every simulated `applied` row `pending` again, keeping its artifacts; returns how many."""
        ...

    async def cancel(self, application_id: str) -> Application:
        """Withdraw: `cancelled`. Not while processing, nor once applied."""
        ...
