"""`apply-bot selftest`: it sees what is there, touches nothing else, and leaves nothing behind."""

import json
from datetime import timedelta

import pytest

from tests.cli.conftest import Shell
from tests.conftest import LOCAL_ONLY
from tests.supabase.project import Project
from worker.model import Status
from worker.store import ClaimRequest


@pytest.fixture
def shell(shell: Shell) -> Shell:
    (shell.folder / "playwright.config.yaml").write_text(
        json.dumps({"use": {"launchOptions": {"args": [LOCAL_ONLY]}}}), encoding="utf-8"
    )
    return shell


def test_in_a_file(shell: Shell) -> None:
    """All is well, said check by check; a row of the user's own is due as before."""
    own = shell.add()
    done = shell.type("selftest")
    assert done.exit_code == 0, done.output
    lines = done.stdout.splitlines()
    assert lines[-1] == "all is well"
    assert len(lines) == 14
    assert [row.id for row in shell.rows()] == [own]
    assert shell.row().status is Status.PENDING
    assert shell.row().attempt_meta == {}


def test_at_any_time(shell: Shell) -> None:
    """Quiet hours, a cap that is used up and a slow pace are for real boards: they hold no test up."""
    held_back = {"quietHours": "00:00-23:59", "perDay": 0, "rates": {"generic": "1/day"}}
    content = {"use": {"launchOptions": {"args": [LOCAL_ONLY]}}, "apply": held_back}
    (shell.folder / "playwright.config.yaml").write_text(json.dumps(content), encoding="utf-8")
    assert json.loads(shell.type("selftest", "--json").stdout)["ok"]


def test_in_a_project(shell: Shell, project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same over a Supabase project, its buckets included; rows, applicant, postings and files are gone again."""
    monkeypatch.delenv("APPLY_BOT_STORE")
    for name, value in project.env.items():
        monkeypatch.setenv(name, value)
    told = json.loads(shell.type("selftest", "--json").stdout)
    assert told["ok"], told
    assert "in the bucket" in {check["what"]: check["seen"] for check in told["checks"]}["pictures"]
    for table in ("users", "jobs", "applications", "storage.objects"):
        assert project.sql(f"select 1 from {table}") == []  # noqa: S608 - a fixed list


def test_what_is_wrong_is_said(shell: Shell, project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures that no bucket takes are found, the exit code says so, and the rows are gone all the same."""
    monkeypatch.delenv("APPLY_BOT_STORE")
    for name, value in project.env.items():
        monkeypatch.setenv(name, value)
    with project.faults.refused(413, on="POST /storage/v1/object/apply-bot-artifacts"):
        done = shell.type("selftest")
    assert done.exit_code == 1
    assert "BAD pictures" in done.stdout
    assert project.sql("select 1 from applications") == []


def test_kept(shell: Shell) -> None:
    """`--keep` leaves the rows to be looked at."""
    told = json.loads(shell.type("selftest", "--simulate", "--keep", "--json").stdout)
    assert sorted(row.id for row in shell.rows()) == sorted(told["applications"])
    assert {row.status for row in shell.rows()} == {Status.APPLIED}


def test_another_worker_is_quicker(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a worker takes a test row first, one sentence says so; its row stays with it, the others go."""
    from worker.selftest import reserved, story  # noqa: PLC0415 - as the command does

    async def late(store, wanted, worker):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        await store.claim(ClaimRequest("other", 1, timedelta(hours=1)))
        return await reserved.reserve(store, wanted, worker)

    monkeypatch.setattr(story, "reserve", late)
    done = shell.type("selftest", "--simulate")
    assert (done.exit_code, "found 1 taken by another worker" in done.stderr) == (1, True)


def test_where_it_may_not_write(shell: Shell, project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """An account that is no worker's is refused in one sentence that says what to do."""
    project.account("ada@example.com")
    monkeypatch.delenv("APPLY_BOT_STORE")
    login = {"EMAIL": "ada@example.com", "PASSWORD": "secret"}
    known = {"SUPABASE_URL": project.url, "SUPABASE_ANON_KEY": project.anon_key}
    for name, value in {**known, **{f"SUPABASE_WORKER_{key}": word for key, word in login.items()}}.items():
        monkeypatch.setenv(name, value)
    done = shell.type("selftest")
    assert (done.exit_code, "expected the worker's account" in done.stderr) == (1, True), done.output
