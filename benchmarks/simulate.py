"""How fast `run --simulate` drains a queue: beside a bare batch update, and beside one row at a time.

    python benchmarks/simulate.py [--rows 10000 200000] [--rounds 5] [--json FILE]

Every run is a fresh process on its own copy of the same SQLite file, and the ways take turns, so that a slow moment of
the machine meets them all: a ratio is the median of the rounds' own ratios. All write artifacts of the same size with
the same JSON encoder.

- simulate: what `run --simulate` does. Rows are claimed under a lease, in an order, safe from other workers; simulated;
  and written with the attempt's history. Two transactions a batch.
- bare batch update: the least that writes such artifacts. It reads the same postings, encodes, updates, commits a batch
  of the same size under the same settings of SQLite: no lease, no order, no history, no other worker.
- constant batch update: less than that. Ids alone are read, and all artifacts are one but for the id.
- one at a time, synced: the plain way. Select one, update one, commit, with the durability that SQLite has unless told
  otherwise: on disk before the next.
- one at a time, unsynced: the same with the weaker setting that the batches use.
"""

import argparse
import asyncio
import json
import math
import re
import resource
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson

from adapters.contract.registry import load
from worker.config import Config
from worker.drain import run_simulated
from worker.model import Application, Job, Mode, NewApplication, User
from worker.profile import Profile
from worker.store.base import Store
from worker.store.database import PRAGMAS
from worker.store.memory import MemoryStore
from worker.store.sqlite import SqliteStore
from worker.summary import RunOptions, RunSummary

#: Rows per transaction, in the worker and in the bare batch update alike.
BATCH = 500
#: One row at a time is slow: its rate is taken from the first so many rows.
ONE_BY_ONE = 10_000
_APPLICANT = User("00000000-0000-4000-8000-000000000001", "ada.example@example.org", "Ada Example")


def main() -> None:
    options = _options()
    if options.way:
        print(json.dumps(_measure(options.way, Path(options.file))))
        return
    results = {rows: _compare(rows, options.rounds) for rows in options.rows}
    print(_table(results))
    if options.json:
        Path(options.json).write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, nargs="+", default=[10_000, 200_000])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", help="also write every single figure to this file")
    parser.add_argument("--way", choices=sorted(WAYS), help=argparse.SUPPRESS)
    parser.add_argument("--file", help=argparse.SUPPRESS)
    return parser.parse_args()


def _compare(rows: int, rounds: int) -> dict[str, list[dict[str, float]]]:
    """Every way, `rounds` times, taking turns so that a slow moment of the machine meets them all."""
    runs: dict[str, list[dict[str, float]]] = {way: [] for way in WAYS}
    with tempfile.TemporaryDirectory() as folder:
        queue = Path(folder) / "queue.db"
        asyncio.run(_fill(queue, rows))
        for number in range(rounds):
            for way in WAYS:
                print(f"{rows} rows, round {number + 1}/{rounds}: {way}", file=sys.stderr)
                runs[way].append(_fresh_process(way, queue, Path(folder) / "run.db"))
    return runs


def _fresh_process(way: str, queue: Path, copy: Path) -> dict[str, float]:
    shutil.copy(queue, copy)
    command = [sys.executable, __file__, "--way", way, "--file", str(copy)]
    answer = subprocess.run(command, check=True, capture_output=True, text=True)
    for file in copy.parent.glob("run.db*"):
        file.unlink()
    measured: dict[str, float] = json.loads(answer.stdout)
    return measured


async def _fill(path: Path, rows: int) -> None:
    async with SqliteStore(path) as store:
        for start in range(0, rows, 5_000):
            await store.add([_new(n) for n in range(start, min(start + 5_000, rows))])


def _new(number: int) -> NewApplication:
    url = f"https://boards.greenhouse.io/company{number % 997}/jobs/{4_000_000 + number}"
    return NewApplication(_APPLICANT, Job("", url, f"Engineer {number}", f"Company {number % 997}", "greenhouse"))


def _measure(way: str, path: Path) -> dict[str, float]:
    start, cpu = time.perf_counter(), time.process_time()
    drained = WAYS[way](path)
    seconds, spent = time.perf_counter() - start, time.process_time() - cpu
    with sqlite3.connect(path) as connection:
        query = "select count(*), avg(length(artifacts)) from applications where status = 'applied'"
        applied, size = connection.execute(query).fetchone()
    if applied != drained:
        raise SystemExit(f"{way}: expected {drained} applied rows, found {applied}")
    return {"rows": drained, "seconds": seconds, "cpu_seconds": spent, "peak_mib": _peak(), "artifacts_bytes": size}


