"""What the migrations do to a project that has tables already, to one that has none, and when they are run again."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, LiteralString

import psycopg
import pytest
from psycopg.rows import dict_row

from tests.supabase.databases import Databases, migrate, owner

Connection = psycopg.Connection[dict[str, Any]]
COLUMNS = "id, user_id, job_id, status, artifacts, attempt_meta, created_at, updated_at"
#: The eight columns of old, and nothing else that the migrations bring.
OLD: LiteralString = """
    create table users (id uuid primary key);
    create table jobs (id uuid primary key, url text, description text not null default 'kept');
    create table applications (
        id uuid primary key, user_id uuid references users, job_id uuid references jobs,
        status text check (status in ('pending', 'processing', 'applied', 'failed')),
        artifacts jsonb, attempt_meta jsonb, created_at timestamptz, updated_at timestamptz);
"""
ROWS: LiteralString = """
    insert into users select gen_random_uuid() from generate_series(1, 2);
    insert into jobs (id, url) select gen_random_uuid(), 'https://jobs.example/' || n from generate_series(1, 4) n;
    insert into applications
    select gen_random_uuid(), u.id, j.id, s.status, '{"method": "simulated"}', '{"source": "import"}',
        '2026-01-01', '2026-01-02'
    from users u cross join (select id, row_number() over () as n from jobs) j
    join (values (1, 'pending'), (2, 'processing'), (3, 'applied'), (4, 'failed')) s (n, status) on s.n = j.n;
"""

QUEUED: LiteralString = (
    "alter table applications drop constraint applications_status_check;"
    " update applications set status = 'queued' where status = 'failed'"
)


@pytest.fixture
def dsn(databases: Databases) -> Iterator[str]:
    """An empty project's database, for its owner."""
    made = databases.create(migrated=False)
    yield made
    databases.drop(made)


@contextmanager
def connected(dsn: str) -> Iterator[Connection]:
    with psycopg.connect(owner(dsn), row_factory=dict_row, autocommit=True) as connection:
        yield connection


def ask(dsn: str, query: LiteralString, *values: object) -> list[dict[str, Any]]:
    with connected(dsn) as connection:
        cursor = connection.execute(query, values or None)
        return cursor.fetchall() if cursor.description else []


def shape(dsn: str) -> list[dict[str, Any]]:
    """Every column, constraint, index, policy and function there is."""
    return ask(
        dsn,
        "select 'column' as what, table_name || '.' || column_name as name,"
        " data_type || coalesce(column_default, '') as is"
        " from information_schema.columns where table_schema in ('public', 'apply_bot')"
        " union all select 'constraint', conrelid::regclass || '.' || conname, pg_get_constraintdef(oid)"
        " from pg_constraint where connamespace = 'public'::regnamespace"
        " union all select 'index', indexname, indexdef from pg_indexes where schemaname = 'public'"
        " union all select 'policy', tablename || '.' || policyname, coalesce(qual, '') from pg_policies"
        " union all select 'function', oid::regprocedure::text, md5(prosrc) || coalesce(proacl::text, '') from pg_proc"
        " where pronamespace in (select oid from pg_namespace where nspname in ('public', 'apply_bot')) order by 1, 2",
    )


def old_rows(dsn: str) -> list[dict[str, Any]]:
    return ask(dsn, f"select {COLUMNS} from applications order by id")  # noqa: S608 - a fixed list


def test_a_new_project_and_once_more(dsn: str) -> None:
    """Running them again changes nothing."""
    migrate(dsn)
    once = shape(dsn)
    assert len(once) > 50
    migrate(dsn)
    assert shape(dsn) == once


def test_adopting_eight_columns(dsn: str) -> None:
    """Every row keeps all it had, twice over, and then goes through the queue; its jobs keep columns of their own."""
    ask(dsn, OLD)
    ask(dsn, ROWS)
    before = old_rows(dsn)
    migrate(dsn)
    processing = ask(dsn, "select attempt_meta from applications where status = 'processing'")
    assert all(row["attempt_meta"]["source"] == "import" for row in processing)
    once = old_rows(dsn)
    same = [(row, now) for row, now in zip(before, once, strict=True) if row["status"] != "processing"]
    assert len(same) == 6
    assert all(row == now for row, now in same)
    migrate(dsn)
    assert old_rows(dsn) == once
    assert ask(dsn, "select distinct description from jobs") == [{"description": "kept"}]
    told = ask(dsn, "select apply_bot_claim('w', 9, 60, 'token') as told")[0]["told"]
    assert [one["url"] for one in told["applications"]] == ["https://jobs.example/1"] * 2
    finished = [
        {"id": one["id"], "token": "token", "status": "needs_review", "artifacts": {}, "attempt": {}, "counts": True}
        for one in told["applications"]
    ]
    written = ask(dsn, "select apply_bot_finish(%s) as written", json.dumps(finished))
    assert written == [{"written": ["done", "done"]}]


