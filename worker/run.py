"""The claim loop: claim what is due, make attempts side by side, keep the leases alive, finish, and say how it went."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import structlog

from adapters.contract import AdapterError
from adapters.contract.registry import FALLBACK, load
from worker.attempt import Attempt
from worker.beating import beating
from worker.browser import Browser, Watching
from worker.config import Config
from worker.drain import run_simulated
from worker.errors import ApplyBotError, BadInput, Deferred, StoreUnavailable
from worker.holding import Holding
from worker.means import Means
from worker.model import LOCAL_APPLICANT, Application, Mode, Outcome, lease_of
from worker.papers import Papers
from worker.profile import Profile, parse_profile
from worker.stopping import Stop, stop_signals
from worker.store.base import ClaimRequest, Store
from worker.summary import OnProgress, Progress, RunOptions, RunSummary

__all__ = ["OnProgress", "Progress", "RunOptions", "RunSummary", "rounds", "run"]

#: Works through what is due, once.
Drain = Callable[[], Awaitable[RunSummary]]

#: What attempts have for their records once they were told to end at once (seconds).
_LAST_SECONDS = 5.0

_log = structlog.get_logger("run")


def _quietly(_progress: Progress) -> None:
    """For those who do not watch."""


async def run(
    store: Store, config: Config, options: RunOptions, *, profile: Profile | None, on_progress: OnProgress = _quietly
) -> RunSummary:
    """Drain what is due and return. `store` is open; `profile` is the local applicant's, for rows that carry none.

    Raises `BrowserUnavailable` before anything is claimed where no Chromium starts.
    """
    async with rounds(store, config, options, profile=profile, on_progress=on_progress) as drain:
        return await drain()


@asynccontextmanager
async def rounds(
    store: Store, config: Config, options: RunOptions, *, profile: Profile | None, on_progress: OnProgress = _quietly
) -> AsyncIterator[Drain]:
    """Gives what drains the store as `run` does, as often as it is called.

    The browser is started with the first round and kept for the next, which starts it anew where it has died.
    """
    registry, watching = load(), Watching(options.headed, options.slow_mo, options.pause, options.trace)
    browsers: list[Browser] = []
    async with AsyncExitStack() as stack:

        async def drain() -> RunSummary:
            papers = Papers(store.files, config.data_dir / "documents") if store.files else None
            profile_of = profiles(profile, config, papers)  # read anew: applicants change their facts between rounds
            shared: dict[str, Any] = {"profile_of": profile_of, "registry": registry, "papers": papers}
            if options.mode is Mode.SIMULATE:
                return await run_simulated(store, config, options, on_progress=on_progress, **shared)
            if not browsers:
                browsers.append(await stack.enter_async_context(Browser(config, watching)))
            await browsers[0].restart()
            means = Means(store, browsers[0], config=config, mode=options.mode, worker=config.worker_name, **shared)
            return await Loop(means, options, on_progress).drain()

        yield drain


def profiles(local: Profile | None, config: Config, papers: Papers | None = None) -> Callable[[Application], Profile]:
    """Whose facts answer: those in the applicant's row, else the local profile. Each row's are validated once.

    With `papers`, rows name the documents that it brings, and no other file of this machine.
    """
    known: dict[str, Profile] = {}

    def profile_of(application: Application) -> Profile:
        user = application.user
        if user.profile is None:
            if local and user.id != LOCAL_APPLICANT and user.email not in {"", local.basics.email}:
                raise BadInput(
                    f"no facts: expected users.profile of {user.id} to hold them, found none, and the local profile "
                    "is another person's; give that row its own"
                )
            if local is None:
                raise BadInput(
                    f"no profile: expected {config.apply.profile.name} or facts in the row; run `apply-bot init`"
                )
            return local
        if user.id not in known:
            base = papers.folder(user) if papers else config.apply.profile.parent
            where = f"users.profile of {user.id}"
            known[user.id] = parse_profile(user.profile, base=base, where=where, confined=papers is not None)
        return known[user.id]

    return profile_of


class Loop:
    """One worker's run in a browser."""

    def __init__(self, means: Means, options: RunOptions, on_progress: OnProgress) -> None:
        self._holding = Holding(means.store, means.config, means.mode, means.profile_of)
        self._means = means = replace(means, leave=self._holding.leave)
        self._store, self._config = means.store, means.config
        self._options = options
        self._on_progress = on_progress
        self._slots = 1 if options.pause else options.concurrency or means.config.concurrency
        self._running: dict[asyncio.Task[Outcome], Attempt] = {}
        self._stop = Stop()
        self._summary = RunSummary()

    async def drain(self) -> RunSummary:
        """Work until nothing is due and nothing is running, or until a signal says stop."""
        await self._store.sweep()  # what a killed worker left behind is due again, or unconfirmed
        due = await self._store.due()
        self._summary.total_found = due if self._options.limit is None else min(due, self._options.limit)
        async with beating(self._config.apply.heartbeat_seconds, self._heartbeat, self._store.sweep):
            with stop_signals(self._stop):
                try:
                    await self._work()
                finally:
                    await self._give_back()
        self._summary.stopped = self._stop.asked.is_set()
        return self._summary

    async def _work(self) -> None:
        stop = asyncio.create_task(self._stop.asked.wait())
        while not self._stop.asked.is_set():
            await self._claim()
            if not self._running:
                break
            await asyncio.wait({*self._running, stop}, return_when=asyncio.FIRST_COMPLETED)
            await self._finish([task for task in self._running if task.done()])
        stop.cancel()

    async def _claim(self) -> None:
        started = self._summary.processed + len(self._running)
        left = self._slots if self._options.limit is None else self._options.limit - started
        free = min(left, self._slots - len(self._running))
        if free <= 0:
            return
        apply = self._config.apply
        lease = timedelta(seconds=apply.lease_seconds)
        request = ClaimRequest(self._means.worker, free, lease, spacing=apply.spacing)
        claimed: list[Application] = []
        while not claimed and not self._stop.asked.is_set() and (taken := await self._store.claim(request)):
            claimed = await self._insist_on_pace(taken)
        for application in claimed:
            attempt = Attempt(application, self._means)
            self._running[asyncio.create_task(self._attempt(attempt))] = attempt

    async def _insist_on_pace(self, taken: list[Application]) -> list[Application]:
        """Those that may begin. Others are on a board that has a pace, and their rows did not say so: now they do."""
        held_up: list[Application] = []
        try:
            for application in taken:
                board = "" if application.job.board else self._board(application)
                if board in self._config.apply.spacing:
                    held_up.append(application)
                    await self._store.name_board(application.job.id, board)
        except ApplyBotError:
            held_up = taken  # none has begun, and whatever ends the run now gives back only what has
            raise
        finally:
            if held_up:
                await self._store.release([lease_of(one) for one in held_up])
        return [one for one in taken if one not in held_up]

    def _board(self, application: Application) -> str:
        """The board that a posting's URL names; "" for a stranger's site, and where none can say."""
        try:
            name = self._means.registry.for_url(application.job.url).name
        except AdapterError:  # the attempt will say so
            return ""
        return "" if name == FALLBACK else name

    async def _attempt(self, attempt: Attempt) -> Outcome:
        application = attempt.application
        await self._holding.admit(application)
        outcome = None
        try:
            if not self._means.browser.alive:
                await self._means.browser.restart()
            outcome = await attempt.run()
        finally:
            if outcome is not None or not attempt.submit_begun:
                await self._settle(application, outcome)
        return outcome

    async def _settle(self, application: Application, outcome: Outcome | None) -> None:
        """The day's count follows the outcome, and never the other way round."""
        try:
            await self._holding.settle(application, outcome)
        except StoreUnavailable as error:
            _log.warning("counted for the day, though not sent", application=application.id, error=str(error))

    async def _finish(self, tasks: list[asyncio.Task[Outcome]]) -> None:
        ended = {task: self._running.pop(task).application for task in tasks}
        outcomes = [task.result() for task in ended if not task.cancelled() and not task.exception()]
        try:
            if outcomes:
                await self._write(outcomes)  # first: what is known is not lost for what is not
        finally:
            for task, application in ended.items():
                if task.cancelled() or task.exception():
                    await self._drop(application, None if task.cancelled() else task.exception())
        for task in tasks:
            if not task.cancelled() and task.exception() and not isinstance(task.exception(), Deferred):
                await task

    async def _drop(self, application: Application, why: BaseException | None) -> None:
        """Give back what has no outcome: put off, or broken off."""
        if isinstance(why, Deferred):
            await self._put_off(application, why)
        else:
            await self._store.release([lease_of(application)])

    async def _put_off(self, application: Application, held_back: Deferred) -> None:
        _log.info("not now", application=application.id, because=str(held_back))
        await self._store.release([lease_of(application)], until=held_back.until, because=str(held_back))
        self._summary.put_off[str(held_back)] += 1

    async def _write(self, outcomes: list[Outcome]) -> None:
        for outcome, written in zip(outcomes, await self._store.finish(outcomes), strict=True):
            if written == "stale":
                _log.warning("lease lost before the outcome was written", application=outcome.application_id)
            self._summary.add(outcome)
        total = max(self._summary.total_found, self._summary.processed)
        self._on_progress(Progress(self._summary.processed, total, tuple(outcomes)))

    async def _heartbeat(self) -> None:
        known = dict(self._running)  # what is claimed meanwhile was not asked about
        if not known:
            return
        leases = [lease_of(attempt.application) for attempt in known.values()]
        held = await self._store.heartbeat(leases, timedelta(seconds=self._config.apply.lease_seconds))
        for task, attempt in known.items():
            if attempt.application.id not in held and not task.done():
                _log.warning("lease lost, attempt stopped", application=attempt.application.id)
                task.cancel()

    async def _give_back(self) -> None:
        """What is still in hand: where submit has begun it is heard out, within the bound; all else ends at once."""
        for task, attempt in self._running.items():
            if not attempt.marked:
                task.cancel()
        hurry = asyncio.create_task(self._stop.at_once.wait())
        try:
            await self._hear_out(hurry)
        finally:
            writing = asyncio.create_task(self._write_rest())
            writing.add_done_callback(lambda task: task.cancelled() or task.exception())  # also where nobody awaits it
            await asyncio.wait({writing, hurry}, return_when=asyncio.FIRST_COMPLETED)
            await asyncio.wait({writing}, timeout=2 * _LAST_SECONDS)
            hurry.cancel()
        if not writing.done():
            writing.cancel()
            _log.warning("stopped at once; what could not be given back is due again when its lease ends")
            return
        await writing

    async def _hear_out(self, hurry: "asyncio.Task[bool]") -> None:
        """Write what ends, as it ends, until nothing is left, the time is up or a second signal comes."""
        loop = asyncio.get_running_loop()
        until = loop.time() + self._config.apply.stop_seconds
        while self._running and not hurry.done() and (left := until - loop.time()) > 0:
            await asyncio.wait({*self._running, hurry}, timeout=left, return_when=asyncio.FIRST_COMPLETED)
            await self._finish([task for task in self._running if task.done()])

    async def _write_rest(self) -> None:
        """End what has not ended, and write it all; what does not end even so is given back as it is."""
        for task in self._running:
            task.cancel()
        if self._running:
            await asyncio.wait(self._running, timeout=_LAST_SECONDS)
        hung = [lease_of(self._running.pop(task).application) for task in list(self._running) if not task.done()]
        if hung:
            _log.warning("attempts that do not end were given back", applications=[one.application_id for one in hung])
            await self._store.release(hung)
        await self._finish(list(self._running))
