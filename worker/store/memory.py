"""The store in memory: the same contract on plain dicts, for tests and trials; gone when the process ends."""

import asyncio
import secrets
import uuid
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Self

from worker.files import Files
from worker.model import Application, Approval, Job, Json, Lease, NewApplication, Outcome, Status, Swept, User
from worker.store import rules
from worker.store.base import Added, ClaimRequest, Finished, Restored
from worker.store.memory_rows import Row, choose, copy, due, filled
from worker.store.rows import dump, load, text_of, utc_now


class MemoryStore:
    """The store contract over dicts."""

    url = "memory:"
    files: Files | None = None

    def __init__(self, *, clock: Callable[[], datetime] = utc_now) -> None:
        self._clock = clock
        self._users: dict[str, User] = {}
        self._jobs: dict[str, Job] = {}
        self._rows: dict[str, Row] = {}
        #: URL -> job id.
        self._postings: dict[str, str] = {}
        #: (user id, job id) -> application id.
        self._queued: dict[tuple[str, str], str] = {}
        #: When each board may be claimed from next.
        self._rates: dict[str, datetime] = {}
        #: (key, day) -> how many were counted.
        self._spent: dict[tuple[str, str], int] = {}
        #: Why everything is stopped; "" where it is not.
        self._stopped = ""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc: object) -> None:
        return None

    async def save_user(self, user: User) -> None:
        self._users[user.id] = copy(user)

    async def add(self, new: Sequence[NewApplication]) -> list[Added]:
        kept = self._users.copy(), self._jobs.copy(), self._rows.copy(), self._postings.copy(), self._queued.copy()
        now = self._clock()
        try:
            return [self._add(one, now + timedelta(microseconds=i)) for i, one in enumerate(new)]
        except BaseException:
            self._users, self._jobs, self._rows, self._postings, self._queued = kept
            raise

    async def claim(self, request: ClaimRequest) -> list[Application]:
        now = self._clock()
        token, expires = secrets.token_hex(16), now + request.lease
        claimed = []
        wanted = replace(request, limit=0) if self._stopped else request
        for row in choose(self._rows.values(), self._jobs, self._rates, wanted, now):
            lease = Lease(row.application.id, token, request.worker, expires)
            self._set(row, status=Status.PROCESSING, lease=lease, next_attempt_at=None)
            claimed.append(self._read(row))
        return claimed

    async def name_board(self, job_id: str, board: str) -> None:
        if (job := self._jobs.get(job_id)) and not job.board:
            self._jobs[job_id] = replace(job, board=board)

    async def heartbeat(self, leases: Sequence[Lease], lease: timedelta) -> set[str]:
        expires = self._clock() + lease
        held = {one.application_id: row for one in leases if (row := self._held(one.application_id, one.token))}
        for row in held.values():
            if row.application.lease:
                row.application = replace(row.application, lease=replace(row.application.lease, expires_at=expires))
        return set(held)

    async def begin_submit(self, application_id: str, token: str, plan: Json) -> None:
        row = self._held(application_id, token)
        if row is None:
            self._row(application_id)
            raise rules.stale(application_id)
        if self._stopped:
            raise rules.stopped(self._stopped)
        begun = {"at": text_of(self._clock()), "plan": plan, "token": token}
        meta = {key: value for key, value in load(row.attempt_meta).items() if key != "approval"}
        row.attempt_meta = dump({**meta, "submit_begun": begun})
        self._set(row)

    async def finish(self, outcomes: Sequence[Outcome]) -> list[Finished]:
        return [self._finish(outcome) for outcome in outcomes]

    async def release(self, leases: Sequence[Lease], *, until: datetime | None = None, because: str = "") -> None:
        for lease in leases:
            row = self._held(lease.application_id, lease.token)
            if row is None:
                continue
            if rules.submitting(self._read(row)):
                self._put(row, rules.abandoned(self._read(row), self._clock()))
                continue
            row.attempt_meta = dump(rules.released_meta(load(row.attempt_meta), until, because))
            self._set(row, status=Status.PENDING, lease=None, next_attempt_at=until)

    async def spend(self, key: str, day: str, cap: int) -> bool:
        spent = self._spent.get((key, day), 0)
        if spent < cap:
            self._spent[key, day] = spent + 1
        return spent < cap

    async def spent(self, key: str, day: str) -> int:
        return self._spent.get((key, day), 0)

    async def unspend(self, key: str, day: str) -> None:
        self._spent[key, day] = max(0, self._spent.get((key, day), 0) - 1)

    async def stop(self, because: str) -> None:
        self._stopped = because

    async def resume(self) -> None:
        self._stopped = ""

    async def stopped(self) -> str:
        return self._stopped

    async def sweep(self) -> Swept:
        now = self._clock()
        swept: dict[Status, list[str]] = {Status.PENDING: [], Status.UNCONFIRMED: []}
        for row in self._rows.values():
            lease = row.application.lease
            if lease and lease.expires_at <= now:
                change = rules.expired(self._read(row), now)
                self._put(row, change)
                swept[change.status].append(row.application.id)
        return Swept(tuple(swept[Status.PENDING]), tuple(swept[Status.UNCONFIRMED]))

    async def restore(self, applications: Sequence[Application]) -> list[Restored]:
        return [self._restore(one) for one in applications]

    async def forget(self, application_ids: Sequence[str]) -> int:
        found = [row.application for key in set(application_ids) if (row := self._rows.get(key))]
        gone = [one for one in found if one.status is not Status.PROCESSING]
        for one in gone:
            del self._rows[one.id], self._queued[one.user.id, one.job.id]
        users, jobs = {user for user, _ in self._queued}, {job for _, job in self._queued}
        for one in gone:
            if one.user.id not in users:
                self._users.pop(one.user.id, None)
            if one.job.id not in jobs and one.job.id in self._jobs:
                del self._jobs[one.job.id], self._postings[one.job.url]
        return len(gone)

    async def get(self, application_id: str) -> Application:
        return self._read(self._row(application_id))

    async def find(self, prefix: str) -> str:
        return rules.only(prefix, [key for key in self._rows if key.startswith(prefix)])

    async def list(self, status: Status | None = None, *, page: int = 500) -> AsyncIterator[Application]:
        for count, row in enumerate(tuple(self._rows.values()), 1):
            if status is None or row.application.status is status:
                yield self._read(row)
            if count % page == 0:
                await asyncio.sleep(0)

    async def counts(self) -> dict[Status, int]:
        totals = dict.fromkeys(Status, 0)
        for row in self._rows.values():
            totals[row.application.status] += 1
        return totals

    async def due(self, now: datetime | None = None) -> int:
        moment = now or self._clock()
        return sum(due(row.application, moment) for row in self._rows.values())

    async def answer(self, application_id: str, answers: Mapping[str, str]) -> Application:
        return self._decide(application_id, lambda a: rules.answered(a, answers))

    async def approve(self, application_id: str, approval: Approval) -> Application:
        return self._decide(application_id, lambda a: rules.approved(a, approval))

    async def retry(self, application_id: str) -> Application:
        return self._decide(application_id, rules.retried)

    async def retry_simulated(self) -> int:
        done = [a for row in self._rows.values() if (a := self._read(row)).status is Status.APPLIED]
        simulated = [a.id for a in done if a.artifacts.get("method") == "simulated"]
        for key in simulated:
            self._set(self._rows[key], status=Status.PENDING, attempts=0, next_attempt_at=None)
        return len(simulated)

    async def cancel(self, application_id: str) -> Application:
        return self._decide(application_id, rules.cancelled)

    def _restore(self, given: Application) -> Restored:
        rules.insist_settled(given)
        there = self._postings.get(given.job.url)
        known = self._rows.get(self._queued.get((given.user.id, there or ""), ""))
        if known and (known.application.lease or known.application.updated_at > given.updated_at):
            return "kept"
        key = self._add(NewApplication(given.user, given.job, id=given.id), given.created_at).id
        self._users[given.user.id] = rules.with_blanks_filled(self._users[given.user.id], copy(given.user))
        row = self._rows[key]
        row.artifacts, row.attempt_meta, row.finished_token = dump(given.artifacts), dump(given.attempt_meta), None
        row.application = replace(
            row.application,
            status=given.status,
            attempts=given.attempts,
            priority=given.priority,
            next_attempt_at=given.next_attempt_at,
            updated_at=given.updated_at,
        )
        return "replaced" if known else "added"

    def _add(self, new: NewApplication, now: datetime) -> Added:
        job = self._posting(new)
        if queued := self._queued.get((new.user.id, job.id)):
            return Added(queued, created=False)
        self._users.setdefault(new.user.id, copy(new.user))
        self._jobs[job.id], self._postings[job.url] = job, job.id
        key = new.id or str(uuid.uuid4())
        application = Application(
            key, new.user, job, Status.PENDING, {}, {}, created_at=now, updated_at=now, priority=new.priority
        )
        self._rows[key] = Row(application, dump({}), dump(new.attempt_meta))
        self._queued[new.user.id, job.id] = key
        return Added(key, created=True)

    def _posting(self, new: NewApplication) -> Job:
        """The row of this posting: the known one with its blanks filled in, or a new one."""
        known = self._postings.get(new.job.url)
        queued = known is not None and (new.user.id, known) in self._queued
        if not queued and (new.id in self._rows or (known is None and new.job.id in self._jobs)):
            raise rules.taken(new)
        raw = load(dump(new.job.raw))
        if known is None:
            return replace(new.job, id=new.job.id or str(uuid.uuid4()), raw=raw)
        return filled(self._jobs[known], replace(new.job, raw=raw))

    def _row(self, application_id: str) -> Row:
        if application_id not in self._rows:
            raise rules.unknown(application_id)
        return self._rows[application_id]

    def _held(self, application_id: str, token: str) -> Row | None:
        row = self._rows.get(application_id)
        lease = row.application.lease if row else None
        return row if lease and lease.token == token else None

    def _read(self, row: Row) -> Application:
        application = row.application
        return replace(
            application,
            user=self._users[application.user.id],
            job=self._jobs[application.job.id],
            artifacts=load(row.artifacts),
            attempt_meta=load(row.attempt_meta),
        )

    def _set(self, row: Row, **changes: Any) -> None:
        row.application = replace(row.application, updated_at=self._clock(), **changes)

    def _put(self, row: Row, change: rules.Change) -> None:
        row.attempt_meta = dump(change.attempt_meta)
        lease = row.application.lease if change.status is Status.PROCESSING else None
        due = change.next_attempt_at
        self._set(row, status=change.status, attempts=change.attempts, next_attempt_at=due, lease=lease)

    def _decide(self, application_id: str, rule: Callable[[Application], rules.Change]) -> Application:
        row = self._row(application_id)
        self._put(row, rule(self._read(row)))
        return self._read(row)

    def _finish(self, outcome: Outcome) -> Finished:
        row = self._held(outcome.application_id, outcome.token)
        if row is None:
            gone = self._rows.get(outcome.application_id)
            return "repeated" if gone and gone.finished_token == outcome.token else "stale"
        row.artifacts = dump(outcome.artifacts)
        row.attempt_meta = dump(rules.finished_meta(load(row.attempt_meta), outcome.attempt, outcome.review))
        row.finished_token = outcome.token
        attempts = row.application.attempts + outcome.counts
        due = outcome.next_attempt_at
        self._set(row, status=outcome.status, attempts=attempts, next_attempt_at=due, lease=None)
        return "done"
