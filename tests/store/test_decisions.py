"""What a person may decide about an application, and from which status."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from tests.store.scene import Scene, outcome
from worker.errors import UnknownApplication, WrongStatus
from worker.model import Application, Approval, Status
from worker.store.base import Store

QUESTIONS = [{"key": "salary", "required": True}, {"key": "start", "required": True}]


def approval(scene: Scene, plan: str = "abc") -> Approval:
    return Approval(plan, scene.clock.now, scene.clock.now + timedelta(days=1))


async def in_status(scene: Scene, status: Status) -> str:
    """An application brought to this status the way a run would."""
    if status is Status.PENDING:
        return (await scene.queue())[0]
    if status is Status.PROCESSING:
        await scene.queue()
        return (await scene.claim_one()).id
    return await scene.ended(status)


@pytest.mark.parametrize("status", [s for s in Status if s not in {Status.PROCESSING, Status.APPLIED}])
async def test_retry(scene: Scene, status: Status) -> None:
    """What rests unsent may be tried again, its attempts counted anew, its artifacts and history kept."""
    key = await in_status(scene, status)
    before = await scene.store.get(key)
    row = await scene.store.retry(key)
    assert (row.status, row.attempts, row.artifacts) == (Status.PENDING, 0, before.artifacts)
    assert row.attempt_meta.get("attempts") == before.attempt_meta.get("attempts")
    assert (await scene.claim_one()).id == key


@pytest.mark.parametrize("status", [Status.PROCESSING, Status.APPLIED])
async def test_no_retry_of_what_is_sent_or_being_sent(scene: Scene, status: Status) -> None:
    """An application is never sent twice by a retry."""
    key = await in_status(scene, status)
    before = await scene.store.get(key)
    with pytest.raises(WrongStatus, match=status.value):
        await scene.store.retry(key)
    assert await scene.store.get(key) == before


async def test_retry_ends_a_wait(scene: Scene) -> None:
    """A person's retry does not wait for the moment of the next attempt."""
    later = scene.clock.now + timedelta(hours=1)
    key = await scene.ended(Status.PENDING, next_attempt_at=later)
    assert (await scene.store.retry(key)).next_attempt_at is None
    assert (await scene.claim_one()).id == key


async def test_simulated_rows_wait_for_a_real_run_again(scene: Scene) -> None:
    """`retry_simulated` takes simulated rows alone, keeps their artifacts, and says how many there were."""
    simulated = [await scene.ended(Status.APPLIED, artifacts={"method": "simulated", "n": n}) for n in range(3)]
    real = await scene.ended(Status.APPLIED)
    parked = await scene.ended(Status.NEEDS_REVIEW, artifacts={"method": "simulated"})
    assert await scene.store.retry_simulated() == 3
    assert [await scene.status(key) for key in simulated] == [Status.PENDING] * 3
    assert (await scene.store.get(simulated[1])).artifacts == {"method": "simulated", "n": 1}
    assert (await scene.status(real), await scene.status(parked)) == (Status.APPLIED, Status.NEEDS_REVIEW)
    assert await scene.store.retry_simulated() == 0


async def test_one_simulated_row_may_be_retried(scene: Scene) -> None:
    """A simulated `applied` was not sent."""
    key = await scene.ended(Status.APPLIED, artifacts={"method": "simulated"})
    assert (await scene.store.retry(key)).status is Status.PENDING


@pytest.mark.parametrize("status", [s for s in Status if s not in {Status.PROCESSING, Status.APPLIED}])
async def test_cancel(scene: Scene, status: Status) -> None:
    """What rests unsent may be withdrawn, also twice, and then no claim takes it."""
    key = await in_status(scene, status)
    assert (await scene.store.cancel(key)).status is Status.CANCELLED
    assert (await scene.store.cancel(key)).status is Status.CANCELLED
    assert await scene.claim() == []


@pytest.mark.parametrize("status", [Status.PROCESSING, Status.APPLIED])
async def test_no_cancel_of_what_is_sent_or_being_sent(scene: Scene, status: Status) -> None:
    """Withdrawing here would only hide what the employer has."""
    key = await in_status(scene, status)
    with pytest.raises(WrongStatus, match=status.value):
        await scene.store.cancel(key)
    assert await scene.status(key) is status


