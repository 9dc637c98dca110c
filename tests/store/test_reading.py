"""Counting, listing and finding."""

import pytest

from tests.store.scene import ADA, Scene
from worker.errors import UnknownApplication
from worker.model import Job, NewApplication, Status


async def test_counts_name_every_status(scene: Scene) -> None:
    """Each status is counted, those without rows as zero."""
    assert await scene.store.counts() == dict.fromkeys(Status, 0)
    for status in (Status.FAILED, Status.APPLIED, Status.APPLIED):
        await scene.ended(status)
    await scene.queue(3)
    await scene.claim(1)
    counts = await scene.store.counts()
    assert {status: n for status, n in counts.items() if n} == {
        Status.FAILED: 1,
        Status.APPLIED: 2,
        Status.PENDING: 2,
        Status.PROCESSING: 1,
    }


@pytest.mark.parametrize("page", [1, 2, 3, 7, 100])
async def test_list_is_complete_whatever_the_page(scene: Scene, page: int) -> None:
    """Paging neither skips nor repeats, and keeps the order of queueing."""
    queued = await scene.queue(6)
    assert [one.id async for one in scene.store.list(page=page)] == queued
    assert [one.id async for one in scene.store.list(Status.PENDING, page=page)] == queued


@pytest.mark.parametrize("status", list(Status))
async def test_list_of_one_status(scene: Scene, status: Status) -> None:
    """A list of one status holds its rows and no others."""
    await scene.ended(Status.CLOSED)
    await scene.ended(Status.FAILED)
    await scene.queue(3)
    await scene.claim(1)
    listed = [one async for one in scene.store.list(status, page=2)]
    assert {one.status for one in listed} <= {status}
    assert len(listed) == (await scene.store.counts())[status]


async def test_list_outlives_changes_under_it(scene: Scene) -> None:
    """A row that changes status while it is listed does not make others vanish."""
    queued = await scene.queue(6)
    seen = []
    async for one in scene.store.list(page=2):
        seen.append(one.id)
        await scene.store.cancel(one.id)
    assert seen == queued


async def test_find_by_beginning(scene: Scene) -> None:
    """Four characters are enough where they are enough to tell; an error says what is wrong otherwise."""
    rest = "0000-4000-8000-000000000000"
    for key in (f"abcd1111-{rest}", f"abcd2222-{rest}", f"abce1111-{rest}"):
        await scene.store.add([NewApplication(ADA, Job("", f"https://jobs.example/{key}"), id=key)])
    assert await scene.store.find("abce") == f"abce1111-{rest}"
    assert await scene.store.find("abcd2") == f"abcd2222-{rest}"
    assert await scene.store.find(f"abcd2222-{rest}") == f"abcd2222-{rest}"
    for prefix, says in (("abcd", "several"), ("abc", "4 characters"), ("zzzz", "zzzz"), ("ab%d", "ab%d")):
        with pytest.raises(UnknownApplication, match=says):
            await scene.store.find(prefix)


async def test_due_counts_what_a_claim_could_take(scene: Scene) -> None:
    """Claimed, parked and waiting rows are not due."""
    await scene.parked("login")
    await scene.queue(3)
    await scene.claim(1)
    assert await scene.store.due() == 2
