"""Open a posting and wait until its form can be filled, or until it is clear that it cannot."""

import asyncio
import re
from datetime import UTC, datetime
from time import monotonic
from typing import TYPE_CHECKING, Any

from adapters.contract.asked import seconds_asked
from adapters.contract.errors import Blocked, Retry
from adapters.contract.html_form import words
from adapters.contract.html_form.in_page import call

if TYPE_CHECKING:
    from playwright.async_api import Frame, Response

    from adapters.contract.adapter import Adapter
    from adapters.contract.visit import Visit

#: Frames of these hosts hold no form of ours; asking them costs time.
_FOREIGN = re.compile(r"recaptcha|hcaptcha\.com|challenges\.cloudflare|doubleclick|googletagmanager|facebook\.com/tr")
#: How long a document may still be loading once a form is there (seconds): its own script may yet take over.
_LOAD_SECONDS = 3.0
#: How long after loading a page without any control may still bring one (seconds).
_EMPTY_SECONDS = 4.0
_GONE = frozenset({404, 410})


async def open_form(visit: "Visit", adapter: "Adapter") -> None:
    """The default `Adapter.open`: go there, then wait for the form."""
    await go(visit, visit.url)
    await wait_for_form(visit, adapter)


async def go(visit: "Visit", url: str) -> None:
    """Navigate; an HTTP error becomes the error that says what happens next."""
    from playwright import async_api as browser  # noqa: PLC0415 - simulated runs never load Playwright

    try:
        response = await visit.page.goto(url, wait_until="domcontentloaded")
    except browser.TimeoutError as error:
        raise Retry(f"{url} did not answer in time.", kind="network") from error
    except browser.Error as error:
        raise _refusal(url, error.message) from error
    if response is not None:
        visit.status = response.status
        _judge(url, response)


def _refusal(url: str, message: str) -> Exception:
    reason = re.search(r"net::(\w+)", message)
    if "Download is starting" in message:
        return Blocked(
            f"{url} is a file to download, not a page with a form; queue the posting's own page.", why="unsupported"
        )
    if "Cannot navigate to invalid URL" in message or (
        reason and reason[1] in {"ERR_INVALID_URL", "ERR_UNKNOWN_URL_SCHEME"}
    ):
        return Blocked(
            f"{url} is not a web address a browser can open; cancel it and add the right one.", why="unsupported"
        )
    found = reason[1] if reason else "no connection"
    return Retry(f"{url} could not be reached ({found}).", kind="network")


def _judge(url: str, response: "Response") -> None:
    status = response.status
    if status in _GONE:
        raise Blocked(f"The posting is gone: {url} answers HTTP {status}.", why="closed")
    if status == 429 or status >= 500:  # noqa: PLR2004 - HTTP's own numbers
        after = seconds_asked(response.headers.get("retry-after", ""), datetime.now(UTC))
        raise Retry(f"{url} answers HTTP {status}.", after=after)
    if status == 401:  # noqa: PLR2004
        raise Blocked(f"{url} asks for a login (HTTP 401); sign in there and apply by hand.", why="login")
    if status >= 400:  # noqa: PLR2004
        raise Blocked(f"{url} refuses to be opened here (HTTP {status}); apply there by hand.", why="unsupported")


def form_frames(visit: "Visit") -> "list[Frame]":
    """The frames that may hold the form, the top document first."""
    return [f for f in visit.page.frames if not f.is_detached() and not _FOREIGN.search(f.url)]


async def look(visit: "Visit", name: str, *args: Any) -> "list[tuple[Frame, Any]]":
    """Ask every frame at once; a frame that is just navigating is left out."""
    from playwright.async_api import Error  # noqa: PLC0415

    frames = form_frames(visit)
    seen = await asyncio.gather(*(call(frame, name, *args) for frame in frames), return_exceptions=True)
    for result in seen:
        if isinstance(result, BaseException) and not isinstance(result, Error):
            raise result
    return [(f, r) for f, r in zip(frames, seen, strict=True) if not isinstance(r, BaseException)]


async def _clear(visit: "Visit", views: list[Any]) -> None:
    if any(v["dialogs"] for v in views):
        from adapters.contract.html_form.overlays import decline_cookies  # noqa: PLC0415 - overlays stands above

        await decline_cookies(visit)


async def wait_for_form(visit: "Visit", adapter: "Adapter") -> None:
    """Return once a form can be filled, or once none will come: the scan then says what is there instead."""
    over = re.compile(words.any_of((*adapter.closed_signs, *words.CLOSED)), re.IGNORECASE)
    start, pause = monotonic(), 0.02
    while True:
        seen = await look(visit, "ready")
        views = [view for _, view in seen]
        visit.size = next((tuple(v["page"]) for f, v in seen if f is visit.page.main_frame), None)
        waited = monotonic() - start
        complete = bool(views) and all(v["complete"] for v in views)
        if any(v["wall"] for v in views):
            return
        if any(v["controls"] for v in views):
            if (complete or waited > _LOAD_SECONDS) and await adapter.ready(visit):
                await _clear(visit, views)
                return
        elif complete and (
            waited > _EMPTY_SECONDS or any(over.search(v["text"]) or over.search(v["url"]) for v in views)
        ):
            return
        if waited * 1000 > visit.timeout_ms:
            return
        await visit.change(pause)
        pause = min(pause * 1.5, 0.25)
