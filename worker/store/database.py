"""One SQLite file: opened, brought up to date, and worked on by one thread, a transaction at a time."""

import asyncio
import os
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from worker.errors import StoreUnavailable
from worker.store import sql

T = TypeVar("T")

#: Marks a file as ours ("aply"), so that another program's database is never written to.
APPLICATION_ID = 0x61706C79
#: The schema's versions, in order: `sql/<name>.sql`.
VERSIONS = ("sqlite_001", "sqlite_002")

#: Seconds to wait for other processes' transactions.
_BUSY_SECONDS = 60.0
#: Where more is queued: the thread begins in Python and then works in SQLite alone, beside whoever asked; were they to
#: go on at once, each would wait for the other to let go of Python.
_HEAD_START_SECONDS = 0.001
#: Page cache in KiB, so that memory stays flat however large the file.
_CACHE_KIB = 8_192
#: Pages that the log may grow by before it is written back: a page that changes often is then written back once.
_LOG_PAGES = 4_000
#: The log is cut back to this after it was written back (bytes).
_LOG_BYTES = 16 * 1024 * 1024
#: How each connection works; the benchmark gives its own the same.
PRAGMAS = (
    "synchronous = normal",
    "foreign_keys = on",
    f"cache_size = -{_CACHE_KIB}",
    f"wal_autocheckpoint = {_LOG_PAGES}",
    f"journal_size_limit = {_LOG_BYTES}",
)


class Database:
    """Hands work to its thread; knows transactions, durability and errors, and nothing of what is stored."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="sqlite")
        #: Calls that the thread has not finished.
        self._queued = 0
        self._connection: sqlite3.Connection | None = None

    async def open(self) -> None:
        await self._hop(self._open)

    async def close(self) -> None:
        await self._hop(self._close)
        self._thread.shutdown()

    async def read(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run one query; it sees one state of the file."""
        return await self._hop(lambda: work(self._live()))

    async def write(self, work: Callable[[sqlite3.Connection], T], *, durable: bool = False) -> T:
        """Run `work` in one transaction, undone where it raises; `durable` outlives a power cut once this returns."""
        return await self._hop(lambda: self._transaction(work, durable=durable))

    async def _hop(self, call: Callable[[], T]) -> T:
        self._queued += 1
        try:
            result = await asyncio.get_running_loop().run_in_executor(self._thread, call)
        except sqlite3.Error as error:
            raise StoreUnavailable(f"store: expected a working database at {self.path}, found: {error}") from error
        finally:
            self._queued -= 1
        if self._queued:
            await asyncio.sleep(_HEAD_START_SECONDS)
        return result

    def _live(self) -> sqlite3.Connection:
        if self._connection is None:
            raise StoreUnavailable(f"store: expected {self.path} to be open, found it closed; enter the store first")
        return self._connection

    def _transaction(self, work: Callable[[sqlite3.Connection], T], *, durable: bool) -> T:
        connection = self._live()
        if durable:
            connection.execute("pragma synchronous = full")
        try:
            with _transaction(connection):
                return work(connection)
        finally:
            if durable:
                connection.execute("pragma synchronous = normal")

    def _open(self) -> None:
        _make_file(self.path)
        connection = sqlite3.connect(self.path, timeout=_BUSY_SECONDS, isolation_level=None)
        try:
            _check_owner(connection, self.path)
            _use_log(connection)
            for pragma in PRAGMAS:
                connection.execute(f"pragma {pragma}")
            _migrate(connection, self.path)
        except BaseException:
            connection.close()
            raise
        self._connection = connection

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class _transaction:  # noqa: N801 - reads as a statement
    """`begin immediate`, so that two writers wait for each other instead of failing half-way."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def __enter__(self) -> None:
        self._connection.execute("begin immediate")

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        if kind is None:
            self._connection.execute("commit")
        elif self._connection.in_transaction:
            self._connection.execute("rollback")


def _make_file(path: Path) -> None:
    """Applicants' facts go in: only its owner may read the file."""
    if path.is_dir():
        raise StoreUnavailable(f"store: expected a database file, found the directory {path}; name a file inside it")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise StoreUnavailable(
            f"store: expected a file that can be written at {path}, found: {reason}; choose another path"
        ) from error


def _check_owner(connection: sqlite3.Connection, path: Path) -> None:
    try:
        (owner,) = connection.execute("pragma application_id").fetchone()
        (tables,) = connection.execute("select count(*) from sqlite_master").fetchone()
    except sqlite3.DatabaseError as error:
        raise StoreUnavailable(f"store: expected an SQLite database at {path}, found: {error}") from error
    if owner != APPLICATION_ID and tables:
        raise StoreUnavailable(f"store: expected a database of apply-bot at {path}, found another program's")


def _use_log(connection: sqlite3.Connection) -> None:
    """Switch to the write-ahead log; SQLite does not wait here by itself when several processes do so at once."""
    deadline = time.monotonic() + _BUSY_SECONDS
    while True:
        try:
            connection.execute("pragma journal_mode = wal")
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Bring the schema up to date; of several processes one does it, the others find it done."""
    if _version(connection) == len(VERSIONS):
        return
    with _transaction(connection):
        version = _version(connection)
        if version > len(VERSIONS):
            raise StoreUnavailable(
                f"store: expected a schema up to version {len(VERSIONS)} at {path}, found {version}; update apply-bot"
            )
        for name in VERSIONS[version:]:
            for statement in sql.statements(sql.read(f"{name}.sql")):
                connection.execute(statement)
        connection.execute(f"pragma application_id = {APPLICATION_ID}")
        connection.execute(f"pragma user_version = {len(VERSIONS)}")


def _version(connection: sqlite3.Connection) -> int:
    version: int = connection.execute("pragma user_version").fetchone()[0]
    return version
