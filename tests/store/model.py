"""The store contract once more, as simple as can be: what every store is compared with, step by step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from worker.model import Application, Outcome, Status

#: What a person may try again: all but what is in hand; `applied` only where it was simulated.
_SENT = Status.APPLIED


@dataclass
class Row:
    """One application as it should be."""

    board: str
    priority: int
    created: datetime
    status: Status = Status.PENDING
    attempts: int = 0
    due: datetime | None = None
    #: The token, and its end, of the lease in force.
    token: str = ""
    expires: datetime | None = None
    #: Length of `attempt_meta.attempts`.
    tries: int = 0
    #: The token under which submit last began.
    begun: str = ""
    review: dict[str, Any] | None = None
    #: Whether it says until when it was put off.
    waits: bool = False
    answers: dict[str, str] = field(default_factory=dict)
    #: The plan approved.
    approval: str = ""
    finished: str = ""
    #: `artifacts.method`.
    method: str = ""

    def waits_for(self, why: str) -> bool:
        return self.status is Status.NEEDS_REVIEW and bool(self.review) and (self.review or {})["why"] == why

    def rest(self, status: Status, *, due: datetime | None = None) -> None:
        """At rest under this status: no lease."""
        self.status, self.due, self.token, self.expires, self.waits = status, due, "", None, False

    def shown(self, now: datetime) -> tuple[Any, ...]:
        """What can be seen of it; a moment that has come is as good as none."""
        waits = self.due if self.due and self.due > now else None
        asked = (self.tries, self.begun, self.review, self.waits, self.answers, self.approval, self.method)
        return (self.status, self.attempts, waits, self.token, self.expires, *asked)


def shown(row: Application, now: datetime) -> tuple[Any, ...]:
    """The same of what a store returns."""
    meta, lease = row.attempt_meta, row.lease
    waits = row.next_attempt_at if row.next_attempt_at and row.next_attempt_at > now else None
    begun, approval = meta.get("submit_begun") or {}, meta.get("approval") or {}
    return (
        row.status,
        row.attempts,
        waits,
        lease.token if lease else "",
        lease.expires_at if lease else None,
        len(meta.get("attempts", ())),
        begun.get("token", ""),
        meta.get("review"),
        "waiting" in meta,
        meta.get("answers", {}),
        approval.get("plan", ""),
        row.artifacts.get("method", ""),
    )


class Model:
    """Rows by id. Verbs that refuse return False and change nothing."""

    def __init__(self) -> None:
        self.rows: dict[str, Row] = {}
        #: When a board may be claimed from next.
        self.rests: dict[str, datetime] = {}
        #: (key, day) -> how many were counted.
        self.spent: dict[tuple[str, str], int] = {}
        #: Why everything is stopped; "" where it is not.
        self.stopped = ""

    def is_due(self, row: Row, now: datetime) -> bool:
        return row.status is Status.PENDING and (row.due is None or row.due <= now)

    def claim(
        self, now: datetime, limit: int, boards: frozenset[str] | None, spacing: Mapping[str, float]
    ) -> list[str]:
        """Ids in the order in which they go; `leased` is told next."""
        taken: list[str] = []
        if self.stopped:
            return taken
        ahead = {board: self.rests[board] - now for board in spacing if board in self.rests}
        resting = {board for board, left in ahead.items() if timedelta(0) < left <= timedelta(seconds=spacing[board])}
        for key in sorted(self.rows, key=lambda k: (-self.rows[k].priority, self.rows[k].created, k)):
            row = self.rows[key]
            free = self.is_due(row, now) and (boards is None or row.board in boards) and row.board not in resting
            if not free or len(taken) == limit:
                continue
            taken.append(key)
            if row.board in spacing:
                resting.add(row.board)
                self.rests[row.board] = now + timedelta(seconds=spacing[row.board])
        return taken

    def leased(self, key: str, token: str, expires: datetime) -> None:
        row = self.rows[key]
        row.status, row.due, row.token, row.expires = Status.PROCESSING, None, token, expires

    def holds(self, key: str, token: str) -> bool:
        return self.rows[key].token == token

    def begin(self, key: str, token: str) -> bool:
        if self.stopped or not self.holds(key, token):
            return False
        self.rows[key].begun, self.rows[key].approval = token, ""
        return True

    def finish(self, outcome: Outcome) -> str:
        row = self.rows[outcome.application_id]
        if row.token != outcome.token:
            return "repeated" if row.finished == outcome.token else "stale"
        row.rest(outcome.status, due=outcome.next_attempt_at)
        row.attempts += outcome.counts
        row.tries += 1
        row.review, row.finished, row.method = outcome.review, outcome.token, outcome.artifacts["method"]
        return "done"

    def release(self, key: str, token: str, until: datetime | None) -> None:
        row = self.rows[key]
        if row.token == token and row.begun == token:
            row.rest(Status.UNCONFIRMED)
            row.attempts += 1
            row.tries += 1
        elif row.token == token:
            row.rest(Status.PENDING, due=until)
            row.waits = until is not None

    def spend(self, key: str, day: str, cap: int) -> bool:
        spent = self.spent.get((key, day), 0)
        if spent < cap:
            self.spent[key, day] = spent + 1
        return spent < cap

    def unspend(self, key: str, day: str) -> None:
        self.spent[key, day] = max(self.spent.get((key, day), 0) - 1, 0)

    def sweep(self, now: datetime) -> tuple[set[str], set[str]]:
        """Ids that are pending again, and those that nobody knows about."""
        over = {key: row for key, row in self.rows.items() if row.expires and row.expires <= now}
        unknown = {key for key, row in over.items() if row.begun == row.token}
        for key, row in over.items():
            row.rest(Status.UNCONFIRMED if key in unknown else Status.PENDING)
            row.attempts += 1
            row.tries += 1
        return over.keys() - unknown, unknown

    def answer(self, key: str, answers: Mapping[str, str]) -> None:
        row = self.rows[key]
        row.answers = {**row.answers, **answers}
        asked = {question["key"] for question in (row.review or {}).get("questions", ())}
        if row.waits_for("unanswered") and asked <= row.answers.keys():
            row.rest(Status.PENDING)
            row.review = None

    def approve(self, key: str, plan: str) -> bool:
        row = self.rows[key]
        again = row.status is Status.PENDING and row.approval == plan
        if not again and not row.waits_for("approval"):
            return False
        row.rest(Status.PENDING)
        row.review, row.approval = None, plan
        return True

    def retry(self, key: str) -> bool:
        row = self.rows[key]
        if row.status is Status.PROCESSING or (row.status is _SENT and row.method != "simulated"):
            return False
        row.rest(Status.PENDING)
        row.review, row.attempts = None, 0
        return True

    def cancel(self, key: str) -> bool:
        row = self.rows[key]
        if row.status in {Status.PROCESSING, Status.APPLIED}:
            return False
        row.rest(Status.CANCELLED)
        row.review = None
        return True

    def retry_simulated(self) -> int:
        again = [row for row in self.rows.values() if row.status is _SENT and row.method == "simulated"]
        for row in again:
            row.rest(Status.PENDING)
            row.attempts = 0
        return len(again)

    def counts(self) -> dict[Status, int]:
        states: Sequence[Status] = [row.status for row in self.rows.values()]
        return {status: states.count(status) for status in Status}
