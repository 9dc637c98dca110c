"""What a decision does to an application's row, whichever store keeps it: pure functions of the row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from worker.errors import BadInput, StaleLease, Stopped, UnknownApplication, WrongStatus
from worker.model import Application, Approval, Json, NewApplication, Status, User, attempts_of
from worker.store.rows import text_of


@dataclass(frozen=True, slots=True)
class Change:
    """What is written back to the row; its lease stays only where `status` is processing."""

    status: Status
    attempt_meta: Json
    attempts: int
    next_attempt_at: datetime | None = None


def answered(application: Application, answers: Mapping[str, str]) -> Change:
    """Answers are kept in any status; they free a row only when nothing it asked is left open."""
    meta = application.attempt_meta
    known = {**(meta.get("answers") or {}), **answers}
    kept = {**meta, "answers": known}
    if _waits_for(application, "unanswered") and _asked(meta) <= known.keys():
        return Change(Status.PENDING, _freed(kept), application.attempts)
    return Change(application.status, kept, application.attempts, application.next_attempt_at)


def approved(application: Application, approval: Approval) -> Change:
    """An approval frees a row that waits for one; giving the same one again changes nothing."""
    meta = application.attempt_meta
    repeated = application.status is Status.PENDING and (meta.get("approval") or {}).get("plan") == approval.plan
    if not repeated and not _waits_for(application, "approval"):
        raise WrongStatus(
            f"expected application {application.id} to wait for approval, found {_state(application)}; "
            "only an application that was filled and parked for approval can be approved"
        )
    given = {
        "plan": approval.plan,
        "granted_at": text_of(approval.granted_at),
        "expires_at": text_of(approval.expires_at),
    }
    return Change(Status.PENDING, _freed({**meta, "approval": given}), application.attempts)


def retried(application: Application) -> Change:
    """A person's retry starts the count of attempts anew; what was really sent is never sent again."""
    sent = application.status is Status.APPLIED and application.artifacts.get("method") != "simulated"
    if sent or application.status is Status.PROCESSING:
        raise WrongStatus(
            f"expected application {application.id} to be at rest and not yet sent, found {_state(application)}; "
            + ("an application that was sent is not sent twice" if sent else "wait until its attempt has ended")
        )
    return Change(Status.PENDING, _freed(application.attempt_meta), attempts=0)


def cancelled(application: Application) -> Change:
    """What was sent, or is being sent, cannot be withdrawn here."""
    if application.status in {Status.PROCESSING, Status.APPLIED}:
        busy = application.status is Status.PROCESSING
        raise WrongStatus(
            f"expected application {application.id} not to be sent yet, found {_state(application)}; "
            + ("wait until its attempt has ended" if busy else "withdraw it with the employer")
        )
    return Change(Status.CANCELLED, _freed(application.attempt_meta), application.attempts)


def expired(application: Application, now: datetime) -> Change:
    """A lost worker's row: to be tried again, or, where its click may have happened, for a person to judge.

    The lost attempt counts, so that a posting which kills its worker does not go round for ever.
    """
    return _broken_off(application, now, "lease_expired", "the worker was lost")


def abandoned(application: Application, now: datetime) -> Change:
    """A row that its worker gives back although its click may have happened: for a person to judge."""
    return _broken_off(application, now, "stopped", "the worker was stopped")


def _broken_off(application: Application, now: datetime, code: str, how: str) -> Change:
    meta = application.attempt_meta
    clicked = submitting(application)
    status = Status.UNCONFIRMED if clicked else Status.PENDING
    message = f"{how} " + ("after submit had begun" if clicked else "before it could submit")
    lost: Json = {
        "number": len(attempts_of(meta)) + 1,
        "worker": application.lease.owner if application.lease else "",
        "mode": "",
        "started": text_of(application.updated_at),
        "finished": text_of(now),
        "outcome": status.value,
        "error": {"code": code, "message": message, "retryable": not clicked},
    }
    return Change(status, {**_freed(meta), "attempts": [*attempts_of(meta), lost]}, application.attempts + 1)


