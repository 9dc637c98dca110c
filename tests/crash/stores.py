"""The stores that workers die over: how workers find each, how tests open it, how time passes for the dead."""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from worker.store import Store
from worker.store.rows import text_of
from worker.store.sqlite import SqliteStore
from worker.store.supabase import SupabaseStore
from worker.store.supabase_access import Access

if TYPE_CHECKING:
    from tests.supabase.project import Project


@dataclass(frozen=True)
class Ground:
    """One store, empty at first."""

    #: As in `points.STORES`.
    name: str
    #: What `apply.store` says.
    url: str
    open: Callable[[], Store]
    #: Ends the leases of the workers named, as time would.
    expire: Callable[[Sequence[str]], None]
    #: Environment of the workers.
    env: Mapping[str, str] = field(default_factory=dict)


def _sqlite(request: pytest.FixtureRequest) -> Ground:
    folder: Path = request.getfixturevalue("tmp_path")
    path = folder / "applications.db"

    def expire(workers: Sequence[str]) -> None:
        past = text_of(datetime.now(UTC) - timedelta(seconds=1))
        rows = [(past, worker) for worker in workers]
        with closing(sqlite3.connect(path, timeout=60)) as file, file:
            file.executemany(
                "update applications set lease_expires_at = ? where lease_owner = ? and status = 'processing'", rows
            )

    return Ground("sqlite", f"sqlite:///{path}", lambda: SqliteStore(path), expire)


def _supabase(request: pytest.FixtureRequest) -> Ground:
    project: Project = request.getfixturevalue("project")

    def expire(workers: Sequence[str]) -> None:
        project.sql(
            "update public.applications set lease_expires_at = now() - interval '1 second' "
            "where lease_owner = any (%s) and status = 'processing'",
            list(workers),
        )

    access = Access(project.url, project.service_key)
    return Ground("supabase", "supabase", lambda: SupabaseStore(access), expire, project.env)


#: Name -> how to make one.
GROUNDS: Mapping[str, Callable[[pytest.FixtureRequest], Ground]] = {"sqlite": _sqlite, "supabase": _supabase}
