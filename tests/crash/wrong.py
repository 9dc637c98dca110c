"""Workers and stores that break the promise, each in one way: what the harness has to catch."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from tests.crash.points import Verb, around
from worker.model import Status
from worker.screenshots import Camera


def _forgets_begin_submit(store: Any) -> None:
    """Clicks without a mark in the store."""

    def wrap(_verb: Verb) -> Verb:
        async def forgotten(*_args: Any) -> None:
            """Nothing is written."""

        return forgotten

    around(store, "begin_submit", wrap)


def _keeps_no_outcome(store: Any) -> None:
    """Says that outcomes were written, and writes none."""

    def wrap(_verb: Verb) -> Verb:
        async def dropped(_self: Any, outcomes: Any) -> list[str]:
            return ["done"] * len(outcomes)

        return dropped

    around(store, "finish", wrap)


def _tries_again(store: Any) -> None:
    """Gives back a row whose click was made, as if it had failed before."""

    def wrap(finish: Verb) -> Verb:
        async def again(self: Any, outcomes: Any) -> Any:
            return await finish(self, [replace(one, status=Status.PENDING) for one in outcomes])

        return again

    around(store, "finish", wrap)


def _never_ends(_store: Any) -> None:
    """Its pictures are never ready, so that no attempt comes to its end."""

    def wrap(_verb: Verb) -> Verb:
        async def waiting(_self: Any) -> list[Any]:
            await asyncio.Event().wait()
            return []

        return waiting

    around(Camera, "developed", wrap)


#: Name -> what makes the worker of this process wrong.
WRONG: Mapping[str, Callable[[Any], None]] = {
    "forgets begin_submit": _forgets_begin_submit,
    "keeps no outcome": _keeps_no_outcome,
    "tries again after the click": _tries_again,
    "never ends": _never_ends,
}
