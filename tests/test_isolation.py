"""The tests' own fences hold: nothing leaves this machine, and the browser is the one that is configured."""

import json
import socket
import urllib.request
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Error, Page

from tests.conftest import Terminal


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


def test_terminal(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    """apply-bot, run as its users run it, keeps all data in the test's folder, whatever the developer has set."""
    monkeypatch.setenv("APPLY_BOT_STORE", "sqlite:////elsewhere/applications.db")
    done = terminal.run("add", "https://careers.example/7", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)
    assert (terminal.folder / "data" / "applications.db").exists()


def test_display(display: str) -> None:
    """The display is one that X programs can reach."""
    assert Path(f"/tmp/.X11-unix/X{display[1:]}").is_socket()  # noqa: S108 - where X servers listen
