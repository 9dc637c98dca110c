"""When to try again, and how often: pure functions of time and history."""

import random
from datetime import datetime, timedelta

#: Attempts that may count before an application is given up, where nothing else is configured.
ATTEMPTS = 3
#: Seconds the first wait lasts at most; each further one twice as long.
FIRST_WAIT_SECONDS = 60.0
#: No wait is longer than this many seconds, but for what a board asked.
LONGEST_WAIT_SECONDS = 6 * 3600.0


def backoff(attempts: int, chance: random.Random) -> float:
    """Seconds to wait after so many attempts: anywhere up to a bound that doubles, so that waiting rows spread out."""
    doublings = min(max(attempts, 1) - 1, 32)
    return chance.uniform(0, min(FIRST_WAIT_SECONDS * 2.0**doublings, LONGEST_WAIT_SECONDS))


def exhausted(attempts: int, budget: int = ATTEMPTS) -> bool:
    """Whether the attempts that count have used the budget up."""
    return attempts >= budget


def next_attempt_at(now: datetime, attempts: int, chance: random.Random, *, after: float | None = None) -> datetime:
    """The moment of the next attempt; never sooner than the seconds that the board asked us to wait."""
    return now + timedelta(seconds=max(after or 0.0, 0.0) + backoff(attempts, chance))
