"""How a run is asked to stop: Ctrl-C and SIGTERM alike, in order the first time, at once the second."""

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from weakref import WeakKeyDictionary

#: Loop -> the events that a signal sets: a drain's, and that of the endless run around it.
_listening: WeakKeyDictionary[asyncio.AbstractEventLoop, list[asyncio.Event]] = WeakKeyDictionary()


@contextmanager
def stop_signals(stopping: asyncio.Event) -> Iterator[None]:
    """The first Ctrl-C or SIGTERM sets the event; a second one stops at once. One inside another: both are set.

    The event is set by the loop: a run that computes for long has to let the loop go round now and then.
    """
    loop = asyncio.get_running_loop()
    events = _listening.setdefault(loop, [])
    events.append(stopping)
    try:
        if len(events) == 1:
            _listen(loop, events)
        yield
    finally:
        events.remove(stopping)
        if not events:
            _leave(loop)


def _listen(loop: asyncio.AbstractEventLoop, events: list[asyncio.Event]) -> None:
    def stop() -> None:
        for event in events:
            event.set()
        _leave(loop)

    for number in _NUMBERS:
        with _where_it_can_be_done():
            loop.add_signal_handler(number, stop)


def _leave(loop: asyncio.AbstractEventLoop) -> None:
    for number in _NUMBERS:
        with _where_it_can_be_done():
            loop.remove_signal_handler(number)


_NUMBERS = (signal.SIGINT, signal.SIGTERM)


def _where_it_can_be_done() -> suppress:
    """Not on Windows, not outside the main thread."""
    return suppress(NotImplementedError, RuntimeError, ValueError)
