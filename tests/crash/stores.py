"""The stores that workers die over: how workers find each, how tests open it, how time passes for the dead."""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from worker.store import Store
from worker.store.rows import text_of
from worker.store.sqlite import SqliteStore


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


def sqlite_ground(folder: Path) -> Ground:
    path = folder / "applications.db"

    def expire(workers: Sequence[str]) -> None:
        past = text_of(datetime.now(UTC) - timedelta(seconds=1))
        rows = [(past, worker) for worker in workers]
        with closing(sqlite3.connect(path, timeout=60)) as file, file:
            file.executemany(
                "update applications set lease_expires_at = ? where lease_owner = ? and status = 'processing'", rows
            )

    return Ground("sqlite", f"sqlite:///{path}", lambda: SqliteStore(path), expire)


#: Name -> how to make one in a folder.
GROUNDS: Mapping[str, Callable[[Path], Ground]] = {"sqlite": sqlite_ground}
