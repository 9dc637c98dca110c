"""A worker that is held up for longer than its lease, and then goes on as if nothing had been."""

import pytest

from tests.crash.harness import Harness
from worker.model import Status


@pytest.mark.parametrize(
    ("point", "status", "sent"),
    [
        ("before begin_submit", Status.APPLIED, {1}),
        ("after begin_submit", Status.UNCONFIRMED, {0, 1}),
        ("before finish", Status.UNCONFIRMED, {1}),
    ],
)
def test_a_late_worker_sends_nothing_twice(harness: Harness, point: str, status: Status, sent: set[int]) -> None:
    """Its lease is gone: it may no longer click, and what it writes about a click is refused."""
    harness.queue(2, [("generic", "plain", ())])
    harness.freeze(point)
    late, other = sorted(harness.verdicts(), key=lambda v: v.row.created_at)
    assert (late.row.status, late.sent in sent) == (status, True)
    assert (other.row.status, other.sent) == (Status.APPLIED, 1)
