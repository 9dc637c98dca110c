"""What all deaths share: one browser that outlives its workers, nurseries for them, and their boards."""

import json
import socket
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import psutil
import pytest
from playwright._impl._driver import compute_driver_executable

from fixtures import Farm
from tests.conftest import LOCAL_ONLY, chromium
from tests.crash.harness import Harness
from tests.crash.lanes import Lanes
from tests.crash.stores import GROUNDS
from tests.e2e.typist import until

#: Workers side by side.
LANES = 3


@dataclass(frozen=True, slots=True)
class SharedBrowser:
    """A Chromium that workers reach by its endpoint."""

    endpoint: str
    #: Its DevTools port, for looking at what is open in it.
    port: int

    def pages(self) -> list[str]:
        """The address of every page open in any context."""
        with urlopen(f"http://127.0.0.1:{self.port}/json/list") as told:
            return [target["url"] for target in json.load(told) if target["type"] == "page"]


@pytest.fixture(scope="session")
def shared_browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SharedBrowser]:
    """Playwright's own browser server: what `connect.wsEndpoint` is for."""
    port = _free_port()
    options = {
        "headless": True,
        "host": "127.0.0.1",
        "executablePath": chromium(headed=False),
        "args": [LOCAL_ONLY, f"--remote-debugging-port={port}"],
    }
    config = tmp_path_factory.mktemp("browser") / "server.json"
    config.write_text(json.dumps(options))
    command = [*compute_driver_executable(), "launch-server", "--browser", "chromium", "--config", str(config)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        endpoint = server.stdout.readline().strip()
        assert endpoint.startswith("ws://"), endpoint
        yield SharedBrowser(endpoint, port)
        server.terminate()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def lanes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lanes]:
    """Browser drivers of killed workers start faster where Node keeps what it has compiled."""
    with Lanes(LANES, {"NODE_COMPILE_CACHE": str(tmp_path_factory.mktemp("node"))}) as lanes:
        yield lanes


@pytest.fixture(params=sorted(GROUNDS))
def harness(
    request: pytest.FixtureRequest, tmp_path: Path, farm: Farm, lanes: Lanes, shared_browser: SharedBrowser
) -> Iterator[Harness]:
    """A store with a browser, boards and nurseries around it; whoever died in it leaves nothing behind."""
    harness = Harness(farm, lanes, GROUNDS[request.param](request), tmp_path)
    harness.settle(shared_browser.endpoint)
    yield harness
    until(lambda: not shared_browser.pages(), "the contexts of killed workers are closed")
    until(lambda: not _working_in(tmp_path), "the browser drivers of killed workers have ended")


def _working_in(folder: Path) -> list[int]:
    """The processes whose working directory this is."""
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if process.cwd() == str(folder):
                found.append(process.pid)
    return found
