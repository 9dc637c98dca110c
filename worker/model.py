"""The worker's nouns: frozen, one line per attribute. Times are aware UTC datetimes; JSON columns are plain dicts."""

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

Json = dict[str, Any]

if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(*, frozen: bool, slots: bool) -> Callable[[type], type]:
        """Frozen to the type checker, which reads every line that makes or takes one.

        Guarded at run time as well, one takes three times as long to make; a simulated run makes four for every row.
        """
        return dataclasses.dataclass(slots=slots, unsafe_hash=frozen)


#: The id of a store's local applicant, whose facts are the local profile. Fixed, because an e-mail address may change
#: and must not make two of one.
LOCAL_APPLICANT = "6f1b3c9e-52d4-5c0a-9a55-0d1f6f2f6a01"


class Status(StrEnum):
    """Where an application stands; design.md section 3 says what each means and how it is left."""

    PENDING = "pending"
    PROCESSING = "processing"
    NEEDS_REVIEW = "needs_review"
    APPLIED = "applied"
    UNCONFIRMED = "unconfirmed"
    FAILED = "failed"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Mode(StrEnum):
    """How an attempt is made."""

    SIMULATE = "simulate"
    DRY_RUN = "dry_run"
    LIVE = "live"


@dataclass(frozen=True, slots=True)
class User:
    """The applicant's row."""

    id: str
    email: str = ""
    name: str = ""
    #: The facts, as `worker.profile` validates them; None where the row has none.
    profile: Json | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """One job posting."""

    id: str
    url: str
    title: str = ""
    company: str = ""
    #: The adapter to use; "" to find it by URL.
    board: str = ""
    #: The posting's public description, where it was fetched.
    raw: Json = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Lease:
    """One worker's hold on one application, until it expires."""

    application_id: str
    token: str
    owner: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Application:
    """One applicant + one job posting."""

    id: str
    user: User
    job: Job
    status: Status
    artifacts: Json
    attempt_meta: Json
    created_at: datetime
    updated_at: datetime
    #: Attempts that counted against the budget.
    attempts: int = 0
    #: Higher goes first.
    priority: int = 0
    #: Not before this moment; None for at once.
    next_attempt_at: datetime | None = None
    lease: Lease | None = None


@dataclass(frozen=True, slots=True)
class NewApplication:
    """What `add` takes: the posting and who wants it."""

    user: User
    job: Job
    priority: int = 0
    #: Given by whoever queues it, else made by the store.
    id: str = ""
    attempt_meta: Json = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one attempt ended: what `finish` writes, in one piece."""

    application_id: str
    #: The lease token under which the work was done.
    token: str
    status: Status
    artifacts: Json
    #: One entry for `attempt_meta.attempts[]`: number, worker, mode, started, finished, outcome, error.
    attempt: Json
    #: `attempt_meta.review` where status is needs_review, else None: {why, text, questions?, plan?}.
    review: Json | None = None
    #: Not before this moment, where status is pending again.
    next_attempt_at: datetime | None = None
    #: Whether this attempt counts against the budget; parked ones do not.
    counts: bool = True


@dataclass(frozen=True, slots=True)
class Approval:
    """One person's yes to one application, bound to what will be sent. One use; expires."""

    #: Hash of posting, form fingerprint, every answer, every document: `worker.consent.plan_hash`.
    plan: str
    granted_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep of expired leases did, by application id."""

    pending: tuple[str, ...] = ()
    unconfirmed: tuple[str, ...] = ()


def lease_of(application: Application) -> Lease:
    """The lease of a claimed application."""
    if application.lease is None:
        raise ValueError(f"application {application.id} carries no lease; it was read, not claimed")
    return application.lease


def attempts_of(meta: Mapping[str, Any]) -> list[Json]:
    """The tries so far, oldest first."""
    tries = meta.get("attempts")
    return list(tries) if isinstance(tries, list) else []
