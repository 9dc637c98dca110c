"""Errors the worker raises on purpose: each text is one sentence saying what was expected, found, and what to do."""

from datetime import datetime


class ApplyBotError(Exception):
    """Root of all of them; the CLI prints its text and exits with 1."""


class BadInput(ApplyBotError):  # noqa: N818 - what it is, to the person who reads it
    """Something the user gave is missing or malformed: a file, a flag, a URL, a value."""


class UnknownApplication(ApplyBotError):  # noqa: N818
    """No application has that id."""


class WrongStatus(ApplyBotError):  # noqa: N818
    """The application is not in a status from which this may be done."""


class StoreUnavailable(ApplyBotError):  # noqa: N818
    """The store cannot be opened or reached."""


class FilesUnavailable(ApplyBotError):  # noqa: N818
    """A picture or a document cannot be kept or fetched; the row it belongs to is not touched by that."""


class StaleLease(ApplyBotError):  # noqa: N818
    """The lease token is not the row's current one: another worker may hold it. Nothing was written."""


class Deferred(ApplyBotError):  # noqa: N818 - what happens to the application
    """Not now: the application goes back to the queue unworked, until then where a moment is given."""

    def __init__(self, because: str, *, until: datetime | None = None) -> None:
        super().__init__(because)
        self.until = until


class Stopped(Deferred):
    """A person has stopped every worker; nothing may be submitted until they resume."""


class BrowserUnavailable(ApplyBotError):  # noqa: N818
    """No Chromium that can be started was found."""


class BrowserLost(ApplyBotError):  # noqa: N818
    """The browser, or the process of one page, ended in the middle of an attempt; the next attempt gets a new one."""


class GivenUp(ApplyBotError):  # noqa: N818 - what happens to the application
    """Its attempts were used up before this one could be made: by workers that were lost."""


class Parked(ApplyBotError):  # noqa: N818 - where the application goes next
    """The application waits for a person: `why` is `attempt_meta.review.why`, the text says what to do."""

    def __init__(self, text: str, *, why: str, plan: str = "") -> None:
        super().__init__(text)
        self.why = why
        #: Hash of what would be sent, where it waits for approval.
        self.plan = plan


class Unconfirmed(ApplyBotError):  # noqa: N818 - what the application is now
    """The application may have been sent, and there is no proof; never tried again by itself."""


class SentItself(Unconfirmed):
    """The page left while it was being filled: it may have sent the application without a click of ours."""
