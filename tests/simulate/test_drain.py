"""`run --simulate` over a whole queue: every row once, none lost, whatever ends the run."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from tests.simulate.scene import ADA, URL, InThread, run
from worker.config import Config
from worker.model import Application, Job, Lease, NewApplication, Outcome, Status
from worker.options import Apply
from worker.store.base import ClaimRequest, Finished
from worker.store.memory import MemoryStore
from worker.store.sqlite import SqliteStore
from worker.summary import Progress, RunSummary


def test_summary_and_progress(in_thread: InThread) -> None:
    """Batches are reported as they finish, and the summary counts what became of each row."""
    seen: list[Progress] = []

    async def play() -> RunSummary:
        async with MemoryStore() as store:
            jobs = [*(Job("", f"https://jobs.example/{n}") for n in range(6)), Job("", "broken")]
            await store.add([NewApplication(ADA, job) for job in jobs])
            return await run(store, seen=seen, batch=3)

    summary = in_thread(play())
    assert [(one.done, one.total, len(one.outcomes)) for one in seen] == [(3, 7, 3), (6, 7, 3), (7, 7, 1)]
    assert (summary.status, summary.processed, summary.total_found) == ("partial_success", 7, 7)
    assert summary.counts == {Status.APPLIED: 6, Status.FAILED: 1}
    assert len(summary.failed_ids) == 1


def test_limit(in_thread: InThread) -> None:
    """`--limit` works so many rows, the oldest, and leaves the others."""

    async def play() -> tuple[RunSummary, list[Status]]:
        async with MemoryStore() as store:
            await store.add([NewApplication(ADA, Job("", f"https://jobs.example/{n}")) for n in range(5)])
            return await run(store, limit=3, batch=2), [one.status async for one in store.list()]

    summary, statuses = in_thread(play())
    assert (summary.processed, summary.total_found) == (3, 3)
    assert statuses == [Status.APPLIED] * 3 + [Status.PENDING] * 2


def test_an_empty_queue_is_no_error(in_thread: InThread) -> None:
    """Nothing due is a success."""

    async def play() -> RunSummary:
        async with MemoryStore() as store:
            return await run(store)

    assert in_thread(play()).status == "success"


def test_two_runs_share_one_queue(in_thread: InThread, tmp_path: Path) -> None:
    """Two workers at once work every row once."""

    async def play() -> tuple[int, int, list[int]]:
        async with SqliteStore(tmp_path / "store.db") as one, SqliteStore(tmp_path / "store.db") as two:
            await one.add([NewApplication(ADA, Job("", f"https://jobs.example/{n}")) for n in range(200)])
            first, second = await asyncio.gather(run(one, batch=7), run(two, batch=7))
            return first.processed, second.processed, [row.attempts async for row in one.list()]

    first, second, attempts = in_thread(play())
    assert first + second == 200
    assert attempts == [1] * 200


def test_a_lost_workers_rows_are_worked_again(in_thread: InThread) -> None:
    """A run first ends the leases of workers that are gone."""

    async def play() -> Application:
        async with MemoryStore() as store:
            (added,) = await store.add([NewApplication(ADA, Job("job-1", URL))])
            await store.claim(ClaimRequest("gone", 1, timedelta(seconds=-1)))
            await run(store)
            return await store.get(added.id)

    assert in_thread(play()).status is Status.APPLIED


class Counting(MemoryStore):
    """A store that counts the rows under a lease."""

    held = most = 0

    async def claim(self, request: ClaimRequest) -> list[Application]:
        claimed = await super().claim(request)
        self.held += len(claimed)
        self.most = max(self.most, self.held)
        return claimed

    async def finish(self, outcomes: Sequence[Outcome]) -> list[Finished]:
        await asyncio.sleep(0.01)
        self.held -= len(outcomes)
        return await super().finish(outcomes)


def test_a_long_queue_is_held_in_three_batches(in_thread: InThread) -> None:
    """One is written, one simulated, one claimed: memory does not grow with the queue, and the store is kept busy."""

    async def play() -> int:
        async with Counting() as store:
            await store.add([NewApplication(ADA, Job("", f"https://jobs.example/{n}")) for n in range(50)])
            assert (await run(store, batch=5)).processed == 50
            return store.most

    assert in_thread(play()) == 15


class Robbed(MemoryStore):
    """A store whose first lease of each batch is lost before the outcomes are written."""

    async def finish(self, outcomes: Sequence[Outcome]) -> list[Finished]:
        first, *others = outcomes
        return await super().finish([replace(first, token=first.token[::-1]), *others])


def test_what_another_worker_has_by_now_is_not_counted(in_thread: InThread) -> None:
    """An outcome that came too late is neither written nor told as this run's."""
    seen: list[Progress] = []

    async def play() -> RunSummary:
        async with Robbed() as store:
            await store.add([NewApplication(ADA, Job("", f"https://jobs.example/{n}")) for n in range(6)])
            return await run(store, seen=seen, batch=3, limit=6)

    summary = in_thread(play())
    assert (summary.processed, summary.counts) == (4, {Status.APPLIED: 4})
    assert [len(one.outcomes) for one in seen] == [2, 2]


class Waiting(MemoryStore):
    """A store that does not write before the lease was extended."""

    def __init__(self) -> None:
        super().__init__()
        self.beaten = asyncio.Event()

    async def heartbeat(self, leases: Sequence[Lease], lease: timedelta) -> set[str]:
        self.beaten.set()
        return await super().heartbeat(leases, lease)

    async def finish(self, outcomes: Sequence[Outcome]) -> list[Finished]:
        await self.beaten.wait()
        return await super().finish(outcomes)


def test_a_slow_store_costs_time_alone(in_thread: InThread) -> None:
    """However long the store takes, what is in hand stays in hand: each row is worked once, none is lost."""
    config = Config(apply=Apply(heartbeat_seconds=0.01))

    async def play() -> list[Application]:
        async with Waiting() as store, asyncio.timeout(60):
            await store.add([NewApplication(ADA, Job("", f"https://jobs.example/{n}")) for n in range(6)])
            await run(store, config=config, batch=2)
            return [one async for one in store.list()]

    assert [(row.status, row.attempts) for row in in_thread(play())] == [(Status.APPLIED, 1)] * 6
