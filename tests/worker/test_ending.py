"""Which outcome an error means: above all, nothing that fails after the click is tried again."""

from datetime import UTC, datetime, timedelta

import pytest

from adapters.contract import Blocked, FormChanged, Retry
from adapters.contract.registry import NoAdapter
from worker.ending import Circumstances, ending_of
from worker.errors import BadInput, Parked, StaleLease, Unconfirmed
from worker.model import Status

AGAIN = datetime.now(UTC) + timedelta(minutes=1)
BEFORE = Circumstances(submit_begun=False, attempts=0, budget=3, again_at=AGAIN)
LAST = Circumstances(submit_begun=False, attempts=2, budget=3, again_at=AGAIN)
AFTER = Circumstances(submit_begun=True, attempts=0, budget=3, again_at=AGAIN)


@pytest.mark.parametrize(
    ("error", "status", "counts"),
    [
        (Retry("HTTP 503"), Status.PENDING, True),
        (TimeoutError(), Status.PENDING, True),
        (RuntimeError("boom"), Status.PENDING, True),
        (Blocked("gone", why="closed"), Status.CLOSED, False),
        (Blocked("again", why="already_applied"), Status.CLOSED, False),
        (Blocked("wall", why="captcha"), Status.NEEDS_REVIEW, False),
        (FormChanged("new field"), Status.NEEDS_REVIEW, False),
        (Parked("ask", why="unanswered"), Status.NEEDS_REVIEW, False),
        (BadInput("no profile"), Status.FAILED, True),
        (NoAdapter("no such board"), Status.FAILED, True),
    ],
)
def test_before_the_click_an_error_says_what_happens_next(error: Exception, status: Status, counts: bool) -> None:
    """Passing errors are tried again, blockers wait for a person, and parked states burn no attempt."""
    ending = ending_of(error, BEFORE)
    assert (ending.status, ending.counts) == (status, counts)
    assert (ending.next_attempt_at == AGAIN) is (status is Status.PENDING)


@pytest.mark.parametrize(
    "error",
    [
        Retry("HTTP 503"),
        TimeoutError(),
        RuntimeError("boom"),
        FormChanged("gone"),
        StaleLease("x"),
        Unconfirmed("?"),
        Blocked("wall", why="captcha"),
    ],
)
def test_after_the_click_nothing_is_tried_again(error: Exception) -> None:
    """Whatever happens, the application is unconfirmed and a person decides."""
    ending = ending_of(error, AFTER)
    assert ending.status is Status.UNCONFIRMED
    assert ending.next_attempt_at is None
    assert ending.error is not None
    assert ending.error["retryable"] is False


def test_the_last_attempt_of_the_budget_gives_up() -> None:
    """The third of three says that it was given up, and is not due again."""
    ending = ending_of(Retry("HTTP 503"), LAST)
    assert (ending.status, ending.next_attempt_at) == (Status.FAILED, None)
    assert "Given up after 3 attempts" in ending.note


def test_a_review_carries_its_reason_questions_and_plan() -> None:
    """What the person needs to decide travels with the row."""
    at = Circumstances(submit_begun=False, attempts=0, budget=3, again_at=AGAIN, questions=({"key": "q"},))
    ending = ending_of(Parked("Look at it.", why="approval", plan="abc"), at)
    assert ending.review == {"why": "approval", "text": "Look at it.", "questions": [{"key": "q"}], "plan": "abc"}
