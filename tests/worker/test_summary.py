"""How a run is counted."""

from worker.model import Outcome, Status
from worker.summary import RunSummary


def _ended(key: str, status: Status) -> Outcome:
    return Outcome(key, "token", status, {}, {})


def test_an_application_tried_again_counts_once() -> None:
    """What failed and then went out in the same run is applied, and nothing else."""
    summary = RunSummary(2)
    for outcome in (_ended("a", Status.PENDING), _ended("b", Status.FAILED), _ended("a", Status.APPLIED)):
        summary.add(outcome)
    assert (summary.processed, summary.failed_ids) == (2, ["b"])
    assert summary.counts == {Status.FAILED: 1, Status.APPLIED: 1}
    assert summary.to_json()["counts"] == {"failed": 1, "applied": 1}


def test_an_application_that_fails_again_is_named_once() -> None:
    """Two tries of one application are one failure."""
    summary = RunSummary(1)
    summary.add(_ended("a", Status.PENDING))
    summary.add(_ended("a", Status.PENDING))
    assert (summary.processed, summary.failed_ids, summary.status) == (1, ["a"], "error")
    assert summary.to_json()["counts"] == {"pending": 1}
