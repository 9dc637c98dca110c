"""When an endless run drains."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from worker.errors import BadInput
from worker.watching import every, schedule

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("expression", "now", "moment"),
    [
        ("0 9 * * mon-fri", "2026-11-27T07:59+00:00", "2026-11-27T08:00+00:00"),  # nine in Berlin, on a Friday
        ("0 9 * * mon-fri", "2026-11-27T08:00+00:00", "2026-11-30T08:00+00:00"),  # the next is on Monday
        ("30 8 1 * *", "2026-11-27T12:00+00:00", "2026-12-01T07:30+00:00"),
        ("0 9 * * *", "2026-03-28T09:00+00:00", "2026-03-29T07:00+00:00"),  # summer time began that night
        ("*/15 * * * *", "2026-11-27T12:01+00:00", "2026-11-27T12:15+00:00"),
    ],
)
def test_a_schedule_goes_by_its_zone(expression: str, now: str, moment: str) -> None:
    """The moments are those of the zone's clocks, and each comes once."""
    assert schedule(expression, BERLIN)(datetime.fromisoformat(now)) == datetime.fromisoformat(moment)


@pytest.mark.parametrize("expression", ["", "every monday", "0 9 * *", "61 9 * * *", "0 0 30 2 *"])
def test_what_is_no_schedule_is_refused_before_the_first_wait(expression: str) -> None:
    """The sentence shows what one looks like."""
    with pytest.raises(BadInput, match="mon-fri"):
        schedule(expression, BERLIN)


def test_a_watch_looks_again_after_so_many_seconds() -> None:
    """From the end of one round to the next."""
    now = datetime(2026, 11, 27, tzinfo=UTC)
    assert (every(15)(now) - now).total_seconds() == 15
