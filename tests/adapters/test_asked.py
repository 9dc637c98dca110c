"""Retry-After in every form that servers give it."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.contract.asked import LONGEST_SECONDS, seconds_asked

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        ("1.5", 1.5),
        ("-30", 0),
        ("99999999999", LONGEST_SECONDS),
        ("Sat, 28 Nov 2026 12:02:00 GMT", 120),
        ("Saturday, 28-Nov-26 12:02:00 GMT", 120),
        ("Sat, 28 Nov 2026 14:02:00 +0200", 120),
        ("Sat Nov 28 12:02:00 2026", 120),
        ("Sat, 28 Nov 2026 11:00:00 GMT", 0),
        ("Wed, 28 Nov 2096 12:00:00 GMT", LONGEST_SECONDS),
        ("", None),
        ("soon", None),
        ("\u00b2", None),
        ("1e9", None),
        ("Sat, 99 Nov 2026 12:00:00 GMT", None),
    ],
)
def test_what_was_asked(header: str, seconds: float | None) -> None:
    """Seconds and dates are understood, what is past counts as now, nonsense as nothing."""
    assert seconds_asked(header, NOW) == seconds


@given(st.text())
def test_no_header_breaks_it(header: str) -> None:
    """Whatever a server sends, the answer is a wait within bounds, or none."""
    seconds = seconds_asked(header, NOW)
    assert seconds is None or 0 <= seconds <= LONGEST_SECONDS
