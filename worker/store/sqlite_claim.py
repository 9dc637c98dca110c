"""How the SQLite store chooses the rows of one claim; everything here runs inside its transaction."""

import heapq
import secrets
import sqlite3
from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

import orjson

from worker.model import Application, Lease, User
from worker.store.base import ClaimRequest
from worker.store.rows import claimed_from, text_of, user_from
from worker.store.sqlite_rows import QUERIES

#: A row of the query `due_of_board`.
Row = tuple[Any, ...]
_SEQ, _USER = 3, 4


def claim(connection: sqlite3.Connection, request: ClaimRequest, now: datetime) -> list[Application]:
    """Put the rows that go first under a lease; one claim, one token."""
    connection.execute(QUERIES["wake"], {"now": text_of(now)})
    chosen = _choose(connection, request, now)
    if not chosen:
        return []
    token, expires = secrets.token_hex(16), now + request.lease
    lease = {"owner": request.worker, "token": token, "expires": text_of(expires), "now": text_of(now)}
    seqs = orjson.dumps([row[_SEQ] for _, row in chosen]).decode()
    connection.execute(QUERIES["lease"], {**lease, "seqs": seqs})
    _pace(connection, {board for board, _ in chosen}, request, now)
    users = _users(connection, {row[_USER] for _, row in chosen})
    return [
        claimed_from(row, users[row[_USER]], Lease(row[2], token, request.worker, expires), now) for _, row in chosen
    ]


def _choose(connection: sqlite3.Connection, request: ClaimRequest, now: datetime) -> list[tuple[str, Row]]:
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
        return [(board, row) for row, board in islice(ordered, max(request.limit, 0))]
    finally:
        # An open cursor would walk the very index that the claim now changes.
        for rows in queues.values():
            rows.close()


def _take(board: str, rows: Iterable[Row], request: ClaimRequest) -> Iterable[tuple[Row, str]]:
    """A paced board gives one row per claim. Rows compare by rank, time and id, in which they differ."""
    most = 1 if request.spacing.get(board, 0) > 0 else None
    return ((row, board) for row in islice(rows, most))


def _pace(connection: sqlite3.Connection, boards: set[str], request: ClaimRequest, now: datetime) -> None:
    for board in boards & request.spacing.keys():
        following = now + timedelta(seconds=request.spacing[board])
        connection.execute(QUERIES["rest"], {"board": board, "next": text_of(following)})


def _users(connection: sqlite3.Connection, ids: set[str]) -> dict[str, User]:
    rows = connection.execute(QUERIES["users"], (orjson.dumps(list(ids)).decode(),))
    return {row[0]: user_from(row) for row in rows}
