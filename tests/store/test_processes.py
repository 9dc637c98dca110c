"""Many processes on one SQLite file: no row twice, none lost, and none stuck with a worker that was killed."""

import asyncio
import json
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.store.scene import ADA
from worker.model import Job, NewApplication, Outcome, Status, lease_of
from worker.store import ClaimRequest, open_store
from worker.store.sqlite import SqliteStore

ROOT = Path(__file__).parents[2]
WORKERS = 8
ROWS = 4_000


async def _queue(url: str, rows: int) -> None:
    async with open_store(url) as store:
        await store.add(
            [NewApplication(ADA, Job("", f"https://jobs.example/{n}", board=f"b{n % 3}")) for n in range(rows)]
        )


async def work(url: str, worker: str) -> list[str]:
    """Claim and finish until nothing is due; returns the ids it worked."""
    worked: list[str] = []
    async with open_store(url) as store:
        while claimed := await store.claim(ClaimRequest(worker, 25, timedelta(seconds=600))):
            outcomes = [
                Outcome(one.id, lease_of(one).token, Status.APPLIED, {"mode": "simulate"}, {"worker": worker})
                for one in claimed
            ]
            assert await store.finish(outcomes) == ["done"] * len(claimed)
            worked += [one.id for one in claimed]
    return worked


async def hold(url: str, worker: str) -> None:
    """Claim ten rows, say which, begin to submit the first, and hold them all until killed."""
    async with open_store(url) as store:
        claimed = await store.claim(ClaimRequest(worker, 10, timedelta(seconds=1)))
        await store.begin_submit(claimed[0].id, lease_of(claimed[0]).token, {"hash": "abc"})
        print(json.dumps([one.id for one in claimed]), flush=True)  # noqa: T201 - the answer to the test
        await asyncio.sleep(600)


def _start(verb: str, url: str, worker: str) -> "subprocess.Popen[str]":
    program = (
        "import asyncio, json, sys; from tests.store import test_processes as t; "
        "print(json.dumps(asyncio.run(getattr(t, sys.argv[1])(*sys.argv[2:]))))"
    )
    command = [sys.executable, "-c", program, verb, url, worker]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT)


@pytest.mark.parametrize("fresh", [False, True], ids=["many rows", "all open a new file"])
async def test_many_processes(tmp_path: Path, fresh: bool) -> None:
    """Eight processes share a queue: each row is worked once, by one, and every row is worked."""
    url = f"sqlite:///{tmp_path}/store.db"
    if not fresh:
        await _queue(url, ROWS)
    workers = [_start("work", url, f"w{n}") for n in range(WORKERS)]
    worked: list[str] = []
    for process in workers:
        out, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
        worked += json.loads(out)
    assert len(worked) == len(set(worked)) == (0 if fresh else ROWS)
    with closing(sqlite3.connect(tmp_path / "store.db")) as file:
        rows = file.execute("select status, attempts, attempt_meta from applications").fetchall()
    assert Counter((status, attempts, len(json.loads(meta)["attempts"])) for status, attempts, meta in rows) == (
        {} if fresh else {("applied", 1, 1): ROWS}
    )


async def test_a_killed_worker_loses_nothing(tmp_path: Path) -> None:
    """After `kill -9` a sweep gives the rows to others, but for the one whose submit had begun."""
    url = f"sqlite:///{tmp_path}/store.db"
    await _queue(url, 30)
    with _start("hold", url, "killed") as process:
        assert process.stdout is not None
        held = json.loads(process.stdout.readline())
        process.send_signal(signal.SIGKILL)
    late = datetime.now(UTC) + timedelta(seconds=2)
    async with SqliteStore(tmp_path / "store.db", clock=lambda: late) as store:
        swept = await store.sweep()
        assert swept.unconfirmed == (held[0],)
        assert set(swept.pending) == set(held[1:])
    assert len(await work(url, "next")) == 29
