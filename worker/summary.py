"""What a run is told, where it stands, and how it went."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from worker.model import Json, Mode, Outcome, Status


@dataclass(frozen=True, slots=True)
class RunOptions:
    """What the person who starts a run decides."""

    mode: Mode = Mode.LIVE
    #: At most so many applications; None for all that are due.
    limit: int | None = None
    #: Attempts at once; None for the configured number.
    concurrency: int | None = None
    headed: bool = False
    #: Pause after each browser step (ms).
    slow_mo: float | None = None
    #: Open the Playwright inspector in each attempt.
    pause: bool = False
    trace: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a run stands, after each finished batch."""

    done: int
    total: int
    #: What was just finished.
    outcomes: tuple[Outcome, ...] = ()


#: Where an attempt that ended in an error leaves its row: given up, or to be tried again.
_FAILED = frozenset({Status.FAILED, Status.PENDING})
#: Ids that the summary of a run without an end keeps.
_REMEMBERED = 1_000


@dataclass
class RunSummary:
    """How a run went."""

    total_found: int = 0
    processed: int = 0
    #: Ids of applications whose attempt ended in an error: given up, or to be tried again.
    failed_ids: list[str] = field(default_factory=list)
    unconfirmed_ids: list[str] = field(default_factory=list)
    counts: Counter[Status] = field(default_factory=Counter)
    stopped: bool = False
    #: Why applications were put off -> how many.
    put_off: Counter[str] = field(default_factory=Counter)
    #: Of the failed ones, those that are to be tried again.
    _waiting: set[str] = field(default_factory=set, repr=False)

    def add(self, *outcomes: Outcome) -> None:
        """Count them; of an application that was tried again in this run, the last word alone."""
        for again in [one.application_id for one in outcomes if one.application_id in self._waiting]:
            self._forget(again)
        self.processed += len(outcomes)
        self.counts.update([outcome.status for outcome in outcomes])
        self.failed_ids += [outcome.application_id for outcome in outcomes if outcome.status in _FAILED]
        self.unconfirmed_ids += [one.application_id for one in outcomes if one.status is Status.UNCONFIRMED]
        self._waiting.update([one.application_id for one in outcomes if one.status is Status.PENDING])

    def merge(self, other: "RunSummary") -> None:
        """Count another run's on top, its ids among the last of many."""
        self.total_found += other.total_found
        self.processed += other.processed
        self.failed_ids = (self.failed_ids + other.failed_ids)[-_REMEMBERED:]
        self.unconfirmed_ids = (self.unconfirmed_ids + other.unconfirmed_ids)[-_REMEMBERED:]
        self.counts += other.counts
        self.put_off += other.put_off
        self.stopped = other.stopped

    def _forget(self, application_id: str) -> None:
        self._waiting.discard(application_id)
        self.failed_ids.remove(application_id)
        self.processed -= 1
        self.counts[Status.PENDING] -= 1
        self.counts += Counter()  # a status that nothing has any more is not named

    @property
    def status(self) -> str:
        """`success`, `partial_success` (some failed or are unconfirmed) or `error` (all failed)."""
        if self.processed and len(self.failed_ids) == self.processed:
            return "error"
        return "partial_success" if self.failed_ids or self.unconfirmed_ids else "success"

    def to_json(self) -> Json:
        return {
            "status": self.status,
            "processed": self.processed,
            "failed": len(self.failed_ids),
            "total_found": self.total_found,
            "failed_application_ids": self.failed_ids,
            "unconfirmed_application_ids": self.unconfirmed_ids,
            "put_off": dict(self.put_off),
            "counts": {status.value: count for status, count in sorted(self.counts.items())},
            "timestamp": datetime.now(UTC).isoformat(),
        }


OnProgress = Callable[[Progress], None]
