"""Runs over a store that fails in the middle: what is known is kept, and what has not begun goes back."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from fixtures import Farm
from tests.e2e.applicants import facts_of
from tests.e2e.conftest import InThread
from worker.config import Config
from worker.errors import StoreUnavailable
from worker.model import Application, Job, Lease, NewApplication, Status, Swept, User
from worker.run import RunOptions, run
from worker.store.memory import MemoryStore

#: The store is away for longer than a lease lasts (seconds).
LEASE, BEAT, AWAY = 0.8, 0.2, 1.1


class Failing(MemoryStore):
    """Fails in the calls that it is told to."""

    def __init__(self, *calls: str) -> None:
        super().__init__()
        self.failing = set(calls)
        #: Set once a click comes.
        self.begun = asyncio.Event()

    def _tried(self, call: str) -> None:
        if call in self.failing:
            raise StoreUnavailable("the store is away")

    async def begin_submit(self, application_id: str, token: str, plan: dict[str, Any]) -> None:
        await super().begin_submit(application_id, token, plan)
        self.begun.set()

    async def heartbeat(self, leases: Sequence[Lease], lease: timedelta) -> set[str]:
        self._tried("heartbeat")
        await asyncio.sleep(0.05)  # a sweep that was asked for at the same time would be answered first
        return await super().heartbeat(leases, lease)

    async def sweep(self) -> Swept:
        self._tried("sweep")
        return await super().sweep()

    async def unspend(self, key: str, day: str) -> None:
        self._tried("unspend")
        await super().unspend(key, day)

    async def name_board(self, job_id: str, board: str) -> None:
        self._tried("name_board")
        await super().name_board(job_id, board)


async def _add(store: MemoryStore, farm: Farm, *urls: str, board: str = "generic") -> None:
    facts = facts_of("ada", consent={farm.host("generic"): "auto"})
    ada = User("ada", facts["basics"]["email"], facts["basics"]["name"], facts)
    await store.add([NewApplication(ada, Job("", url, board=board)) for url in urls])


async def _rows(store: MemoryStore) -> list[Application]:
    return [row async for row in store.list()]


def test_a_worker_keeps_its_own_after_a_time_without_the_store(farm: Farm, quick: Config, in_thread: InThread) -> None:
    """What it has clicked meanwhile is not freed by its own sweep before it could say that it lives."""
    config = quick.with_apply(lease_seconds=LEASE, heartbeat_seconds=BEAT)

    async def play() -> list[Application]:
        async with Failing() as store:
            await _add(store, farm, farm.url("generic", "plain", misbehave=["slow_submit"], run="away"))
            running = asyncio.create_task(run(store, config, RunOptions(), profile=None))
            await store.begun.wait()
            store.failing = {"heartbeat", "sweep"}
            await asyncio.sleep(AWAY)
            store.failing = set()
            await running
            return await _rows(store)

    (row,) = in_thread(play())
    assert row.status is Status.APPLIED, row.artifacts


def test_the_count_of_the_day_changes_no_outcome(farm: Farm, quick: Config, in_thread: InThread) -> None:
    """What the board refused is told as refused, also where it cannot be taken off the day's count."""
    config = quick.with_apply(per_day=5)

    async def play() -> list[Application]:
        async with Failing("unspend") as store:
            await _add(store, farm, farm.url("generic", "plain", misbehave=["validation_error"], run="count"))
            await run(store, config, RunOptions(), profile=None)
            return await _rows(store)

    (row,) = in_thread(play())
    assert row.status is Status.NEEDS_REVIEW, row.artifacts


def test_what_was_claimed_and_not_begun_goes_back(farm: Farm, quick: Config, in_thread: InThread) -> None:
    """The run ends with the store's own words, and nothing stays `processing`."""
    config = quick.with_apply(rates={"lever": "60/hour"})

    async def play() -> list[Application]:
        async with Failing("name_board") as store:
            urls = [f"https://jobs.lever.co/acme/0c7a6a3e-6a0e-4d43-9f5e-2f3c1b7d9a1{n}" for n in range(2)]
            await _add(store, farm, *urls, board="")
            with pytest.raises(StoreUnavailable):
                await run(store, config, RunOptions(), profile=None)
            return await _rows(store)

    assert [(row.status, row.attempts) for row in in_thread(play())] == [(Status.PENDING, 0)] * 2
