"""What all tests share: no way out of 127.0.0.1, the local boards, the configured browser, and apply-bot itself."""

import asyncio
import ipaddress
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

import pytest
import yaml
from playwright.sync_api import BrowserType

from worker.browser import system_chromium
from worker.config import Config, load_config

if TYPE_CHECKING:
    from fixtures import Farm
    from tests.supabase.databases import Databases
    from tests.supabase.project import Project

Result = TypeVar("Result")

ROOT = Path(__file__).parents[1]
#: Chromium asks nobody but this machine: not even a name is looked up elsewhere.
LOCAL_ONLY = "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1, EXCLUDE localhost"
#: Longest a started program may take (seconds).
PATIENCE = 120


def _is_local(address: object) -> bool:
    if not isinstance(address, tuple):
        return True  # a Unix socket's path
    host = str(address[0])
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host in {"localhost", ""}


#: The host of a Supabase project that the developer named for these tests, and its addresses: the one way out.
_NAMED = {urlsplit(os.environ.get("APPLY_BOT_TEST_SUPABASE_URL", "")).hostname} - {None}


def _is_named(address: object) -> bool:
    return isinstance(address, tuple) and address[0] in _NAMED


@pytest.fixture(scope="session", autouse=True)
def local_only() -> Iterator[None]:
    """A test that would leave this machine fails instead, and says where it wanted to go."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex", "sendto"):
            patch.setattr(socket.socket, name, _guarded(getattr(socket.socket, name)))
        patch.setattr(socket, "getaddrinfo", _guarded_lookup(socket.getaddrinfo))
        yield


def _guarded(call: Callable[..., Any]) -> Callable[..., Any]:
    def guarded(self: socket.socket, *args: Any) -> Any:
        if not _is_local(args[-1]) and not _is_named(args[-1]):
            raise AssertionError(
                f"expected tests to stay on 127.0.0.1, found a connection to {args[-1]!r}; serve it locally"
            )
        return call(self, *args)

    return guarded


def _guarded_lookup(call: Callable[..., Any]) -> Callable[..., Any]:
    def guarded(host: Any, *args: Any, **kwargs: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if _is_named((name,)):
            found = call(host, *args, **kwargs)
            _NAMED.update(entry[4][0] for entry in found)
            return found
        if name is not None and not _is_local((name,)):
            raise AssertionError(f"expected tests to stay on 127.0.0.1, found a look-up of {name!r}; serve it locally")
        return call(host, *args, **kwargs)

    return guarded


@pytest.fixture(scope="session")
def config() -> Config:
    """The checkout's own configuration, whatever the developer's environment says."""
    return load_config(ROOT / "playwright.config.yaml", env={})


@pytest.fixture(scope="session")
def browser_type_launch_args(
    browser_type_launch_args: dict[str, Any], browser_type: BrowserType, config: Config
) -> dict[str, Any]:
    """pytest-playwright starts the browser that the worker would; flags such as --headed still win."""
    known = config.use.launch_kwargs()
    known["args"] = [*known.get("args", ()), LOCAL_ONLY]
    known |= browser_type_launch_args
    if "executable_path" not in known and not Path(browser_type.executable_path).exists():
        known["executable_path"] = chromium(headed=not known["headless"])
    return known


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any], config: Config) -> dict[str, Any]:
    """Pages are as large and speak the language that the worker's do."""
    return {**config.use.context_kwargs(), **browser_context_args}


def chromium(*, headed: bool) -> str:
    """The system's Chromium, where Playwright's own is missing; without either the test fails, and is never skipped."""
    found = system_chromium(headed=headed)
    if found is None:
        pytest.fail("no Chromium was found; `make setup-dev` installs one", pytrace=False)
    return found


@pytest.fixture(scope="session")
def farm() -> Iterator["Farm"]:
    """The local boards, all of them, with their oracles."""
    from fixtures import Farm  # noqa: PLC0415 - only the tests that ask for it pay for it

    with Farm() as farm:
        yield farm


@pytest.fixture(scope="session")
def databases() -> Iterator["Databases"]:
    """A real PostgreSQL in which each project gets a database."""
    from tests.supabase.databases import Databases  # noqa: PLC0415 - only the tests that ask for it pay for it

    with Databases() as databases:
        yield databases


@pytest.fixture(scope="session")
def shared_project(request: pytest.FixtureRequest) -> Iterator["Project"]:
    """The project that the tests of one process share; ask for `project`."""
    from tests.supabase.project import Project  # noqa: PLC0415
    from tests.supabase.remote import Remote, named  # noqa: PLC0415

    with Remote() if named() else Project(request.getfixturevalue("databases")) as project:
        yield project


@pytest.fixture
def project(shared_project: "Project") -> "Project":
    """A Supabase project with our migrations and nothing else in it."""
    shared_project.reset()
    return shared_project


@pytest.fixture
def in_thread() -> Iterator[Callable[[Coroutine[Any, Any, Result]], Result]]:
    """Run a coroutine to its end in a thread of its own: pytest-playwright keeps a loop running in the main one."""
    with ThreadPoolExecutor(1) as pool:
        yield lambda coroutine: pool.submit(asyncio.run, coroutine).result()


@pytest.fixture(scope="session")
def display() -> Iterator[str]:
    """The name of an X display that nobody sees, for headed browsers."""
    program = shutil.which("Xvfb")
    if program is None:
        pytest.fail(
            "no Xvfb was found; `apt-get install xvfb` (or `make setup-dev` as root) installs it", pytrace=False
        )
    reader, writer = os.pipe()
    command = [program, "-displayfd", str(writer), "-screen", "0", "1280x900x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=[writer], stderr=subprocess.DEVNULL) as server:
        os.close(writer)
        with os.fdopen(reader) as answer:
            number = answer.readline().strip()
        yield f":{number}"
        server.terminate()


@dataclass(slots=True)
class Terminal:
    """A folder with a configuration of its own, in which apply-bot is run as its users run it."""

    folder: Path
    env: dict[str, str] = field(default_factory=dict)

    def configure(self, **keys: Any) -> None:
        """Write `playwright.config.yaml`: the keys given, in a browser that cannot leave this machine."""
        use = {"launchOptions": {"args": [LOCAL_ONLY]}, **keys.pop("use", {})}
        apply = {"dataDir": "data", **keys.pop("apply", {})}
        content = yaml.safe_dump({"use": use, "apply": apply, **keys})
        (self.folder / "playwright.config.yaml").write_text(content, encoding="utf-8")

    def run(self, *words: str, **options: Any) -> subprocess.CompletedProcess[str]:
        """`apply-bot WORDS`, to its end."""
        return subprocess.run(**self._call(words), capture_output=True, check=False, timeout=PATIENCE, **options)

    def start(self, *words: str) -> subprocess.Popen[str]:
        """`apply-bot WORDS`, left running: for tests that send it signals, or all of its group. The test ends it."""
        pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        return subprocess.Popen(**self._call(words), **pipes, start_new_session=True)

    def _call(self, words: tuple[str, ...]) -> dict[str, Any]:
        foreign = ("APPLY_BOT_", "SUPABASE_")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
        plain = {"NO_COLOR": "1", "COLUMNS": "120", "PYTHONPATH": str(ROOT), "HOME": str(self.folder)}
        command = [sys.executable, "-m", "worker", *words]
        return {"args": command, "cwd": self.folder, "env": {**kept, **plain, **self.env}, "text": True}


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    """An empty folder with a configuration that keeps all data in it."""
    terminal = Terminal(tmp_path)
    terminal.configure()
    return terminal
