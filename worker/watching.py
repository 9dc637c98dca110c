"""A run without an end: one drain after another, as soon as something is due or at the moments of a schedule."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta, tzinfo

import structlog
from apscheduler.triggers.cron import CronTrigger  # type: ignore[import-untyped]

from worker.errors import BadInput, StoreUnavailable
from worker.stopping import Stop, stop_signals
from worker.store.base import Store
from worker.summary import RunSummary

#: From now to the moment of the next drain.
Next = Callable[[datetime], datetime]

_log = structlog.get_logger("watch")


def every(seconds: float) -> Next:
    """So many seconds later."""
    return lambda now: now + timedelta(seconds=seconds)


def schedule(expression: str, zone: tzinfo) -> Next:
    """The moments of a cron expression of five fields. Raises `BadInput` where it is none or never comes."""
    advice = 'expected minute, hour, day, month and weekday such as "0 9 * * mon-fri"'
    try:
        trigger = CronTrigger.from_crontab(expression, timezone=zone)
    except ValueError as error:
        raise BadInput(f"--schedule: {advice}, found {expression!r} ({error}); mend it") from None

    def following(now: datetime) -> datetime:
        moment = trigger.get_next_fire_time(None, now + timedelta(seconds=1))
        if moment is None:
            raise BadInput(f"--schedule: {advice}, found {expression!r}, which never comes; mend it")
        return moment.astimezone(UTC)  # type: ignore[no-any-return]

    following(datetime.now(UTC))
    return following


async def watch(
    store: Store, drain: Callable[[], Awaitable[RunSummary]], following: Next, *, at_once: bool, sweep_seconds: float
) -> RunSummary:
    """Drain whenever something is due, until a signal says stop; `at_once`: before the first wait too.

    A store that cannot be reached is tried again at the next moment. A browser is started only where something is due.
    While it waits it ends the leases of workers that are gone, so often.
    """
    total, stop = RunSummary(), Stop()
    stopping = stop.asked
    with stop_signals(stop):
        if at_once:
            total.merge(await _round(store, drain))
        while not stopping.is_set():
            await _wait(store, stopping, following(datetime.now(UTC)), sweep_seconds)
            if not stopping.is_set():
                total.merge(await _round(store, drain))
    total.stopped = True
    return total


async def _round(store: Store, drain: Callable[[], Awaitable[RunSummary]]) -> RunSummary:
    try:
        await store.sweep()
        if await store.stopped() or not await store.due():
            return RunSummary()
        return await drain()
    except StoreUnavailable as error:
        _log.warning("the store cannot be reached, tried again later", error=str(error))
        return RunSummary()


async def _wait(store: Store, stopping: asyncio.Event, moment: datetime, sweep_seconds: float) -> None:
    """Until then, or until a signal comes; sweeps meanwhile."""
    while not stopping.is_set() and (left := (moment - datetime.now(UTC)).total_seconds()) > 0:
        with suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), min(left, sweep_seconds))
        if left > sweep_seconds and not stopping.is_set():
            await _sweep(store)


async def _sweep(store: Store) -> None:
    try:
        await store.sweep()
    except StoreUnavailable as error:
        _log.warning("the store cannot be reached, tried again later", error=str(error))