def finished_meta(meta: Json, attempt: Json, review: Json | None) -> Json:
    """`attempt_meta` after an attempt: one more try, this review or none, nothing waited for; the rest as it was."""
    return {**_freed(meta), "attempts": [*attempts_of(meta), attempt], **({"review": review} if review else {})}


def submitting(application: Application) -> bool:
    """Whether submit has begun under the lease the row is held by now; an earlier one's mark says nothing."""
    begun: Any = application.attempt_meta.get("submit_begun") or {}
    return application.lease is not None and begun.get("token") == application.lease.token


#: Shorter beginnings of an id are too likely to meet the wrong application.
PREFIX_LENGTH = 4


def rests(until: datetime, spacing: float | None, now: datetime) -> bool:
    """Whether a board that may be claimed from at that moment rests now.

    A moment further ahead than the pace (seconds) itself does not hold: it was written by a longer pace, another
    worker's or one that has been shortened since, or before a clock was set back.
    """
    return bool(spacing) and now < until <= now + timedelta(seconds=spacing or 0)


def only(prefix: str, found: Sequence[str]) -> str:
    """The one id among those that start so."""
    if len(prefix) < PREFIX_LENGTH:
        raise UnknownApplication(f"expected {PREFIX_LENGTH} characters of an id or more, found {prefix!r}; give more")
    if not found:
        raise unknown(prefix)
    if len(found) > 1:
        raise UnknownApplication(
            f"expected the beginning of one id, found several that start with {prefix!r}; give more"
        )
    return found[0]


def unknown(application_id: str) -> UnknownApplication:
    return UnknownApplication(
        f"expected the id of an application, found {application_id!r}; see `apply-bot list` for those there are"
    )


def stale(application_id: str) -> StaleLease:
    return StaleLease(
        f"expected application {application_id} to be held under this lease, found another or none; do not submit"
    )


def insist_settled(given: Application) -> None:
    """Raises `BadInput` for a row that another store's worker holds."""
    if given.status is Status.PROCESSING:
        raise BadInput(
            f"application {given.id}: expected a row that no worker holds, found it processing; let it end first"
        )


def with_blanks_filled(known: User, given: User) -> User:
    """What was blank is filled in, what is known stays."""
    profile = given.profile if known.profile is None else known.profile
    return replace(known, email=known.email or given.email, name=known.name or given.name, profile=profile)


def stopped(because: str) -> Stopped:
    return Stopped(f"expected workers to be running, found them stopped ({because}); `apply-bot resume` starts them")


def released_meta(meta: Json, until: datetime | None, because: str) -> Json:
    """`attempt_meta` of a row that was given back: `waiting` says until when and why, where a moment was given."""
    return {**_freed(meta), **({"waiting": waiting(until, because)} if until else {})}


def waiting(until: datetime, because: str) -> Json:
    """`attempt_meta.waiting` of a row that was given back until then."""
    return {"until": text_of(until), "because": because}


def taken(new: NewApplication) -> BadInput:
    """An id given with a new application belongs to another row already."""
    return BadInput(
        f"expected new ids for the application and its posting, found {new.id or new.job.id!r} in use; leave the id out"
    )


def _waits_for(application: Application, why: str) -> bool:
    review: Any = application.attempt_meta.get("review") or {}
    return application.status is Status.NEEDS_REVIEW and review.get("why") == why


def _asked(meta: Json) -> set[str]:
    return {question["key"] for question in meta["review"].get("questions") or ()}


def _freed(meta: Json) -> Json:
    """Without what it waited for: a person, or a moment."""
    return {key: value for key, value in meta.items() if key not in {"review", "waiting"}}


def _state(application: Application) -> str:
    review: Any = application.attempt_meta.get("review") or {}
    why = f" ({review.get('why')})" if application.status is Status.NEEDS_REVIEW else ""
    return f"{application.status.value}{why}"
