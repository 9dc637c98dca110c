"""Runs over a store that takes its time, or whose clock is set back: nothing is sent twice, nothing is lost."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from fixtures import Farm
from tests.e2e.applicants import facts_of
from tests.e2e.conftest import InThread
from worker.config import Config
from worker.model import Application, Job, Lease, NewApplication, Outcome, Status, Swept, User
from worker.run import RunOptions, run
from worker.store.base import ClaimRequest, Finished
from worker.store.memory import MemoryStore

T = TypeVar("T")

#: How long every call takes, and how long a lease lasts without a heartbeat (seconds).
SLOW, LEASE, BEAT = 0.4, 10.0, 0.5


class Slow(MemoryStore):
    """Half of the time goes by before anything is done, half before anybody hears of it."""

    def __init__(self) -> None:
        super().__init__()
        #: Ids of applications whose lease was extended.
        self.extended: set[str] = set()

    async def _slowly(self, work: Callable[..., Coroutine[Any, Any, T]], *given: Any) -> T:
        await asyncio.sleep(SLOW / 2)
        done = await work(*given)
        await asyncio.sleep(SLOW / 2)
        return done

    async def claim(self, request: ClaimRequest) -> list[Application]:
        return await self._slowly(super().claim, request)

    async def heartbeat(self, leases: Sequence[Lease], lease: timedelta) -> set[str]:
        held = await self._slowly(super().heartbeat, leases, lease)
        self.extended |= held
        return held

    async def begin_submit(self, application_id: str, token: str, plan: dict[str, Any]) -> None:
        await self._slowly(super().begin_submit, application_id, token, plan)

    async def finish(self, outcomes: Sequence[Outcome]) -> list[Finished]:
        return await self._slowly(super().finish, outcomes)

    async def sweep(self) -> Swept:
        return await self._slowly(super().sweep)


async def _queue(store: MemoryStore, farm: Farm, runs: Sequence[str], *misbehave: str) -> None:
    facts = facts_of("ada", consent={farm.host("generic"): "auto"})
    ada = User("ada", facts["basics"]["email"], facts["basics"]["name"], facts)
    urls = [farm.url("generic", "plain", misbehave=misbehave, run=one) for one in runs]
    await store.add([NewApplication(ada, Job("", url, board="generic")) for url in urls])


def test_a_slow_store_costs_time_alone(farm: Farm, quick: Config, in_thread: InThread) -> None:
    """Two workers keep their leases while they wait for it; each application is sent once, by one."""
    config = quick.with_apply(lease_seconds=LEASE, heartbeat_seconds=BEAT, concurrency=2)
    runs = [f"slow-{n}" for n in range(4)]

    async def play() -> list[Application]:
        async with Slow() as store:
            await _queue(store, farm, runs, "slow_hydration", "slow_submit")
            await asyncio.gather(*(run(store, config, RunOptions(), profile=None) for _ in range(2)))
            rows = [row async for row in store.list()]
            assert store.extended == {row.id for row in rows}
            return rows

    rows = in_thread(play())
    assert [(row.status, row.attempts) for row in rows] == [(Status.APPLIED, 1)] * 4
    assert [len(farm.submissions("generic", run=one)) for one in runs] == [1] * 4


def test_a_clock_set_back_stops_no_paced_board(farm: Farm, quick: Config, in_thread: InThread) -> None:
    """A board that was claimed from an hour ahead of now is claimed from again once its own pace allows."""
    config = quick.with_apply(rates={"generic": "60/hour"})
    now = datetime(2026, 11, 28, 12, tzinfo=UTC)
    runs = ["paced-0", "paced-1"]

    async def play() -> list[Application]:
        moment = [now]
        async with MemoryStore(clock=lambda: moment[0]) as store:
            await _queue(store, farm, runs)
            await run(store, config, RunOptions(), profile=None)
            moment[0] -= timedelta(hours=1)
            await run(store, config, RunOptions(), profile=None)
            return [row async for row in store.list()]

    assert [row.status for row in in_thread(play())] == [Status.APPLIED] * 2
    assert [len(farm.submissions("generic", run=one)) for one in runs] == [1, 1]
