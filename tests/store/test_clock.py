"""A store's clock that jumps: work may be late by as much as it jumped; nothing is done twice, nothing is lost."""

from datetime import timedelta

import pytest

from tests.store.scene import LEASE, Scene, outcome
from worker.errors import StaleLease
from worker.model import Status, lease_of

HOUR = 3600.0


async def test_a_clock_set_back_keeps_leases(scene: Scene) -> None:
    """Whoever holds a row goes on holding it, and the next heartbeat counts from the new time."""
    await scene.queue()
    claimed = await scene.claim_one()
    scene.clock.forward(-HOUR)
    assert await scene.claim() == []
    assert (await scene.store.sweep()).pending == ()
    assert await scene.store.heartbeat([lease_of(claimed)], LEASE) == {claimed.id}
    assert lease_of(await scene.store.get(claimed.id)).expires_at == scene.clock.now + LEASE
    assert await scene.store.finish([outcome(claimed)]) == ["done"]


async def test_a_clock_set_back_loses_no_row_that_waits(scene: Scene) -> None:
    """It waits for its moment, and is due once that comes."""
    due = scene.clock.now + timedelta(seconds=60)
    key = await scene.ended(Status.PENDING, next_attempt_at=due)
    scene.clock.forward(-HOUR)
    assert await scene.claim() == []
    scene.clock.forward(HOUR + 60)
    assert (await scene.claim_one()).id == key


async def test_a_clock_set_back_lets_no_board_rest_for_longer_than_its_pace(scene: Scene) -> None:
    """What the clock wrote before it was set back is not believed; the pace is kept from then on."""
    await scene.queue(3, board="lever")
    await scene.claim(spacing={"lever": 10.0})
    scene.clock.forward(-HOUR)
    assert len(await scene.claim(spacing={"lever": 10.0})) == 1
    assert await scene.claim(spacing={"lever": 10.0}) == []
    scene.clock.forward(10)
    assert len(await scene.claim(spacing={"lever": 10.0})) == 1


async def test_a_clock_set_forward_takes_leases_and_lets_nobody_click_twice(scene: Scene) -> None:
    """Rows of workers that live are given to others; the first may no longer click, and what it says is refused."""
    await scene.queue(2)
    clicked, late = await scene.claim(2)
    await scene.store.begin_submit(clicked.id, lease_of(clicked).token, {"hash": "abc"})
    scene.clock.forward(HOUR)
    swept = await scene.store.sweep()
    assert (swept.pending, swept.unconfirmed) == ((late.id,), (clicked.id,))
    other = await scene.claim_one()
    assert other.id == late.id
    with pytest.raises(StaleLease):
        await scene.store.begin_submit(late.id, lease_of(late).token, {"hash": "abc"})
    assert await scene.store.finish([outcome(clicked), outcome(late), outcome(other)]) == ["stale", "stale", "done"]
    assert await scene.status(clicked.id) is Status.UNCONFIRMED
