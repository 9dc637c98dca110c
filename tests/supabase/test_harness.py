"""The project on 127.0.0.1 behaves like a Supabase project, as far as the other tests lean on it."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Coroutine, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, cast

import httpx
import psutil
import psycopg
import pytest
from postgrest import APIError
from storage3.exceptions import StorageApiError
from supabase_auth.errors import AuthApiError

from tests.conftest import ROOT
from tests.supabase import postgres, postgrest
from tests.supabase.clients import PASSWORD, clients
from tests.supabase.databases import Databases
from tests.supabase.faults import Fault
from tests.supabase.project import PUBLISHABLE_KEY, SECRET_KEY, Project

Play = Callable[[Coroutine[Any, Any, Any]], Any]

#: Signs what nobody should believe.
_FORGERS = "another-secret-that-is-long-enough-for-hs256"

#: A table as a migration might make it: everybody is granted all, and sees what is their own.
_NOTES = """
create table notes (id int primary key, owner uuid default auth.uid(), text text not null default '');
alter table notes enable row level security;
create policy own on notes to authenticated using (owner = auth.uid());
create function rename(wanted int, name text) returns int language sql as
    'update notes set text = name where id = wanted returning id';
"""


@pytest.fixture(scope="module")
def made(databases: Databases) -> Iterator[Project]:
    """An empty project with a table of the test's own."""
    with Project(databases, migrated=False) as project:
        with psycopg.connect(project.dsn) as connection:
            connection.execute(_NOTES)
        project.reload()
        yield project


@pytest.fixture
def notes(made: Project) -> Project:
    made.reset()
    return made


def test_policies_hold(notes: Project, in_thread: Play) -> None:
    """The service key passes row level security, an applicant sees their own rows, anon none; by either kind of key."""
    ada, ben = notes.account("ada@example.org"), notes.account("ben@example.org")

    async def play() -> None:
        async with clients(notes) as door:
            service = await door.by_key(SECRET_KEY)
            await service.table("notes").insert([{"id": 1, "owner": ada}, {"id": 2, "owner": ben}]).execute()
            for client, expected in [
                (service, [1, 2]),
                (await door.service(), [1, 2]),
                (await door.signed_in("ada@example.org"), [1]),
                (await door.anon(), []),
                (await door.by_key(PUBLISHABLE_KEY), []),
            ]:
                rows = cast(
                    "list[dict[str, int]]", (await client.table("notes").select("id").order("id").execute()).data
                )
                assert [row["id"] for row in rows] == expected

    in_thread(play())


def test_tokens_are_checked(notes: Project, in_thread: Play) -> None:
    """An expired token and a forged one are refused, by PostgREST and by the stand-in for files alike."""
    ada = notes.account("ada@example.org")
    bad = [notes.token(ada, seconds=-60), notes.token(ada, secret=_FORGERS)]

    async def play() -> None:
        async with clients(notes) as door:
            client = await door.anon()
            for token in bad:
                client.postgrest.auth(token)
                with pytest.raises(APIError) as refusal:
                    await client.table("notes").select("id").execute()
                assert refusal.value.code == "PGRST301"
                answer = await _get(notes, "/storage/v1/object/pictures/a.png", token)
                assert answer.json()["statusCode"] == "403"
            assert (await _get(notes, "/rest/v1/notes", notes.token(ada))).status_code == 200
            assert (await _get(notes, "/rest/v1/notes", "guess", apikey="guess")).status_code == 401

    in_thread(play())


async def _get(project: Project, path: str, token: str, *, apikey: str = "") -> httpx.Response:
    async with httpx.AsyncClient() as client:
        headers = {"apikey": apikey or project.anon_key, "Authorization": f"Bearer {token}"}
        return await client.get(project.url + path, headers=headers)


def test_signing_in(notes: Project, in_thread: Play) -> None:
    """A password gives a session that can be renewed, and whose token carries the account's role and app_metadata."""
    notes.sql("create role reader; grant reader to authenticator; grant usage on schema public to reader")
    notes.sql("grant select on notes to reader")
    notes.sql("create policy readers on notes to reader using (auth.jwt() -> 'app_metadata' ? 'all')")
    # `role` is Auth's own word, which the client's types do not know.
    account: Any = {"email": "w@example.org", "password": PASSWORD, "role": "reader", "app_metadata": {"all": 1}}

    async def play() -> None:
        async with clients(notes) as door:
            admin = await door.service()
            await admin.auth.admin.create_user(account)
            await admin.table("notes").insert({"id": 1}).execute()
            client = await door.signed_in("w@example.org")
            assert len((await client.table("notes").select("id").execute()).data) == 1
            renewed = await client.auth.refresh_session()
            assert renewed.session is not None
            with pytest.raises(AuthApiError, match="Invalid login credentials"):
                await client.auth.sign_in_with_password({"email": "w@example.org", "password": "guess"})

    try:
        in_thread(play())
    finally:
        notes.sql("drop policy readers on notes")
        notes.sql("drop owned by reader; drop role reader")


