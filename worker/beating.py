"""What a worker does from beat to beat beside its work: says that it lives, and frees what others lost."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import structlog

from worker.errors import StoreUnavailable

_log = structlog.get_logger("beat")


@asynccontextmanager
async def beating(seconds: float, *works: Callable[[], Awaitable[object]]) -> AsyncIterator[None]:
    """Each of them is done every so many seconds, for as long as the block lasts; none holds another up."""
    beats = [asyncio.create_task(_beat(seconds, work)) for work in works]
    try:
        yield
    finally:
        for beat in beats:
            beat.cancel()


async def _beat(seconds: float, work: Callable[[], Awaitable[object]]) -> None:
    """What the store takes to answer does not stretch the time between two beats."""
    loop = asyncio.get_running_loop()
    due = loop.time() + seconds
    while True:
        await asyncio.sleep(due - loop.time())
        due = max(due, loop.time()) + seconds
        try:
            await work()
        except StoreUnavailable as error:  # the next beat may get through; a lease that ran out is found stale
            _log.warning("the store cannot be reached, tried again at the next beat", error=str(error))
