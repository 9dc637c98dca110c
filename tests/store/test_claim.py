"""What a claim takes, in which order, and what it leaves."""

from datetime import timedelta

import pytest

from tests.store.scene import ADA, BEN, LEASE, Scene, ids, outcome
from worker.errors import BadInput, UnknownApplication
from worker.model import Job, NewApplication, Status, lease_of

APPLICATION, OTHER, POSTING = (f"00000000-0000-4000-8000-00000000000{n}" for n in (1, 2, 3))


async def test_oldest_first(scene: Scene) -> None:
    """Rows of one priority go in the order in which they were queued, also within one `add`."""
    queued = await scene.queue(5)
    scene.clock.forward(1)
    queued += await scene.queue(5, board="later")
    assert ids(await scene.claim(7)) == queued[:7]
    assert ids(await scene.claim(7)) == queued[7:]


async def test_priority_before_age(scene: Scene) -> None:
    """A higher priority goes first, whatever its age or board."""
    low = await scene.queue(2, board="a")
    high = await scene.queue(2, board="b", priority=5)
    assert ids(await scene.claim()) == high + low


async def test_claimed_row_says_who_holds_it(scene: Scene) -> None:
    """A claim leaves the row processing under a lease that its reader sees as well."""
    await scene.queue()
    claimed = await scene.claim_one()
    lease = lease_of(claimed)
    assert (lease.owner, lease.expires_at) == ("w1", scene.clock.now + LEASE)
    assert claimed.status is Status.PROCESSING
    assert await scene.store.get(claimed.id) == claimed


async def test_never_twice(scene: Scene) -> None:
    """What one worker holds no other worker gets."""
    await scene.queue(6)
    first, second = await scene.claim(4, "w1"), await scene.claim(4, "w2")
    assert len(first) == 4
    assert len(second) == 2
    assert not set(ids(first)) & set(ids(second))
    assert await scene.claim() == []


async def test_tokens_differ_between_claims(scene: Scene) -> None:
    """A row that comes back gets a new token, so that the old holder is known for stale."""
    await scene.queue()
    first = await scene.claim_one()
    await scene.store.release([lease_of(first)])
    assert lease_of(await scene.claim_one()).token != lease_of(first).token


async def test_not_before_its_moment(scene: Scene) -> None:
    """A row with `next_attempt_at` waits for that moment and then goes by priority and age as ever."""
    await scene.queue(2)
    first = await scene.claim_one()
    again = scene.clock.now + timedelta(seconds=30)
    await scene.store.finish([outcome(first, Status.PENDING, next_attempt_at=again)])
    assert (await scene.store.get(first.id)).next_attempt_at == again
    assert await scene.store.due() == 1
    assert await scene.store.due(again) == 2
    scene.clock.forward(29)
    (other,) = await scene.claim()
    await scene.store.release([lease_of(other)])
    scene.clock.forward(1)
    assert ids(await scene.claim()) == [first.id, other.id]


async def test_only_the_boards_asked_for(scene: Scene) -> None:
    """A worker that serves some boards leaves the others' rows alone."""
    await scene.queue(3, board="lever")
    wanted = await scene.queue(2, board="ashby")
    assert ids(await scene.claim(boards=frozenset({"ashby", "workable"}))) == wanted
    assert await scene.claim(boards=frozenset()) == []


async def test_paced_board_gives_one_row_at_a_time(scene: Scene) -> None:
    """A board with a spacing gives one row per claim and none before its time, over all workers."""
    paced = await scene.queue(3, board="lever", priority=1)
    free = await scene.queue(2, board="ashby")
    spacing = {"lever": 10.0}
    assert ids(await scene.claim(5, "w1", spacing=spacing)) == [paced[0], *free]
    scene.clock.forward(9.5)
    assert await scene.claim(5, "w2", spacing=spacing) == []
    scene.clock.forward(0.5)
    assert ids(await scene.claim(5, "w2", spacing=spacing)) == [paced[1]]


