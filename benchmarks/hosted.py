"""A Supabase project as the store: how fast it is drained, and how long a claim takes in a long queue.

    python benchmarks/hosted.py [--rows 10000] [--rounds 5] [--pending 1000 1000000] [--plan FILE]

Real PostgreSQL and PostgREST behind one gateway on this machine (`tests/supabase`), the same for all ways.

- drain: what `apply-bot run --simulate` does. Claimed, simulated and written in batches by RPC.
- plain: the plain way with the same client. Select one pending row with its posting, by the index that the claim uses;
  update it with artifacts of the same size; and so on. No lease, no history, no other worker. Its rate is taken from
  the first so many rows (`--plain`).

Each run is a fresh process on a queue made anew, and the ways take turns. A claim's latency is measured in two
databases in turn, by the client and in the database alone: ten rows each time, given back before the next.
"""

import argparse
import asyncio
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack, ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, LiteralString

import psycopg

from adapters.contract.registry import load
from tests.supabase.databases import Databases
from tests.supabase.project import Project
from worker.config import Config
from worker.drain import run_simulated
from worker.model import Application, Mode, lease_of
from worker.profile import Profile
from worker.store.base import ClaimRequest
from worker.store.supabase import SupabaseStore
from worker.store.supabase_access import Access
from worker.summary import RunOptions

#: Claims of each queue; the first ones only warm the caches.
CLAIMS, WARMING = 200, 20
BATCH = 10
#: Has the server tell the plans of what functions do.
_EXPLAINING: tuple[LiteralString, ...] = (
    "load 'auto_explain'",
    "set auto_explain.log_min_duration = 0",
    "set auto_explain.log_nested_statements = on",
    "set auto_explain.log_analyze = on",
    "set client_min_messages = log",
)
FILL: LiteralString = """
    set session_replication_role = replica;
    insert into users (id, email) values ('00000000-0000-4000-8000-0000000000ad', 'ada.example@example.org');
    insert into jobs (id, url, title, company, board)
    select ('10000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid,
        'https://boards.greenhouse.io/company' || n % 997 || '/jobs/' || n, 'Engineer ' || n, 'Company ' || n % 997,
        'greenhouse'
    from generate_series(1, $rows) n;
    insert into applications (user_id, job_id, board, created_at)
    select '00000000-0000-4000-8000-0000000000ad', id, board, now() + row_number() over () * interval '1 microsecond'
    from jobs;
    set session_replication_role = origin;
"""


def main() -> None:
    options = _options()
    if options.way:
        print(json.dumps(asyncio.run(WAYS[options.way](options))))
        return
    with Databases() as databases:
        result = {"drain": _drains(databases, options), "claim": _claims(databases, options)}
    print(json.dumps(result, indent=2))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--plain", type=int, default=1_000, help="rows from which the plain way's rate is taken")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--pending", type=int, nargs=2, default=[1_000, 1_000_000])
    parser.add_argument("--plan", help="write the longer queue's query plan to this file")
    parser.add_argument("--way", choices=sorted(WAYS), help=argparse.SUPPRESS)
    parser.add_argument("--url", help=argparse.SUPPRESS)
    parser.add_argument("--key", help=argparse.SUPPRESS)
    return parser.parse_args()


def _drains(databases: Databases, options: argparse.Namespace) -> dict[str, Any]:
    """Rows per second of each way, round by round, and the rounds' own ratios."""
    rates: dict[str, list[float]] = {way: [] for way in WAYS}
    with Project(databases) as project:
        for number in range(options.rounds):
            for way in WAYS:
                _fill(project, options.rows)
                project.sql("vacuum analyze")
                print(f"round {number + 1}/{options.rounds}: {way}", file=sys.stderr)
                rates[way].append(_fresh_process(way, project, options))
    ratios = [ours / plain for ours, plain in zip(rates["drain"], rates["plain"], strict=True)]
    return {
        **{way: [round(rate, 1) for rate in found] for way, found in rates.items()},
        "times the plain way": round(statistics.median(ratios), 1),
        "from": round(min(ratios), 1),
        "to": round(max(ratios), 1),
    }


def _fill(project: Project, rows: int) -> None:
    project.reset()
    project.sql(FILL.replace("$rows", str(rows)))


def _fresh_process(way: str, project: Project, options: argparse.Namespace) -> float:
    command = [sys.executable, __file__, "--way", way, "--url", project.url, "--key", project.service_key]
    command += ["--rows", str(options.rows), "--plain", str(options.plain)]
    answer = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    done: dict[str, float] = json.loads(answer.stdout)
    (row,) = project.sql("select count(*) as applied from applications where status = 'applied'")
    if row["applied"] != done["rows"]:
        raise SystemExit(f"{way}: expected {done['rows']} applied rows, found {row['applied']}")
    return done["rows"] / done["seconds"]