def test_what_another_program_was_processing(dsn: str) -> None:
    """It may have been sent: when nothing more is heard of it, a person decides."""
    ask(dsn, OLD)
    ask(dsn, ROWS)
    migrate(dsn)
    soon = ask(dsn, "select apply_bot_sweep(now() + interval '59 min') as swept")[0]["swept"]
    assert soon == {"pending": [], "unconfirmed": []}
    late = ask(dsn, "select apply_bot_sweep(now() + interval '61 min') as swept")[0]["swept"]
    assert (len(late["pending"]), len(late["unconfirmed"])) == (0, 2)


def test_columns_of_other_types(dsn: str) -> None:
    """An enumerated status, plain JSON, lists, nulls, times without a zone and a missing key are taken in."""
    ask(
        dsn,
        "create type state as enum ('pending', 'applied');"
        "create table users (id uuid, email varchar(80)); create table jobs (id uuid, url text);"
        "create table applications (id uuid, user_id uuid, job_id uuid, status state default 'pending', artifacts json,"
        " attempt_meta json, created_at timestamp, updated_at timestamp);"
        "insert into users values ('00000000-0000-4000-8000-000000000001', null);"
        "insert into jobs values ('00000000-0000-4000-8000-000000000002', 'https://jobs.example/1'),"
        " ('00000000-0000-4000-8000-000000000003', 'https://jobs.example/1');"
        "insert into applications select gen_random_uuid(), '00000000-0000-4000-8000-000000000001', j.id, 'pending',"
        " '[\"a.png\"]', null, '2026-01-01 12:00', null from jobs j",
    )
    migrate(dsn)
    migrate(dsn)
    rows = ask(
        dsn, "select status, artifacts, attempt_meta, created_at at time zone 'UTC' as created from applications"
    )
    assert [(row["status"], row["artifacts"], row["attempt_meta"], str(row["created"])) for row in rows] == [
        ("pending", {"adopted": ["a.png"]}, {}, "2026-01-01 12:00:00")
    ] * 2
    told = ask(dsn, "select apply_bot_claim('w', 9, 60, 'token') as told")[0]["told"]
    assert len(told["applications"]) == 2


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (
            QUEUED,
            "applications.status: expected one of pending, .* queued \\(2\\)",
        ),
        ("update applications set status = null where status = 'failed'", "null \\(2\\)"),
        (
            "insert into applications select gen_random_uuid(), user_id, job_id, 'pending' from applications limit 1",
            "expected one row for each user_id and job_id, found several",
        ),
        ("update applications set job_id = null where status = 'failed'", "found 2 without"),
        (
            "alter table applications drop constraint applications_user_id_fkey, alter user_id type text",
            "applications.user_id: expected a column of type uuid, found text",
        ),
        ("alter table applications alter artifacts type text", "applications.artifacts: expected jsonb, found text"),
        ("alter table applications drop column status", "applications.status: expected a column"),
    ],
)
def test_what_cannot_be_adopted(dsn: str, spoil: LiteralString, says: str) -> None:
    """It is told before anything changes."""
    ask(dsn, OLD)
    ask(dsn, ROWS)
    ask(dsn, spoil)
    before, rows = shape(dsn), ask(dsn, "select * from applications order by id")
    with pytest.raises(psycopg.errors.RaiseException, match=says):
        migrate(dsn)
    assert shape(dsn) == before
    assert ask(dsn, "select * from applications order by id") == rows


def test_wide_policies_of_an_adopted_project(dsn: str) -> None:
    """A policy that shows everything to everybody shows nobody another's application, and lets nobody write."""
    ask(dsn, OLD)
    ask(dsn, ROWS)
    ask(
        dsn,
        "alter table applications enable row level security; create policy all_for_all on applications using (true)",
    )
    ask(dsn, "grant all on applications to anon, authenticated")
    migrate(dsn)
    (person,) = ask(dsn, "select id from users limit 1")
    with connected(dsn) as connection:
        claims = json.dumps({"sub": str(person["id"]), "role": "authenticated"})
        connection.execute("select set_config('request.jwt.claims', %s, false)", (claims,))
        connection.execute("set role authenticated")
        seen = connection.execute("select distinct user_id from applications").fetchall()
        assert seen == [{"user_id": person["id"]}]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("update applications set status = 'applied'")
        connection.execute("set role anon")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("select from applications")
