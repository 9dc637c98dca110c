"""The named points of the story at which a worker is killed: traps set around the store's and the adapters' contract.

They are set inside the process that dies; the worker itself knows nothing of them.
"""

import asyncio
import json
import os
import signal
import threading
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

import httpx

from adapters.contract import Adapter
from adapters.contract.registry import load
from worker.store import sqlite, sqlite_rows
from worker.store.supabase import SupabaseStore

Verb = Callable[..., Awaitable[Any]]


@dataclass
class Trap:
    """Sends this process a signal when its point is reached for the nth time."""

    nth: int
    number: int = signal.SIGKILL
    #: So much later, whatever the worker is doing then (seconds); an idle one waits for it.
    delay: float = 0.0
    #: So often, one after another.
    times: int = 1

    def __call__(self) -> None:
        self.nth -= 1
        if self.nth == 0:
            self.spring()

    def spring(self) -> None:
        if self.delay:
            threading.Timer(self.delay, os.kill, (os.getpid(), self.number)).start()
        else:
            for _ in range(self.times):
                os.kill(os.getpid(), self.number)


def around(owner: Any, name: str, wrap: Callable[[Verb], Verb]) -> None:
    """Put something around one verb of a class."""
    original = getattr(owner, name)
    setattr(owner, name, wraps(original)(wrap(original)))


def _before(owner: Any, name: str, trap: Trap) -> None:
    def wrap(verb: Verb) -> Verb:
        async def trapped(*args: Any, **kwargs: Any) -> Any:
            trap()
            return await verb(*args, **kwargs)

        return trapped

    around(owner, name, wrap)


def _after(owner: Any, name: str, trap: Trap, *, empty: bool = False) -> None:
    """Once the verb has returned something; an empty claim is none, unless `empty` counts."""

    def wrap(verb: Verb) -> Verb:
        async def trapped(*args: Any, **kwargs: Any) -> Any:
            result = await verb(*args, **kwargs)
            if empty or result != []:
                trap()
            return result

        return trapped

    around(owner, name, wrap)


def _mid_fill(trap: Trap) -> None:
    """Half of a page's answers are in."""

    def wrap(fill: Verb) -> Verb:
        async def trapped(self: Any, visit: Any, page: Any, answers: Any, *rest: Any) -> Any:
            if len(answers) > 1:
                await fill(self, visit, page, answers[: len(answers) // 2], *rest)
                trap()
            return await fill(self, visit, page, answers, *rest)

        return trapped

    for owner in _boards("fill"):
        around(owner, "fill", wrap)


def _clicked(trap: Trap) -> None:
    """The board has stored the application and holds its answer back."""

    def wrap(submit: Verb) -> Verb:
        async def trapped(self: Any, visit: Any, page: Any) -> None:
            await submit(self, visit, page)
            while not await asyncio.to_thread(stored, visit.url):
                await visit.change(0.01)
            trap()

        return trapped

    for owner in _boards("submit"):
        around(owner, "submit", wrap)


def stored(url: str) -> bool:
    """Whether the oracle of the board that serves this posting has an application of its run."""
    parts = urlsplit(url)
    (run,) = parse_qs(parts.query)["run"]
    with urlopen(f"http://{parts.netloc}/_oracle/submissions?run={run}") as told:
        return bool(json.load(told))


def _answered(trap: Trap) -> None:
    for owner in _boards("confirmation"):
        _after(owner, "confirmation", trap)


def _boards(verb: str) -> list[Any]:
    """The contract, and the boards that have a verb of their own."""
    return [Adapter, *(type(board) for board in load().adapters if verb in vars(type(board)))]


def _in_sqlite_transaction(trap: Trap) -> None:
    """The outcome is in the open transaction, which is not committed yet."""
    finish = sqlite_rows.finish

    def trapped(connection: Any, rows: Any) -> Any:
        result = finish(connection, rows)
        trap()
        return result

    sqlite_rows.finish = trapped


def _on_the_wire(trap: Trap) -> None:
    """The request has left, its reply has not come: the database may be at it, or done."""

    async def watch(event: str, _info: Mapping[str, Any]) -> None:
        if event.endswith("send_request_body.complete"):
            trap()

    def wrap(send: Verb) -> Verb:
        async def watched(self: Any, request: httpx.Request) -> Any:
            if request.url.path.endswith("apply_bot_finish"):
                request.extensions = {**request.extensions, "trace": watch}
            return await send(self, request)

        return watched

    around(httpx.AsyncHTTPTransport, "handle_async_request", wrap)


#: Store -> its class, and how to be in the middle of its `finish`.
STORES: Mapping[str, tuple[Any, Callable[[Trap], None]]] = {
    "sqlite": (sqlite.SqliteStore, _in_sqlite_transaction),
    "supabase": (SupabaseStore, _on_the_wire),
}

#: Point -> how to set a trap there, in the order of the story.
POINTS: Mapping[str, Callable[[str, Trap], None]] = {
    "after claim": lambda store, trap: _after(STORES[store][0], "claim", trap),
    "mid-fill": lambda _store, trap: _mid_fill(trap),
    "before begin_submit": lambda store, trap: _before(STORES[store][0], "begin_submit", trap),
    "after begin_submit": lambda store, trap: _after(STORES[store][0], "begin_submit", trap),
    "between click and response": lambda _store, trap: _clicked(trap),
    "after response": lambda _store, trap: _answered(trap),
    "before finish": lambda store, trap: _before(STORES[store][0], "finish", trap),
    "mid-finish": lambda store, trap: STORES[store][1](trap),
    "after finish": lambda store, trap: _after(STORES[store][0], "finish", trap),
    "at random": lambda store, trap: _after(STORES[store][0], "claim", trap, empty=True),
}
#: Points from which on nobody knows whether it was sent.
UNKNOWN = frozenset(
    {"after begin_submit", "between click and response", "after response", "before finish", "mid-finish"}
)
