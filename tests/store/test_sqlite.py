"""What only the SQLite store promises: its file, its plans, and what it refuses to open."""

import re
import sqlite3
import stat
from collections.abc import Callable, Coroutine, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.store.scene import ADA, Clock, Scene, outcome
from worker.errors import ApplyBotError, BadInput, StoreUnavailable
from worker.model import Job, NewApplication, Status
from worker.store import open_store
from worker.store.memory import MemoryStore
from worker.store.sqlite import SqliteStore
from worker.store.sqlite_rows import QUERIES

InThread = Callable[[Coroutine[Any, Any, None]], None]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.db"


@pytest.fixture
def connection(path: Path, in_thread: InThread) -> Iterator[sqlite3.Connection]:
    """The file of a store that was opened once, read with nothing but SQLite."""
    in_thread(opened(f"sqlite:///{path}"))
    with closing(sqlite3.connect(path)) as connection:
        yield connection


async def opened(url: str) -> None:
    async with open_store(url):
        pass


async def test_what_is_written_is_there_after_reopening(path: Path) -> None:
    """A store opened again has every row as it was."""
    async with SqliteStore(path, clock=Clock()) as store:
        key = await Scene(store, Clock()).ended(Status.NEEDS_REVIEW, review={"why": "login", "text": "Log in."})
        before = await store.get(key)
    async with open_store(f"sqlite:///{path}") as store:
        assert await store.get(key) == before


async def test_facts_are_readable_by_their_owner_alone(tmp_path: Path) -> None:
    """The file holds an applicant's facts, so nobody else may open it, nor the folder made for it."""
    path = tmp_path / "new" / "store.db"
    async with SqliteStore(path) as store:
        await store.save_user(ADA)
        for file in path.parent.iterdir():
            assert stat.S_IMODE(file.stat().st_mode) == 0o600, file
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_relative_and_absolute_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, in_thread: InThread) -> None:
    """Three slashes name a path from here, four an absolute one."""
    monkeypatch.chdir(tmp_path)
    in_thread(opened("sqlite:///here.db"))
    in_thread(opened(f"sqlite:///{tmp_path}/there.db"))
    assert {file.name for file in tmp_path.glob("*.db")} == {"here.db", "there.db"}


def test_memory_has_its_own_url() -> None:
    """`memory:` is the store that is gone with the process."""
    assert isinstance(open_store("memory:"), MemoryStore)


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("", "sqlite:///PATH"),
        ("store.db", "sqlite:///PATH"),
        ("sqlite:store.db", "path after sqlite:///"),
        ("sqlite://store.db", "path after sqlite:///"),
        ("sqlite:///", "path after sqlite:///"),
        ("sqlite:///folder/", "path after sqlite:///"),
        ("sqlite:///:memory:", "write memory:"),
        ("memory", "memory:"),
    ],
)
def test_malformed_urls(url: str, says: str) -> None:
    """A URL of no store is refused at once, with the forms that there are."""
    with pytest.raises(BadInput, match=says):
        open_store(url)


def test_an_unknown_url_is_not_repeated() -> None:
    """It may carry a password."""
    with pytest.raises(BadInput, match="postgres:") as raised:
        open_store("postgres://user:s3cret@host/db")
    assert "s3cret" not in str(raised.value)


async def test_unusable_paths(tmp_path: Path) -> None:
    """A directory, a path through a file, and a file that is no database are each named for what they are."""
    (tmp_path / "text.txt").write_text("This is a letter, not a database. " * 50, encoding="utf-8")
    cases = {
        tmp_path: "directory",
        tmp_path / "text.txt" / "store.db": "not a directory|file exists",
        tmp_path / "text.txt": "not a database",
        Path("/proc/no-such-folder/store.db"): "found: ",
    }
    for unusable, says in cases.items():
        with pytest.raises(StoreUnavailable, match=says) as raised:
            await opened(f"sqlite:///{unusable}")
        assert str(unusable) in str(raised.value)
    assert (tmp_path / "text.txt").read_text(encoding="utf-8").startswith("This is a letter")


async def test_another_programs_database_is_left_alone(path: Path) -> None:
    """A file with tables of somebody else is refused and not changed."""
    with closing(sqlite3.connect(path)) as other:
        other.execute("create table bookmarks (url text)")
    with pytest.raises(StoreUnavailable, match="another program"):
        await opened(f"sqlite:///{path}")
    with closing(sqlite3.connect(path)) as other:
        assert other.execute("select name from sqlite_master").fetchall() == [("bookmarks",)]
        assert other.execute("pragma journal_mode").fetchone() == ("delete",)


async def test_a_newer_schema_is_refused(path: Path) -> None:
    """A file written by a later version says so instead of being misread."""
    await opened(f"sqlite:///{path}")
    with closing(sqlite3.connect(path)) as later:
        later.execute("pragma user_version = 99")
    with pytest.raises(StoreUnavailable, match="update apply-bot"):
        await opened(f"sqlite:///{path}")


