"""Any sequence of verbs, on every store, against the simple model; `--hypothesis-profile=long` looks further."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any, ClassVar, TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.store.conftest import STORES
from tests.store.model import Model, Row, shown
from tests.store.scene import ADA, Clock
from worker.errors import StaleLease, Stopped, WrongStatus
from worker.model import Application, Approval, Job, Lease, NewApplication, Outcome, Status, lease_of
from worker.store.base import ClaimRequest, Store
from worker.store.sqlite import SqliteStore

T = TypeVar("T")

settings.register_profile("long", max_examples=3_000, stateful_step_count=80)
#: What continuous integration has time for.
EXAMPLES = {"memory": 150, "sqlite": 100, "supabase": 8}
STEPS = 50

BOARDS = ("", "lever", "greenhouse")
KEYS = ("notice", "salary", "visa")
REVIEWS: tuple[dict[str, Any] | None, ...] = (
    {"why": "approval", "text": "Look.", "plan": "a"},
    {"why": "unanswered", "text": "Say.", "questions": [{"key": "notice"}, {"key": "visa"}]},
    {"why": "captcha", "text": "Solve."},
)
#: How attempts end; often parked, since most of what a person may do comes after that.
ENDS = (
    *[Status.NEEDS_REVIEW] * 3,
    *[Status.PENDING] * 2,
    Status.APPLIED,
    Status.UNCONFIRMED,
    Status.FAILED,
    Status.CLOSED,
)
#: Few rows, so that many verbs meet on one.
MOST_ROWS = 4
seconds = st.sampled_from([0.0, 1.0, 29.0, 61.0])
some_boards = st.sampled_from([None, None, None, frozenset({"lever"}), frozenset({"", "greenhouse"})])
pace = st.sampled_from([{}, {}, {"lever": 5.0}, {"": 60.0, "greenhouse": 5.0}])
#: A number that picks from what there is at the time; several of them pick one after another.
pick = st.integers(0, 99)
picks = st.lists(pick, min_size=1, max_size=3)


class StoreMachine(RuleBasedStateMachine):
    """One store and its model, driven by the same verbs."""

    #: A new, empty store that reads this clock.
    fresh: ClassVar[Callable[[Clock], Store]]

    def __init__(self) -> None:
        super().__init__()
        self._runner = asyncio.Runner()
        self.clock = Clock()
        self.model = Model()
        self.store = type(self).fresh(self.clock)
        self.run(self.store.__aenter__())
        #: Every lease that was ever held: most are stale.
        self.leases: list[Lease] = []

    def teardown(self) -> None:
        self.run(self.store.__aexit__(None, None, None))
        self._runner.close()

    def run(self, verb: Awaitable[T]) -> T:
        async def awaited() -> T:
            return await verb

        return self._runner.run(awaited())

    @initialize(boards=st.lists(st.sampled_from(BOARDS), min_size=2, max_size=3), limit=st.integers(1, 2))
    def begins(self, boards: list[str], limit: int) -> None:
        self.add(boards, 0)
        self.claim(limit, None, {}, 60)

    @precondition(lambda self: len(self.model.rows) < MOST_ROWS)
    @rule(boards=st.lists(st.sampled_from(BOARDS), min_size=1, max_size=2), priority=st.integers(0, 1))
    def add(self, boards: list[str], priority: int) -> None:
        first = len(self.model.rows)
        jobs = [Job("", f"https://jobs.example/{first + n}", board=board) for n, board in enumerate(boards)]
        new = [NewApplication(ADA, job, priority) for job in jobs]
        added = self.run(self.store.add(new))
        assert all(one.created for one in added)
        for n, (one, job) in enumerate(zip(added, jobs, strict=True)):
            self.model.rows[one.id] = Row(job.board, priority, self.clock.now + timedelta(microseconds=n))
        again = self.run(self.store.add(new[:1]))
        assert [(one.id, one.created) for one in again] == [(added[0].id, False)]
        self.clock.forward(1)

    @rule(limit=st.integers(1, 3), boards=some_boards, spacing=pace, last=st.sampled_from([30, 60]))
    def claim(self, limit: int, boards: frozenset[str] | None, spacing: dict[str, float], last: int) -> None:
        lease = timedelta(seconds=last)
        expected = self.model.claim(self.clock.now, limit, boards, spacing)
        claimed = self.run(self.store.claim(ClaimRequest("w", limit, lease, boards, spacing)))
        assert [one.id for one in claimed] == expected
        for one in claimed:
            self.model.leased(one.id, lease_of(one).token, self.clock.now + lease)
            self.leases.append(lease_of(one))
            self.same(one)

    def lease(self, number: int) -> Lease:
        """Three times in four one that is held, else one of the last that were."""
        live = [one for one in self.leases if self.model.holds(one.application_id, one.token)]
        pool = live if live and number % 4 else self.leases[-6:]
        return pool[number // 4 % len(pool)]

    def row(self, number: int) -> str:
        return list(self.model.rows)[number % len(self.model.rows)]

    @rule(numbers=picks)
    def heartbeat(self, numbers: list[int]) -> None:
        held = [self.lease(number) for number in numbers]
        alive = {one.application_id for one in held if self.model.holds(one.application_id, one.token)}
        assert self.run(self.store.heartbeat(held, timedelta(seconds=45))) == alive
        for key in alive:
            self.model.rows[key].expires = self.clock.now + timedelta(seconds=45)

    @rule(number=pick)
    def begin_submit(self, number: int) -> None:
        lease = self.lease(number)
        verb = self.store.begin_submit(lease.application_id, lease.token, {"hash": "a"})
        begun = self.model.begin(lease.application_id, lease.token)
        self.refused((StaleLease, Stopped), verb, unless=begun)

    @rule(numbers=picks, ends=st.data(), method=st.sampled_from(["browser", "simulated"]))
    def finish(self, numbers: list[int], ends: st.DataObject, method: str) -> None:
        outcomes = [self._outcome(self.lease(number), ends, method) for number in numbers]
        expected = [self.model.finish(one) for one in outcomes]
        assert self.run(self.store.finish(outcomes)) == expected

    def _outcome(self, lease: Lease, ends: st.DataObject, method: str) -> Outcome:
        status = ends.draw(st.sampled_from(ENDS))
        review = ends.draw(st.sampled_from(REVIEWS)) if status is Status.NEEDS_REVIEW else None
        waits = ends.draw(seconds) if status is Status.PENDING else None
        due = None if waits is None else self.clock.now + timedelta(seconds=waits)
        left = {"method": method, "mode": "live"}
        return Outcome(
            lease.application_id, lease.token, status, left, {"number": 1}, review, due, counts=review is None
        )

    @rule(numbers=picks, waits=st.none() | seconds)
    def release(self, numbers: list[int], waits: float | None) -> None:
        held = [self.lease(number) for number in numbers]
        until = None if waits is None else self.clock.now + timedelta(seconds=waits)
        self.run(self.store.release(held, until=until, because="it is quiet"))
        for one in held:
            self.model.release(one.application_id, one.token, until)

    @rule(day=st.sampled_from(["2026-11-01", "2026-11-02"]), cap=st.integers(1, 2), back=st.booleans())
    def spend(self, day: str, cap: int, back: bool) -> None:
        if back:
            self.run(self.store.unspend(ADA.id, day))
            self.model.unspend(ADA.id, day)
        assert self.run(self.store.spend(ADA.id, day, cap)) == self.model.spend(ADA.id, day, cap)
        assert self.run(self.store.spent(ADA.id, day)) == self.model.spent[ADA.id, day]

    @rule(because=st.sampled_from(["", "", "a holiday"]))
    def stop(self, because: str) -> None:
        self.model.stopped = because
        self.run(self.store.stop(because) if because else self.store.resume())
        assert self.run(self.store.stopped()) == because

    @rule(after=seconds)
    def sweep(self, after: float) -> None:
        self.clock.forward(after)
        swept = self.run(self.store.sweep())
        assert (set(swept.pending), set(swept.unconfirmed)) == self.model.sweep(self.clock.now)

    @rule(after=seconds)
    def time_passes(self, after: float) -> None:
        self.clock.forward(after)

    @rule(number=pick, given=st.dictionaries(st.sampled_from(KEYS), st.just("yes"), min_size=1))
    def answer(self, number: int, given: dict[str, str]) -> None:
        key = self.row(number)
        self.model.answer(key, given)
        self.same(self.run(self.store.answer(key, given)))

    @rule(number=pick, plan=st.sampled_from(["a", "b"]))
    def approve(self, number: int, plan: str) -> None:
        key = self.row(number)
        now = self.clock.now
        verb = self.store.approve(key, Approval(plan, now, now + timedelta(hours=1)))
        self.decided(key, verb, allowed=self.model.approve(key, plan))

    @rule(number=pick)
    def retry(self, number: int) -> None:
        key = self.row(number)
        self.decided(key, self.store.retry(key), allowed=self.model.retry(key))

    @rule(number=pick)
    def cancel(self, number: int) -> None:
        key = self.row(number)
        self.decided(key, self.store.cancel(key), allowed=self.model.cancel(key))

    @rule()
    def retry_simulated(self) -> None:
        assert self.run(self.store.retry_simulated()) == self.model.retry_simulated()

    @rule()
    def count(self) -> None:
        now = self.clock.now
        assert self.run(self.store.counts()) == self.model.counts()
        assert self.run(self.store.due()) == sum(self.model.is_due(row, now) for row in self.model.rows.values())

    @invariant()
    def every_row_is_the_same(self) -> None:
        async def read() -> list[Application]:
            return [row async for row in self.store.list()]

        found = self.run(read())
        assert [row.id for row in found] == list(self.model.rows)
        for row in found:
            self.same(row)

    def decided(self, key: str, verb: Awaitable[Application], *, allowed: bool) -> None:
        """A person's verb: the row as the model has it, or `WrongStatus`."""
        decided = self.refused(WrongStatus, verb, unless=allowed)
        if decided:
            self.same(decided)

    def refused(
        self, error: type[Exception] | tuple[type[Exception], ...], verb: Awaitable[T], *, unless: bool
    ) -> T | None:
        if unless:
            return self.run(verb)
        with pytest.raises(error):
            self.run(verb)
        return None

    def same(self, row: Application) -> None:
        now = self.clock.now
        assert shown(row, now) == self.model.rows[row.id].shown(now)


def _fresh(request: pytest.FixtureRequest, name: str) -> Callable[[Clock], Store]:
    """What makes one empty store after another."""
    numbers = count()

    def fresh(clock: Clock) -> Store:
        if name == "sqlite":
            folder: Path = request.getfixturevalue("tmp_path")
            return SqliteStore(folder / f"{next(numbers)}.db", clock=clock)
        if name == "supabase":
            request.getfixturevalue("project").reset()
        return STORES[name](request, clock)

    return fresh


@pytest.mark.parametrize("name", sorted(STORES))
def test_any_sequence_of_verbs(request: pytest.FixtureRequest, name: str) -> None:
    """Whatever is done in whatever order, a store answers as the model does, and keeps the same rows."""
    machine = type("Machine", (StoreMachine,), {"fresh": staticmethod(_fresh(request, name))})
    long = settings.get_current_profile_name() == "long"
    chosen = settings() if long else settings(max_examples=EXAMPLES[name], stateful_step_count=STEPS)
    chosen = settings(chosen, deadline=None, suppress_health_check=list(HealthCheck))
    with ThreadPoolExecutor(1) as pool:  # pytest-playwright may keep a loop in this thread
        pool.submit(run_state_machine_as_test, machine, settings=chosen).result()
