"""What an adapter may raise: each error says what happens next to the attempt."""

from typing import Literal

#: Why a person has to take over (the reasons a `needs_review` row names), or that the posting is over.
BlockerKind = Literal["login", "captcha", "code", "closed", "already_applied", "unsupported", "form_changed"]


class AdapterError(Exception):
    """Root of all that an adapter raises on purpose; its text is one sentence a person can act on."""


class Retry(AdapterError):  # noqa: N818 - named for what happens next
    """The same attempt may succeed later (a board's 429 or 5xx, a page that did not load)."""

    def __init__(
        self, message: str, *, after: float | None = None, kind: Literal["network", "board"] = "board"
    ) -> None:
        """`after`: seconds the board asked us to wait, where it said so. `kind`: whose fault it is."""
        super().__init__(message)
        self.after = after
        self.kind: Literal["network", "board"] = kind


class Blocked(AdapterError):  # noqa: N818 - named for what happens next
    """Something stands in the way that only a person may pass, or the posting is over."""

    def __init__(self, message: str, *, why: BlockerKind) -> None:
        super().__init__(message)
        self.why: BlockerKind = why


class FormChanged(AdapterError):  # noqa: N818 - named for what happens next
    """The page is not as the adapter knows it; it stops instead of guessing."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


class AnswerLost(FormChanged):
    """The page lost an answer before the click reached it; the click was held back, nothing was sent."""
