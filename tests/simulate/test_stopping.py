"""A simulated run that is stopped, by a signal or an error: what it claimed and did not write waits again at once."""

import asyncio
import json
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pytest

from tests.simulate.scene import ADA, InThread, run
from worker.model import Application, Job, NewApplication, Outcome, Status
from worker.store.base import ClaimRequest, Finished, Store
from worker.store.memory import MemoryStore
from worker.store.sqlite import SqliteStore

ROOT = Path(__file__).parents[2]


async def queue(store: Store, rows: int) -> None:
    await store.add([NewApplication(ADA, Job("", f"https://jobs.example/{n}")) for n in range(rows)])


class Unlucky(MemoryStore):
    """A store where no `finish` comes through but the first."""

    def __init__(self, error: BaseException) -> None:
        super().__init__()
        self.error = error
        self.finished = 0
        self.claimed: list[int] = []

    async def claim(self, request: ClaimRequest) -> list[Application]:
        claimed = await super().claim(request)
        self.claimed.append(len(claimed))
        return claimed

    async def finish(self, outcomes: Sequence[Outcome]) -> list[Finished]:
        self.finished += 1
        if self.finished > 1:
            raise self.error
        return await super().finish(outcomes)


@pytest.mark.parametrize("error", [OSError("disk full"), asyncio.CancelledError()], ids=["error", "Ctrl-C"])
def test_a_run_that_is_stopped_gives_its_batch_back(in_thread: InThread, error: BaseException) -> None:
    """What was claimed and not written waits again at once, without a lost attempt."""

    async def play() -> list[Application]:
        async with Unlucky(error) as store:
            await queue(store, 6)
            with suppress(type(error)):
                await run(store, batch=2)
            return [one async for one in store.list()]

    rows = in_thread(play())
    assert [row.status for row in rows] == [Status.APPLIED] * 2 + [Status.PENDING] * 4
    assert [row.attempts for row in rows] == [1, 1, 0, 0, 0, 0]


class Patient(MemoryStore):
    """A store that takes its time to answer, once it has done what it was asked."""

    async def claim(self, request: ClaimRequest) -> list[Application]:
        claimed = await super().claim(request)
        await asyncio.sleep(0.02)
        return claimed

    async def finish(self, outcomes: Sequence[Outcome]) -> list[Finished]:
        written = await super().finish(outcomes)
        await asyncio.sleep(0.02)
        return written


@pytest.mark.parametrize("seconds", [0.01, 0.03, 0.05, 0.07])
def test_a_run_that_is_cancelled_leaves_nothing_leased(in_thread: InThread, seconds: float) -> None:
    """Also while the store is still busy with a claim: its rows come back too, and none is counted as lost."""

    async def play() -> list[Application]:
        async with Patient() as store:
            await queue(store, 40)
            with suppress(TimeoutError):
                await asyncio.wait_for(run(store, batch=4), seconds)
            return [one async for one in store.list()]

    rows = in_thread(play())
    assert {row.status for row in rows} <= {Status.APPLIED, Status.PENDING}
    assert all(row.attempts == (row.status is Status.APPLIED) for row in rows)
    assert Status.PENDING in {row.status for row in rows}


#: A simulated run over the store named, whose every attempt takes its time; it says when the first has begun.
SLOW_RUN = """
import asyncio, json, sys, time
from pathlib import Path
import worker.drain
from tests.simulate.scene import run
from worker.store.sqlite import SqliteStore

quick = worker.drain.simulate

def slow(*args, **kwargs):
    print(flush=True)
    time.sleep(0.02)
    return quick(*args, **kwargs)

async def main():
    async with SqliteStore(Path(sys.argv[1])) as store:
        summary = await run(store)
    print(json.dumps([summary.stopped, summary.processed]))

worker.drain.simulate = slow
asyncio.run(main())
"""


#: A simulated run over a store in memory that never says that it has written.
HELD_RUN = """
import asyncio
from tests.simulate.scene import run
from tests.simulate.test_stopping import queue
from worker.store.memory import MemoryStore

class Silent(MemoryStore):
    async def finish(self, outcomes):
        print(flush=True)
        await asyncio.Event().wait()

async def main():
    async with Silent() as store:
        await queue(store, 3)
        summary = await run(store)
        print(summary.stopped, {row.status.value async for row in store.list()})

asyncio.run(main())
"""