def test_files(notes: Project, in_thread: Play) -> None:
    """A private bucket gives files by signed URLs alone, keeps to its limits, and obeys the policies on its rows."""
    notes.account("ada@example.org")
    limits: Any = {"file_size_limit": 10, "allowed_mime_types": ["image/*"]}

    async def play() -> None:
        async with clients(notes) as door:
            service = await door.service()
            await service.storage.create_bucket("pictures", options=limits)
            files = service.storage.from_("pictures")
            await files.upload("a/1.png", b"picture", {"content-type": "image/png"})
            assert await files.download("a/1.png") == b"picture"
            signed = str((await files.create_signed_url("a/1.png", 60))["signedUrl"])
            async with httpx.AsyncClient() as browser:
                assert (await browser.get(signed)).content == b"picture"
                assert (await browser.get(signed.partition("?")[0])).status_code == 400
                ended = str((await files.create_signed_url("a/1.png", -60))["signedUrl"])
                assert (await browser.get(ended)).status_code == 400
            stranger = (await door.signed_in("ada@example.org")).storage.from_("pictures")
            for refused, status in [
                (files.upload("a/1.png", b"again", {"content-type": "image/png"}), 409),
                (files.upload("a/2.png", b"x" * 11, {"content-type": "image/png"}), 413),
                (files.upload("a/2.txt", b"text", {"content-type": "text/plain"}), 415),
                (stranger.upload("a/2.png", b"x", {"content-type": "image/png"}), 403),
                (stranger.download("a/1.png"), 404),
                (service.storage.from_("absent").upload("1.png", b"x", {"content-type": "image/png"}), 404),
            ]:
                with pytest.raises(StorageApiError) as refusal:
                    await refused
                assert int(refusal.value.status) == status
            await files.upload("a/1.png", b"again", {"content-type": "image/png", "upsert": "true"})
            assert [entry["name"] for entry in await files.list()] == ["a"]
            assert [entry["name"] for entry in await files.list("a")] == ["1.png"]
            await files.remove(["a/1.png"])
            assert await files.list("a") == []

    in_thread(play())


def test_faults(notes: Project, in_thread: Play) -> None:
    """Each fault does what it says, as often as it says, and to the requests it names."""

    async def play() -> None:
        async with clients(notes) as door:
            client = await door.service()
            table = client.table("notes")
            with notes.faults.unreachable(on="POST /rest", times=1) as fault:
                with pytest.raises(httpx.RemoteProtocolError):
                    await table.insert({"id": 1}).execute()
                assert len((await table.select("id").execute()).data) == 0
                await table.insert({"id": 1}).execute()
            assert fault.hits == 1
            with notes.faults.lost(on="rpc/rename", after=1):
                await client.rpc("rename", {"wanted": 1, "name": "kept"}).execute()
                with pytest.raises(httpx.RemoteProtocolError):
                    await client.rpc("rename", {"wanted": 1, "name": "lost"}).execute()
            assert notes.sql("select text from notes") == [{"text": "lost"}]
            for status in (401, 409, 503):
                with notes.faults.refused(status, on="rpc/rename"), pytest.raises(APIError):
                    await client.rpc("rename", {"wanted": 1, "name": str(status)}).execute()
            assert notes.sql("select text from notes") == [{"text": "lost"}]

    in_thread(play())


def test_held(notes: Project, in_thread: Play) -> None:
    """A held request goes on when it is released."""

    async def play() -> None:
        async with clients(notes) as door:
            client = await door.service()
            with notes.faults.held() as fault:
                letting_go = threading.Thread(target=_let_go, args=(fault,))
                letting_go.start()
                assert (await client.table("notes").select("id").execute()).data == []
                letting_go.join()

    in_thread(play())


def _let_go(fault: Fault) -> None:
    fault.met.wait()
    fault.released.set()


def test_rows_are_capped(notes: Project, in_thread: Play) -> None:
    """As on Supabase, no answer holds more than a thousand rows."""
    notes.sql("insert into notes (id) select generate_series(1, 1001)")

    async def play() -> None:
        async with clients(notes) as door:
            client = await door.service()
            assert len((await client.table("notes").select("id").execute()).data) == 1_000

    in_thread(play())


def test_own_server() -> None:
    """Where no PostgreSQL runs, one is started; nothing of it outlives whoever started it, even one that was killed."""
    env = {**os.environ, postgres.VARIABLE: "own"}
    with subprocess.Popen([sys.executable, "-m", "tests.supabase"], env=env, cwd=ROOT, stdout=subprocess.PIPE) as owner:
        assert owner.stdout is not None
        known = dict(line.decode().strip().split("=", 1) for line in islice(owner.stdout, 4))
        with psycopg.connect(known["SUPABASE_DB_URL"].strip("'")) as connection:
            assert connection.execute("select 1").fetchone() == (1,)
        started = psutil.Process(owner.pid).children(recursive=True)
        assert {"postgres", "postgrest"} <= {process.name() for process in started}
        owner.kill()
    assert not psutil.wait_procs(started, timeout=20)[1]


def test_missing_programs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What is missing fails with the command that installs it; another program in its place is not run."""
    monkeypatch.delenv(postgrest.VARIABLE, raising=False)
    monkeypatch.setattr(postgrest, "_INSTALLED", tmp_path / "a" / "b" / "postgrest")
    with pytest.raises(postgres.Missing, match=r"setup\.py --dev|POSTGREST_BIN"):
        postgrest.binary.__wrapped__()
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "postgrest").write_text("another", encoding="utf-8")
    with pytest.raises(postgres.Missing, match="found another program"):
        postgrest.binary.__wrapped__()
