"""How the SQLite store chooses the rows of one claim; everything here runs inside its transaction."""

import heapq
import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

import orjson

from worker.model import Application, Job, Lease, Status, User
from worker.store import rules
from worker.store.base import ClaimRequest
from worker.store.rows import load, text_of, user_from
from worker.store.sqlite_rows import QUERIES, stopped

#: A row of the query `due_of_board`; rows compare by who goes first.
Row = tuple[int, str, str, int, str]


@dataclass(frozen=True, slots=True)
class Claimed:
    """What one claim took: one lease token for all of its rows."""

    #: JSON of the query `chosen`.
    rows: str
    users: Mapping[str, User]
    token: str
    owner: str
    now: datetime
    expires_at: datetime

    def applications(self) -> list[Application]:
        """Not part of the claim, so that the store's thread is free sooner."""
        return list(self._applications(orjson.loads(self.rows)))

    def _applications(self, rows: Iterable[list[Any]]) -> Iterator[Application]:
        users, now, token, owner, expires_at = self.users, self.now, self.token, self.owner, self.expires_at
        for key, user, priority, attempts, created, meta, artifacts, job, url, title, company, board, raw in rows:
            yield Application(
                key,
                users[user],
                Job(job, url, title, company, board, load(raw)),
                Status.PROCESSING,
                load(artifacts),
                load(meta),
                datetime.fromisoformat(created),
                now,
                attempts,
                priority,
                None,
                Lease(key, token, owner, expires_at),
            )


def claim(connection: sqlite3.Connection, request: ClaimRequest, now: datetime) -> Claimed:
    """Put the rows that go first under a lease."""
    connection.execute(QUERIES["wake"], {"now": text_of(now)})
    chosen = [] if stopped(connection) else _choose(connection, request, now)
    token, expires = secrets.token_hex(16), now + request.lease
    seqs = {"seqs": orjson.dumps([seq for _, _, _, seq, _ in chosen]).decode()}
    lease = {"owner": request.worker, "token": token, "expires": text_of(expires), "now": text_of(now)}
    connection.execute(QUERIES["lease"], {**lease, **seqs})
    _pace(connection, {board for *_, board in chosen}, request, now)
    users = {row[0]: user_from(row) for row in connection.execute(QUERIES["users"], seqs)}
    (rows,) = connection.execute(QUERIES["chosen"], seqs).fetchone()
    return Claimed(rows, users, token, request.worker, now, expires)


def _choose(connection: sqlite3.Connection, request: ClaimRequest, now: datetime) -> list[Row]:
    """Each board's rows come in order from the index; merging them reads no further than the claim takes."""
    boards = {board for (board,) in connection.execute(QUERIES["due_boards"])}
    if request.boards is not None:
        boards &= request.boards
    if request.spacing:
        boards -= {
            board
            for board, moment in connection.execute(QUERIES["resting"], (text_of(now),))
            if rules.rests(datetime.fromisoformat(moment), request.spacing.get(board), now)
        }
    queues = {board: connection.execute(QUERIES["due_of_board"], (board,)) for board in boards}
    try:
        ordered = heapq.merge(*(_take(board, rows, request) for board, rows in queues.items()))
        return list(islice(ordered, max(request.limit, 0)))
    finally:
        # An open cursor would walk the very index that the claim now changes.
        for rows in queues.values():
            rows.close()


def _take(board: str, rows: Iterable[Row], request: ClaimRequest) -> Iterable[Row]:
    """A paced board gives one row per claim."""
    return islice(rows, 1) if request.spacing.get(board, 0) > 0 else rows


def _pace(connection: sqlite3.Connection, boards: set[str], request: ClaimRequest, now: datetime) -> None:
    for board in boards & request.spacing.keys():
        following = now + timedelta(seconds=request.spacing[board])
        connection.execute(QUERIES["rest"], {"board": board, "next": text_of(following)})
