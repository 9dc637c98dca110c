"""Databases as Supabase projects have them: copies of two templates, the empty project and the migrated one."""

import functools
import secrets
from contextlib import ExitStack
from pathlib import Path
from typing import Any, LiteralString, Self

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.rows import tuple_row

from tests.supabase import postgres

HERE = Path(__file__).parent
MIGRATIONS = HERE.parents[1] / "supabase" / "migrations"

_PREFIX = "apply_bot_test_"
#: Who prepares roles and templates, of all processes that use one server; its advisory lock.
_ROLES = 4_711
#: Which runs are alive: each holds the lock of its number.
_RUNS = 4_712


class Databases:
    """All databases of one run on one server; dropped in the end, as are those of runs that were killed."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._run = secrets.randbelow(2**31)
        self._made = 0
        self._dsn = ""

    def __enter__(self) -> Self:
        self._dsn = self._stack.enter_context(postgres.server())
        self._main = self._stack.enter_context(psycopg.connect(self._dsn, autocommit=True))
        self._main.execute("select pg_advisory_lock(%s, %s)", (_RUNS, self._run))
        self._drop_left_behind()
        return self

    def __exit__(self, *exc: object) -> None:
        self._drop(self._run)
        self._stack.close()

    def create(self, *, migrated: bool = True) -> str:
        """A new database; a superuser's connection string to it."""
        return self._copy(self._migrated if migrated else self._empty)

    def drop(self, dsn: str) -> None:
        self._main.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(_name(dsn))))

    @functools.cached_property
    def _empty(self) -> str:
        """What Supabase gives to a new project."""
        with self._alone():
            self._main.execute(_read(HERE / "roles.sql"))
        dsn = self._copy("template0")
        with psycopg.connect(dsn) as connection:
            connection.execute(_read(HERE / "platform.sql"))
        return _name(dsn)

    @functools.cached_property
    def _migrated(self) -> str:
        """The same with our migrations, applied by the project's owner, and a copy of the rows they bring."""
        dsn = self._copy(self._empty)
        with self._alone():
            migrate(dsn)
        with psycopg.connect(dsn) as connection:
            _keep_rows(connection)
        return _name(dsn)

    def _copy(self, template: str) -> str:
        name = f"{_PREFIX}{self._run}_{self._made}"
        self._made += 1
        known = {"name": sql.Identifier(name), "template": sql.Identifier(template)}
        self._main.execute(sql.SQL("create database {name} template {template} owner project_owner").format(**known))
        # A test's commits need not outlive a power cut.
        self._main.execute(sql.SQL("alter database {name} set synchronous_commit = off").format(**known))
        return make_conninfo(self._dsn, dbname=name)

    def _alone(self) -> "_Alone":
        return _Alone(self._main)

    def _drop_left_behind(self) -> None:
        rows = self._main.execute("select datname from pg_database where starts_with(datname, %s)", (_PREFIX,))
        for run in {int(name.removeprefix(_PREFIX).partition("_")[0]) for (name,) in rows} - {self._run}:
            if self._ask("select pg_try_advisory_lock(%s, %s)", _RUNS, run):
                self._drop(run)
                self._ask("select pg_advisory_unlock(%s, %s)", _RUNS, run)

    def _drop(self, run: int) -> None:
        pattern = f"{_PREFIX}{run}_"
        for (name,) in self._main.execute("select datname from pg_database where starts_with(datname, %s)", (pattern,)):
            self.drop(make_conninfo(self._dsn, dbname=name))

    def _ask(self, query: LiteralString, *values: object) -> Any:
        row = self._main.execute(query, values).fetchone()
        return row and row[0]


class _Alone:
    """Roles belong to the whole server: one process at a time changes them."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection

    def __enter__(self) -> None:
        self._connection.execute("select pg_advisory_lock(%s)", (_ROLES,))

    def __exit__(self, *exc: object) -> None:
        self._connection.execute("select pg_advisory_unlock(%s)", (_ROLES,))


def migrations() -> list[Path]:
    """In the order in which the Supabase CLI applies them."""
    return sorted(MIGRATIONS.glob("*.sql"))


def migrate(dsn: str) -> None:
    """Apply every migration to this database, each in a transaction, as the project's owner: no superuser."""
    with psycopg.connect(owner(dsn)) as connection:
        for path in migrations():
            connection.execute(_read(path))
            connection.commit()


def owner(dsn: str) -> str:
    """The same database for the project's owner, whom Supabase calls postgres."""
    return make_conninfo(dsn, user="project_owner", password="project_owner")  # noqa: S106 - of a database of tests


def restore(connection: psycopg.Connection[Any]) -> None:
    """Empty every table of the project, and bring back the rows that the migrations made."""
    tables = [*_ours(connection), ("auth", "users"), ("storage", "objects"), ("storage", "buckets")]
    with connection.transaction():
        connection.execute("set local session_replication_role = replica")
        for name in tables:
            # Of a few rows far quicker than truncating, which makes every index anew on disk.
            connection.execute(sql.SQL("delete from {}").format(sql.Identifier(*name)))
        for _, kept in _tables(connection, "kept"):
            schema, _, table = kept.partition(".")
            copy = sql.SQL("insert into {} select * from {}")
            connection.execute(copy.format(sql.Identifier(schema, table), sql.Identifier("kept", kept)))


def _keep_rows(connection: psycopg.Connection[Any]) -> None:
    connection.execute("create schema kept")
    for schema, table in [*_ours(connection), ("storage", "buckets")]:
        copy = sql.SQL("create table {} as table {}")
        name = sql.Identifier("kept", f"{schema}.{table}")
        rows = connection.execute(copy.format(name, sql.Identifier(schema, table))).rowcount
        if not rows:
            connection.execute(sql.SQL("drop table {}").format(name))


def _ours(connection: psycopg.Connection[Any]) -> list[tuple[str, str]]:
    return [*_tables(connection, "public"), *_tables(connection, "apply_bot")]


def _tables(connection: psycopg.Connection[Any], schema: str) -> list[tuple[str, str]]:
    query = "select schemaname::text, tablename::text from pg_tables where schemaname = %s order by 2"
    with connection.cursor(row_factory=tuple_row) as cursor:
        return cursor.execute(query, (schema,)).fetchall()


def _read(path: Path) -> LiteralString:
    """A file of this repository, which is as good as a literal."""
    return path.read_text(encoding="utf-8")


def _name(dsn: str) -> str:
    return str(conninfo_to_dict(dsn)["dbname"])
