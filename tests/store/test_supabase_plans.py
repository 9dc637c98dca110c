"""At many rows no call of the queue reads the table from end to end: what PostgreSQL itself says of its plans."""

import json
import re
from collections.abc import Iterator
from typing import Any, LiteralString

import psycopg
import pytest

from tests.supabase.databases import Databases

#: Enough that reading the whole table costs more than an index; the benchmark looks at a million.
ROWS = 20_000
#: A queue of which a third each waits, is worked on, and is done.
FILL: LiteralString = """
    insert into users (id) values ('00000000-0000-4000-8000-0000000000ad');
    insert into jobs (id, url, board)
    select ('10000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, 'https://jobs.example/' || n, 'b' || n % 7
    from generate_series(1, $rows) n;
    insert into applications (id, user_id, job_id, status, priority, created_at, lease_owner, lease_token,
        lease_expires_at, next_attempt_at, artifacts)
    select ('20000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, '00000000-0000-4000-8000-0000000000ad',
        ('10000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid,
        (array['pending', 'processing', 'applied'])[n % 3 + 1], n % 2, now() + n * interval '1 microsecond', 'w',
        't' || n / 10, now() + interval '1 hour', case when n % 9 = 0 then now() + interval '1 hour' end, '{}'
    from generate_series(1, $rows) n;
"""
LEASES = json.dumps([{"id": f"20000000-0000-4000-8000-{n:012}", "token": f"t{n // 10}"} for n in range(1, 400, 3)])
OUTCOMES = json.dumps(
    [{**lease, "status": "failed", "artifacts": {}, "attempt": {}, "counts": True} for lease in json.loads(LEASES)]
)
ONE = "20000000-0000-4000-8000-000000000003"
POSTING = json.dumps(
    [{"user": {"id": "00000000-0000-4000-8000-0000000000ad"}, "job": {"url": "https://jobs.example/new"}}]
)
#: Function -> its arguments.
CALLS: dict[str, tuple[object, ...]] = {
    "claim": ("w", 500, 60, "mine"),
    "claim of boards": ("w", 500, 60, "mine", ["b1", "b2", "b9"]),
    "claim with rates": ("w", 500, 60, "mine", None, '{"b1": 10}'),
    "heartbeat": (LEASES, 60),
    "begin_submit": ("20000000-0000-4000-8000-000000000001", "t0", "{}"),
    "finish": (OUTCOMES,),
    "release": (LEASES,),
    "sweep": (),
    "get": (ONE,),
    "find": ("20000000-0000-4000-8000-0000000000",),
    "page": (100, None, "2026-01-01", ONE),
    "page of settled": (100, "applied", "2026-01-01", ONE),
    "add": (POSTING,),
    "answer": (ONE, '{"salary": "1"}'),
    "cancel": (ONE,),
    "retry": (ONE,),
}


@pytest.fixture(scope="module")
def connection(databases: Databases) -> Iterator[psycopg.Connection[Any]]:
    """A superuser's connection to a filled queue that the planner has not looked at yet, telling of every plan."""
    dsn = databases.create()
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(FILL.replace("$rows", str(ROWS)))
        for setting in (
            "load 'auto_explain'",
            "set auto_explain.log_min_duration = 0",
            "set auto_explain.log_nested_statements = on",
            "set client_min_messages = log",
            "set jit = off",
        ):
            connection.execute(setting)
        yield connection
    databases.drop(dsn)


@pytest.fixture(params=["just filled", "analyzed"], scope="module")
def queue(request: pytest.FixtureRequest, connection: psycopg.Connection[Any]) -> psycopg.Connection[Any]:
    """The same as a worker meets it at first, and when the server has had time to count."""
    if request.param == "analyzed":
        connection.execute("analyze")
    return connection


def plans(connection: psycopg.Connection[Any], call: str) -> str:
    """The plans of everything that one call does; its changes are undone."""
    told: list[str] = []
    connection.add_notice_handler(handler := lambda notice: told.append(str(notice.message_primary)))
    given = CALLS[call]
    places = ", ".join(["%s"] * len(given))
    try:
        with connection.transaction(force_rollback=True):
            connection.execute(f"select apply_bot_{call.split(maxsplit=1)[0]}({places})", given)
    finally:
        connection.remove_notice_handler(handler)
    return "\n".join(told)


@pytest.mark.parametrize("call", CALLS)
def test_no_call_reads_the_whole_table(queue: psycopg.Connection[Any], call: str) -> None:
    """Every statement inside finds its rows by an index."""
    told = plans(queue, call)
    assert "Index" in told
    assert not re.search(r"Seq Scan on (applications|jobs)", told), told


@pytest.mark.parametrize(("call", "index"), [("claim", "apply_bot_due"), ("claim of boards", "apply_bot_due_of_board")])
def test_a_claim_reads_no_further_than_it_takes(queue: psycopg.Connection[Any], call: str, index: str) -> None:
    """Due rows come from the index in the order in which they go: nothing between it and the limit sorts them."""
    told = plans(queue, call)
    found = re.search(rf"Limit .*\n(?:.*-> +LockRows .*\n)?.*-> +Index (?:Only )?Scan using {index} ", told)
    assert found, told


def test_a_scan_would_be_noticed(queue: psycopg.Connection[Any]) -> None:
    """The check above can fail: a column without an index is looked for everywhere."""
    told: list[str] = []
    queue.add_notice_handler(handler := lambda notice: told.append(str(notice.message_primary)))
    queue.execute("select id from applications where attempts = 7")
    queue.remove_notice_handler(handler)
    assert "Seq Scan on applications" in "\n".join(told)
