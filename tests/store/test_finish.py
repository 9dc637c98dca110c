"""What an outcome writes, and when it is refused."""

from tests.store.scene import Scene, outcome
from worker.model import Outcome, Status, lease_of


async def test_outcome_is_written_in_one_piece(scene: Scene) -> None:
    """Status, artifacts, attempt and count are there at once, and the lease is gone."""
    await scene.queue()
    claimed = await scene.claim_one()
    attempt = {"number": 1, "outcome": "applied"}
    assert await scene.store.finish([outcome(claimed, artifacts={"note": "é"}, attempt=attempt)]) == ["done"]
    row = await scene.store.get(claimed.id)
    assert (row.status, row.artifacts, row.attempts, row.lease) == (Status.APPLIED, {"note": "é"}, 1, None)
    assert row.attempt_meta == {"attempts": [attempt]}


async def test_attempts_pile_up_and_other_keys_stay(scene: Scene) -> None:
    """Each try is added to `attempt_meta.attempts`; keys this program does not know are kept."""
    await scene.queue(attempt_meta={"source": {"file": "list.csv"}, "attempts": [{"number": 1}]})
    for number in (2, 3):
        claimed = await scene.claim_one()
        await scene.store.finish([outcome(claimed, Status.PENDING, attempt={"number": number})])
    meta = (await scene.store.get(claimed.id)).attempt_meta
    assert meta == {"source": {"file": "list.csv"}, "attempts": [{"number": 1}, {"number": 2}, {"number": 3}]}


async def test_attempts_of_another_shape_do_not_swallow_the_new_one(scene: Scene) -> None:
    """Where `attempts` is no list, the attempt is kept all the same."""
    await scene.queue(attempt_meta={"attempts": None})
    claimed = await scene.claim_one()
    await scene.store.finish([outcome(claimed, attempt={"number": 1})])
    assert (await scene.store.get(claimed.id)).attempt_meta == {"attempts": [{"number": 1}]}


async def test_review_comes_and_goes(scene: Scene) -> None:
    """`attempt_meta.review` is there while the row is parked and not longer."""
    key = await scene.parked("captcha")
    assert (await scene.store.get(key)).attempt_meta["review"] == {"why": "captcha", "text": "Says why."}
    await scene.store.retry(key)
    claimed = await scene.claim_one()
    await scene.store.finish([outcome(claimed, Status.CLOSED)])
    assert "review" not in (await scene.store.get(key)).attempt_meta


async def test_review_is_replaced_not_merged(scene: Scene) -> None:
    """A second review holds nothing of the first."""
    await scene.queue(attempt_meta={"review": {"why": "login", "questions": [{"key": "old"}]}})
    claimed = await scene.claim_one()
    await scene.store.finish([outcome(claimed, Status.NEEDS_REVIEW, review={"why": "code", "text": "Enter it."})])
    assert (await scene.store.get(claimed.id)).attempt_meta["review"] == {"why": "code", "text": "Enter it."}


async def test_parked_attempts_do_not_count(scene: Scene) -> None:
    """An attempt that says it does not count leaves the budget alone."""
    await scene.queue()
    claimed = await scene.claim_one()
    await scene.store.finish([outcome(claimed, Status.NEEDS_REVIEW, counts=False)])
    assert (await scene.store.get(claimed.id)).attempts == 0


async def test_repeating_is_harmless(scene: Scene) -> None:
    """The same outcome once more, alone or in its own batch, is said to be a repeat and changes nothing."""
    await scene.queue(2)
    first, second = await scene.claim(2)
    one, two = outcome(first), outcome(second)
    assert await scene.store.finish([one, one, two]) == ["done", "repeated", "done"]
    written = await scene.store.get(first.id)
    assert await scene.store.finish([two, one]) == ["repeated", "repeated"]
    assert await scene.store.get(first.id) == written


async def test_stale_token_writes_nothing(scene: Scene) -> None:
    """A worker whose lease has gone to another cannot overwrite what that one does; its neighbours are written."""
    await scene.queue(2)
    late, fine = await scene.claim(2)
    await scene.store.release([lease_of(late)])
    held = await scene.claim_one()
    assert await scene.store.finish([outcome(late, Status.FAILED), outcome(fine)]) == ["stale", "done"]
    assert await scene.store.get(late.id) == held
    assert await scene.status(fine.id) is Status.APPLIED


async def test_a_row_that_is_gone_does_not_undo_the_batch(scene: Scene) -> None:
    """An outcome for an unknown id is stale; the others are written."""
    await scene.queue()
    claimed = await scene.claim_one()
    ghost = Outcome("no-such-id", "token", Status.APPLIED, {}, {})
    assert await scene.store.finish([ghost, outcome(claimed)]) == ["stale", "done"]
    assert await scene.status(claimed.id) is Status.APPLIED


async def test_late_but_held_is_written(scene: Scene) -> None:
    """A lease that ran out but was not yet swept or taken still finishes."""
    await scene.queue()
    claimed = await scene.claim_one()
    scene.clock.forward(3600)
    assert await scene.store.finish([outcome(claimed)]) == ["done"]


async def test_what_is_read_is_a_copy(scene: Scene) -> None:
    """Changing what a store returned, or was given, does not change what it holds."""
    await scene.queue(attempt_meta={"list": []})
    claimed = await scene.claim_one()
    artifacts = {"fields": ["a"]}
    await scene.store.finish([outcome(claimed, artifacts=artifacts)])
    artifacts["fields"].append("b")
    (await scene.store.get(claimed.id)).attempt_meta["list"].append(1)
    row = await scene.store.get(claimed.id)
    assert row.artifacts == {"fields": ["a"]}
    assert row.attempt_meta["list"] == []


async def test_nothing_to_finish(scene: Scene) -> None:
    """An empty batch is no error."""
    assert await scene.store.finish([]) == []