async def _drain(options: argparse.Namespace) -> dict[str, float]:
    """What `apply-bot run --simulate` does."""
    async with SupabaseStore(Access(options.url, options.key)) as store:
        start = time.perf_counter()
        summary = await run_simulated(
            store,
            Config(),
            RunOptions(mode=Mode.SIMULATE),
            registry=load(),
            profile_of=_no_profile,
            on_progress=lambda _progress: None,
        )
        return {"rows": summary.processed, "seconds": time.perf_counter() - start}


def _no_profile(_application: Application) -> Profile:
    raise NotImplementedError("the benchmark's postings ask nothing")


async def _plain(options: argparse.Namespace) -> dict[str, float]:
    """Select one, update one."""
    from supabase import acreate_client  # noqa: PLC0415

    client = await acreate_client(options.url, options.key)
    columns = "id, user_id, job_id, jobs(url, title, company), users(email)"
    artifacts = _artifacts()
    start, done = time.perf_counter(), 0
    while done < options.plain:
        due = client.table("applications").select(columns).eq("status", "pending").is_("next_attempt_at", "null")
        first = due.order("priority", desc=True).order("created_at").order("id").limit(1)
        rows: list[Any] = (await first.execute()).data
        if not rows:
            break
        changes = {"status": "applied", "artifacts": {**artifacts, "url": rows[0]["jobs"]["url"]}}
        await client.table("applications").update(changes).eq("id", rows[0]["id"]).execute()
        done += 1
    return {"rows": done, "seconds": time.perf_counter() - start}


def _artifacts() -> dict[str, Any]:
    """As large as what a simulated run writes."""
    return {"version": 1, "method": "simulated", "note": "x" * 700}


WAYS = {"drain": _drain, "plain": _plain}


def _claims(databases: Databases, options: argparse.Namespace) -> dict[str, Any]:
    """Median milliseconds of a claim at each length of the queue, by the client and in the database."""
    with ExitStack() as stack:
        projects = {rows: stack.enter_context(_queue(databases, rows)) for rows in options.pending}
        client, server = asyncio.run(_by_client(projects)), _in_database(projects)
        if options.plan:
            Path(options.plan).write_text(_plan(projects[max(projects)].admin_dsn), encoding="utf-8")
    short, long = options.pending
    return {
        "client ms": client,
        "database ms": server,
        "ratio by the client": round(client[long] / client[short], 2),
        "ratio in the database": round(server[long] / server[short], 2),
    }


@contextmanager
def _queue(databases: Databases, rows: int) -> Iterator[Project]:
    with Project(databases) as project:
        print(f"a queue of {rows} rows", file=sys.stderr)
        _fill(project, rows)
        project.sql("vacuum analyze")
        yield project


async def _by_client(projects: dict[int, Project]) -> dict[int, float]:
    """Through PostgREST: what a worker waits for."""
    seen: dict[int, list[float]] = {rows: [] for rows in projects}
    async with AsyncExitStack() as stack:
        stores = {
            rows: await stack.enter_async_context(SupabaseStore(Access(project.url, project.service_key)))
            for rows, project in projects.items()
        }
        for _ in range(CLAIMS):
            for rows, store in stores.items():
                start = time.perf_counter()
                claimed = await store.claim(ClaimRequest("bench", BATCH, timedelta(minutes=10)))
                seen[rows].append(time.perf_counter() - start)
                await store.release([lease_of(one) for one in claimed])
    return {rows: _median_ms(times) for rows, times in seen.items()}


def _in_database(projects: dict[int, Project]) -> dict[int, float]:
    """The function alone, on one connection each."""
    seen: dict[int, list[float]] = {rows: [] for rows in projects}
    with ExitStack() as stack:
        connections = {
            rows: stack.enter_context(psycopg.connect(project.admin_dsn, autocommit=True))
            for rows, project in projects.items()
        }
        for number in range(CLAIMS):
            for rows, connection in connections.items():
                start = time.perf_counter()
                connection.execute("select apply_bot_claim('bench', %s, 600, %s)", (BATCH, str(number)))
                seen[rows].append(time.perf_counter() - start)
                connection.execute("update applications set status = 'pending' where lease_token = %s", (str(number),))
    return {rows: _median_ms(times) for rows, times in seen.items()}


def _median_ms(seconds: list[float]) -> float:
    return round(statistics.median(seconds[WARMING:]) * 1000, 3)


def _plan(dsn: str) -> str:
    """The plan of the statement that chooses a claim's rows, as PostgreSQL carried it out."""
    told: list[str] = []
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.add_notice_handler(lambda notice: told.append(str(notice.message_primary)))
        for setting in _EXPLAINING:
            connection.execute(setting)
        with connection.transaction(force_rollback=True):
            connection.execute("select apply_bot_claim('bench', %s, 600, 'plan')", (BATCH,))
    (chosen,) = [one for one in told if "limit greatest(wanted" in one]
    return chosen + "\n"


if __name__ == "__main__":
    main()
