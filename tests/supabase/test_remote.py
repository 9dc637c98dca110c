"""The same tests run over a project of the user's own: tried with a local one in its place."""

from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from tests.store.scene import ADA
from tests.supabase.clients import PASSWORD
from tests.supabase.project import SECRET, Project
from tests.supabase.remote import Remote
from worker.model import Job, NewApplication
from worker.store.supabase import SupabaseStore
from worker.store.supabase_access import Access

InThread = Callable[[Coroutine[Any, Any, Any]], Any]


@pytest.fixture
def elsewhere(project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    known = {
        "URL": project.url,
        "ANON_KEY": project.anon_key,
        "SERVICE_ROLE_KEY": project.service_key,
        "DB_URL": project.dsn,
        "JWT_SECRET": SECRET,
    }
    for name, value in known.items():
        monkeypatch.setenv(f"APPLY_BOT_TEST_SUPABASE_{name}", value)
    monkeypatch.setenv("PYTEST_XDIST_WORKER_COUNT", "1")
    return project


def _make_worker(remote: Remote) -> None:
    remote.account("w@example.org", PASSWORD)
    remote.sql("select apply_bot.make_worker('w@example.org')")


async def _queue(remote: Remote) -> int:
    """Queue one as an account that signs in, its reply lost on the way."""
    _make_worker(remote)
    async with SupabaseStore(Access(remote.url, remote.anon_key, "w@example.org", PASSWORD)) as store:
        with remote.faults.lost(on="rpc/apply_bot_add", times=1) as fault:
            await store.add([NewApplication(ADA, Job("", "https://jobs.example/1"))])
        return fault.hits


def test_same_doors(elsewhere: Project, in_thread: InThread) -> None:
    """Accounts, rows, SQL and faults are there, and what a test made is gone before the next."""
    with Remote() as remote:
        assert in_thread(_queue(remote)) == 1
        assert remote.sql("select status from applications") == [{"status": "pending"}]
        assert [one.status for one in remote.seen if one.path.endswith("apply_bot_add")] == [0, 200]
    assert elsewhere.sql("select id from applications") == []
    assert elsewhere.sql("select id from auth.users") == []


def test_not_over_somebodys_rows(elsewhere: Project) -> None:
    """A project that holds anything is refused: tests would empty it."""
    elsewhere.sql("insert into users (id) values (gen_random_uuid())")
    with pytest.raises(AssertionError, match="found 1 rows"):
        Remote().__enter__()
    assert len(elsewhere.sql("select id from users")) == 1
