"""Between a store's rows and the model: JSON columns, times, and the application they make."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, cast

import orjson

from worker.model import Application, Job, Json, Lease, Status, User

#: A JSON column that holds nothing; most rows', so it is not worth parsing.
EMPTY = "{}"


def utc_now() -> datetime:
    return datetime.now(UTC)


def text_of(moment: datetime) -> str:
    """UTC in one fixed width, so that times compare as text."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def moment_of(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def dump(value: Mapping[str, Any]) -> str:
    return orjson.dumps(value).decode() if value else EMPTY


def load(text: str) -> Json:
    return {} if text == EMPTY else cast("Json", orjson.loads(text))


def user_from(row: tuple[Any, ...]) -> User:
    """From id, email, name, profile."""
    user_id, email, name, profile = row
    return User(user_id, email, name, None if profile is None else load(profile))


def job_from(row: tuple[Any, ...]) -> Job:
    """From id, url, title, company, board, raw."""
    job_id, url, title, company, board, raw = row
    return Job(job_id, url, title, company, board, load(raw))


def application_from(row: tuple[Any, ...]) -> Application:
    """From a row of the view `whole`."""
    _, key, status, priority, attempts, due, owner, token, expires, created, updated, meta, artifacts, *rest = row
    return Application(
        id=key,
        user=user_from(tuple(rest[:4])),
        job=job_from(tuple(rest[4:])),
        status=Status(status),
        artifacts=load(artifacts),
        attempt_meta=load(meta),
        created_at=datetime.fromisoformat(created),
        updated_at=datetime.fromisoformat(updated),
        attempts=attempts,
        priority=priority,
        next_attempt_at=moment_of(due),
        lease=Lease(key, token, owner, datetime.fromisoformat(expires)) if token else None,
    )
