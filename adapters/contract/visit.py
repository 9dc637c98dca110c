"""One page open in the browser, and what the network has said of it."""

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from playwright.async_api import CDPSession, Frame, Page, Request, Response

_WRITES = frozenset({"POST", "PUT", "PATCH"})
_DATA = frozenset({"xhr", "fetch"})
_CARRIERS = _DATA | {"document"}


@dataclass(slots=True)
class Write:
    """One request that may have stored something."""

    method: str
    url: str
    #: HTTP status; 0 while there is no answer, -1 where the request failed.
    status: int = 0


@dataclass  # no slots: Playwright keeps a note on the owner of a bound listener
class Visit:
    """What an adapter works on: the page, the posting's URL, and the writes that left the page."""

    page: "Page"
    #: The job posting's URL as queued.
    url: str
    #: How long to wait for a form or a list of options (milliseconds).
    timeout_ms: float = 10_000
    #: How long to wait for the board's word after the click (milliseconds).
    confirm_ms: float = 15_000
    #: Width and height of the top document as last seen (CSS pixels); None where it has not been looked at since it
    #: navigated.
    size: tuple[int, int] | None = None
    #: HTTP status of the document, 0 where unknown.
    status: int = 0
    #: The frames of the last scan: what `FormField.frame` and `Button.frame` count in.
    frames: "list[Frame]" = field(default_factory=list)
    #: Writes since the last `mark`.
    writes: list[Write] = field(default_factory=list)
    #: Set whenever the page navigated or a write was answered.
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    #: The frames of the last scan that hold fields.
    asking: "list[Frame]" = field(default_factory=list)
    #: Whether scans hold the form back from submitting itself; off while a click of ours is on its way.
    guarded: bool = True
    #: Documents asked for by the page or by a frame that holds fields, since `watch`: not its own history's changes.
    navigations: int = 0
    #: Whether the browser runs on this machine and reads its files itself.
    local: bool = True
    #: Whether the page is no more: closed, crashed, or its browser ended.
    gone: bool = False
    #: The page's own requests for data that have no answer yet.
    fetching: "set[Request]" = field(default_factory=set)
    _marked: int = 0
    _session: "CDPSession | None" = None
    _open: "dict[Request, Write]" = field(default_factory=dict)

    def watch(self) -> None:
        """Listen to the page; call once, before it goes anywhere."""
        self.page.on("request", self._requested)
        self.page.on("response", self._answered)
        self.page.on("requestfailed", self._failed)
        self.page.on("framenavigated", self._navigated)
        self.page.on("close", self._ended)
        self.page.on("crash", self._ended)
        for moment in ("domcontentloaded", "load"):
            self.page.on(moment, lambda _page: self.changed.set())

    async def session(self) -> "CDPSession":
        """The page's DevTools session, for what Playwright's own calls do more slowly."""
        if self._session is None:
            self._session = await self.page.context.new_cdp_session(self.page)
        return self._session

    def mark(self) -> None:
        """Forget the writes so far: what follows belongs to the next step."""
        self.writes.clear()
        self._marked = self.navigations

    @property
    def left(self) -> bool:
        """Whether a document was asked for since the last `mark`."""
        return self.navigations != self._marked

    def here(self, url: str) -> bool:
        """Whether a URL is on the same site as the posting or the page (last two labels of the host)."""
        return _site(url) in {_site(self.url), _site(self.page.url), *(_site(frame.url) for frame in self.page.frames)}

    async def change(self, seconds: float) -> None:
        """Wait for the next change, or so many seconds."""
        self.changed.clear()
        try:
            await asyncio.wait_for(self.changed.wait(), seconds)
        except TimeoutError:
            return

    def _requested(self, request: "Request") -> None:
        if request.is_navigation_request() and self._ours(request):
            self.navigations += 1
        if request.resource_type in _DATA:
            self.fetching.add(request)
        if request.method in _WRITES and request.resource_type in _CARRIERS:
            write = Write(request.method, request.url)
            self.writes.append(write)
            self._open[request] = write

    def _answered(self, response: "Response") -> None:
        self.fetching.discard(response.request)
        write = self._open.pop(response.request, None)
        if write is not None:
            write.status = response.status
            self.changed.set()

    def _failed(self, request: "Request") -> None:
        self.fetching.discard(request)
        write = self._open.pop(request, None)
        if write is not None and write.status == 0:
            write.status = -1
            self.changed.set()

    def _ended(self, _page: "Page") -> None:
        self.gone = True
        self.changed.set()

    def _navigated(self, frame: "Frame") -> None:
        if frame is self.page.main_frame:
            self.size = None
        self.changed.set()

    def _ours(self, request: "Request") -> bool:
        return request.frame is self.page.main_frame or request.frame in self.asking


def _site(url: str) -> str:
    host = urlsplit(url).hostname or ""
    return host if host.replace(".", "").isdigit() else ".".join(host.split(".")[-2:])
