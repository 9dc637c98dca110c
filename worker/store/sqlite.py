"""The embedded store: one SQLite file, safe for many processes on one machine."""

import sqlite3
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Self

from worker.files import Files
from worker.model import Application, Approval, Json, Lease, Mode, NewApplication, Outcome, Status, Swept, User
from worker.store import rules, sqlite_claim, sqlite_rows
from worker.store.base import Added, ClaimRequest, Finished, Restored
from worker.store.database import Database
from worker.store.rows import application_from, dump, text_of, utc_now
from worker.store.sqlite_rows import QUERIES

#: A plain string, since comparing it to a `StrEnum` for every row takes its time.
_LIVE = Mode.LIVE.value
_SETTLED = frozenset(Status) - {Status.PENDING, Status.PROCESSING}


class SqliteStore:
    """The store contract over one SQLite file."""

    def __init__(self, path: Path, *, clock: Callable[[], datetime] = utc_now) -> None:
        self.url = f"sqlite:///{path}"
        self.path = path
        self.files: Files | None = None
        self._database = Database(path)
        self._clock = clock

    async def __aenter__(self) -> Self:
        await self._database.open()
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self._database.close()

    async def save_user(self, user: User) -> None:
        row = {**sqlite_rows.user_row(user), "now": text_of(self._clock())}
        await self._database.write(lambda c: c.execute(QUERIES["save_user"], row).close())

    async def add(self, new: Sequence[NewApplication]) -> list[Added]:
        now = self._clock()

        def work(connection: sqlite3.Connection) -> list[Added]:
            # A microsecond apart, so that rows queued together still go in order.
            return [sqlite_rows.add(connection, one, now + timedelta(microseconds=i)) for i, one in enumerate(new)]

        return await self._database.write(work)

    async def claim(self, request: ClaimRequest) -> list[Application]:
        claimed = await self._database.write(lambda c: sqlite_claim.claim(c, request, self._clock()))
        return claimed.applications()

    async def name_board(self, job_id: str, board: str) -> None:
        row = {"id": job_id, "board": board}
        await self._database.write(lambda c: c.execute(QUERIES["name_board"], row).close())

    async def heartbeat(self, leases: Sequence[Lease], lease: timedelta) -> set[str]:
        expires = text_of(self._clock() + lease)

        def work(connection: sqlite3.Connection) -> set[str]:
            return {
                held.application_id
                for held in leases
                if connection.execute(
                    QUERIES["heartbeat"], {"expires": expires, "id": held.application_id, "token": held.token}
                ).rowcount
            }

        return await self._database.write(work)

    async def begin_submit(self, application_id: str, token: str, plan: Json) -> None:
        now = text_of(self._clock())
        begun = dump({"at": now, "plan": plan, "token": token})
        row = {"id": application_id, "token": token, "begun": begun, "now": now}

        def work(connection: sqlite3.Connection) -> None:
            if not connection.execute(QUERIES["begin_submit"], row).rowcount:
                sqlite_rows.get(connection, application_id)
                raise rules.stale(application_id)
            if because := sqlite_rows.stopped(connection):
                raise rules.stopped(because)

        await self._database.write(work, durable=True)

    async def finish(self, outcomes: Sequence[Outcome]) -> list[Finished]:
        now = text_of(self._clock())
        rows = [sqlite_rows.finish_row(outcome, now) for outcome in outcomes]
        # Losing the record of a submission would mean a second one.
        durable = any(outcome.artifacts.get("mode") == _LIVE for outcome in outcomes)
        return await self._database.write(lambda c: sqlite_rows.finish(c, rows), durable=durable)

    async def release(self, leases: Sequence[Lease], *, until: datetime | None = None, because: str = "") -> None:
        now, waiting = self._clock(), until and dump(rules.waiting(until, because))
        shared = {"now": text_of(now), "until": until and text_of(until), "waiting": waiting}
        rows = [{"id": held.application_id, "token": held.token, **shared} for held in leases]
        await self._database.write(lambda c: sqlite_rows.release(c, rows, now))

    async def spend(self, key: str, day: str, cap: int) -> bool:
        row = {"key": key, "day": day, "cap": cap}
        return bool(await self._database.write(lambda c: c.execute(QUERIES["spend"], row).rowcount))

    async def spent(self, key: str, day: str) -> int:
        row = await self._database.read(lambda c: c.execute(QUERIES["spent"], {"key": key, "day": day}).fetchone())
        return int(row[0]) if row else 0

    async def unspend(self, key: str, day: str) -> None:
        await self._database.write(lambda c: c.execute(QUERIES["unspend"], {"key": key, "day": day}).close())

    async def stop(self, because: str) -> None:
        await self._database.write(lambda c: c.execute(QUERIES["stop"], {"because": because}).close(), durable=True)

    async def resume(self) -> None:
        await self._database.write(lambda c: c.execute(QUERIES["resume"]).close(), durable=True)

    async def stopped(self) -> str:
        return await self._database.read(sqlite_rows.stopped)

    async def sweep(self) -> Swept:
        return await self._database.write(lambda c: sqlite_rows.sweep(c, self._clock()))

    async def restore(self, applications: Sequence[Application]) -> list[Restored]:
        return await self._database.write(lambda c: [sqlite_rows.restore(c, one) for one in applications], durable=True)

    async def forget(self, application_ids: Sequence[str]) -> int:
        return await self._database.write(lambda c: sqlite_rows.forget(c, application_ids))

    async def get(self, application_id: str) -> Application:
        return await self._database.read(lambda c: sqlite_rows.get(c, application_id))

    async def find(self, prefix: str) -> str:
        found = await self._database.read(lambda c: c.execute(QUERIES["find"], {"prefix": prefix}).fetchall())
        return rules.only(prefix, [key for (key,) in found])

    async def list(self, status: Status | None = None, *, page: int = 500) -> AsyncIterator[Application]:
        query = "page" if status is None else "page_of_settled" if status in _SETTLED else "page_of_status"
        after = 0
        while read := await self._page(QUERIES[query], {"after": after, "status": status, "page": page}):
            for row in read:
                yield application_from(row)
            after = read[-1][0]

    async def counts(self) -> dict[Status, int]:
        totals = dict.fromkeys(Status, 0)
        for status, count in await self._database.read(lambda c: c.execute(QUERIES["counts"]).fetchall()):
            totals[Status(status)] += count
        return totals

    async def due(self, now: datetime | None = None) -> int:
        moment = text_of(now or self._clock())
        (count,) = await self._database.read(lambda c: c.execute(QUERIES["due"], (moment,)).fetchone())
        return int(count)

    async def answer(self, application_id: str, answers: Mapping[str, str]) -> Application:
        return await self._decide(application_id, lambda a: rules.answered(a, answers))

    async def approve(self, application_id: str, approval: Approval) -> Application:
        return await self._decide(application_id, lambda a: rules.approved(a, approval))

    async def retry(self, application_id: str) -> Application:
        return await self._decide(application_id, rules.retried)

    async def retry_simulated(self) -> int:
        now = text_of(self._clock())
        return await self._database.write(lambda c: c.execute(QUERIES["retry_simulated"], {"now": now}).rowcount)

    async def cancel(self, application_id: str) -> Application:
        return await self._decide(application_id, rules.cancelled)

    async def _page(self, query: str, row: dict[str, Any]) -> Sequence[tuple[Any, ...]]:
        return await self._database.read(lambda c: c.execute(query, row).fetchall())

    async def _decide(self, application_id: str, rule: Callable[[Application], rules.Change]) -> Application:
        now = self._clock()

        def work(connection: sqlite3.Connection) -> Application:
            sqlite_rows.put(connection, application_id, rule(sqlite_rows.get(connection, application_id)), now)
            return sqlite_rows.get(connection, application_id)

        return await self._database.write(work)
