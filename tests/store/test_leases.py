"""Leases: extended, given back, lost; and the mark before the submit click."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.store.scene import LEASE, Scene, outcome
from worker.errors import StaleLease, UnknownApplication
from worker.model import Application, Approval, Status, lease_of


async def begin(scene: Scene, claimed: Application) -> None:
    await scene.store.begin_submit(claimed.id, lease_of(claimed).token, {"hash": "abc"})


async def test_heartbeat_names_what_is_still_held(scene: Scene) -> None:
    """Leases still held are extended; one that is lost is missing from the answer."""
    await scene.queue(2)
    kept, lost = await scene.claim(2)
    await scene.store.finish([outcome(lost)])
    scene.clock.forward(50)
    held = await scene.store.heartbeat([lease_of(kept), lease_of(lost)], LEASE)
    assert held == {kept.id}
    scene.clock.forward(50)
    assert (await scene.store.sweep()).pending == ()
    assert lease_of(await scene.store.get(kept.id)).expires_at == scene.clock.now + timedelta(seconds=10)


async def test_heartbeat_with_another_token_extends_nothing(scene: Scene) -> None:
    """A token that is not the row's own holds nothing."""
    await scene.queue()
    claimed = await scene.claim_one()
    assert await scene.store.heartbeat([replace(lease_of(claimed), token=claimed.id)], LEASE) == set()
    assert await scene.store.get(claimed.id) == claimed


async def test_release_gives_the_row_back_unworked(scene: Scene) -> None:
    """A released row is pending again with no attempt counted, first in its place."""
    queued = await scene.queue(2)
    claimed = await scene.claim_one()
    await scene.store.release([lease_of(claimed)])
    row = await scene.store.get(claimed.id)
    assert (row.status, row.attempts, row.lease, row.attempt_meta) == (Status.PENDING, 0, None, {})
    assert (await scene.claim_one()).id == queued[0]


async def test_release_of_a_lost_lease_is_passed_over(scene: Scene) -> None:
    """A stale lease gives nobody's row back."""
    await scene.queue()
    late = await scene.claim_one()
    await scene.store.release([lease_of(late)])
    held = await scene.claim_one()
    await scene.store.release([lease_of(late)])
    assert await scene.store.get(held.id) == held


async def test_sweep_returns_a_lost_workers_rows(scene: Scene) -> None:
    """Expired leases end: the rows wait again, the lost attempt is noted and counts, its worker is refused."""
    await scene.queue(3)
    lost = await scene.claim(2, "lost")
    scene.clock.forward(30)
    (alive,) = await scene.claim(1, "alive")
    scene.clock.forward(30)
    assert set((await scene.store.sweep()).pending) == {one.id for one in lost}
    row = await scene.store.get(lost[0].id)
    assert (row.status, row.attempts, row.lease) == (Status.PENDING, 1, None)
    (noted,) = row.attempt_meta["attempts"]
    assert (noted["number"], noted["worker"], noted["error"]["code"]) == (1, "lost", "lease_expired")
    assert await scene.store.finish([outcome(lost[0])]) == ["stale"]
    assert await scene.status(alive.id) is Status.PROCESSING


async def test_sweep_never_returns_what_may_have_been_submitted(scene: Scene) -> None:
    """Where submit had begun under the lost lease the row is unconfirmed, and no claim takes it."""
    await scene.queue()
    claimed = await scene.claim_one()
    await begin(scene, claimed)
    scene.clock.forward(61)
    swept = await scene.store.sweep()
    assert (swept.pending, swept.unconfirmed) == ((), (claimed.id,))
    assert await scene.status(claimed.id) is Status.UNCONFIRMED
    assert await scene.claim() == []
    assert await scene.store.sweep() == type(swept)()


async def test_an_earlier_submit_mark_says_nothing_of_this_lease(scene: Scene) -> None:
    """A mark of an attempt that ended is history: a later lost worker's row goes back to pending."""
    await scene.queue()
    first = await scene.claim_one()
    await begin(scene, first)
    await scene.store.finish([outcome(first, Status.NEEDS_REVIEW, review={"why": "captcha", "text": "Solve it."})])
    await scene.store.retry(first.id)
    await scene.claim_one()
    scene.clock.forward(61)
    assert (await scene.store.sweep()).pending == (first.id,)


async def test_begin_submit_leaves_its_mark_and_uses_the_approval_up(scene: Scene) -> None:
    """The mark names the plan and the token; the approval is gone, so that it cannot be used twice."""
    key = await scene.parked("approval")
    approval = Approval("abc", scene.clock.now, scene.clock.now + timedelta(days=1))
    await scene.store.approve(key, approval)
    claimed = await scene.claim_one()
    assert claimed.attempt_meta["approval"]["plan"] == "abc"
    await begin(scene, claimed)
    meta = (await scene.store.get(key)).attempt_meta
    assert meta["submit_begun"]["plan"] == {"hash": "abc"}
    assert meta["submit_begun"]["token"] == lease_of(claimed).token
    assert meta["submit_begun"]["at"].startswith("2026-11-01T12:00:00")
    assert "approval" not in meta


async def test_begin_submit_is_refused_for_a_stale_token(scene: Scene) -> None:
    """A worker that lost its lease may not click."""
    await scene.queue()
    late = await scene.claim_one()
    await scene.store.release([lease_of(late)])
    held = await scene.claim_one()
    with pytest.raises(StaleLease, match="do not submit"):
        await begin(scene, late)
    assert await scene.store.get(held.id) == held
    with pytest.raises(UnknownApplication):
        await scene.store.begin_submit("no-such-id", "token", {})


async def test_release_after_begin_submit_leaves_it_to_a_person(scene: Scene) -> None:
    """Once the click may have happened, nobody is given the row or holds it: it is unconfirmed, and says why."""
    await scene.queue(2)
    begun, other = await scene.claim(2)
    await begin(scene, begun)
    await scene.store.release([lease_of(begun), lease_of(other)], until=scene.clock.now, because="late")
    row = await scene.store.get(begun.id)
    assert (row.status, row.lease, row.next_attempt_at, row.attempts) == (Status.UNCONFIRMED, None, None, 1)
    (noted,) = row.attempt_meta["attempts"]
    assert (noted["worker"], noted["outcome"], noted["error"]) == (
        "w1",
        "unconfirmed",
        {"code": "stopped", "message": "the worker was stopped after submit had begun", "retryable": False},
    )
    assert [one.id for one in await scene.claim()] == [other.id]
    await scene.store.release([lease_of(begun)])
    assert await scene.store.get(begun.id) == row
