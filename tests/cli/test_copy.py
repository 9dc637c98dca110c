"""`apply-bot db copy`: a queue moves from a file into a Supabase project and back, and nothing is lost on the way."""

import base64
import json
import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
import yaml

from tests.cli.conftest import Shell
from tests.samples import artifacts, picture
from tests.supabase.project import Project
from worker.model import Application, Job, Status, User
from worker.store import ClaimRequest, Store, open_store
from worker.store.supabase import SupabaseStore
from worker.store.supabase_access import Access

ADA = User(
    str(uuid.uuid4()), "ada@example.com", "Ada Example", {"apply": {"documents": {"resume": "Lebenslauf ä.pdf"}}}
)
THEN = datetime(2026, 11, 1, 12, 0, 0, 123456, tzinfo=UTC)
RESUME = b"%PDF-1.7 invented"


def _rows(folder: Path) -> list[Application]:
    """One of every settled status; each shows a picture that lies in the folder, and so does its earlier attempt."""
    rows = []
    for number, status in enumerate(status for status in Status if status is not Status.PROCESSING):
        key = str(uuid.uuid4())
        shots = [_shot(folder / "artifacts" / key / str(attempt) / "1-filled.jpg") for attempt in (1, 2)]
        earlier = artifacts(screenshots=shots[:1])
        left = artifacts(screenshots=shots[1:], application_details={"previous_artifacts": [earlier]})
        job = Job(str(uuid.uuid4()), f"https://jobs.example/{number}", "Baker", "Acme", "lever", {"n": number})
        meta = {"attempts": [{"number": 1}], "answers": {"why": "because"}, "review": {"why": "approval"}}
        due = THEN + timedelta(days=400) if status is Status.PENDING else None
        at = THEN + timedelta(seconds=number)
        rows.append(Application(key, ADA, job, status, left, meta, at, at, 2, number, next_attempt_at=due))
    return rows


def _shot(path: Path) -> dict[str, object]:
    path.parent.mkdir(parents=True)
    path.write_bytes(base64.b64decode(str(picture()["uri"]).partition(",")[2]) + path.parent.parent.name.encode())
    return picture(uri=path.as_uri())


def _bare(row: Application) -> Application:
    """Without what a copy may change: where the files are."""
    told = json.loads(json.dumps(row.artifacts, default=str))
    for one in [told, *told["application_details"]["previous_artifacts"]]:
        for shot in one["screenshots"]:
            for key in ("uri", "path", "expires_at"):
                shot.pop(key, None)
    return replace(row, artifacts=told, user=replace(row.user, profile=None))


def _shots(row: Application) -> list[dict[str, str]]:
    return [
        *row.artifacts["screenshots"],
        *row.artifacts["application_details"]["previous_artifacts"][0]["screenshots"],
    ]


async def _all(store: Store) -> list[Application]:
    async with store:
        return [one async for one in store.list()]


@pytest.fixture
def moving(shell: Shell, project: Project, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """A shell with a filled file, a project's keys, and the applicant's résumé beside the profile."""
    for name, value in project.env.items():
        monkeypatch.setenv(name, value)
    (shell.folder / "Lebenslauf ä.pdf").write_bytes(RESUME)
    (shell.folder / "profile.yaml").write_text(yaml.safe_dump({"basics": {"name": "x", "email": "x@example.com"}}))
    return shell


def test_there_and_back(moving: Shell, project: Project) -> None:
    """Statuses, artifacts, attempts, times, pictures and documents arrive, twice over, and come back the same."""
    rows = _rows(moving.folder)
    moving.with_store(lambda store: store.restore(rows))
    hosted = SupabaseStore(Access(project.url, project.service_key))
    first = json.loads(moving.type("db", "copy", moving.url, "supabase", "--json").stdout)
    assert first == {"rows": {"added": 7}, "pictures": {"carried": 14}, "documents": {"carried": 1}}
    there = moving.wait(_all(hosted))
    assert [_bare(row) for row in there] == [_bare(row) for row in rows]
    assert {row.user.profile["apply"]["documents"]["resume"] for row in there if row.user.profile} == {
        "Lebenslauf a.pdf"
    }
    for row in there:
        for shot in _shots(row):
            assert shot["path"].startswith(f"{ADA.id}/{row.id}/")
            assert httpx.get(shot["uri"]).content.endswith(row.id.encode())
    again = moving.type("db", "copy", moving.url, "supabase", "--json")
    assert json.loads(again.stdout)["rows"] == {"replaced": 7}
    assert moving.wait(_all(hosted)) == there
    back = f"sqlite:///{moving.folder / 'back.db'}"
    told = moving.type("db", "copy", "supabase", back)
    assert "7 rows added" in told.stdout, told.output
    returned = moving.wait(_all(open_store(back)))
    assert [_bare(row) for row in returned] == [_bare(row) for row in rows]
    (resume,) = {row.user.profile["apply"]["documents"]["resume"] for row in returned if row.user.profile}
    assert Path(resume).read_bytes() == RESUME
    assert all(shot["uri"].startswith("file:") and "path" not in shot for row in returned for shot in _shots(row))


def test_what_is_held_or_lost(moving: Shell, project: Project) -> None:
    """A row that a worker holds is left out and told; so is a picture that is gone, whose row goes all the same."""
    row, held = _rows(moving.folder)[:2]
    held = replace(held, status=Status.PENDING, next_attempt_at=None)

    async def fill(store: Store) -> None:
        await store.restore([replace(row, status=Status.FAILED), held])
        await store.claim(ClaimRequest("w", 1, timedelta(hours=1)))

    moving.with_store(fill)
    for path in (moving.folder / "artifacts" / row.id).glob("1/*"):
        path.unlink()
    told = moving.type("db", "copy", moving.url, "supabase").stdout
    assert "1 rows added" in told
    assert "1 pictures carried, 1 not found" in told
    assert "1 left out, since a worker holds them" in told
    assert project.sql("select status from applications") == [{"status": "failed"}]


def test_into_itself(shell: Shell) -> None:
    """A store is not copied into itself."""
    done = shell.type("db", "copy", shell.url, shell.url)
    assert (done.exit_code, "expected another store than FROM" in done.stderr) == (1, True)


def test_from_a_file_that_is_not_there(shell: Shell) -> None:
    """A mistyped FROM is told, and leaves no empty file behind."""
    done = shell.type("db", "copy", f"sqlite:///{shell.folder / 'no.db'}", shell.url)
    assert (done.exit_code, "correct the path" in done.stderr) == (1, True)
    assert not (shell.folder / "no.db").exists()
