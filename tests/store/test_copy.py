"""Rows of another store, and rows that are to be gone."""

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.store.scene import ADA, BEN, Scene, outcome
from worker.errors import BadInput, UnknownApplication
from worker.model import Application, Job, NewApplication, Status

ARTIFACTS = {"method": "browser", "screenshots": [{"step": "filled", "thumbnail": "data:,x"}]}


def row_of(scene: Scene, status: Status = Status.APPLIED, number: int = 1) -> Application:
    """As another store had it, an hour ago."""
    then = scene.clock.now - timedelta(hours=1)
    job = Job(str(uuid.uuid4()), f"https://jobs.example/{number}", "Baker", "Acme", "lever", {"id": number})
    meta = {"attempts": [{"number": 1}], "review": {"why": "approval"}}
    due = then + timedelta(days=1) if status is Status.PENDING else None
    return Application(
        str(uuid.uuid4()), ADA, job, status, ARTIFACTS, meta, then - timedelta(hours=1), then, 2, 5, next_attempt_at=due
    )


async def test_every_status_as_it_was(scene: Scene) -> None:
    """A row of any settled status comes whole, times and all; once more changes nothing."""
    rows = [row_of(scene, status, n) for n, status in enumerate(Status) if status is not Status.PROCESSING]
    assert await scene.store.restore(rows) == ["added"] * 7
    assert [await scene.store.get(one.id) for one in rows] == rows
    assert await scene.store.restore(rows) == ["replaced"] * 7
    assert [await scene.store.get(one.id) for one in rows] == rows
    assert await scene.claim() == []


async def test_the_newer_one_stays(scene: Scene) -> None:
    """What went on here is not undone by an older row from there, and a row that is held is left alone."""
    waiting = replace(row_of(scene, Status.PENDING), next_attempt_at=None)
    await scene.store.restore([waiting])
    claimed = await scene.claim_one()
    assert await scene.store.restore([replace(waiting, updated_at=scene.clock.now + timedelta(1))]) == ["kept"]
    await scene.store.finish([outcome(claimed)])
    assert await scene.store.restore([waiting]) == ["kept"]
    assert await scene.status(waiting.id) is Status.APPLIED
    later = replace(waiting, status=Status.CLOSED, updated_at=scene.clock.now + timedelta(1))
    assert await scene.store.restore([later]) == ["replaced"]
    assert await scene.store.get(waiting.id) == later


async def test_the_same_wish_under_another_id(scene: Scene) -> None:
    """An applicant and a posting's URL are one application, whatever either store calls it."""
    first = row_of(scene)
    (queued,) = await scene.store.add([NewApplication(ADA, Job("", first.job.url))])
    later = replace(first, updated_at=scene.clock.now + timedelta(1))
    assert await scene.store.restore([later]) == ["replaced"]
    assert (await scene.store.get(queued.id)).status is Status.APPLIED
    assert sum((await scene.store.counts()).values()) == 1


async def test_who_was_blank_is_filled_in(scene: Scene) -> None:
    """A known applicant keeps what is known of them."""
    await scene.store.save_user(replace(ADA, name="", profile=None))
    one = row_of(scene)
    await scene.store.restore([replace(one, user=replace(ADA, email="other@example.org"))])
    assert (await scene.store.get(one.id)).user == ADA


async def test_no_lease_is_copied(scene: Scene) -> None:
    """A row that another store's worker holds is refused, and nothing of the batch is written."""
    with pytest.raises(BadInput, match="found it processing"):
        await scene.store.restore([row_of(scene), row_of(scene, Status.PROCESSING, 2)])


async def test_forget(scene: Scene) -> None:
    """Rows go with the postings and applicants that nothing else needs; a row that is held stays."""
    jobs = [Job("", f"https://jobs.example/{n}", "Baker") for n in (1, 2)]
    wishes = [NewApplication(ADA, jobs[0]), NewApplication(BEN, jobs[0]), NewApplication(BEN, jobs[1], priority=1)]
    first, second, held = [one.id for one in await scene.store.add(wishes)]
    await scene.claim_one()
    assert await scene.store.forget([first, held, str(uuid.uuid4())]) == 1
    with pytest.raises(UnknownApplication):
        await scene.store.get(first)
    assert (await scene.store.get(second)).job.title == "Baker"
    assert await scene.status(held) is Status.PROCESSING
    (again,) = await scene.store.add([NewApplication(replace(ADA, name="New"), jobs[0])])
    assert (await scene.store.get(again.id)).user.name == "New"
