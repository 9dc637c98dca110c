"""How a run is asked to stop: Ctrl-C and SIGTERM alike, in order the first time, at once the second."""

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from weakref import WeakKeyDictionary


class Stop:
    """What signals have asked of a run."""

    def __init__(self) -> None:
        #: To stop in order.
        self.asked = asyncio.Event()
        #: Not to wait for anything any more.
        self.at_once = asyncio.Event()

    def ask(self) -> None:
        """One signal more."""
        (self.at_once if self.asked.is_set() else self.asked).set()

    def hear(self, other: "Stop") -> None:
        """What was asked of another is asked of this one too."""
        if other.asked.is_set():
            self.asked.set()
        if other.at_once.is_set():
            self.at_once.set()


#: Loop -> what signals are told to: a drain, and the endless run around it.
_listening: WeakKeyDictionary[asyncio.AbstractEventLoop, list[Stop]] = WeakKeyDictionary()


@contextmanager
def stop_signals(stop: Stop) -> Iterator[None]:
    """The first Ctrl-C or SIGTERM asks to stop, the second to do so at once, a third ends the process.

    One inside another: both are told, the inner one also what came before it. They are told by the loop: a run that
    computes for long has to let it go round.
    """
    loop = asyncio.get_running_loop()
    listening = _listening.setdefault(loop, [])
    for other in listening:
        stop.hear(other)
    listening.append(stop)
    try:
        if len(listening) == 1:
            _listen(loop, listening)
        yield
    finally:
        listening.remove(stop)
        if not listening:
            _leave(loop)


def _listen(loop: asyncio.AbstractEventLoop, listening: list[Stop]) -> None:
    def signalled() -> None:
        for one in listening:
            one.ask()
        if all(one.at_once.is_set() for one in listening):
            _leave(loop)

    for number in _NUMBERS:
        with _where_it_can_be_done():
            loop.add_signal_handler(number, signalled)


def _leave(loop: asyncio.AbstractEventLoop) -> None:
    for number in _NUMBERS:
        with _where_it_can_be_done():
            loop.remove_signal_handler(number)


_NUMBERS = (signal.SIGINT, signal.SIGTERM)


def _where_it_can_be_done() -> suppress:
    """Not on Windows, not outside the main thread."""
    return suppress(NotImplementedError, RuntimeError, ValueError)
