"""What only a store behind a network can meet: lost replies, refused keys, a project without our functions."""

from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import stamina

from tests.store.scene import ADA, LEASE, Clock, Scene, ids, outcome
from tests.supabase.databases import Databases
from tests.supabase.project import Project
from worker.errors import StoreUnavailable, UnknownApplication
from worker.model import Application, Job, NewApplication, Status, lease_of
from worker.store import rules
from worker.store.supabase import SupabaseStore
from worker.store.supabase_access import Access

InThread = Callable[[Coroutine[Any, Any, Any]], Any]
LOGIN = ("worker@example.org", "word of the worker")


@pytest.fixture(autouse=True)
def _no_waiting() -> Iterator[None]:
    """Calls are tried again at once, and twice at most."""
    stamina.set_testing(True, attempts=3)
    yield
    stamina.set_testing(False)


@asynccontextmanager
async def opened(project: Project, access: Access | None = None) -> AsyncIterator[Scene]:
    clock = Clock()
    async with SupabaseStore(access or Access(project.url, project.service_key), clock=clock) as store:
        yield Scene(store, clock)


def login(project: Project) -> Access:
    """The anon key with the login of the worker's account."""
    project.account(*LOGIN)
    project.sql("select apply_bot.make_worker(%s)", LOGIN[0])
    return Access(project.url, project.anon_key, *LOGIN)


def stranger(project: Project) -> Access:
    """The same with an account that is no worker's."""
    project.account(*LOGIN)
    return Access(project.url, project.anon_key, *LOGIN)


Verb = Callable[[Scene, list[Application]], Coroutine[Any, Any, Any]]


async def _begin(scene: Scene, held: list[Application]) -> None:
    await scene.store.begin_submit(held[0].id, lease_of(held[0]).token, {"hash": "abc"})


async def _add(scene: Scene, _held: list[Application]) -> list[bool]:
    jobs = [Job("", f"https://new.example/{n}") for n in range(2)]
    return [one.created for one in await scene.store.add([NewApplication(ADA, job) for job in jobs])]


async def _claim(scene: Scene, _held: list[Application]) -> list[str]:
    return ids(await scene.claim(2, spacing={"b": 10.0}))


#: Function -> a call of it, on a queue of two rows that are held and three that are not.
VERBS: dict[str, Verb] = {
    "add": _add,
    "save_user": lambda scene, _: scene.store.save_user(replace(ADA, name="Renamed")),
    "claim": _claim,
    "heartbeat": lambda scene, held: scene.store.heartbeat([lease_of(one) for one in held], LEASE),
    "begin_submit": _begin,
    "finish": lambda scene, held: scene.store.finish([outcome(one) for one in held]),
    "release": lambda scene, held: scene.store.release([lease_of(one) for one in held]),
    "cancel": lambda scene, _: scene.store.cancel(_free(scene)),
    "answer": lambda scene, _: scene.store.answer(_free(scene), {"salary": "1"}),
}


def _free(scene: Scene) -> str:
    return str(getattr(scene, "free"))  # noqa: B009 - set by the test


async def _stage(scene: Scene) -> list[Application]:
    queued = await scene.queue(5, board="b")
    scene.free = queued[4]  # type: ignore[attr-defined]
    return await scene.claim(2)


def _state(project: Project) -> list[dict[str, Any]]:
    """All rows but for what is random or moves with the time."""
    return project.sql(
        "select j.url, a.status, a.attempts, a.lease_owner, a.lease_expires_at, a.artifacts,"
        " a.attempt_meta #- '{submit_begun,token}' as meta"
        " from applications a join jobs j on j.id = a.job_id order by url"
    )


@pytest.mark.parametrize("verb", VERBS)
def test_a_lost_reply(project: Project, in_thread: InThread, verb: str) -> None:
    """A call that was done but not heard of is made again: no row is taken, written or queued twice, none is lost."""

    async def play(*, lost: bool) -> Any:
        project.reset()
        async with opened(project) as scene:
            held = await _stage(scene)
            if not lost:
                return _told(await VERBS[verb](scene, held), held)
            with project.faults.lost(on=f"rpc/apply_bot_{verb}$", times=1) as fault:
                told = _told(await VERBS[verb](scene, held), held)
            assert fault.hits == 1
            return told

    plain, state = in_thread(play(lost=False)), _state(project)
    repeated = in_thread(play(lost=True))
    assert _state(project) == state
    assert repeated == (["repeated"] * 2 if verb == "finish" else plain)


def _told(answer: Any, held: list[Application]) -> Any:
    """What a verb returned, without what is random."""
    if isinstance(answer, Application):
        return answer.status, answer.attempt_meta.get("answers")
    if isinstance(answer, set):
        return len(answer & set(ids(held)))
    if isinstance(answer, list) and answer and answer[0] not in {"done", "repeated", True, False}:
        return len(answer)
    return answer


@pytest.mark.parametrize("kind", ["unreachable", "401", "409", "503"])
def test_what_passes(project: Project, in_thread: InThread, kind: str) -> None:
    """A broken connection, a token that ran out, a conflict and a database that restarts are waited out."""

    async def play() -> list[str]:
        async with opened(project, login(project)) as scene:
            await scene.queue(3)
            faults = project.faults
            fault = faults.unreachable if kind == "unreachable" else lambda **more: faults.refused(int(kind), **more)
            with fault(on="rpc/apply_bot_claim", times=1) as met:
                claimed = ids(await scene.claim())
            assert met.hits == 1
            return claimed

    assert len(in_thread(play())) == 3
    assert sum("/auth/v1/token" in str(one) for one in project.seen) == (2 if kind == "401" else 1)


