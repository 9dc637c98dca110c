"""When to try again, how often, and when not to: pure functions of time and history."""

import random
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Literal

#: What went wrong: no connection, a board that is busy or broken, a browser that died, an attempt that took too long,
#: something nobody foresaw.
Trouble = Literal["network", "board", "browser", "timeout", "unforeseen"]

#: Attempts that may count before an application is given up, where nothing else is configured.
ATTEMPTS = 3
#: Seconds the first wait lasts at most; each further one twice as long. A board that said it is busy is left alone
#: longest; a browser is soon started anew.
FIRST_WAIT_SECONDS: Mapping[Trouble, float] = {
    "network": 60.0,
    "board": 120.0,
    "browser": 15.0,
    "timeout": 120.0,
    "unforeseen": 60.0,
}
#: No wait is longer than this many seconds, but for what a board asked.
LONGEST_WAIT_SECONDS = 6 * 3600.0

#: From and to, in the applicant's own time; to may be the smaller one, past midnight.
QuietHours = tuple[time, time]


def backoff(attempts: int, chance: random.Random, trouble: Trouble = "unforeseen") -> float:
    """Seconds to wait after so many attempts: anywhere up to a bound that doubles, so that waiting rows spread out."""
    doublings = min(max(attempts, 1) - 1, 32)
    return chance.uniform(0, min(FIRST_WAIT_SECONDS[trouble] * 2.0**doublings, LONGEST_WAIT_SECONDS))


def exhausted(attempts: int, budget: int = ATTEMPTS) -> bool:
    """Whether the attempts that count have used the budget up."""
    return attempts >= budget


def next_attempt_at(
    now: datetime,
    attempts: int,
    chance: random.Random,
    *,
    after: float | None = None,
    trouble: Trouble = "unforeseen",
) -> datetime:
    """The moment of the next attempt; never sooner than the seconds that the board asked us to wait."""
    return now + timedelta(seconds=max(after or 0.0, 0.0) + backoff(attempts, chance, trouble))


def local_day(now: datetime, zone: tzinfo) -> date:
    """The applicant's day, which caps are counted by."""
    return now.astimezone(zone).date()


def quiet_until(now: datetime, quiet: QuietHours | None, zone: tzinfo) -> datetime | None:
    """When the quiet hours that it is in end (UTC); None where it is in none."""
    if quiet is None:
        return None
    begin, end = quiet
    local = now.astimezone(zone)
    clock, today = local.time(), local.date()
    if begin < end:
        return _moment(today, end, zone, now) if begin <= clock < end else None
    if clock < end:
        return _moment(today, end, zone, now)
    return _moment(today + timedelta(days=1), end, zone, now) if clock >= begin else None


def next_day(now: datetime, quiet: QuietHours | None, zone: tzinfo) -> datetime:
    """When the applicant's next day begins, or the first moment of it that is not quiet (UTC)."""
    midnight = _moment(local_day(now, zone) + timedelta(days=1), time(), zone, now)
    return quiet_until(midnight, quiet, zone) or midnight


def _moment(day: date, clock: time, zone: tzinfo, now: datetime) -> datetime:
    """Never in the past, whatever a change of the clocks does to that time of day."""
    return max(datetime.combine(day, clock, zone).astimezone(UTC), now + timedelta(seconds=1))
