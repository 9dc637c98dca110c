"""What goes wrong while a worker is at it: one run in this process, whose Chromium or page meets a fault on the way."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from math import inf
from typing import Any
from uuid import uuid4

import psutil
import pytest

from adapters.contract import Adapter, Visit
from fixtures import Farm
from tests.conftest import LOCAL_ONLY
from tests.e2e.applicants import facts_of
from worker.config import Config
from worker.model import Application, Job, NewApplication, User
from worker.run import RunOptions, rounds
from worker.store import ClaimRequest, open_store

Fault = Callable[[Visit], Awaitable[None]]


@dataclass
class Faults:
    """A worker over a store in memory, whose Chromium nobody else uses."""

    farm: Farm
    config: Config
    patch: pytest.MonkeyPatch
    #: In the command line of its Chromium.
    mark: str
    #: Which form of the generic board.
    case: str = "plain"
    #: Happens after the first round, of one attempt; another round follows.
    between: Callable[[], Awaitable[None]] | None = None

    def after(self, verb: str, fault: Fault, *, times: int = 1) -> None:
        """Once an adapter's verb has been done, this happens; so many times."""
        original, left = getattr(Adapter, verb), [None] * times

        async def faulty(adapter: Adapter, visit: Visit, *rest: Any) -> Any:
            result = await original(adapter, visit, *rest)
            if left:
                left.pop()
                await fault(visit)
            return result

        self.patch.setattr(Adapter, verb, faulty)

    def limit(self, seconds: float) -> None:
        """Longest an attempt may take."""
        self.config = self.config.model_copy(update={"timeout": seconds * 1000})

    def hasty(self, seconds: float) -> None:
        """Longest a page may take to come; other tests leave it the time that a busy machine needs."""
        use = self.config.use.model_copy(update={"navigation_timeout": seconds * 1000})
        self.config = self.config.model_copy(update={"use": use})

    def hold(self) -> None:
        """The board stores what comes, and answers nobody."""
        board = self.farm.board("generic")
        post = board.post
        self.patch.setattr(board, "post", lambda call: replace(post(call), delay_seconds=inf))

    async def kill_chromium(self, _visit: Visit) -> None:
        """Chromium's own process, and with it every page."""
        for process in self._chromium():
            process.kill()

    async def kill_driver(self, _visit: Visit | None = None) -> None:
        """Playwright's own process, which has started Chromium."""
        above = {parent for process in self._chromium() for parent in process.parents()}
        for process in above:
            if "run-driver" in _words(process):
                process.kill()

    def _chromium(self) -> list[psutil.Process]:
        words = [(process, _words(process)) for process in psutil.process_iter()]
        return [one for one, said in words if self.mark in said and not any(w.startswith("--type=") for w in said)]

    def play(
        self, *misbehaviours: str, url: str = "", keys: Sequence[str] = (), lost: int = 0
    ) -> list[tuple[Application, int]]:
        """One run over a posting for each of these misbehaviours ("" for none); each row and how often it was sent.

        `lost`: so many workers were lost over them before.
        """
        runs = [uuid4().hex[:8] for _ in misbehaviours]
        urls = [
            url or self.farm.url("generic", self.case, misbehave=[wrong] if wrong else [], run=bucket)
            for wrong, bucket in zip(misbehaviours, runs, strict=True)
        ]
        rows = self.rows(*urls, keys=keys, lost=lost)
        return [
            (row, len(self.farm.submissions("generic", run=bucket))) for row, bucket in zip(rows, runs, strict=True)
        ]

    def rows(self, *urls: str, keys: Sequence[str] = (), lost: int = 0) -> list[Application]:
        """One run over these postings."""
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(asyncio.run, self._play(urls, keys, lost)).result()

    async def _play(self, urls: Sequence[str], keys: Sequence[str], lost: int) -> list[Application]:
        hosts = {self.farm.host(board): "auto" for board in self.farm.boards()}
        facts = facts_of("ada", consent=hosts)
        ada = User("ada", facts["basics"]["email"], facts["basics"]["name"], facts)
        names = keys or [str(uuid4()) for _ in urls]
        async with open_store("memory:") as store:
            await store.add([NewApplication(ada, Job("", url), id=key) for url, key in zip(urls, names, strict=True)])
            for _ in range(lost):
                await store.claim(ClaimRequest("lost", len(names), timedelta(0)))
                await store.sweep()
            options = RunOptions(limit=1 if self.between else None)
            async with rounds(store, self.config, options, profile=None) as drain:
                await drain()
                if self.between:
                    await self.between()
                    await drain()
            return [await store.get(key) for key in names]


def _words(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def quick(config: Config, folder: Any, mark: str) -> Config:
    """Short waits, and a Chromium that can be told from others."""
    options = config.use.launch_options.model_copy(update={"args": (LOCAL_ONLY, mark)})
    use = config.use.model_copy(update={"launch_options": options})
    local = {"use": use, "output_dir": folder, "timeout": 60_000.0}
    return config.model_copy(update=local).with_apply(form_timeout=10_000.0, confirm_timeout=15_000.0, concurrency=1)
