"""When an attempt is made again."""

import random
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


def test_each_trouble_has_its_own_wait() -> None:
    """A browser that died is soon tried again, a busy board is left alone longest."""
    died, lost, busy = (policy.backoff(1, Highest(), trouble) for trouble in ("browser", "network", "board"))
    assert died < lost < busy


BERLIN, NIGHT, NOON = ZoneInfo("Europe/Berlin"), (time(22), time(7)), (time(12), time(13))


@pytest.mark.parametrize(
    ("now", "quiet", "until"),
    [
        ("2026-11-25T21:30+00:00", NIGHT, "2026-11-26T06:00+00:00"),  # half past ten in Berlin
        ("2026-11-26T05:59+00:00", NIGHT, "2026-11-26T06:00+00:00"),
        ("2026-11-26T06:00+00:00", NIGHT, None),
        ("2026-11-25T20:59+00:00", NIGHT, None),
        ("2026-11-25T11:30+00:00", NOON, "2026-11-25T12:00+00:00"),
        ("2026-11-25T12:00+00:00", NOON, None),
        ("2026-03-28T22:00+00:00", NIGHT, "2026-03-29T05:00+00:00"),  # the night that summer time begins
        ("2026-10-24T21:00+00:00", NIGHT, "2026-10-25T06:00+00:00"),  # the night that it ends
        ("2026-11-25T23:00+00:00", None, None),
    ],
)
def test_quiet_hours(now: str, quiet: policy.QuietHours | None, until: str | None) -> None:
    """Quiet hours are the applicant's, past midnight and over a change of the clocks; their last minute is excluded."""
    expected = datetime.fromisoformat(until) if until else None
    assert policy.quiet_until(datetime.fromisoformat(now), quiet, BERLIN) == expected


def test_the_next_day_begins_after_its_quiet_hours() -> None:
    """A cap that is used up waits for the applicant's midnight, or for the end of a night that is quiet."""
    now = datetime(2026, 11, 25, 10, tzinfo=UTC)
    assert policy.next_day(now, None, BERLIN) == datetime(2026, 11, 25, 23, tzinfo=UTC)
    assert policy.next_day(now, NIGHT, BERLIN) == datetime(2026, 11, 26, 6, tzinfo=UTC)


_MOMENTS = st.integers(1_577_836_800, 2_051_222_400).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
_ZONES = st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"])


@given(now=_MOMENTS, zone=_ZONES, begin=st.times(), end=st.times())
def test_quiet_hours_end(now: datetime, zone: str, begin: time, end: time) -> None:
    """Whatever the zone and the clocks do, quiet hours end later than now and within two days."""
    until = policy.quiet_until(now, (begin, end), ZoneInfo(zone))
    assert until is None or now < until <= now + timedelta(days=2)


@given(now=_MOMENTS, zone=_ZONES)
def test_the_next_day_is_another(now: datetime, zone: str) -> None:
    """The day that a cap is counted by has changed when the next one begins."""
    moment = policy.next_day(now, None, ZoneInfo(zone))
    assert policy.local_day(moment, ZoneInfo(zone)) > policy.local_day(now, ZoneInfo(zone))
