"""`apply-bot db`: how a store stands, and a Supabase project made ready."""

import json
import sys
from collections.abc import Iterator

import psycopg
import pytest

from tests.cli.conftest import Shell
from tests.supabase.databases import Databases
from tests.supabase.project import Project
from worker.store import migrations
from worker.store.supabase import VERSION


@pytest.fixture(scope="module")
def bare(databases: Databases) -> Iterator[Project]:
    """A project that Supabase has just made."""
    with Project(databases, migrated=False) as project:
        yield project


@pytest.fixture
def owner(shell: Shell, bare: Project, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """Whoever has that project's keys, and no store named otherwise."""
    monkeypatch.delenv("APPLY_BOT_STORE")
    for name, value in {**bare.env, "SUPABASE_DB_URL": bare.dsn}.items():
        monkeypatch.setenv(name, value)
    return shell


def test_from_an_empty_project(owner: Shell, bare: Project) -> None:
    """`status` says what is missing, `migrate` brings it, and once more changes nothing."""
    before = owner.type("db", "status", "--json")
    told = json.loads(before.stdout)
    assert (before.exit_code, len(told["missing_migrations"])) == (1, len(migrations.migrations()))
    assert "run `apply-bot db migrate`" in told["error"]
    done = owner.type("db", "migrate", "--json")
    assert json.loads(done.stdout)["applied"] == told["missing_migrations"]
    bare.reload()
    # PostgREST reads the new schema a moment later.
    after = next(one for n in range(60) if (one := owner.type("db", "status")).exit_code == 0 or n == 59)
    assert after.exit_code == 0, after.output
    assert "rows        none yet; 0 due now\nmigrations  all there" in after.stdout
    assert "were applied once more" in owner.type("db", "migrate").stdout
    findings = {one["name"]: one for one in json.loads(owner.type("doctor", "--json").stdout)["findings"]}
    assert findings["store"]["text"] == "supabase: empty"
    assert "service-role" in findings["supabase"]["text"]
    assert owner.type("add", "https://jobs.example.com/acme/baker").exit_code == 0
    assert json.loads(owner.type("run", "--simulate", "--json").stdout)["processed"] == 1
    assert bare.sql("select status from applications") == [{"status": "applied"}]


def test_functions_of_an_older_apply_bot(owner: Shell, bare: Project) -> None:
    """A project whose files are all recorded, but as they were before an update, is refused until it is migrated."""
    assert owner.type("db", "migrate").exit_code == 0
    bare.sql(
        "create or replace function apply_bot_status() returns json language sql stable as"
        " $$ select json_build_object('version', 1, 'worker', apply_bot.is_worker()) $$;"
        " drop function apply_bot_spent; drop function apply_bot_name_board"
    )
    bare.reload()
    sentence = f"expected version {VERSION} of apply-bot's functions at {bare.url}, found 1; run `apply-bot db migrate`"
    told = json.loads(owner.type("db", "status", "--json").stdout)
    assert told["missing_migrations"] == []
    for command in (("db", "status"), ("add", "https://jobs.example.com/acme/miller"), ("run", "--simulate")):
        done = owner.type(*command)
        assert (done.exit_code != 0, sentence in done.stderr) == (True, True), done.output
        assert "all there" not in done.output
    owner.type("db", "migrate")
    bare.reload()
    assert owner.type("db", "status").exit_code == 0
    assert bare.sql("select apply_bot_spent('ada', '2026-01-01') as spent") == [{"spent": 0}]


def test_tables_that_cannot_be_adopted(shell: Shell, databases: Databases, monkeypatch: pytest.MonkeyPatch) -> None:
    """One sentence says what stands in the way, and nothing is changed."""
    with Project(databases, migrated=False) as project:
        monkeypatch.setenv("SUPABASE_DB_URL", project.dsn)
        with psycopg.connect(project.dsn) as connection:
            connection.execute("create table applications (id uuid, user_id uuid, job_id uuid, status text)")
            connection.execute("insert into applications values (null, gen_random_uuid(), gen_random_uuid(), 'sent')")
        done = shell.type("db", "migrate")
        assert done.exit_code == 1
        assert "applications.status: expected one of pending," in done.stderr
        assert "sent (1)" in done.stderr
        assert "Nothing was changed." in done.stderr
        assert project.sql("select to_regnamespace('apply_bot') as ours, to_regclass('jobs') as jobs") == [
            {"ours": None, "jobs": None}
        ]


def test_doctor_without_a_login(owner: Shell, monkeypatch: pytest.MonkeyPatch, bare: Project) -> None:
    """With the anon key alone, one sentence says which of the two to add."""
    monkeypatch.delenv("SUPABASE_SERVICE_ROLE_KEY")
    monkeypatch.setenv("SUPABASE_ANON_KEY", bare.anon_key)
    done = owner.type("doctor", "--json")
    findings = {one["name"]: one for one in json.loads(done.stdout)["findings"]}
    assert (done.exit_code, findings["supabase"]["state"]) == (1, "bad")
    assert "SUPABASE_WORKER_EMAIL and SUPABASE_WORKER_PASSWORD" in findings["supabase"]["text"]


def test_sql_to_paste(shell: Shell, databases: Databases) -> None:
    """What `sql` prints does by itself all that `migrate` does."""
    text = shell.type("db", "sql").stdout
    with Project(databases, migrated=False) as project:
        with psycopg.connect(project.dsn, autocommit=True) as connection:
            connection.execute(text.encode())
        assert project.sql("select version from json_to_record(apply_bot_status()) as told (version int)") == [
            {"version": VERSION}
        ]


@pytest.mark.parametrize(
    ("dsn", "said"),
    [
        ("", "paste what `apply-bot db sql` prints"),
        ("postgresql://postgres:hunter2@127.0.0.1:1/postgres", "expected a PostgreSQL that answers"),
        ("no connection string", "expected a PostgreSQL that answers"),
    ],
)
def test_no_database(shell: Shell, monkeypatch: pytest.MonkeyPatch, dsn: str, said: str) -> None:
    """Without a way in, one sentence says which to add, and never the password."""
    monkeypatch.setenv("SUPABASE_DB_URL", dsn)
    done = shell.type("db", "migrate")
    assert (done.exit_code, said in done.stderr) == (1, True), done.stderr
    assert "hunter2" not in done.output


def test_no_psycopg(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the extra, one sentence says how to go on without it."""
    monkeypatch.setitem(sys.modules, "psycopg", None)
    done = shell.type("db", "migrate", "--db-url", "postgresql://127.0.0.1:1/x")
    assert (done.exit_code, "paste what `apply-bot db sql` prints" in done.stderr) == (1, True)


def test_status_of_a_file(shell: Shell) -> None:
    """`status` tells of the embedded store as well."""
    shell.add()
    told = json.loads(shell.type("db", "status", "--json").stdout)
    assert (told["rows"], told["due"], told["missing_migrations"], told["error"]) == ({"pending": 1}, 1, None, "")
