"""The claim loop of a simulated run: batches are claimed, simulated and written until nothing is due."""

import asyncio
import gc
import sys
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, TypeVar

import structlog
from structlog.typing import FilteringBoundLogger

from adapters.contract.registry import Registry
from worker.beating import beating
from worker.config import Config
from worker.errors import ApplyBotError
from worker.model import Application, Outcome, lease_of
from worker.papers import Papers
from worker.profile import Profile
from worker.simulate import Clock, Known, simulate
from worker.stopping import Stop, stop_signals
from worker.store.base import ClaimRequest, Finished, Store
from worker.summary import OnProgress, Progress, RunOptions, RunSummary

#: Applications claimed and finished in one go: enough to spread a transaction's cost, few enough to hold in memory.
BATCH = 500

#: The longest that a batch computes before signals and the progress bar get their turn.
_TURN = timedelta(seconds=0.1)

#: Objects that may be left behind before the cycle collector comes; three batches have 30,000.
_UNCOLLECTED = 200_000

T = TypeVar("T")

_log: FilteringBoundLogger = structlog.get_logger("simulate")


async def run_simulated(  # noqa: PLR0913 - what a run works with
    store: Store,
    config: Config,
    options: RunOptions,
    *,
    registry: Registry,
    profile_of: Callable[[Application], Profile],
    on_progress: OnProgress,
    papers: Papers | None = None,
    batch: int = BATCH,
) -> RunSummary:
    """Work through what is due, a batch at a time. Memory holds three of them at most, however long the queue.

    Rows of workers that are gone are due as well: their leases are ended first. Ctrl-C and SIGTERM end the run after
    the attempt at hand: what was simulated is written, the rest of what was claimed given back. A second signal breaks
    off what is being written; a claim is heard out, and what it took given back.
    """
    await store.sweep()
    due = await store.due()
    summary = RunSummary(total_found=due if options.limit is None else min(due, options.limit))
    drain = _Drain(store, config, Known(registry, profile_of), summary, on_progress)
    drain.papers = papers
    async with beating(config.apply.heartbeat_seconds, drain.heartbeat, store.sweep):
        with _seldom_collected(), stop_signals(drain.stop):
            await drain.run(batch, options.limit)
    summary.stopped = drain.stop.asked.is_set()
    return summary


class _Drain:
    """One simulated run: what its batches share."""

    def __init__(
        self, store: Store, config: Config, known: Known, summary: RunSummary, on_progress: OnProgress
    ) -> None:
        self._store, self._worker, self._known = store, config.worker_name, known
        self._lease = timedelta(seconds=config.apply.lease_seconds)
        self._summary, self._on_progress = summary, on_progress
        self.stop = Stop()
        #: The documents that applicants' rows name, where the store keeps them.
        self.papers: Papers | None = None
        #: Calls of the store that are under way: none is left alone, whatever ends the run.
        self._calls: set[asyncio.Task[Any]] = set()
        #: The one of them that claims: its reply alone says which rows are held.
        self._claiming: asyncio.Task[list[Application]] | None = None
        #: Batches that were claimed and not written, or not wholly.
        self._held: list[list[Application]] = []

    async def run(self, batch: int, limit: int | None) -> None:
        """Until nothing is due or the run is to stop; what it holds then goes back, also after an error."""
        hurry = asyncio.create_task(self._hurry())
        try:
            await self._drain(batch, sys.maxsize if limit is None else limit)
        except asyncio.CancelledError:
            if not self.stop.at_once.is_set():
                raise
        finally:
            await asyncio.gather(*self._calls, return_exceptions=True)
            hurry.cancel()
            for claimed in self._held:
                await self._store.release([lease_of(one) for one in claimed])

    async def heartbeat(self) -> None:
        """Keep what it holds; a lease that is lost all the same is found stale when its outcome is written."""
        held = [lease_of(one) for claimed in self._held for one in claimed]
        if held:
            await self._store.heartbeat(held, self._lease)

    async def _hurry(self) -> None:
        await self.stop.at_once.wait()
        for call in self._calls - {self._claiming}:
            call.cancel()

    async def _drain(self, batch: int, left: int) -> None:
        """While one batch is simulated, the store writes the one before it and claims the one after it."""
        writing = self._call(asyncio.sleep(0))
        self._claiming = self._call(self._claim(min(batch, left)))
        while claimed := await asyncio.shield(self._claiming):
            left -= len(claimed)
            self._claiming = self._call(self._claim(min(batch, left)))
            await asyncio.sleep(0)  # so that it begins
            outcomes = await self._simulate(claimed)
            before, writing = writing, self._call(self._write(claimed, outcomes))
            await asyncio.shield(before)
        await asyncio.shield(writing)

    def _call(self, call: Coroutine[Any, Any, T]) -> "asyncio.Task[T]":
        task = asyncio.create_task(call)
        self._calls.add(task)
        task.add_done_callback(self._calls.discard)
        return task

    async def _claim(self, wanted: int) -> list[Application]:
        if not wanted or self.stop.asked.is_set():
            return []
        claimed = await self._store.claim(ClaimRequest(self._worker, wanted, self._lease))
        self._held.append(claimed)
        return [] if self.stop.asked.is_set() else claimed

    async def _simulate(self, claimed: Sequence[Application]) -> list[Outcome]:
        """Their outcomes in order; of the first ones only, where the run is to stop in between."""
        outcomes: list[Outcome] = []
        clock = Clock()
        turn = clock.now + _TURN
        for application in claimed:
            if self.papers and application.job.raw:
                await self._bring(self.papers, application)
            outcomes.append(simulate(application, worker=self._worker, known=self._known, clock=clock))
            if clock.now > turn:
                await asyncio.sleep(0)
                if self.stop.asked.is_set():
                    break
                turn = clock.now + _TURN
        return outcomes

    async def _bring(self, papers: Papers, application: Application) -> None:
        try:
            await papers.bring(application)
        except ApplyBotError as error:  # the outcome says which document is missing, if one is asked for
            _log.warning("documents not fetched", application=application.id, reason=str(error))

    async def _write(self, claimed: list[Application], outcomes: list[Outcome]) -> None:
        written = await self._store.finish(outcomes)
        if len(written) == len(claimed):
            self._held.remove(claimed)
        told = outcomes if "stale" not in written else _without_lost(outcomes, written)
        self._summary.add(*told)
        done = self._summary.processed
        self._on_progress(Progress(done, max(self._summary.total_found, done), tuple(told)))


def _without_lost(outcomes: Sequence[Outcome], written: Sequence[Finished]) -> list[Outcome]:
    """Those that were written: another worker has the others by now, and will tell of them."""
    ends = list(zip(outcomes, written, strict=True))
    lost = [one.application_id for one, how in ends if how == "stale"]
    _log.warning("leases lost before the outcomes were written", applications=lost)
    return [one for one, how in ends if how != "stale"]


@contextmanager
def _seldom_collected() -> Iterator[None]:
    """The cycle collector comes when something was left behind, not for every batch that comes and goes.

    By its own measure it would look at every row again and again for nothing, a tenth of the time.
    """
    usual = gc.get_threshold()
    gc.set_threshold(_UNCOLLECTED, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)
