"""What the SQLite store does to single rows; everything here runs inside its transaction."""

import sqlite3
import uuid
from collections.abc import Sequence
from datetime import datetime
from itertools import chain
from typing import Any

from worker.model import Application, NewApplication, Outcome, Status, Swept, User
from worker.store import rules, sql
from worker.store.base import Added, Finished, Restored
from worker.store.rows import application_from, dump, text_of

QUERIES = sql.queries("sqlite_queries.sql")

#: What the query `finish` takes of each outcome, in its order.
FinishRow = tuple[str, str, str, str, str, str | None, str | None, int, str]
_ONE_ROW = "(?, ?, ?, ?, ?, ?, ?, ?, ?)"
#: SQLite takes 32,766 values a statement.
_STATEMENT_ROWS = 1_000


def user_row(user: User) -> dict[str, Any]:
    profile = None if user.profile is None else dump(user.profile)
    return {"id": user.id, "email": user.email, "name": user.name, "profile": profile}


def add(connection: sqlite3.Connection, new: NewApplication, now: datetime) -> Added:
    queued = connection.execute(QUERIES["queued"], {"user_id": new.user.id, "url": new.job.url}).fetchone()
    if queued:
        return Added(queued[0], created=False)
    key, at, job = new.id or str(uuid.uuid4()), text_of(now), new.job
    posting = {"id": job.id or str(uuid.uuid4()), "url": job.url, "title": job.title, "company": job.company}
    row = {"id": key, "user_id": new.user.id, "url": job.url, "priority": new.priority, "now": at}
    try:
        connection.execute(QUERIES["add_user"], {**user_row(new.user), "now": at})
        connection.execute(QUERIES["add_job"], {**posting, "board": job.board, "raw": dump(job.raw), "now": at})
        connection.execute(QUERIES["add_application"], {**row, "attempt_meta": dump(new.attempt_meta)})
    except sqlite3.IntegrityError as error:
        raise rules.taken(new) from error
    return Added(key, created=True)


def get(connection: sqlite3.Connection, application_id: str) -> Application:
    row = connection.execute(QUERIES["get"], (application_id,)).fetchone()
    if row is None:
        raise rules.unknown(application_id)
    return application_from(row)


def stopped(connection: sqlite3.Connection) -> str:
    """Why everything is stopped; "" where it is not."""
    row = connection.execute(QUERIES["stopped"]).fetchone()
    return row[0] if row else ""


def put(connection: sqlite3.Connection, application_id: str, change: rules.Change, now: datetime) -> None:
    due = change.next_attempt_at
    row = {
        "id": application_id,
        "status": change.status,
        "attempts": change.attempts,
        "next_attempt_at": due and text_of(due),
        "attempt_meta": dump(change.attempt_meta),
        "now": text_of(now),
    }
    connection.execute(QUERIES["put"], row)


def restore(connection: sqlite3.Connection, given: Application) -> Restored:
    rules.insist_settled(given)
    updated, due = text_of(given.updated_at), given.next_attempt_at
    there = connection.execute(QUERIES["queued_as"], {"user_id": given.user.id, "url": given.job.url}).fetchone()
    if there and (there[1] == Status.PROCESSING or there[2] > updated):
        return "kept"
    key = add(connection, NewApplication(given.user, given.job, id=given.id), given.created_at).id
    connection.execute(QUERIES["fill_user"], user_row(given.user))
    row = {
        "id": key,
        "status": given.status,
        "attempts": given.attempts,
        "priority": given.priority,
        "next_attempt_at": due and text_of(due),
        "artifacts": dump(given.artifacts),
        "attempt_meta": dump(given.attempt_meta),
        "updated": updated,
    }
    connection.execute(QUERIES["restore"], row)
    return "replaced" if there else "added"


def forget(connection: sqlite3.Connection, application_ids: Sequence[str]) -> int:
    gone = [
        row for key in set(application_ids) for row in connection.execute(QUERIES["forgettable"], (key,)).fetchall()
    ]
    connection.executemany("delete from applications where id = ?", [(key,) for key, _, _ in gone])
    connection.executemany(QUERIES["forget_job"], {(job,) for _, _, job in gone})
    connection.executemany(QUERIES["forget_user"], {(user,) for _, user, _ in gone})
    return len(gone)


def finish_row(outcome: Outcome, now: str) -> FinishRow:
    due = outcome.next_attempt_at
    return (
        outcome.application_id,
        outcome.token,
        # The driver is slow on subclasses of str and int, and this is called for every row.
        str(outcome.status),
        dump(outcome.artifacts),
        dump(outcome.attempt),
        dump(outcome.review) if outcome.review else None,
        text_of(due) if due else None,
        int(outcome.counts),
        now,
    )


def finish(connection: sqlite3.Connection, rows: Sequence[FinishRow]) -> list[Finished]:
    """All at once, as nearly always every lease is held; one by one only where some was not."""
    connection.execute("savepoint batch")
    parts = [rows[start : start + _STATEMENT_ROWS] for start in range(0, len(rows), _STATEMENT_ROWS)]
    if sum(_finish(connection, part) for part in parts) == len(rows):
        return ["done"] * len(rows)
    connection.execute("rollback to batch")
    return [_finish_one(connection, row) for row in rows]


def _finish(connection: sqlite3.Connection, rows: Sequence[FinishRow]) -> int:
    """How many were written, by one statement: other threads go on working while it runs."""
    query = QUERIES["finish"].replace(_ONE_ROW, ", ".join([_ONE_ROW] * len(rows)))
    connection.execute(query, list(chain.from_iterable(rows))).close()
    written: int = connection.execute("select changes()").fetchone()[0]
    return written


def _finish_one(connection: sqlite3.Connection, row: FinishRow) -> Finished:
    if _finish(connection, [row]):
        return "done"
    key, token, *_ = row
    found = connection.execute(QUERIES["finished"], (key,)).fetchone()
    return "repeated" if found and found[0] == token else "stale"


def release(connection: sqlite3.Connection, rows: Sequence[dict[str, Any]], now: datetime) -> None:
    for row in rows:
        if connection.execute(QUERIES["release"], row).rowcount:
            continue
        if connection.execute(QUERIES["held"], (row["id"], row["token"])).fetchone():
            put(connection, row["id"], rules.abandoned(get(connection, row["id"]), now), now)


def sweep(connection: sqlite3.Connection, now: datetime) -> Swept:
    swept: dict[Status, list[str]] = {Status.PENDING: [], Status.UNCONFIRMED: []}
    for (key,) in connection.execute(QUERIES["expired"], (text_of(now),)).fetchall():
        change = rules.expired(get(connection, key), now)
        put(connection, key, change, now)
        swept[change.status].append(key)
    return Swept(tuple(swept[Status.PENDING]), tuple(swept[Status.UNCONFIRMED]))
