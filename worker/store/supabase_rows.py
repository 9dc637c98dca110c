"""Between what the project's functions take and return, and the model."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from worker.model import Application, Job, Json, Lease, NewApplication, Outcome, Status, User
from worker.store.rows import moment_of, text_of


def applications_from(told: Mapping[str, Any]) -> list[Application]:
    """From `{"users": [...], "applications": [...]}`: each applicant once, and the rows in their order."""
    users = {row["id"]: _user(row) for row in told["users"]}
    return [_application(row, users.get(row["user_id"]) or User(row["user_id"])) for row in told["applications"]]


def lease_rows(held: Sequence[Lease]) -> list[Json]:
    return [{"id": one.application_id, "token": one.token} for one in held]


def user_row(user: User) -> Json:
    return {"id": user.id, "email": user.email, "name": user.name, "profile": user.profile}


def new_row(new: NewApplication, key: str) -> Json:
    job = new.job
    return {
        "id": key,
        "user": user_row(new.user),
        "job": {
            "id": job.id,
            "url": job.url,
            "title": job.title,
            "company": job.company,
            "board": job.board,
            "raw": job.raw,
        },
        "priority": new.priority,
        "attempt_meta": new.attempt_meta,
    }


def whole_row(application: Application) -> Json:
    due = application.next_attempt_at
    new = NewApplication(application.user, application.job, application.priority, attempt_meta=application.attempt_meta)
    return {
        **new_row(new, application.id),
        "status": application.status.value,
        "artifacts": application.artifacts,
        "attempts": application.attempts,
        "next_attempt_at": text_of(due) if due else None,
        "created_at": text_of(application.created_at),
        "updated_at": text_of(application.updated_at),
    }


def outcome_row(outcome: Outcome) -> Json:
    due = outcome.next_attempt_at
    return {
        "id": outcome.application_id,
        "token": outcome.token,
        "status": outcome.status.value,
        "artifacts": outcome.artifacts,
        "attempt": outcome.attempt,
        "review": outcome.review or None,
        "next_attempt_at": text_of(due) if due else None,
        "counts": outcome.counts,
    }


def _user(row: Mapping[str, Any]) -> User:
    return User(row["id"], row["email"] or "", row["name"] or "", row["profile"])


def _application(row: Mapping[str, Any], user: User) -> Application:
    key, token = row["id"], row["lease_token"]
    # A posting that was deleted by hand leaves the row readable: its attempt fails and says so.
    url, title, company, board = (row[name] or "" for name in ("url", "title", "company", "board"))
    return Application(
        key,
        user,
        Job(row["job_id"], url, title, company, board, row["raw"] or {}),
        Status(row["status"]),
        row["artifacts"],
        row["attempt_meta"],
        datetime.fromisoformat(row["created_at"]),
        datetime.fromisoformat(row["updated_at"]),
        row["attempts"],
        row["priority"],
        moment_of(row["next_attempt_at"]),
        Lease(key, token, row["lease_owner"] or "", datetime.fromisoformat(row["lease_expires_at"])) if token else None,
    )
