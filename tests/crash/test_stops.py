"""Workers told to stop in the middle of the story, once or twice: nothing stays in hand, nothing is sent twice."""

import signal

import pytest

from tests.crash.harness import Death, Harness, Place
from worker.model import Status

#: Two, so that one is not yet clicked when the other is at the point.
PLACES: tuple[Place, ...] = (("generic", "plain", ()), ("greenhouse", "minimal", ()))
#: Points before the click and after it.
POINTS = ("mid-fill", "before begin_submit", "after begin_submit", "between click and response", "mid-finish")
#: Points at which the click may have been made, and nobody has heard of it yet.
UNHEARD = {"after begin_submit", "between click and response"}


@pytest.mark.parametrize("point", POINTS)
def test_told_to_stop(harness: Harness, point: str) -> None:
    """What has begun to submit is heard out and applied, all else waits again with no attempt counted."""
    harness.queue(4, PLACES)
    harness.stop(Death(point, signal=signal.SIGTERM, concurrency=2))
    left = {v.row.status for v in harness.verdicts()}
    assert left <= {Status.PENDING, Status.APPLIED}
    assert all(v.row.attempts == 0 for v in harness.verdicts() if v.row.status is Status.PENDING)
    harness.drain()
    assert [v for v in harness.verdicts() if v.double or v.lost or v.unconfirmed] == []


@pytest.mark.parametrize("point", POINTS)
def test_told_twice(harness: Harness, point: str) -> None:
    """At once: where the click may have been made and nobody knows more, it is unconfirmed, and never pending."""
    harness.queue(4, PLACES)
    harness.stop(Death(point, signal=signal.SIGTERM, times=2, concurrency=2))
    left = [v for v in harness.verdicts() if v.row.status is not Status.PENDING]
    assert {v.row.status for v in left} <= {Status.APPLIED, Status.UNCONFIRMED}
    assert [v for v in left if v.unconfirmed] if point in UNHEARD else True
    harness.drain()
    assert [v for v in harness.verdicts() if v.double or v.lost] == []


@pytest.mark.parametrize("harness", ["sqlite"], indirect=True)
@pytest.mark.parametrize("times", [1, 2])
def test_an_attempt_that_never_ends_is_given_back(harness: Harness, times: int) -> None:
    """Whatever holds an attempt up, the worker ends within its bound, and the row says that nobody knows."""
    harness.bound(seconds=1)
    harness.queue(1, PLACES)
    harness.stop(Death("after response", signal=signal.SIGTERM, times=times, wrong="never ends"))
    (verdict,) = harness.verdicts()
    assert (verdict.unconfirmed, verdict.row.lease, verdict.sent) == (True, None, 1)
