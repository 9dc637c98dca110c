"""What a worker does from beat to beat beside its work: says that it lives, and frees what others lost."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import structlog

from worker.errors import StoreUnavailable

_log = structlog.get_logger("beat")


@asynccontextmanager
async def beating(
    seconds: float, keep: Callable[[], Awaitable[object]], free: Callable[[], Awaitable[object]]
) -> AsyncIterator[None]:
    """Every so many seconds, for as long as the block lasts: `keep` what is held, then `free` what others lost.

    Only once it is kept: after a time without the store, a worker would else free its own. Freeing holds no beat up.
    """
    beat = asyncio.create_task(_beat(seconds, keep, free))
    try:
        yield
    finally:
        beat.cancel()


async def _beat(seconds: float, keep: Callable[[], Awaitable[object]], free: Callable[[], Awaitable[object]]) -> None:
    """What the store takes to answer does not stretch the time between two beats."""
    loop = asyncio.get_running_loop()
    due = loop.time() + seconds
    freeing: asyncio.Task[bool] | None = None
    try:
        while True:
            await asyncio.sleep(due - loop.time())
            due = max(due, loop.time()) + seconds
            if await _reached(keep) and (freeing is None or freeing.done()):
                freeing = asyncio.create_task(_reached(free))
    finally:
        if freeing:
            freeing.cancel()


async def _reached(work: Callable[[], Awaitable[object]]) -> bool:
    """Whether the store could be reached; where not, the next beat may get through, and what ran out is found stale."""
    try:
        await work()
    except StoreUnavailable as error:
        _log.warning("the store cannot be reached, tried again at the next beat", error=str(error))
        return False
    return True
