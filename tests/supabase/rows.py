"""Queries on the project's database, one at a time, from any thread."""

import json
import threading
from collections.abc import Mapping
from typing import Any, LiteralString

import psycopg
from psycopg.rows import dict_row

Row = dict[str, Any]


class Rows:
    """One connection of a superuser."""

    def __init__(self, dsn: str) -> None:
        self._connection = psycopg.connect(dsn, autocommit=True, row_factory=dict_row)
        self._lock = threading.Lock()

    def ask(self, query: LiteralString, *values: object) -> list[Row]:
        """The rows of one query; none where it returns none."""
        with self._lock:
            return self._run(query, values)

    def ask_as(self, claims: Mapping[str, Any], query: LiteralString, *values: object) -> list[Row]:
        """The same as the role of these claims, under its policies: what PostgREST and Storage do."""
        with self._lock, self._connection.transaction():
            self._connection.execute(
                "select set_config('request.jwt.claims', %s, true), set_config('role', %s, true)",
                (json.dumps(claims), claims.get("role", "anon")),
            )
            return self._run(query, values)

    def with_connection(self) -> "_Held":
        """The connection itself, until the block ends."""
        return _Held(self._connection, self._lock)

    def close(self) -> None:
        self._connection.close()

    def _run(self, query: LiteralString, values: tuple[object, ...]) -> list[Row]:
        cursor = self._connection.execute(query, values or None)
        return cursor.fetchall() if cursor.description else []


class _Held:
    def __init__(self, connection: psycopg.Connection[Row], lock: threading.Lock) -> None:
        self._connection = connection
        self._lock = lock

    def __enter__(self) -> psycopg.Connection[Row]:
        self._lock.acquire()
        return self._connection

    def __exit__(self, *exc: object) -> None:
        self._lock.release()
