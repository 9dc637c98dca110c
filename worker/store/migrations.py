"""The SQL that makes a Supabase project ready, and its way into one: as text, or over a PostgreSQL connection."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from worker.errors import BadInput, StoreUnavailable

if TYPE_CHECKING:
    import psycopg

#: Where the Supabase CLI keeps them in a checkout; an installed apply-bot carries a copy in `sql/`.
_CHECKOUT = Path(__file__).parents[2] / "supabase" / "migrations"
_PATIENCE_SECONDS = 15
#: The Supabase CLI's own record, so that `supabase db push` knows what is there.
_RECORD = """
create schema if not exists supabase_migrations;
create table if not exists supabase_migrations.schema_migrations (
    version text not null primary key, statements text[], name text);
"""
#: Our own errors begin so; a server's own may quote rows.
_RAISED = "P0001"


@dataclass(frozen=True, slots=True)
class Migration:
    """One file."""

    #: Its time, by which the Supabase CLI knows it: "20261124000000".
    version: str
    name: str
    sql: str


def migrations() -> list[Migration]:
    """In the order in which they are applied."""
    carried = files(__package__).joinpath("sql", "migrations")
    folder = carried if carried.is_dir() else _CHECKOUT
    found = sorted((file for file in folder.iterdir() if file.name.endswith(".sql")), key=lambda file: file.name)
    return [_read(file.name, file.read_text(encoding="utf-8")) for file in found]


def script() -> str:
    """All of it as one text to paste; run as one transaction, so that it is done wholly or not at all."""
    parts = [f"-- {one.version} {one.name}\n\n{one.sql.strip()}\n" for one in migrations()]
    return "begin;\n\n" + "\n".join(parts) + "\ncommit;\n"


def migrate(dsn: str) -> list[str]:
    """Apply them all in one transaction; the names of those that were new. Safe to repeat.

    Raises `BadInput` for tables that cannot be adopted, saying why, `StoreUnavailable` where the server cannot be used.
    """
    with _connected(dsn) as connection:
        connection.execute("select pg_advisory_xact_lock(hashtext('apply-bot migrations'))")
        connection.execute(_RECORD)
        known = _known(connection)
        for one in migrations():
            connection.execute(one.sql.encode())
            connection.execute(
                "insert into supabase_migrations.schema_migrations (version, name) values (%s, %s)"
                " on conflict (version) do nothing",
                (one.version, one.name),
            )
    return [one.name for one in migrations() if one.version not in known]


def missing(dsn: str) -> list[str]:
    """The names of those that this database has no record of."""
    with _connected(dsn) as connection:
        (there,) = connection.execute("select to_regclass('supabase_migrations.schema_migrations')").fetchone() or ("",)
        known = _known(connection) if there else set[str]()
    return [one.name for one in migrations() if one.version not in known]


def _known(connection: "psycopg.Connection[Any]") -> set[str]:
    return {version for (version,) in connection.execute("select version from supabase_migrations.schema_migrations")}


def _read(filename: str, sql: str) -> Migration:
    version, name = re.fullmatch(r"(\d+)_(.+)\.sql", filename).groups()  # type: ignore[union-attr]
    return Migration(version, name, sql)


@contextmanager
def _connected(dsn: str) -> "Iterator[psycopg.Connection[Any]]":
    """One transaction; every error of the server becomes one sentence without the values it quotes."""
    try:
        import psycopg  # noqa: PLC0415 - an extra, which only this needs
    except ModuleNotFoundError:
        raise BadInput(
            "db: expected psycopg to be installed, found none; `pip install 'apply-bot[db]'`, or paste what "
            "`apply-bot db sql` prints into the project's SQL editor"
        ) from None
    try:
        # Supabase's pooler keeps no prepared statements.
        with psycopg.connect(dsn, connect_timeout=_PATIENCE_SECONDS, prepare_threshold=None) as connection:
            yield connection
    except psycopg.Error as error:
        raise _told(error) from None


def _told(error: "psycopg.Error") -> BadInput | StoreUnavailable:
    message = (error.diag.message_primary or "").strip()
    if error.sqlstate == _RAISED:
        return BadInput(f"db: {'; '.join(message.splitlines())}. Nothing was changed.")
    if error.sqlstate is None:
        return StoreUnavailable(
            "db: expected a PostgreSQL that answers at SUPABASE_DB_URL, found none or no right to enter; copy the URI "
            "anew from the project's page, under Connect, and put its database password in"
        )
    if error.sqlstate == "42501":
        return StoreUnavailable(
            f"db: expected the owner of the project's tables, found an account without that right ({message}); "
            "connect as postgres"
        )
    return StoreUnavailable(f"db: expected the SQL to run, found {error.sqlstate}: {message}. Nothing was changed.")
