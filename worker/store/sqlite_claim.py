"""How the SQLite store chooses the rows of one claim; everything here runs inside its transaction."""

import heapq
import secrets
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

import orjson

from worker.model import Application, Job, Lease, Status, User
from worker.store.base import ClaimRequest
from worker.store.rows import load, text_of, user_from
from worker.store.sqlite_rows import QUERIES

#: A row of the query `due_of_board`: it begins with rank, time and id, so rows compare by who goes first.
Row = tuple[Any, ...]
_SEQ, _USER, _BOARD = 3, 4, 12


@dataclass(frozen=True, slots=True)
class Claimed:
    """What one claim took: one lease token for all of its rows."""

    rows: Sequence[Row]
    users: Mapping[str, User]
    token: str
    owner: str
    now: datetime
    expires_at: datetime

    def applications(self) -> list[Application]:
        """Not part of the claim, so that the transaction is over sooner."""
        return [
            Application(
                key,
                self.users[user],
                Job(job, url, title, company, board, load(raw)),
                Status.PROCESSING,
                load(artifacts),
                load(meta),
                datetime.fromisoformat(at),
                self.now,
                tries,
                -rank,
                None,
                Lease(key, self.token, self.owner, self.expires_at),
            )
            for rank, at, key, _, user, tries, meta, artifacts, job, url, title, company, board, raw in self.rows
        ]


def claim(connection: sqlite3.Connection, request: ClaimRequest, now: datetime) -> Claimed:
    """Put the rows that go first under a lease."""
    connection.execute(QUERIES["wake"], {"now": text_of(now)})
    rows = _choose(connection, request, now)
    token, expires = secrets.token_hex(16), now + request.lease
    if rows:
        lease = {"owner": request.worker, "token": token, "expires": text_of(expires), "now": text_of(now)}
        seqs = orjson.dumps([row[_SEQ] for row in rows]).decode()
        connection.execute(QUERIES["lease"], {**lease, "seqs": seqs})
    if request.spacing:
        _pace(connection, {row[_BOARD] for row in rows}, request, now)
    return Claimed(rows, _users(connection, {row[_USER] for row in rows}), token, request.worker, now, expires)


def _choose(connection: sqlite3.Connection, request: ClaimRequest, now: datetime) -> list[Row]:
    """Each board's rows come in order from the index; merging them reads no further than the claim takes."""
    boards = {board for (board,) in connection.execute(QUERIES["due_boards"])}
    if request.boards is not None:
        boards &= request.boards
    if request.spacing:
        boards -= {
            board for (board,) in connection.execute(QUERIES["resting"], (text_of(now),))
        } & request.spacing.keys()
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


def _users(connection: sqlite3.Connection, ids: set[str]) -> dict[str, User]:
    rows = connection.execute(QUERIES["users"], (orjson.dumps(list(ids)).decode(),))
    return {row[0]: user_from(row) for row in rows}
