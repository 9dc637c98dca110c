"""Not now: rows given back until a moment, counts per day, and the switch that stops every worker."""

import asyncio
from datetime import timedelta

import pytest

from tests.store.scene import Scene, outcome
from worker.errors import Stopped
from worker.model import Json, Status, lease_of
from worker.store.rows import text_of


async def test_given_back_until(scene: Scene) -> None:
    """A row given back until a moment is due from then on, has burnt no attempt, and says why it waits."""
    await scene.queue()
    claimed = await scene.claim_one()
    until = scene.clock.now + timedelta(hours=1)
    await scene.store.release([lease_of(claimed)], until=until, because="it is quiet")
    row = await scene.store.get(claimed.id)
    assert (row.status, row.attempts, row.next_attempt_at, row.lease) == (Status.PENDING, 0, until, None)
    assert row.attempt_meta["waiting"] == {"until": text_of(until), "because": "it is quiet"}
    assert await scene.claim() == []
    scene.clock.forward(3600)
    assert [one.id for one in await scene.claim()] == [claimed.id]


async def test_given_back_at_once(scene: Scene) -> None:
    """Without a moment the row is due again, and nothing is said of waiting."""
    await scene.queue()
    claimed = await scene.claim_one()
    await scene.store.release([lease_of(claimed)])
    row = await scene.claim_one()
    assert "waiting" not in row.attempt_meta


@pytest.mark.parametrize("review", [None, {"why": "captcha", "text": "Solve it."}])
async def test_what_it_waited_for_is_forgotten_once_it_ended(scene: Scene, review: Json | None) -> None:
    """However its attempt ends, the row says no more that it waits for a moment that is long past."""
    await scene.queue()
    await scene.store.release([lease_of(await scene.claim_one())], until=scene.clock.now, because="it was quiet")
    claimed = await scene.claim_one()
    status = Status.NEEDS_REVIEW if review else Status.PENDING
    later = None if review else scene.clock.now + timedelta(hours=1)
    await scene.store.finish([outcome(claimed, status, review=review, next_attempt_at=later)])
    assert "waiting" not in (await scene.store.get(claimed.id)).attempt_meta


async def test_what_it_waited_for_is_forgotten_once_a_person_decides(scene: Scene) -> None:
    """The same where somebody cancels a row that waits."""
    await scene.queue()
    claimed = await scene.claim_one()
    await scene.store.release([lease_of(claimed)], until=scene.clock.now + timedelta(days=1), because="late")
    assert "waiting" not in (await scene.store.cancel(claimed.id)).attempt_meta


async def test_a_stale_lease_holds_nothing_back(scene: Scene) -> None:
    """Whoever lost a row cannot put it off for the one who has it."""
    await scene.queue()
    lost = await scene.claim_one()
    scene.clock.forward(61)
    await scene.store.sweep()
    held = await scene.claim_one()
    await scene.store.release([lease_of(lost)], until=scene.clock.now + timedelta(days=1), because="late")
    row = await scene.store.get(held.id)
    assert (row.status, row.next_attempt_at) == (Status.PROCESSING, None)
    assert "waiting" not in row.attempt_meta


async def test_a_day_is_spent_up_to_its_cap(scene: Scene) -> None:
    """As many as the cap are counted, each key and day for itself; one taken back leaves room for another."""
    spent = [await scene.store.spend("ada", "2026-11-01", 2) for _ in range(3)]
    assert spent == [True, True, False]
    assert await scene.store.spend("ada", "2026-11-02", 2)
    assert await scene.store.spend("ben", "2026-11-01", 2)
    await scene.store.unspend("ada", "2026-11-01")
    assert [await scene.store.spend("ada", "2026-11-01", 2) for _ in range(2)] == [True, False]


async def test_a_day_is_spent_once_by_all_who_ask_together(scene: Scene) -> None:
    """However many count at the same moment, no more than the cap are counted."""
    asked = await asyncio.gather(*(scene.store.spend("ada", "2026-11-01", 5) for _ in range(20)))
    assert (sum(asked), await scene.store.spent("ada", "2026-11-01")) == (5, 5)
    await scene.store.unspend("ada", "2026-11-01")
    assert await scene.store.spent("ada", "2026-11-01") == 4
    assert await scene.store.spent("ada", "2026-11-02") == await scene.store.spent("ben", "2026-11-01") == 0


async def test_nothing_fits_under_no_cap(scene: Scene) -> None:
    """A cap of none allows none, and taking back what was never counted makes no room."""
    await scene.store.unspend("ada", "2026-11-01")
    assert not await scene.store.spend("ada", "2026-11-01", 0)
    assert [await scene.store.spend("ada", "2026-11-01", 1) for _ in range(2)] == [True, False]


async def test_a_stopped_store_gives_nothing(scene: Scene) -> None:
    """Everything is stopped, with the reason, until a person resumes."""
    await scene.queue()
    assert await scene.store.stopped() == ""
    await scene.store.stop("the board changed")
    assert await scene.store.stopped() == "the board changed"
    assert await scene.claim() == []
    await scene.store.resume()
    assert await scene.store.stopped() == ""
    assert len(await scene.claim()) == 1


async def test_no_submit_begins_once_stopped(scene: Scene) -> None:
    """An attempt under way is refused its click, and its row can be given back."""
    await scene.queue()
    claimed = await scene.claim_one()
    await scene.store.stop("enough")
    with pytest.raises(Stopped, match="enough"):
        await scene.store.begin_submit(claimed.id, lease_of(claimed).token, {})
    await scene.store.release([lease_of(claimed)])
    row = await scene.store.get(claimed.id)
    assert (row.status, row.attempt_meta.get("submit_begun")) == (Status.PENDING, None)
