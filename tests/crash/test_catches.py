"""The harness can fail: workers that break the promise are caught."""

from dataclasses import replace

import pytest

from tests.crash.harness import Death, Harness, Place

PLAIN: list[Place] = [("generic", "plain", ())]
#: The harness is the same over every store.
pytestmark = pytest.mark.parametrize("harness", ["sqlite"], indirect=True)


def test_a_click_without_a_mark_is_caught(harness: Harness) -> None:
    """A worker that clicks without `begin_submit` and dies: its application is sent again, and counted as a double."""
    harness.queue(1, PLAIN)
    harness.kill([Death("after response", wrong="forgets begin_submit")])
    harness.drain()
    assert [v.double for v in harness.verdicts()] == [True]


def test_a_second_try_after_the_click_is_caught(harness: Harness) -> None:
    """A worker whose outcome after the click leads back to the queue sends twice."""
    harness.queue(1, PLAIN)
    harness.kill([Death("after finish", wrong="tries again after the click")])
    harness.drain()
    assert [v.double for v in harness.verdicts()] == [True]


def test_a_lost_outcome_is_caught(harness: Harness) -> None:
    """A worker that ends well and keeps no outcome leaves a row in processing: lost."""
    harness.queue(1, PLAIN)
    harness.drain(Death(wrong="keeps no outcome"))
    assert [v.lost for v in harness.verdicts()] == [True]


def test_what_was_never_sent_or_vanishes_is_caught(harness: Harness) -> None:
    """A row that says applied, of which the board knows nothing, is lost; so is one that the store has no more."""
    harness.queue(1, PLAIN)
    harness.drain()
    (verdict,) = harness.verdicts()
    assert not verdict.lost
    assert replace(verdict, sent=0).lost
    harness.buckets["another"] = ("generic", "none")
    with pytest.raises(AssertionError, match="all rows that were queued"):
        harness.verdicts()
