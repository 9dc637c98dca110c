"""What may go wrong between a worker and its Supabase project, on demand."""

import re
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Literal

#: drop: closed without an answer, nothing reached the server. hold: nothing happens until released, then all goes on.
#: lose: done, and closed without an answer. status: refused with this status, nothing reached the server.
Kind = Literal["drop", "hold", "lose", "status"]

_BODIES = {
    401: '{"code":"PGRST301","details":null,"hint":null,"message":"JWT expired"}',
    409: '{"code":"40001","details":null,"hint":null,"message":"could not serialize access due to concurrent update"}',
    503: '{"code":"PGRST001","details":null,"hint":null,"message":"Database client error. Retrying the connection."}',
}


@dataclass
class Fault:
    """One thing that goes wrong for the requests it meets."""

    kind: Kind
    #: Found in "METHOD /path"; "" meets all.
    on: re.Pattern[str]
    #: Requests it meets, after which all is well again; None for no end.
    times: int | None = None
    #: Requests that pass before it begins.
    after: int = 0
    status: int = 0
    body: str = ""
    #: Requests it met.
    hits: int = 0
    #: Set once it met one.
    met: threading.Event = field(default_factory=threading.Event)
    #: Ends a hold.
    released: threading.Event = field(default_factory=threading.Event)

    def meets(self, what: str) -> bool:
        """Whether this request is one of its; counts it."""
        if not self.on.search(what) or self.hits == self.times:
            return False
        if self.after:
            self.after -= 1
            return False
        self.hits += 1
        self.met.set()
        return True


class Faults:
    """The faults in force; with several, the one that began last goes first.

    with project.faults.lost(on="rpc/finish", times=1) as fault:
        ...
    assert fault.hits == 1
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._active: list[Fault] = []

    def unreachable(self, on: str = "", **more: int | None) -> AbstractContextManager[Fault]:
        """The connection breaks and nothing has happened."""
        return self._active_while("drop", on, **more)

    def held(self, on: str = "", **more: int | None) -> AbstractContextManager[Fault]:
        """No answer for as long as this is in force and not `released`; a caller has to give up by its own clock."""
        return self._active_while("hold", on, **more)

    def lost(self, on: str = "", **more: int | None) -> AbstractContextManager[Fault]:
        """All is done and committed, and the connection breaks before the answer."""
        return self._active_while("lose", on, **more)

    def refused(
        self, status: int, on: str = "", *, body: str = "", **more: int | None
    ) -> AbstractContextManager[Fault]:
        """An answer with this status, and nothing has happened."""
        return self._active_while("status", on, status=status, body=body or _BODIES.get(status, "{}"), **more)

    def find(self, what: str) -> Fault | None:
        """The fault that this request meets."""
        with self._lock:
            return next((fault for fault in reversed(self._active) if fault.meets(what)), None)

    def clear(self) -> None:
        with self._lock:
            for fault in self._active:
                fault.released.set()
            self._active.clear()

    def _active_while(self, kind: Kind, on: str, **more: object) -> AbstractContextManager[Fault]:
        return self._within(Fault(kind, re.compile(on), **more))  # type: ignore[arg-type]

    @contextmanager
    def _within(self, fault: Fault) -> Iterator[Fault]:
        with self._lock:
            self._active.append(fault)
        try:
            yield fault
        finally:
            fault.released.set()
            with self._lock:
                self._active = [other for other in self._active if other is not fault]
