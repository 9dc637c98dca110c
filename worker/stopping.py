"""How a run is asked to stop: Ctrl-C and SIGTERM alike, in order the first time, at once the second."""

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress


@contextmanager
def stop_signals(stopping: asyncio.Event) -> Iterator[None]:
    """The first Ctrl-C or SIGTERM sets the event; a second one stops at once.

    The event is set by the loop: a run that computes for long has to let the loop go round now and then.
    """
    loop = asyncio.get_running_loop()
    numbers = (signal.SIGINT, signal.SIGTERM)

    def stop(number: signal.Signals) -> None:
        stopping.set()
        loop.remove_signal_handler(number)

    for number in numbers:
        with suppress(NotImplementedError, RuntimeError, ValueError):  # not on Windows, not outside the main thread
            loop.add_signal_handler(number, stop, number)
    try:
        yield
    finally:
        for number in numbers:
            with suppress(NotImplementedError, RuntimeError, ValueError):
                loop.remove_signal_handler(number)
