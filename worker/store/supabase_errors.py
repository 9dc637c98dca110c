"""What a Supabase project answers when it does not do what was asked, in our own sentences.

PostgreSQL's details are left out: they quote whole rows, and those hold an applicant's facts.
"""

import httpx
from postgrest.exceptions import APIError
from supabase_auth.errors import AuthError

from worker.errors import (
    ApplyBotError,
    BadInput,
    StaleLease,
    Stopped,
    StoreUnavailable,
    UnknownApplication,
    WrongStatus,
)

#: SQLSTATE of our own functions -> what it means; the sentence comes with it.
_OURS: dict[str, type[ApplyBotError]] = {
    "AB001": UnknownApplication,
    "AB002": WrongStatus,
    "AB003": StaleLease,
    "AB004": BadInput,
    "AB005": Stopped,
}
#: A function or table that is not there, in PostgREST's words of several versions.
_MISSING = {"PGRST202", "PGRST205", "PGRST106", "42883", "42P01", "3F000"}
#: A right that this account lacks.
_NO_RIGHT = "42501"
#: A JWT that is not accepted.
_UNSIGNED = {"PGRST300", "PGRST301", "PGRST302", "PGRST303", "401"}
#: Conditions that pass: no connection to the database yet, a deadlock, a restart, a statement that took too long.
_PASSING_CODES = {"PGRST000", "PGRST001", "PGRST002", "PGRST003", "40001", "40P01", "55P03", "57014"}
_PASSING_CLASSES = ("08", "53", "57P")
_PASSING_STATUS = {408, 425, 429, 500, 502, 503, 504, *range(520, 528)}
#: SQLSTATE class of values that do not fit; its messages quote them.
_VALUES = "22"


class Passing(StoreUnavailable):
    """The project could not be reached or was busy; the same call may go through in a moment."""

    def __init__(self, text: str, *, sent: bool) -> None:
        super().__init__(text)
        #: False where the call never left, so that making it again is harmless whatever it does.
        self.sent = sent


class Unsigned(StoreUnavailable):
    """The key or the login's token was not accepted, or is no longer."""


class Unwritable(StoreUnavailable):
    """A text that PostgreSQL cannot keep, such as a NUL character."""


def unreached(error: httpx.HTTPError, url: str) -> Passing:
    """For a call that got no answer."""
    sent = not isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout)
    found = "no answer in time" if isinstance(error, httpx.TimeoutException) else "no connection"
    if sent and found == "no connection":
        found = "a connection that broke off"
    return Passing(
        f"supabase: expected an answer from {url}, found {found}; check SUPABASE_URL and the network, and run it again",
        sent=sent,
    )


def refused(error: APIError, status: int, url: str) -> ApplyBotError:
    """For a call that was answered with an error; `status` is HTTP's."""
    code, message = error.code or "", (error.message or "").strip()
    if code in _OURS:
        return _OURS[code](message)
    if code in _MISSING:
        return StoreUnavailable(
            f"supabase: expected apply-bot's tables and functions at {url}, found them missing or old; "
            "run `apply-bot db migrate`"
        )
    if code == _NO_RIGHT:
        return not_worker(url)
    if code in _UNSIGNED or status == httpx.codes.UNAUTHORIZED:
        return Unsigned(
            f"supabase: expected the key for {url} to be accepted, found: {message or 'it was refused'}; "
            "correct SUPABASE_SERVICE_ROLE_KEY, or SUPABASE_ANON_KEY and the worker's login"
        )
    return _passing(code, status, url) or _other(code, status, message, url)


def not_worker(url: str) -> StoreUnavailable:
    """For an account that may not do the worker's work."""
    return StoreUnavailable(
        f"supabase: expected the worker's account at {url}, found another; use SUPABASE_SERVICE_ROLE_KEY, or run "
        "`select apply_bot.make_worker('E-MAIL')` in the project's SQL editor for the account that signs in"
    )


def not_signed_in(error: AuthError, url: str) -> StoreUnavailable:
    """For a login that failed."""
    status = getattr(error, "status", 0)
    if status in _PASSING_STATUS:
        return Passing(
            f"supabase: expected {url} to sign the worker in, found it busy ({status}); run it again", sent=False
        )
    return StoreUnavailable(
        f"supabase: expected {url} to accept the worker's login, found: {error.message}; "
        "correct SUPABASE_WORKER_EMAIL and SUPABASE_WORKER_PASSWORD"
    )


def _passing(code: str, status: int, url: str) -> Passing | None:
    ours = code in _PASSING_CODES or code.startswith(_PASSING_CLASSES)
    if not ours and (status not in _PASSING_STATUS or (status == httpx.codes.INTERNAL_SERVER_ERROR and code != "500")):
        return None
    return Passing(
        f"supabase: expected {url} to be ready, found it busy or down ({code or status}); run it again later", sent=True
    )


def _other(code: str, status: int, message: str, url: str) -> ApplyBotError:
    if code == "22P05":
        return Unwritable(f"supabase: expected text that PostgreSQL can keep, found some it cannot ({code})")
    if (status == httpx.codes.NOT_FOUND and code in {"", "404"}) or httpx.codes.is_redirect(status):
        return StoreUnavailable(
            f"supabase: expected a Supabase project at {url}, found another server; correct SUPABASE_URL"
        )
    told = "values that do not fit" if code.startswith(_VALUES) else message or "an error without words"
    return StoreUnavailable(
        f"supabase: expected {url} to take the call, found {code or status}: {told}; "
        "see the project's logs, and run `apply-bot db migrate` if the tables were changed by hand"
    )
