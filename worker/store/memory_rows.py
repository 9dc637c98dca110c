"""What the memory store keeps of an application, and in what order rows go."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from worker.model import Application, Job, Status, User
from worker.store import rules
from worker.store.base import ClaimRequest
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


def choose(
    rows: Iterable[Row], jobs: Mapping[str, Job], rates: dict[str, datetime], request: ClaimRequest, now: datetime
) -> Iterator[Row]:
    """The due rows that go first; of a paced board one at most, none before its time in `rates`."""
    left = request.limit
    resting = {board for board, moment in rates.items() if rules.rests(moment, request.spacing.get(board), now)}
    for row in sorted(rows, key=lambda row: rank(row.application)):
        board = jobs[row.application.job.id].board
        wanted = request.boards is None or board in request.boards
        paced = request.spacing.get(board, 0) > 0
        if left <= 0 or not wanted or not due(row.application, now) or (paced and board in resting):
            continue
        if paced:
            resting.add(board)
            rates[board] = now + timedelta(seconds=request.spacing[board])
        left -= 1
        yield row
