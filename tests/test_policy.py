"""When an attempt is made again."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from worker import policy

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)


class Highest(random.Random):
    """Chance at its upper end."""

    def uniform(self, _a: float, b: float) -> float:
        return b


def seeded(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - spreads waits, hides nothing


@pytest.mark.parametrize(("attempts", "seconds"), [(0, 60), (1, 60), (2, 120), (3, 240), (9, 15_360), (99, 21_600)])
def test_the_bound_doubles_up_to_a_limit(attempts: int, seconds: float) -> None:
    """Each wait may last twice as long as the one before, six hours at most."""
    assert policy.backoff(attempts, Highest()) == seconds


def test_waits_are_spread_from_zero_to_the_bound() -> None:
    """Rows that failed together do not come back together."""
    waits = [policy.backoff(3, seeded(seed)) for seed in range(200)]
    assert min(waits) < 24
    assert max(waits) > 216
    assert len(set(waits)) == 200


def test_a_boards_own_wait_is_kept() -> None:
    """What the board asked is waited for in full, and the spread comes on top."""
    moments = [policy.next_attempt_at(NOW, 1, seeded(seed), after=600) for seed in range(50)]
    assert min(moments) >= NOW + timedelta(seconds=600)
    assert max(moments) <= NOW + timedelta(seconds=660)


def test_a_moment_is_never_in_the_past() -> None:
    """A board's nonsense does not lead backwards."""
    assert policy.next_attempt_at(NOW, 1, seeded(1), after=-600) >= NOW


def test_the_budget_is_used_up_by_its_last_attempt() -> None:
    """Three attempts are three, not four."""
    assert [policy.exhausted(n) for n in (2, 3, 4)] == [False, True, True]
    assert policy.exhausted(1, budget=1)