async def test_a_closed_store_says_so(path: Path) -> None:
    """Using a store before it is entered is told, not hung."""
    with pytest.raises(StoreUnavailable, match="enter the store"):
        await SqliteStore(path).counts()


async def test_a_file_that_breaks_while_open(path: Path) -> None:
    """Whatever SQLite says becomes one sentence with the path."""
    async with SqliteStore(path) as store:
        with closing(sqlite3.connect(path)) as other:
            other.execute("drop table board_rates")
            other.execute("drop view whole")
        with pytest.raises(StoreUnavailable, match="whole") as raised:
            await store.get("some-id")
        assert str(path) in str(raised.value)


async def test_a_board_named_later_moves_its_rows(path: Path) -> None:
    """Whoever corrects `jobs.board` by hand changes what claims of that board take."""
    async with SqliteStore(path) as store:
        scene = Scene(store, Clock())
        await scene.queue(2)
        with closing(sqlite3.connect(path)) as other, other:
            other.execute("update jobs set board = 'lever'")
        assert len(await scene.claim(boards=frozenset({"lever"}))) == 2


@pytest.mark.parametrize("column", ["attempt_meta", "artifacts"])
def test_malformed_json_cannot_get_in(
    path: Path, connection: sqlite3.Connection, column: str, in_thread: InThread
) -> None:
    """One row that cannot be read would stop every claim, so the file refuses it, whoever writes."""

    async def queue() -> None:
        async with SqliteStore(path) as store:
            await store.add([NewApplication(ADA, Job("", "https://jobs.example/1"))])

    in_thread(queue())
    for wrong in ("", "[1]", "{", "null"):
        with pytest.raises(sqlite3.DatabaseError):
            connection.execute(f"update applications set {column} = ?", (wrong,))  # noqa: S608 - a fixed name


@pytest.mark.parametrize(
    ("name", "index"),
    [
        ("due_of_board", "applications_due"),
        ("due_boards", "applications_due"),
        ("wake", "applications_waiting"),
        ("expired", "applications_leased"),
        ("page_of_settled", "applications_settled"),
        ("due", "applications_due"),
        ("finish", "sqlite_autoindex_applications"),
        ("heartbeat", "sqlite_autoindex_applications"),
        ("find", "sqlite_autoindex_applications"),
        ("retry_simulated", "applications_settled"),
    ],
)
def test_queries_use_their_index(connection: sqlite3.Connection, name: str, index: str) -> None:
    """At a million rows nothing that a worker calls reads the table from end to end, or sorts it."""
    plan = explain(connection, name)
    assert index in plan
    assert "SCAN applications\n" not in plan
    assert "SCAN a\n" not in plan
    assert "TEMP B-TREE" not in plan


def explain(connection: sqlite3.Connection, name: str) -> str:
    query = QUERIES[name]
    rows = connection.execute(f"explain query plan {query}", _given(query))
    return "".join(f"{row[3]}\n" for row in rows)


def _given(query: str) -> str | dict[str, str]:
    """Something for every parameter, by position or by name."""
    if "?" in query:
        return "x" * query.count("?")
    return dict.fromkeys(re.findall(r":(\w+)", query), "x")


def test_a_query_that_scans_would_be_noticed(connection: sqlite3.Connection) -> None:
    """The check above can fail: counting by an unindexed column reads the table."""
    plan = connection.execute("explain query plan select id from applications where attempts = 1").fetchall()
    assert plan[0][3] == "SCAN applications"


async def test_writes_that_may_not_be_lost_are_synced(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`begin_submit` and the outcome of a live attempt survive a power cut; simulated ones need not."""
    seen: list[int] = []
    async with SqliteStore(path) as store:
        scene = Scene(store, Clock())
        await scene.queue(2)
        live, simulated = await scene.claim(2)
        database = store._database
        write = database.write

        async def spy(work: object, *, durable: bool = False) -> object:
            def recorded(connection: sqlite3.Connection) -> object:
                seen.append(connection.execute("pragma synchronous").fetchone()[0])
                return work(connection)  # type: ignore[operator]

            return await write(recorded, durable=durable)

        monkeypatch.setattr(database, "write", spy)
        assert live.lease is not None
        await store.begin_submit(live.id, live.lease.token, {})
        await store.finish([outcome(live, artifacts={"mode": "live"})])
        await store.finish([outcome(simulated, artifacts={"mode": "simulate"})])
    assert seen == [2, 2, 1]


async def test_errors_are_ours(path: Path) -> None:
    """Nobody outside the store needs to know SQLite's exceptions."""
    async with SqliteStore(path) as store:
        user = replace(ADA, id=None)  # type: ignore[arg-type]
        with pytest.raises(ApplyBotError):
            await store.save_user(user)
