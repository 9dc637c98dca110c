"""Chromium's life: one browser per worker process, a fresh context per attempt, nothing shared between applicants."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from playwright.async_api import Browser as Chromium
from playwright.async_api import BrowserContext, Error, Page, Playwright, async_playwright

from adapters.contract import Blocked, Visit, html_form
from worker.config import Config
from worker.errors import ApplyBotError, BrowserLost, BrowserUnavailable

#: Where systems keep a Chromium, headless shells first: they take half the CPU.
_SHELLS = ("chromium-headless-shell", "chrome-headless-shell")
_FULL = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")

_ADVICE = (
    "no Chromium was found: type `playwright install chromium`, or install your system's package "
    "(Debian: `apt-get install chromium`), or name one in playwright.config.yaml under use.launchOptions.executablePath"
)

#: What is said of an attempt whose browser or page is no more.
LOST = "The browser, or the page's process in it, ended in the middle of the attempt."


def system_chromium(*, headed: bool) -> str | None:
    """The system's own Chromium, for where Playwright's cannot be had."""
    for name in _FULL if headed else (*_SHELLS, *_FULL):
        found = shutil.which(name)
        if found:
            return found
    return None


@dataclass(frozen=True, slots=True)
class Watching:
    """How a person watches a run: flags that win over the configuration."""

    headed: bool = False
    #: Pause after each step (ms); None for the configured one.
    slow_mo: float | None = None
    #: Open the Playwright inspector once the form is open, and again before the submit click.
    pause: bool = False
    trace: bool = False


class Browser:
    """`async with Browser(config) as browser:` starts Chromium; `visit` opens a page in a context of its own."""

    def __init__(self, config: Config, watching: Watching | None = None) -> None:
        self.config = config
        self.watching = watching or Watching()
        self._playwright: Playwright | None = None
        self._chromium: Chromium | None = None
        #: The next attempt's context with its page, made while this one still runs.
        self._next: asyncio.Task[Page] | None = None
        #: Contexts being closed: nobody needs to wait for them.
        self._closing: set[asyncio.Task[None]] = set()
        self._restarting = asyncio.Lock()
        #: Whether a context failed: perhaps Playwright's own process is no more, which nobody tells.
        self._doubted = False

    async def __aenter__(self) -> Self:
        self._playwright = await async_playwright().start()
        try:
            self._chromium = await self._start(self._playwright)
        except BaseException:
            await self._playwright.stop()
            raise
        return self

    async def __aexit__(self, *exc: object) -> None:
        await asyncio.gather(*self._closing, *filter(None, [self._next]), return_exceptions=True)
        if self._chromium:
            await self._chromium.close()
        if self._playwright:
            await self._playwright.stop()

    @property
    def alive(self) -> bool:
        return self._chromium is not None and self._chromium.is_connected() and not self._doubted

    @property
    def chromium(self) -> Chromium:
        """The browser itself, for those who measure or debug."""
        if self._chromium is None:
            raise BrowserUnavailable("the browser was not started; use it inside `async with`")
        return self._chromium

    async def restart(self) -> None:
        """Start Chromium anew where it has crashed, and Playwright too; attempts that notice it together do so once."""
        async with self._restarting:
            if self._playwright is None:
                return
            driven = await _driven(self._playwright)
            if not driven:
                self._doubted = True  # until another Chromium runs
                self._playwright = await async_playwright().start()
            if not driven or not self.chromium.is_connected():
                self._next = None
                self._chromium = await self._start(self._playwright)
            self._doubted = False

    @asynccontextmanager
    async def visit(self, url: str, *, keep: Path) -> AsyncIterator[Visit]:
        """A fresh context with one page; trace and video, where asked for, are written into `keep`."""
        page = await self._fresh(keep)
        apply = self.config.apply
        if self.tracing:
            await page.context.tracing.start(screenshots=True, snapshots=True)
        visit = Visit(page, url, timeout_ms=apply.form_timeout, confirm_ms=apply.confirm_timeout, local=self.local)
        visit.watch()
        try:
            yield visit
        finally:
            await self._leave(page.context, keep)

    async def _fresh(self, keep: Path) -> Page:
        """The context made ahead, or a new one."""
        if self.config.use.video != "off":
            return await self._new(keep)  # its folder is known only now
        ahead, self._next = self._next, None
        return await (ahead or self._new())

    def ahead(self) -> None:
        """Begin the next attempt's context now: while this one waits for something else."""
        if self._next is None and self.alive and self.config.use.video == "off":
            self._next = asyncio.create_task(self._new())

    async def _new(self, video: Path | None = None) -> Page:
        try:
            return await self._made(video)
        except Error as error:
            self._doubted = True
            raise BrowserLost(LOST) from error

    async def _made(self, video: Path | None) -> Page:
        kwargs: dict[str, Any] = self.config.use.context_kwargs()
        if video:
            kwargs["record_video_dir"] = str(video)
        context = await self.chromium.new_context(**kwargs)
        context.set_default_timeout(0 if self.watching.pause else self.config.use.action_timeout)
        context.set_default_navigation_timeout(self.config.use.navigation_timeout)
        await html_form.install(context)
        return await context.new_page()

    @property
    def local(self) -> bool:
        """Whether Chromium runs on this machine."""
        return not (self.config.connect.ws_endpoint or self.config.connect.cdp_endpoint)

    @property
    def tracing(self) -> bool:
        return self.watching.trace or self.config.use.trace != "off"

    async def _leave(self, context: BrowserContext, keep: Path) -> None:
        with suppress(Error):  # where the browser is gone, its context is gone with it
            if self.tracing:
                await context.tracing.stop(path=trace_path(keep))
        closing = asyncio.create_task(self._close(context))
        self._closing.add(closing)
        closing.add_done_callback(self._closing.discard)

    async def _close(self, context: BrowserContext) -> None:
        try:
            await context.close()
        except Error:
            self._doubted = True

    async def _start(self, playwright: Playwright) -> Chromium:
        connect = self.config.connect
        try:
            if connect.ws_endpoint:
                return await playwright.chromium.connect(connect.ws_endpoint.get_secret_value())
            if connect.cdp_endpoint:
                return await playwright.chromium.connect_over_cdp(connect.cdp_endpoint.get_secret_value())
        except Error as error:
            raise BrowserUnavailable(
                f"the remote browser in `connect` cannot be reached: {_first_line(error)}"
            ) from error
        return await self._launch(playwright)

    async def _launch(self, playwright: Playwright) -> Chromium:
        kwargs = launch_kwargs(self.config, self.watching)
        try:
            return await playwright.chromium.launch(**kwargs)
        except Error as error:
            missing = "Executable doesn't exist" in error.message and "executable_path" not in kwargs
            fallback = system_chromium(headed=not kwargs["headless"]) if missing else None
            if fallback is None:
                raise _unavailable(error) from error
        try:
            return await playwright.chromium.launch(**kwargs, executable_path=fallback)
        except Error as error:
            raise _unavailable(error) from error