def _peak() -> float:
    """This process's own peak in MiB; `getrusage` would count what its parent had before it."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return int(re.search(r"VmHWM:\s+(\d+)", status.read_text(encoding="utf-8"))[1]) / 1024  # type: ignore[index]


def _worker(path: Path) -> int:
    """What `apply-bot run --simulate` does."""

    async def drain() -> int:
        async with SqliteStore(path) as store:
            return (await _simulate(store)).processed

    return asyncio.run(drain())


async def _simulate(store: Store) -> RunSummary:
    return await run_simulated(
        store,
        Config(),
        RunOptions(mode=Mode.SIMULATE),
        registry=load(),
        profile_of=_no_profile,
        on_progress=lambda _progress: None,
        batch=BATCH,
    )


def _no_profile(_application: Application) -> Profile:
    raise NotImplementedError("the benchmark's postings ask nothing")


def _bare_batch(path: Path) -> int:
    """Read what goes in, encode, update."""
    return _drain(path, _POSTINGS, BATCH)


def _constant_batch(path: Path) -> int:
    """Ids alone are read, and every row gets the same artifacts but for its id."""
    return _drain(path, _IDS, BATCH)


def _one_synced(path: Path) -> int:
    """Select one, update one, commit, as SQLite does it when nothing is set: on disk before the next."""
    return _drain(path, _POSTINGS, 1, synchronous="full", most=ONE_BY_ONE)


def _one_unsynced(path: Path) -> int:
    """The same with the worker's own, weaker setting."""
    return _drain(path, _POSTINGS, 1, most=ONE_BY_ONE)


_DUE = "from applications a {} where a.status = 'pending' and a.next_attempt_at is null limit ?"
_IDS = f"select a.id {_DUE.format('')}"
_POSTINGS = "select a.id, a.user_id, a.job_id, j.url, j.title, j.company, u.email " + _DUE.format(
    "cross join jobs j on j.id = a.job_id cross join users u on u.id = a.user_id"
)
_UPDATE = "update applications set status = 'applied', artifacts = ?, updated_at = ? where id = ?"


def _drain(path: Path, query: str, batch: int, synchronous: str = "normal", most: float = math.inf) -> int:
    connection, artifacts, drained = sqlite3.connect(path, isolation_level=None), _artifacts(), 0
    for pragma in ("journal_mode = wal", *PRAGMAS, f"synchronous = {synchronous}"):
        connection.execute(f"pragma {pragma}")
    while drained < most and (rows := _write(connection, query, batch, artifacts)):
        drained += rows
    return drained


def _write(connection: sqlite3.Connection, query: str, batch: int, artifacts: dict[str, Any]) -> int:
    connection.execute("begin immediate")
    rows = connection.execute(query, (batch,)).fetchall()
    connection.executemany(_UPDATE, [_row(row, artifacts) for row in rows])
    connection.execute("commit")
    return len(rows)


def _row(row: tuple[str, ...], artifacts: dict[str, Any]) -> tuple[str, str, str]:
    key, now = row[0], datetime.now(UTC).isoformat()
    details = {**artifacts["application_details"], "application_id": key}
    written = {**artifacts, "application_details": details}
    if len(row) > 1:
        _, details["user_id"], details["job_id"], url, title, company, email = row
        about = {"job_title": title, "company": company, "user_email": email}
        metadata = {**artifacts["simulation_metadata"], **about}
        written |= {"url": url, "applied_at": now, "simulation_metadata": metadata}
    return orjson.dumps(written).decode(), now, key


def _artifacts() -> dict[str, Any]:
    """What the worker itself writes for one of these rows, to take its size from."""

    async def drain() -> dict[str, Any]:
        async with MemoryStore() as store:
            (added,) = await store.add([_new(123_456)])
            await _simulate(store)
            return (await store.get(added.id)).artifacts

    return asyncio.run(drain())


WAYS: dict[str, Callable[[Path], int]] = {
    "simulate": _worker,
    "bare batch update": _bare_batch,
    "constant batch update": _constant_batch,
    "one at a time, synced": _one_synced,
    "one at a time, unsynced": _one_unsynced,
}


def _table(results: dict[int, dict[str, list[dict[str, float]]]]) -> str:
    lines = [
        "| rows | way | rows/s | rate, to the bare batch | CPU, to the bare batch | peak MiB |",
        "|---|---|---|---|---|---|",
    ]
    for rows, runs in results.items():
        bare = runs["bare batch update"]
        for way, measured in runs.items():
            rate = _spread([_rate(one) for one in measured], ",.0f")
            ratio = _spread([_rate(one) / _rate(other) for one, other in zip(measured, bare, strict=True)], ".2f")
            cpu = _spread([_cpu(one) / _cpu(other) for one, other in zip(measured, bare, strict=True)], ".2f")
            peak = statistics.median(one["peak_mib"] for one in measured)
            lines.append(f"| {rows} | {way} | {rate} | {ratio} | {cpu} | {peak:.1f} |")
    return "\n".join(lines)


def _spread(figures: Sequence[float], form: str) -> str:
    """Median, least and most."""
    return f"{statistics.median(figures):{form}} ({min(figures):{form}}-{max(figures):{form}})"


def _rate(one: dict[str, float]) -> float:
    return one["rows"] / one["seconds"]


def _cpu(one: dict[str, float]) -> float:
    return one["cpu_seconds"] / one["rows"]


if __name__ == "__main__":
    main()