def test_a_second_signal_waits_for_no_store(in_thread: InThread) -> None:
    """What it had claimed and could not write goes back, and the run ends well."""
    command = [sys.executable, "-c", HELD_RUN]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        process.send_signal(signal.SIGTERM)
        out, _ = process.communicate(timeout=30)
    assert (process.returncode, out.splitlines()[-1]) == (0, "True {'pending'}")


#: A simulated run over a store that has claimed already, and not said so yet, when two signals come.
CLAIMING_RUN = """
import asyncio, signal
from tests.simulate.scene import run
from tests.simulate.test_stopping import queue
from worker.stopping import Stop, stop_signals
from worker.store.memory import MemoryStore

class Slow(MemoryStore):
    async def claim(self, request):
        claimed = await super().claim(request)
        heard = Stop()
        with stop_signals(heard):
            signal.raise_signal(signal.SIGINT)
            signal.raise_signal(signal.SIGTERM)
            await heard.at_once.wait()
            await asyncio.sleep(0)
        return claimed

async def main():
    async with Slow() as store:
        await queue(store, 3)
        summary = await run(store)
        print(summary.stopped, {row.status.value async for row in store.list()})

asyncio.run(main())
"""


def test_a_second_signal_hears_a_claim_out() -> None:
    """Its rows were taken before anybody knew which: they wait again too."""
    assert _said(CLAIMING_RUN) == (0, ["True {'pending'}"])


def _said(script: str, *arguments: str) -> tuple[int, list[str]]:
    """How it ended, and its last line."""
    command = [sys.executable, "-c", script, *arguments]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False, timeout=30)
    return done.returncode, done.stdout.splitlines()[-1:]


#: An endless run whose first round has only just looked whether anything is due when the signals named come.
BEGINNING_RUN = """
import asyncio, signal, sys
from tests.simulate.scene import run
from tests.simulate.test_stopping import queue
from worker.stopping import Stop, stop_signals
from worker.store.memory import MemoryStore
from worker.watching import every, watch

class Interrupted(MemoryStore):
    left = [signal.Signals[name] for name in sys.argv[1:]]

    async def due(self):
        while self.left:
            heard = Stop()
            with stop_signals(heard):
                again = heard.asked.is_set()
                signal.raise_signal(self.left.pop())
                await (heard.at_once if again else heard.asked).wait()
        return await super().due()

async def main():
    async with Interrupted() as store:
        await queue(store, 3)
        summary = await watch(store, lambda: run(store), every(60), at_once=True, sweep_seconds=60)
        print(summary.stopped, {row.status.value async for row in store.list()})

asyncio.run(main())
"""


@pytest.mark.parametrize("signals", [["SIGINT"], ["SIGTERM"], ["SIGINT", "SIGTERM"]], ids="-".join)
def test_a_signal_is_heard_by_a_round_that_begins(signals: list[str]) -> None:
    """A watch that is told to stop just before its drain begins to listen claims nothing any more."""
    assert _said(BEGINNING_RUN, *signals) == (0, ["True {'pending'}"])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_run_soon(in_thread: InThread, tmp_path: Path, number: signal.Signals) -> None:
    """In the midst of a batch of ten seconds: what was simulated is written, the rest given back."""
    path = tmp_path / "store.db"

    async def statuses() -> list[Status]:
        async with SqliteStore(path) as store:
            rows = [one.status async for one in store.list()]
            if not rows:
                await queue(store, 600)
            return rows

    in_thread(statuses())
    command = [sys.executable, "-c", SLOW_RUN, str(path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(number)
        out, _ = process.communicate(timeout=8)
    stopped, processed = json.loads(out.splitlines()[-1])
    assert (process.returncode, stopped) == (0, True)
    assert 0 < processed < 400
    assert Counter(in_thread(statuses())) == {Status.APPLIED: processed, Status.PENDING: 600 - processed}
