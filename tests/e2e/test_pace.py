"""A board's pace, also for rows whose board nobody has named: as a front end writes them into the store."""

from tests.e2e.applicants import facts_of
from tests.e2e.conftest import InThread
from worker.config import Config
from worker.model import Application, Job, NewApplication, Status, User
from worker.run import RunOptions, run
from worker.store import open_store


def test_a_board_that_nobody_named_keeps_its_pace(quick: Config, in_thread: InThread) -> None:
    """One posting of a paced board is opened, the others wait their turn; a stranger's site is not held up."""
    config = quick.with_apply(rates={"greenhouse": "1/day"})
    urls = [f"https://boards.greenhouse.io/acme/jobs/400{n}" for n in range(3)]  # no name leads out of this machine
    facts = facts_of("ada")
    ada = User("ada", facts["basics"]["email"], facts["basics"]["name"], facts)

    async def play() -> list[Application]:
        async with open_store("memory:") as store:
            jobs = [Job("", url) for url in (*urls, "https://careers.example/1")]
            await store.add([NewApplication(ada, job) for job in jobs])
            await run(store, config, RunOptions(), profile=None)
            return [row async for row in store.list()]

    rows = in_thread(play())
    assert [row.job.board for row in rows] == ["greenhouse"] * 3 + [""]
    assert [len(row.attempt_meta.get("attempts", ())) for row in rows] == [1, 0, 0, 1]
    assert {(row.status, row.lease) for row in rows} == {(Status.PENDING, None)}
