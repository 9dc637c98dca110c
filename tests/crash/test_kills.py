"""Workers killed at every named point of the story and at any moment: nothing is sent twice, nothing is lost."""

import random
from datetime import datetime

import pytest

from tests.crash.harness import Death, Harness, Place
from tests.crash.points import POINTS, UNKNOWN
from worker.model import Application

#: Kills at each named point, and at random moments; over each store.
NAMED, RANDOM = 9, 20
#: Random kills come within so many attempts' time after a worker's first claim.
WITHIN = 1.5
PLACES: tuple[Place, ...] = (
    ("generic", "plain", ()),
    ("greenhouse", "minimal", ()),
    ("generic", "fetch", ()),
)
#: These hold their answer back once they have stored what came.
HOLDING = tuple((board, case, ("slow_submit",)) for board, case, _ in PLACES)


@pytest.mark.parametrize("point", [point for point in POINTS if point != "at random"])
def test_killed_at(harness: Harness, point: str) -> None:
    """Wherever a worker dies: what may have been sent is unconfirmed, all else is applied, each once."""
    harness.queue(NAMED + 2, HOLDING if point == "between click and response" else PLACES)
    deaths = [Death(point, nth=2 if n % 4 == 3 else 1) for n in range(NAMED)]
    harness.kill(deaths[: NAMED // 2])
    harness.kill(deaths[NAMED // 2 :])  # some lose the same application for the second time
    harness.drain()
    verdicts = harness.verdicts()
    told(harness)
    assert harness.kills == {point: NAMED}
    assert [v for v in verdicts if v.double or v.lost] == []
    unknown = [v for v in verdicts if v.unconfirmed]
    if point == "mid-finish" and harness.ground.name == "supabase":  # the database goes on without the worker
        assert len(unknown) <= NAMED
    else:
        assert len(unknown) == (NAMED if point in UNKNOWN else 0)
    assert {v.sent for v in unknown} <= {0 if point == "after begin_submit" else 1}


def test_killed_at_any_moment(harness: Harness) -> None:
    """Killed whenever it may be, two applications in hand: the same law."""
    harness.queue(2, PLACES)
    harness.drain(Death(concurrency=2))
    within = WITHIN * max(seconds_of(verdict.row) for verdict in harness.verdicts())
    chance = random.Random(3)  # noqa: S311 - the same moments each time
    deaths = [Death("at random", delay=chance.uniform(0.01, within), concurrency=2) for _ in range(RANDOM)]
    for start in range(0, RANDOM, 5):
        harness.queue(10, PLACES)
        harness.kill(deaths[start : start + 5])
    harness.drain()
    told(harness)
    assert harness.kills == {"at random": RANDOM}
    assert [v for v in harness.verdicts() if v.double or v.lost] == []


def seconds_of(row: Application) -> float:
    """How long its last attempt took: machines differ."""
    attempt = row.attempt_meta["attempts"][-1]
    started, finished = (datetime.fromisoformat(attempt[moment]) for moment in ("started", "finished"))
    return (finished - started).total_seconds()


def told(harness: Harness) -> None:
    """Shown by `pytest -s`."""
    verdicts = harness.verdicts()
    ((point, kills),) = harness.kills.items()
    unknown = [v.sent for v in verdicts if v.unconfirmed]
    print(  # noqa: T201
        f"\n{harness.ground.name}: {kills} killed {point}; {len(verdicts)} applications, "
        f"{sum(v.double for v in verdicts)} doubles, {sum(v.lost for v in verdicts)} lost, "
        f"{len(unknown)} unconfirmed ({sum(unknown)} of them sent)"
    )