def insist_on_page(visit: Visit, error: Exception) -> None:
    """Raises `BrowserLost` in place of what a page that is no more makes of whatever is asked of it."""
    if not isinstance(error, ApplyBotError | Blocked) and (visit.gone or _ended(error)):
        raise BrowserLost(LOST) from error


def _ended(error: BaseException) -> bool:
    """Whether an error comes of a page or a browser that is no more: the visit may not have been told yet."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, Error) and ("has been closed" in cause.message or "crashed" in cause.message):
            return True
        cause = cause.__cause__
    return False


async def _driven(playwright: Playwright) -> bool:
    """Whether Playwright's own process answers: it is asked for what needs no browser."""
    try:
        await (await playwright.request.new_context()).dispose()
    except Error:
        return False
    return True


def launch_kwargs(config: Config, watching: Watching) -> dict[str, Any]:
    """Keywords of `launch()`. Hosts that only watch are made unresolvable: intercepting requests would cost time."""
    kwargs = config.use.launch_kwargs(headed=watching.headed or watching.pause, slow_mo=watching.slow_mo)
    args: list[str] = list(kwargs.get("args") or ())
    ruled = any(arg.startswith("--host-resolver-rules") for arg in args)
    if not ruled and config.apply.block_hosts:
        rules = ", ".join(f"MAP {host} ~NOTFOUND, MAP *.{host} ~NOTFOUND" for host in config.apply.block_hosts)
        args.append(f"--host-resolver-rules={rules}")
    # Ctrl-C reaches every process of a terminal, and the browser is still needed for what was clicked.
    return {**kwargs, "args": args, "handle_sigint": False, "handle_sigterm": False, "handle_sighup": False}


def trace_path(keep: Path) -> Path:
    """Where an attempt's trace is written."""
    return keep / "trace.zip"


def _unavailable(error: Error) -> BrowserUnavailable:
    if "Missing X server" in error.message or "DISPLAY" in error.message:
        return BrowserUnavailable("a headed run needs a screen: start it in a desktop session, or under `xvfb-run`")
    if "Executable doesn't exist" in error.message or "ENOENT" in error.message:
        return BrowserUnavailable(_ADVICE)
    return BrowserUnavailable(f"Chromium could not be started: {_first_line(error)}; `apply-bot doctor` says more")


def _first_line(error: Error) -> str:
    return error.message.splitlines()[0][:200]
