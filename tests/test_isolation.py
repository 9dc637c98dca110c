"""The tests' own fences hold: nothing leaves this machine, and the browser is the one that is configured."""

import socket
import urllib.request
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from playwright.sync_api import Error, Page


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("example.org", 443)])
def test_no_connection(address: tuple[str, int]) -> None:
    """A connection to another machine fails at once."""
    with socket.socket() as plug, pytest.raises(AssertionError, match=r"stay on 127\.0\.0\.1"):
        plug.connect(address)


def test_no_lookup() -> None:
    """Not even a name is looked up."""
    with pytest.raises(AssertionError, match=r"look-up of 'example\.org'"):
        urllib.request.urlopen("http://example.org/")


def test_loopback_is_free() -> None:
    """This machine's own servers are reached."""
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as plug:
        assert plug.getpeername() == server.getsockname()


def test_browser_stays(page: Page) -> None:
    """Chromium cannot leave either, and pages are as the configuration says."""
    assert page.viewport_size == {"width": 1280, "height": 900}
    assert page.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone") == "UTC"
    with pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
        page.goto("http://example.org/")


def test_worker_code_beside_the_page(page: Page, in_thread: Callable[[Coroutine[Any, Any, str]], str]) -> None:
    """Coroutines run beside pytest-playwright's own loop."""

    async def title() -> str:
        return "ran"

    page.goto("about:blank")
    assert in_thread(title()) == "ran"