async def test_a_board_that_is_named_later_is_paced_from_then_on(scene: Scene) -> None:
    """Whoever queued a posting may not have said its board; once a worker has, it counts and stays."""
    queued = await scene.queue(2)
    held = await scene.claim(2)
    for one in held:
        await scene.store.name_board(one.job.id, "lever")
        await scene.store.name_board(one.job.id, "ashby")
    assert {(await scene.store.get(key)).job.board for key in queued} == {"lever"}
    await scene.store.release([lease_of(one) for one in held])
    assert ids(await scene.claim(spacing={"lever": 10.0})) == queued[:1]


async def test_a_board_that_gave_nothing_is_not_paced(scene: Scene) -> None:
    """Only a row that was taken starts the wait of its board."""
    first = await scene.queue(1, board="ashby", priority=1)
    second = await scene.queue(1, board="lever")
    spacing = {"lever": 10.0, "ashby": 10.0}
    assert ids(await scene.claim(1, spacing=spacing)) == first
    assert ids(await scene.claim(1, spacing=spacing)) == second


async def test_nothing_for_nothing(scene: Scene) -> None:
    """A claim of no rows takes none."""
    await scene.queue()
    assert await scene.claim(0) == []
    assert await scene.store.due() == 1


async def test_one_application_per_person_and_posting(scene: Scene) -> None:
    """Queueing the same posting again changes nothing; another person may have it too."""
    job = Job("", "https://jobs.example/same", title="Engineer")
    (first,) = await scene.store.add([NewApplication(ADA, job)])
    again, other = await scene.store.add([NewApplication(ADA, job, priority=9), NewApplication(BEN, job)])
    assert (again.id, again.created) == (first.id, False)
    assert other.created
    assert (await scene.store.get(first.id)).priority == 0
    assert (await scene.store.get(other.id)).job.id == (await scene.store.get(first.id)).job.id


async def test_known_posting_is_completed_not_replaced(scene: Scene) -> None:
    """What a later queueing knows more of a posting is filled in, and its board counts for every row of it."""
    (first,) = await scene.store.add([NewApplication(ADA, Job("", "https://jobs.example/1", title="Engineer"))])
    more = Job("", "https://jobs.example/1", title="Other", company="Example", board="lever", raw={"id": 1})
    await scene.store.add([NewApplication(BEN, more)])
    job = (await scene.store.get(first.id)).job
    assert (job.title, job.company, job.board, job.raw) == ("Engineer", "Example", "lever", {"id": 1})
    assert len(await scene.claim(boards=frozenset({"lever"}))) == 2


async def test_queueing_keeps_a_known_applicant(scene: Scene) -> None:
    """`add` inserts an applicant who is not there; only `save_user` changes one who is."""
    await scene.store.save_user(ADA)
    bare = type(ADA)(ADA.id, "new@example.org")
    (added,) = await scene.store.add([NewApplication(bare, Job("", "https://jobs.example/1"))])
    assert (await scene.store.get(added.id)).user == ADA
    await scene.store.save_user(bare)
    assert (await scene.store.get(added.id)).user == bare


async def test_given_ids_are_kept(scene: Scene) -> None:
    """Whoever queues may choose the ids and bring an `attempt_meta`."""
    new = NewApplication(ADA, Job(POSTING, "https://jobs.example/1"), id=APPLICATION, attempt_meta={"from": "list"})
    await scene.store.add([new])
    application = await scene.store.get(APPLICATION)
    assert (application.job.id, application.attempt_meta) == (POSTING, {"from": "list"})


@pytest.mark.parametrize("given", [{"id": APPLICATION}, {"job": POSTING}])
async def test_ids_in_use_are_refused_and_nothing_is_queued(scene: Scene, given: dict[str, str]) -> None:
    """An id of another row is the caller's mistake; the whole `add` is undone."""
    await scene.store.add([NewApplication(ADA, Job(POSTING, "https://jobs.example/1"), id=APPLICATION)])
    good = NewApplication(BEN, Job("", "https://jobs.example/2"), id=OTHER)
    bad = NewApplication(ADA, Job(given.get("job", ""), "https://jobs.example/3"), id=given.get("id", ""))
    with pytest.raises(BadInput, match="in use"):
        await scene.store.add([good, bad])
    with pytest.raises(UnknownApplication):
        await scene.store.get(OTHER)
    assert (await scene.store.counts())[Status.PENDING] == 1
