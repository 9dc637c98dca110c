"""The claim loop of a simulated run: batches are claimed, simulated and written until nothing is due."""

import asyncio
import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from functools import partial

import structlog
from structlog.typing import FilteringBoundLogger

from adapters.contract.registry import Registry
from worker.config import Config
from worker.model import Application, Outcome, lease_of
from worker.profile import Profile
from worker.simulate import Clock, Known, simulate
from worker.stopping import stop_signals
from worker.store.base import ClaimRequest, Finished, Store
from worker.summary import OnProgress, Progress, RunOptions, RunSummary

#: Applications claimed and finished in one go: enough to spread a transaction's cost, few enough to hold in memory.
BATCH = 500

#: The longest that a batch computes before signals and the progress bar get their turn.
_TURN = timedelta(seconds=0.1)

_log: FilteringBoundLogger = structlog.get_logger("simulate")


async def run_simulated(
    store: Store,
    config: Config,
    options: RunOptions,
    *,
    registry: Registry,
    profile_of: Callable[[Application], Profile],
    on_progress: OnProgress,
    batch: int = BATCH,
) -> RunSummary:
    """Work through what is due, a batch at a time. Memory holds one batch, however long the queue.

    Rows of workers that are gone are due as well: their leases are ended first. Ctrl-C and SIGTERM end the run after
    the attempt at hand: what was simulated is written, the rest of the batch given back.
    """
    await store.sweep()
    due = await store.due()
    summary = RunSummary(total_found=due if options.limit is None else min(due, options.limit))
    drain = _Drain(store, config, Known(registry, profile_of), summary, on_progress)
    with _uncollected() as tidy, stop_signals(drain.stopping):
        while await drain.batch(_next_batch(summary, options.limit, batch)):
            tidy()
    summary.stopped = drain.stopping.is_set()
    return summary


def _next_batch(summary: RunSummary, limit: int | None, batch: int) -> int:
    return batch if limit is None else min(batch, limit - summary.processed)


class _Drain:
    """One simulated run: what its batches share."""

    def __init__(
        self, store: Store, config: Config, known: Known, summary: RunSummary, on_progress: OnProgress
    ) -> None:
        self._store, self._worker, self._known = store, config.worker_name, known
        self._lease = timedelta(seconds=config.apply.lease_seconds)
        self._summary, self._on_progress = summary, on_progress
        self.stopping = asyncio.Event()

    async def batch(self, wanted: int) -> bool:
        """Claim, simulate and write so many; False where nothing is left to do, or the run is to stop."""
        claimed = await self._store.claim(ClaimRequest(self._worker, wanted, self._lease)) if wanted else []
        if not claimed:
            return False
        try:
            outcomes = await self._simulate(claimed)
            written = await self._store.finish(outcomes)
        except BaseException:
            await self._give_back(claimed)
            raise
        await self._give_back(claimed[len(outcomes) :])
        self._report(outcomes if "stale" not in written else _without_lost(outcomes, written))
        return not self.stopping.is_set()

    async def _simulate(self, claimed: Sequence[Application]) -> list[Outcome]:
        """Their outcomes in order; of the first ones only, where the run is to stop in between."""
        outcomes: list[Outcome] = []
        clock = Clock()
        turn = clock.now + _TURN
        for application in claimed:
            outcomes.append(simulate(application, worker=self._worker, known=self._known, clock=clock))
            if clock.now > turn:
                await asyncio.sleep(0)
                if self.stopping.is_set():
                    break
                turn = clock.now + _TURN
        return outcomes

    async def _give_back(self, claimed: Sequence[Application]) -> None:
        """For the next worker; being cancelled does not keep the rows from it."""
        if claimed:
            await asyncio.shield(self._store.release([lease_of(one) for one in claimed]))

    def _report(self, outcomes: Sequence[Outcome]) -> None:
        for outcome in outcomes:
            self._summary.add(outcome)
        done = self._summary.processed
        self._on_progress(Progress(done, max(self._summary.total_found, done), tuple(outcomes)))


def _without_lost(outcomes: Sequence[Outcome], written: Sequence[Finished]) -> list[Outcome]:
    """Those that were written: another worker has the others by now, and will tell of them."""
    ends = list(zip(outcomes, written, strict=True))
    lost = [one.application_id for one, how in ends if how == "stale"]
    _log.warning("leases lost before the outcomes were written", applications=lost)
    return [one for one, how in ends if how != "stale"]


@contextmanager
def _uncollected() -> Iterator[Callable[[], int]]:
    """Without the cycle collector, which would look at every batch again and again for nothing (a tenth of the time).

    What little was left in cycles goes by `tidy`, between two batches, when there is next to nothing to look at.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield partial(gc.collect, 0)
    finally:
        if enabled:
            gc.enable()
