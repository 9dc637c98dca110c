"""A browser whose pages are written by the tests themselves, driven from a thread of its own."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import Future
from typing import Any, TypeVar

import pytest
from playwright.async_api import Browser, async_playwright

from adapters.contract import Adapter, Visit
from tests.conftest import LOCAL_ONLY
from worker.browser import Watching, launch_kwargs, system_chromium
from worker.config import Config

Result = TypeVar("Result")
Act = Callable[[Visit, Adapter], Awaitable[Result]]
Visiting = Callable[[str, Act[Any]], Any]

#: Pages of tests are served under this address by routing; nothing is asked of any host.
ADDRESS = "http://127.0.0.1:9/posting"


class Plain(Adapter):
    """The contract's defaults."""

    name = "plain"


class Stage:
    """One browser on one loop; each test gets a fresh context with its own page."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._browser: Browser | None = None

    def call(self, coroutine: Any) -> Any:
        future: Future[Any] = asyncio.run_coroutine_threadsafe(coroutine, self._loop)
        return future.result(timeout=60)

    async def start(self) -> None:
        self._playwright = await async_playwright().start()
        kwargs = launch_kwargs(self._config, Watching())
        kwargs["args"] = [*kwargs.get("args", ()), LOCAL_ONLY]
        if "executable_path" not in kwargs:
            kwargs["executable_path"] = system_chromium(headed=False)
        self._browser = await self._playwright.chromium.launch(**kwargs)

    async def stop(self) -> None:
        assert self._browser
        await self._browser.close()
        await self._playwright.stop()

    def close(self) -> None:
        self.call(self.stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def show(self, html: str, act: Act[Any]) -> Any:
        return await self.visit(ADDRESS, act, html)

    async def tab(self, url: str = ADDRESS) -> Visit:
        """An empty page in a context of its own, which the caller closes."""
        assert self._browser
        context = await self._browser.new_context(viewport={"width": 1280, "height": 900})
        visit = Visit(await context.new_page(), url, timeout_ms=3000, confirm_ms=1500)
        visit.watch()
        return visit

    async def visit(self, url: str, act: Act[Any], html: str = "") -> Any:
        visit = await self.tab(url)
        if html:
            body = {"body": html, "content_type": "text/html; charset=utf-8"}
            await visit.page.route("**/*", lambda route: route.fulfill(**body))
        try:
            return await act(visit, Plain())
        finally:
            await visit.page.context.close()


@pytest.fixture(scope="session")
def stage(config: Config) -> Iterator[Stage]:
    stage = Stage(config)
    stage.call(stage.start())
    yield stage
    stage.close()


@pytest.fixture
def visiting(stage: Stage) -> Visiting:
    """`visiting(html, act)` serves the page, and awaits `act(visit, adapter)` on it."""
    return lambda html, act: stage.call(stage.show(html, act))


@pytest.fixture
def at_board(stage: Stage) -> Visiting:
    """`at_board(url, act)` awaits `act(visit, adapter)` on a page of a local board."""
    return lambda url, act: stage.call(stage.visit(url, act))
