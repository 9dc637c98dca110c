"""Pictures and documents of a Supabase project: in private buckets, seen by those whom they concern."""

import hashlib
import json
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from PIL import Image
from storage3.exceptions import StorageApiError

from fixtures import APPLICANTS, Farm
from tests.conftest import Terminal
from tests.supabase.clients import clients
from tests.supabase.project import Project
from worker.model import Application, Job, Json, NewApplication, User
from worker.store.supabase import SupabaseStore
from worker.store.supabase_access import Access

InThread = Callable[[Coroutine[Any, Any, Any]], Any]

RESUME = (APPLICANTS.parent / "files" / "ada-resume.pdf").read_bytes()


def _ada(**documents: str) -> Json:
    """Ada's facts as her row holds them: her documents have names, and no place on the worker's machine."""
    profile: Json = yaml.safe_load((APPLICANTS / "ada.yaml").read_text(encoding="utf-8"))
    profile["apply"] |= {"documents": documents, "start_date": "2027-02-01"}
    return json.loads(json.dumps(profile, default=str))  # type: ignore[no-any-return]


def _store(project: Project) -> SupabaseStore:
    return SupabaseStore(Access(project.url, project.service_key))


async def _rows(project: Project) -> dict[str, Application]:
    """By the e-mail address of the applicant."""
    async with _store(project) as store:
        return {one.user.email: one async for one in store.list()}


async def _queue(project: Project, farm: Farm, people: dict[str, Json]) -> dict[str, str]:
    """One application each; e-mail address -> id of the user, who has an account."""
    ids = {email: project.account(email) for email in people}
    async with _store(project) as store:
        jobs = Job("", farm.url("generic", "plain"), "Baker", "Acme")
        await store.add([NewApplication(User(ids[email], email, "", facts), jobs) for email, facts in people.items()])
        assert store.files is not None
        await store.files.keep_document(ids["ada@example.com"], "cv.pdf", RESUME)
    return ids


@pytest.fixture
def worker(terminal: Terminal, project: Project) -> Terminal:
    """A worker of the project, on a machine that has no applicant's files."""
    terminal.env |= project.env
    return terminal


def test_pictures_and_documents(worker: Terminal, project: Project, farm: Farm, in_thread: InThread) -> None:
    """A résumé comes from its applicant's folder alone; pictures go where that applicant sees them, and no other."""
    (worker.folder / "secret.pdf").write_bytes(RESUME)
    people = {
        "ada@example.com": _ada(resume="cv.pdf"),
        "absent@example.com": _ada(resume="lost.pdf"),
        "thief@example.com": _ada(resume="../../secret.pdf"),
        "other@example.com": _ada(resume="cv.pdf"),
    }
    ids = in_thread(_queue(project, farm, people))
    before = len(farm.submissions("generic", "plain"))
    done = worker.run("run", "--json")
    rows = in_thread(_rows(project))
    assert {email: row.status.value for email, row in rows.items()} == {
        "ada@example.com": "applied",
        "absent@example.com": "failed",
        "thief@example.com": "failed",
        "other@example.com": "failed",
    }, done.stdout + done.stderr
    assert "found a path that leads elsewhere" in rows["thief@example.com"].artifacts["note"]
    assert "found none; upload it" in rows["other@example.com"].artifacts["note"]
    (sent,) = farm.submissions("generic", "plain")[before:]
    assert hashlib.sha256(RESUME).hexdigest() in {file.sha256 for file in sent.files}
    in_thread(_insist_private(project, rows["ada@example.com"], ids["ada@example.com"]))
    _insist_reported(worker, project, rows["ada@example.com"])


def _insist_reported(worker: Terminal, project: Project, row: Application) -> None:
    """The report fetches pictures from the bucket, and shows the thumbnail of one that is gone."""
    gone, *there = row.artifacts["screenshots"]
    project.sql("delete from storage.objects where name = %s", gone["path"])
    assert worker.run("report").returncode == 0
    pictures = sorted((worker.folder / "apply-bot-report" / "pictures" / row.id).iterdir())
    widths = [_width(path) for path in pictures]
    assert widths == [
        320,
        *(round(shot["width"] / (shot["scale"] if shot["step"] == "filled" else 1)) for shot in there),
    ]


def _width(path: Path) -> int:
    with Image.open(path) as image:
        return image.width


async def _insist_private(project: Project, row: Application, owner: str) -> None:
    shots = row.artifacts["screenshots"]
    assert [shot["step"] for shot in shots] == ["opened", "filled", "submitted"]
    assert all(shot["path"].startswith(f"{owner}/{row.id}/") for shot in shots)
    async with httpx.AsyncClient() as browser, clients(project) as door:
        for shot in shots:
            assert len((await browser.get(shot["uri"])).content) == shot["bytes"]
            assert (await browser.get(shot["uri"].partition("?")[0])).status_code == 400
        path = shots[1]["path"]
        own = (await door.signed_in("ada@example.com")).storage.from_("apply-bot-artifacts")
        signed = (await own.create_signed_url(path, 60))["signedUrl"]
        assert len((await browser.get(str(signed))).content) == shots[1]["bytes"]
        for stranger in (await door.signed_in("other@example.com"), await door.anon()):
            with pytest.raises(StorageApiError):
                await stranger.storage.from_("apply-bot-artifacts").download(path)
            with pytest.raises(StorageApiError):
                await stranger.storage.from_("apply-bot-documents").download(f"{owner}/cv.pdf")
        for bucket in ("apply-bot-artifacts", "apply-bot-documents"):  # nor may anybody leave something there
            with pytest.raises(StorageApiError):
                await stranger.storage.from_(bucket).upload(f"{owner}/x.jpg", b"x", {"content-type": "image/jpeg"})


def test_bucket_refuses(worker: Terminal, project: Project, farm: Farm, in_thread: InThread) -> None:
    """Without a place for pictures an application still ends as it went; its note says what is missing and why."""
    in_thread(_queue(project, farm, {"ada@example.com": _ada(resume="cv.pdf")}))
    before = len(farm.submissions("generic", "plain"))
    with project.faults.refused(413, on="POST /storage/v1/object/apply-bot-artifacts") as fault:
        done = worker.run("run", "--json")
    assert fault.hits == 3
    row = in_thread(_rows(project))["ada@example.com"]
    assert (row.status.value, done.returncode) == ("applied", 0)
    assert len(farm.submissions("generic", "plain")) == before + 1
    assert "pictures could not all be kept" in row.artifacts["note"]
    for shot in row.artifacts["screenshots"]:
        assert (shot["uri"], shot["thumbnail"][:11]) == ("", "data:image/")