def test_a_persons_retry_is_not_made_again(project: Project, in_thread: InThread) -> None:
    """Once it was done, a worker may have sent the application: making it again would send it twice."""

    async def play() -> None:
        async with opened(project) as scene:
            key = await scene.ended(Status.FAILED)
            with (
                project.faults.lost(on="rpc/apply_bot_retry$") as fault,
                pytest.raises(StoreUnavailable, match="a connection that broke off"),
            ):
                await scene.store.retry(key)
            assert fault.hits == 1
            with project.faults.refused(503, on="rpc/apply_bot_sweep") as fault, pytest.raises(StoreUnavailable):
                await scene.store.sweep()
            assert fault.hits == 3

    in_thread(play())


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda p: Access(p.url, p.service_key[:-2]), "expected the key .* to be accepted"),
        (lambda p: Access(p.url, p.anon_key), "expected the worker's account .* SUPABASE_SERVICE_ROLE_KEY, or run"),
        (
            lambda p: Access(p.url, p.anon_key, LOGIN[0], "wrong"),
            "accept the worker's login, .*SUPABASE_WORKER_PASSWORD",
        ),
        (stranger, "expected the worker's account .*make_worker"),
        (lambda p: Access(p.url + "/elsewhere", p.service_key), "expected a Supabase project .* correct SUPABASE_URL"),
        (
            lambda _: Access("http://127.0.0.1:1", "key"),
            "expected an answer from http://127.0.0.1:1, found no connection",
        ),
    ],
)
def test_who_may_not_enter(
    project: Project, in_thread: InThread, spoil: Callable[[Project], Access], says: str
) -> None:
    """One sentence says what was expected and which variable to correct, and repeats no secret."""

    async def play() -> None:
        async with opened(project, spoil(project)):
            pass

    with pytest.raises(StoreUnavailable, match=says) as raised:
        in_thread(play())
    assert project.service_key[:-2] not in str(raised.value)
    assert "\n" not in str(raised.value)


def test_an_empty_project(databases: Databases, in_thread: InThread) -> None:
    """Where our functions are missing, the command that brings them is named."""
    with Project(databases, migrated=False) as project:

        async def play() -> None:
            async with opened(project):
                pass

        with pytest.raises(StoreUnavailable, match="apply-bot db migrate"):
            in_thread(play())


def test_text_that_cannot_be_kept(project: Project, in_thread: InThread) -> None:
    """A NUL, half a surrogate pair or an infinite number in the artifacts of one row loses no outcome."""
    odd = {"nul": "a\0b", "half": "a\ud800b", "number": float("inf"), "fine": ["é", "😀"]}

    async def play() -> list[Application]:
        async with opened(project) as scene:
            await scene.queue(2)
            first, second = await scene.claim()
            assert await scene.store.finish([outcome(first, artifacts=odd), outcome(second)]) == ["done"] * 2
            return [one async for one in scene.store.list()]

    first, second = in_thread(play())
    assert first.artifacts == {"nul": "a\ufffdb", "half": "a\ufffdb", "number": None, "fine": ["é", "😀"]}
    assert second.status is Status.APPLIED


def test_the_databases_clock(project: Project, in_thread: InThread) -> None:
    """Leases run by the database's time: a worker whose clock is wrong neither loses rows nor keeps them."""

    async def play() -> Application:
        async with SupabaseStore(Access(project.url, project.service_key)) as store:
            scene = Scene(store, Clock())
            await scene.queue()
            return await scene.claim_one()

    claimed = in_thread(play())
    (row,) = project.sql(
        "select abs(extract(epoch from %s - now())) < 60 as near", lease_of(claimed).expires_at - LEASE
    )
    assert row["near"]


def test_sentences_are_the_same_everywhere(project: Project, in_thread: InThread) -> None:
    """What the database says of an unknown id is what the other stores say."""

    async def play() -> None:
        async with opened(project) as scene:
            with pytest.raises(UnknownApplication) as raised:
                await scene.store.cancel("no-such-id")
            assert str(raised.value) == str(rules.unknown("no-such-id"))

    in_thread(play())


def test_a_posting_that_is_gone(project: Project, in_thread: InThread) -> None:
    """A row whose posting or applicant was deleted by hand is still claimed and read, so that it can be told of."""

    async def play() -> Application:
        async with opened(project) as scene:
            await scene.queue()
            project.sql("alter table applications drop constraint applications_job_id_fkey")
            project.sql("alter table applications drop constraint applications_user_id_fkey")
            project.sql("delete from jobs; delete from users")
            return await scene.claim_one()

    try:
        claimed = in_thread(play())
    finally:
        project.reset()
        project.sql("alter table applications add foreign key (job_id) references jobs")
        project.sql("alter table applications add foreign key (user_id) references users")
    assert (claimed.job.url, claimed.user.email, claimed.user.id) == ("", "", ADA.id)


def test_many_rows_wake_at_once(project: Project, in_thread: InThread) -> None:
    """Rows whose moment has come are all worked, whatever their number."""

    async def play() -> int:
        async with opened(project) as scene:
            await scene.queue(30)
            project.sql("update applications set next_attempt_at = %s", scene.clock.now + timedelta(seconds=1))
            assert await scene.claim() == []
            scene.clock.forward(1)
            return len(await scene.claim(40))

    assert in_thread(play()) == 30
