"""Which outcome an error means: parked, closed, tried again later, failed, or unconfirmed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from adapters.contract import AdapterError, Blocked, FormChanged
from adapters.contract.registry import NoAdapter
from worker import policy
from worker.errors import ApplyBotError, BadInput, GivenUp, Parked, Unconfirmed
from worker.model import Json, Status
from worker.steps.record import Ending

#: Blockers after which nothing is left to do.
_OVER = frozenset({"closed", "already_applied"})


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What an ending depends on beside the error."""

    #: Whether the submit click may have happened.
    submit_begun: bool
    #: Attempts that counted so far, this one not included.
    attempts: int
    #: How many may count before it is given up.
    budget: int
    #: When to try again after a passing error.
    again_at: datetime
    #: What was asked and not answered, for `attempt_meta.review.questions`.
    questions: tuple[Any, ...] = ()


def insist_on_budget(tries: int, budget: int) -> None:
    """Raises `GivenUp` for an application whose attempts went with their workers: it may be what kills them."""
    if policy.exhausted(tries, budget):
        counted = "one attempt" if tries == 1 else f"{tries} attempts"
        raise GivenUp(f"Given up after {counted}; the last ended with its worker. `apply-bot retry` begins anew.")


def ending_of(error: Exception, at: Circumstances) -> Ending:  # noqa: PLR0911 - one line per kind of error
    """The ending for an error. After the click nothing leads back to `pending`."""
    if at.submit_begun and not isinstance(error, Parked):
        return Ending(Status.UNCONFIRMED, _unconfirmed(error), error=_error(error, retryable=False))
    if isinstance(error, Parked):
        return _review(str(error), error.why, at, plan=error.plan)
    if isinstance(error, Blocked):
        if error.why in _OVER:
            return Ending(Status.CLOSED, str(error), counts=False)
        return _review(str(error), error.why, at)
    if isinstance(error, FormChanged):
        return _review(f"The form is not as expected: {error.what}", "form_changed", at)
    if isinstance(error, GivenUp):
        return Ending(Status.FAILED, str(error), error=_error(error, retryable=False), counts=False)
    if isinstance(error, NoAdapter | BadInput):
        return Ending(Status.FAILED, str(error), error=_error(error, retryable=False))
    return _again(error, at)


def _again(error: Exception, at: Circumstances) -> Ending:
    """A passing error, or one nobody foresaw: tried again while the budget lasts."""
    text = _sentence(error)
    if at.attempts + 1 >= at.budget:
        tries = "one attempt" if at.attempts == 0 else f"{at.attempts + 1} attempts"
        return Ending(Status.FAILED, f"{text} Given up after {tries}.", error=_error(error, retryable=False))
    note = f"{text} Next attempt at {at.again_at:%Y-%m-%d %H:%M:%S} UTC."
    return Ending(Status.PENDING, note, error=_error(error, retryable=True), next_attempt_at=at.again_at)


def _review(text: str, why: str, at: Circumstances, *, plan: str = "") -> Ending:
    review: Json = {"why": why, "text": text}
    if at.questions:
        review["questions"] = list(at.questions)
    if plan:
        review["plan"] = plan
    return Ending(Status.NEEDS_REVIEW, text, review=review, counts=False)


def _unconfirmed(error: Exception) -> str:
    return str(error) if isinstance(error, Unconfirmed) else f"Submit was clicked, then: {_sentence(error)}"


def _sentence(error: Exception) -> str:
    if isinstance(error, AdapterError | ApplyBotError):
        return str(error)
    if isinstance(error, TimeoutError):
        return "The attempt took longer than its time limit allows."
    first_line = (str(error).splitlines() or [""])[0][:200]
    return f"Something unforeseen happened ({type(error).__name__}: {first_line})."


def _error(error: Exception, *, retryable: bool) -> Json:
    return {"code": type(error).__name__, "message": _sentence(error), "retryable": retryable}
