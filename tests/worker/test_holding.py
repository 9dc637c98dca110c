"""Before a live attempt: quiet hours and the cap per day put it off; what was not sent does not count."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest

from worker.config import Config
from worker.errors import Deferred
from worker.holding import Holding
from worker.model import Application, Job, Mode, NewApplication, Outcome, Status, User, lease_of
from worker.options import Apply
from worker.profile import Profile, parse_profile
from worker.store.base import ClaimRequest
from worker.store.memory import MemoryStore

T = TypeVar("T")

NOW = datetime(2026, 11, 25, 21, 30, tzinfo=UTC)
ADA = User("00000000-0000-4000-8000-0000000000ad", "ada@example.com")


def wait(coroutine: Coroutine[Any, Any, T]) -> T:
    """In a thread: this one may have a loop already."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, coroutine).result()


def _profile(zone: str) -> Profile:
    data = {"basics": {"name": "Ada", "email": "ada@example.com"}, "apply": {"timezone": zone}}
    return parse_profile(data, base=Path(), where="test")


def _claimed(store: MemoryStore, count: int = 1) -> list[Application]:
    async def claim() -> list[Application]:
        await store.add([NewApplication(ADA, Job("", f"https://jobs.example/{n}")) for n in range(count)])
        return await store.claim(ClaimRequest("w", count, timedelta(minutes=1)))

    return wait(claim())


def _holding(store: MemoryStore, mode: Mode = Mode.LIVE, zone: str = "Europe/Berlin", **apply: Any) -> Holding:
    return Holding(store, Config(apply=Apply(**apply)), mode, lambda _: _profile(zone), clock=lambda: NOW)


def _outcome(application: Application, status: Status) -> Outcome:
    return Outcome(application.id, lease_of(application).token, status, {}, {})


def test_quiet_hours_are_the_applicants() -> None:
    """Half past ten in the evening where this applicant lives puts it off until seven; elsewhere it is day."""
    store = MemoryStore()
    (application,) = _claimed(store)
    with pytest.raises(Deferred, match="quiet from 22:00-07:00") as held:
        wait(_holding(store, quiet_hours="22:00-07:00").admit(application))
    assert held.value.until == datetime(2026, 11, 26, 6, tzinfo=UTC)
    wait(_holding(store, zone="America/New_York", quiet_hours="22:00-07:00").admit(application))


def test_a_simulated_run_is_not_held_back() -> None:
    """It opens nothing and sends nothing, so it may be made at any time."""
    store = MemoryStore()
    (application,) = _claimed(store)
    wait(_holding(store, Mode.SIMULATE, quiet_hours="22:00-07:00", per_day=0).admit(application))


def test_a_dry_run_keeps_quiet_hours_and_knows_no_cap() -> None:
    """It touches live pages, and sends nothing."""
    store = MemoryStore()
    (application,) = _claimed(store)
    with pytest.raises(Deferred, match="quiet"):
        wait(_holding(store, Mode.DRY_RUN, quiet_hours="22:00-07:00").admit(application))
    wait(_holding(store, Mode.DRY_RUN, per_day=0).admit(application))


def test_a_cap_counts_what_was_sent() -> None:
    """With one a day, an attempt that was refused leaves room, one that may have been sent does not."""
    store = MemoryStore()
    first, second, third = _claimed(store, 3)
    holding = _holding(store, per_day=1)
    wait(holding.admit(first))
    wait(holding.leave(first))
    wait(holding.settle(first, _outcome(first, Status.NEEDS_REVIEW)))
    wait(holding.admit(second))
    wait(holding.leave(second))
    wait(holding.settle(second, _outcome(second, Status.UNCONFIRMED)))
    with pytest.raises(Deferred, match="one application was sent, or is being sent, today") as held:
        wait(holding.admit(third))
    assert held.value.until == datetime(2026, 11, 25, 23, tzinfo=UTC)


def test_a_cap_holds_for_all_workers_together() -> None:
    """Two workers that are both about to click send no more than the cap between them."""
    store = MemoryStore()
    first, second = _claimed(store, 2)
    one, other = _holding(store, per_day=1), _holding(store, per_day=1)
    wait(one.admit(first))
    wait(other.admit(second))
    wait(one.leave(first))
    with pytest.raises(Deferred, match="one application was sent, or is being sent, today"):
        wait(other.leave(second))


def test_what_is_parked_keeps_nothing_from_being_sent() -> None:
    """An attempt under way that may never send takes no place of those that will."""
    store = MemoryStore()
    first, second = _claimed(store, 2)
    holding = _holding(store, per_day=1)
    wait(holding.admit(first))
    wait(holding.admit(second))
    wait(holding.settle(first, _outcome(first, Status.NEEDS_REVIEW)))
    wait(holding.leave(second))


def test_an_attempt_that_broke_off_counts_nothing() -> None:
    """No outcome, nothing sent."""
    store = MemoryStore()
    first, second = _claimed(store, 2)
    holding = _holding(store, per_day=1)
    wait(holding.leave(first))
    wait(holding.settle(first, None))
    wait(holding.leave(second))


def test_the_reason_names_the_zone_and_where_it_is_from() -> None:
    """Whoever wonders why it waits sees by whose clock."""
    store = MemoryStore()
    (application,) = _claimed(store)
    for zone, said in {
        "Europe/Berlin": "Europe/Berlin, from profile.apply.timezone",
        "": "UTC, from the config",
    }.items():
        with pytest.raises(Deferred) as held:
            wait(_holding(store, zone=zone, per_day=0).admit(application))
        assert said in str(held.value)
