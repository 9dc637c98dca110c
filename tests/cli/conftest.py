"""apply-bot in this process: quick, and judged by what it prints, by its exit code and by what the store holds."""

import asyncio
import os
from collections.abc import Callable, Coroutine, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
import structlog
from typer.testing import CliRunner, Result

from tests.samples import artifacts
from worker.cli import app
from worker.model import Application, Job, Json, NewApplication, Outcome, Status, User, lease_of
from worker.store import ClaimRequest, Store, open_store

T = TypeVar("T")


@dataclass
class Shell:
    """A folder of one's own to type in, and the store that its commands use."""

    folder: Path
    pool: ThreadPoolExecutor

    def type(self, *words: str, stdin: str | None = None) -> Result:
        """`apply-bot WORDS`; in a thread, for the main one may have an event loop already."""
        return self.pool.submit(CliRunner().invoke, app, list(words), stdin, prog_name="apply-bot").result()

    def wait(self, coroutine: Coroutine[Any, Any, T]) -> T:
        return self.pool.submit(asyncio.run, coroutine).result()

    @property
    def url(self) -> str:
        return f"sqlite:///{self.folder / 'applications.db'}"

    def add(self, url: str = "https://jobs.example.com/1", **job: Any) -> str:
        """Queue one; its id."""

        async def add(store: Store) -> str:
            new = NewApplication(User("u", "ada@example.com", "Ada"), Job("", url, **job))
            return (await store.add([new]))[0].id

        return self.with_store(add)

    def end(self, key: str, status: Status, *, review: Json | None = None, left: Json | None = None) -> None:
        """End the one pending application as an attempt would have."""

        async def end(store: Store) -> None:
            claimed = {a.id: a for a in await store.claim(ClaimRequest("w", 100, timedelta(minutes=5)))}
            token = lease_of(claimed[key]).token
            await store.finish([Outcome(key, token, status, left or artifacts(), {"number": 1}, review)])
            await store.release([lease_of(a) for a in claimed.values() if a.id != key])

        self.with_store(end)

    def rows(self) -> list[Application]:
        async def rows(store: Store) -> list[Application]:
            return [a async for a in store.list()]

        return self.with_store(rows)

    def row(self) -> Application:
        (only,) = self.rows()
        return only

    def with_store(self, work: Callable[[Store], Coroutine[Any, Any, T]]) -> T:
        async def opened() -> T:
            async with open_store(self.url) as store:
                return await work(store)

        return self.wait(opened())


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shell]:
    """An empty folder, and nothing of the developer's own environment."""
    for name in [name for name in os.environ if name.startswith(("APPLY_BOT_", "SUPABASE_"))]:
        monkeypatch.delenv(name)
    for name, value in {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path), "COLUMNS": "160"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    with ThreadPoolExecutor(1) as pool:
        shell = Shell(tmp_path, pool)
        monkeypatch.setenv("APPLY_BOT_STORE", shell.url)
        yield shell
    structlog.reset_defaults()  # it was set to write into the runner's own stderr


def words_of(result: Result) -> Sequence[str]:
    """Stdout without the folding of tables."""
    return result.stdout.split()
