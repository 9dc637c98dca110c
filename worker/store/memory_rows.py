"""What the memory store keeps of an application, and in what order rows go."""

from dataclasses import dataclass, replace
from datetime import datetime

from worker.model import Application, Job, Status, User
from worker.store.rows import dump, load


@dataclass(slots=True)
class Row:
    """One application; its JSON is kept encoded, so that no caller's later change reaches it."""

    application: Application
    artifacts: str
    attempt_meta: str
    finished_token: str | None = None


def copy(user: User) -> User:
    return replace(user, profile=None if user.profile is None else load(dump(user.profile)))


def due(application: Application, now: datetime) -> bool:
    due = application.next_attempt_at
    return application.status is Status.PENDING and (due is None or due <= now)


def rank(application: Application) -> tuple[int, datetime, str]:
    return (-application.priority, application.created_at, application.id)


def filled(known: Job, new: Job) -> Job:
    """What was blank is filled in, what is known stays."""
    return replace(
        known,
        title=known.title or new.title,
        company=known.company or new.company,
        board=known.board or new.board,
        raw=known.raw or new.raw,
    )