async def test_approval_frees_the_row_that_waits_for_it(scene: Scene) -> None:
    """An approved row is pending with its approval, and may be approved again with the same one."""
    key = await scene.parked("approval", plan="abc")
    for _ in range(2):
        row = await scene.store.approve(key, approval(scene))
        assert row.status is Status.PENDING
        assert row.attempt_meta["approval"]["plan"] == "abc"
        assert "review" not in row.attempt_meta


@pytest.mark.parametrize("status", [s for s in Status if s is not Status.NEEDS_REVIEW])
async def test_nothing_else_can_be_approved(scene: Scene, status: Status) -> None:
    """An approval is for an application that was filled and parked for it."""
    key = await in_status(scene, status)
    with pytest.raises(WrongStatus, match=status.value):
        await scene.store.approve(key, approval(scene))
    assert "approval" not in (await scene.store.get(key)).attempt_meta


async def test_a_row_parked_for_another_reason_cannot_be_approved(scene: Scene) -> None:
    """An approval does not solve a CAPTCHA; the refusal names the reason."""
    key = await scene.parked("captcha")
    with pytest.raises(WrongStatus, match="captcha"):
        await scene.store.approve(key, approval(scene))
    assert await scene.status(key) is Status.NEEDS_REVIEW


async def test_the_last_answer_frees_the_row(scene: Scene) -> None:
    """Answers are kept one by one; the row waits until none of its questions is open."""
    key = await scene.parked("unanswered", questions=QUESTIONS)
    row = await scene.store.answer(key, {"salary": "60000"})
    assert row.status is Status.NEEDS_REVIEW
    row = await scene.store.answer(key, {"start": "May"})
    assert row.status is Status.PENDING
    assert row.attempt_meta["answers"] == {"salary": "60000", "start": "May"}
    assert "review" not in row.attempt_meta


async def test_answers_to_other_questions_free_nothing(scene: Scene) -> None:
    """An answer that was not asked for is kept, and the row waits on."""
    key = await scene.parked("unanswered", questions=QUESTIONS)
    row = await scene.store.answer(key, {"colour": "blue", "salary": "1"})
    assert row.status is Status.NEEDS_REVIEW
    assert row.attempt_meta["answers"] == {"colour": "blue", "salary": "1"}


async def test_answers_do_not_solve_another_reason(scene: Scene) -> None:
    """A row that waits for a login keeps the answer and keeps waiting."""
    key = await scene.parked("login")
    assert (await scene.store.answer(key, {"salary": "1"})).status is Status.NEEDS_REVIEW


async def test_an_answer_during_an_attempt_outlives_it(scene: Scene) -> None:
    """An answer given while a worker holds the row neither takes its lease nor is lost when it finishes."""
    await scene.queue()
    claimed = await scene.claim_one()
    row = await scene.store.answer(claimed.id, {"salary": "1"})
    assert (row.status, row.lease) == (Status.PROCESSING, claimed.lease)
    assert await scene.store.finish([outcome(claimed)]) == ["done"]
    assert (await scene.store.get(claimed.id)).attempt_meta["answers"] == {"salary": "1"}


Verb = Callable[[Store, str, Scene], Awaitable[Application]]
VERBS: dict[str, Verb] = {
    "get": lambda store, key, _scene: store.get(key),
    "answer": lambda store, key, _scene: store.answer(key, {}),
    "approve": lambda store, key, scene: store.approve(key, approval(scene)),
    "retry": lambda store, key, _scene: store.retry(key),
    "cancel": lambda store, key, _scene: store.cancel(key),
}


@pytest.mark.parametrize("verb", sorted(VERBS))
async def test_unknown_id(scene: Scene, verb: str) -> None:
    """Every verb on one application names an id it does not know."""
    with pytest.raises(UnknownApplication, match="no-such-id"):
        await VERBS[verb](scene.store, "no-such-id", scene)
