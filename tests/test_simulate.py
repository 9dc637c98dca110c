"""`run --simulate`: the outcomes of real runs without a browser, for every row, whatever the row holds."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from adapters.contract.registry import load
from worker import __version__
from worker.artifacts import Artifacts, QuestionJson
from worker.config import Config
from worker.drain import run_simulated
from worker.errors import BadInput
from worker.model import Application, Job, Json, NewApplication, Outcome, Status, User
from worker.profile import Profile, parse_profile
from worker.store.base import ClaimRequest, Finished, Store
from worker.store.memory import MemoryStore
from worker.store.sqlite import SqliteStore
from worker.summary import Progress, RunOptions, RunSummary

ADA = User("user-ada", "ada.example@example.org", "Ada Example")
PROFILE = {"basics": {"name": "Ada Example", "email": "ada.example@example.org"}}
URL = "https://job-boards.greenhouse.io/acme/jobs/4011001"

#: What Greenhouse's public API says it will ask: an e-mail address, and something nobody can know.
ASKS = {
    "questions": [
        {"label": "Email", "required": True, "fields": [{"name": "email", "type": "input_text", "values": []}]},
        {
            "label": "Which of our offices would you like to work in?",
            "required": True,
            "fields": [
                {
                    "name": "question_1",
                    "type": "multi_value_single_select",
                    "values": [{"label": "Ghent", "value": 1}, {"label": "Porto", "value": 2}],
                }
            ],
        },
    ]
}

InThread = Callable[[Coroutine[Any, Any, Any]], Any]


def profile_of(_application: Application) -> Profile:
    return parse_profile(PROFILE, base=Path.cwd(), where="test")


def no_profile(_application: Application) -> Profile:
    raise BadInput("no profile: type `apply-bot init`")


async def run(store: Store, *, limit: int | None = None, seen: list[Progress] | None = None, **more: Any) -> RunSummary:
    more.setdefault("profile_of", profile_of)
    watch = seen.append if seen is not None else lambda _progress: None
    return await run_simulated(store, Config(), RunOptions(limit=limit), registry=load(), on_progress=watch, **more)


def simulated(in_thread: InThread, *jobs: Job, **more: Any) -> list[Application]:
    """These postings' applications after one simulated run over a fresh store."""

    async def play() -> list[Application]:
        async with MemoryStore() as store:
            await store.add([NewApplication(ADA, job, attempt_meta=dict(more.get("meta", {}))) for job in jobs])
            await run(store, **{key: value for key, value in more.items() if key != "meta"})
            return [one async for one in store.list()]

    applications: list[Application] = in_thread(play())
    return applications


def test_rows_become_applied_and_say_that_they_were_simulated(in_thread: InThread) -> None:
    """A simulated row is `applied`, and nobody can take it for a real application."""
    (row,) = simulated(in_thread, Job("job-1", URL, "Engineer", "Acme"))
    assert row.status is Status.APPLIED
    assert (row.artifacts["method"], row.artifacts["mode"]) == ("simulated", "simulate")
    assert row.artifacts["board"] == "greenhouse"
    assert row.artifacts["screenshots"] == []
    assert row.artifacts["applied_at"] == row.attempt_meta["attempts"][0]["finished"]
    assert (row.lease, row.attempts) == (None, 1)


@pytest.mark.parametrize("raw", [{}, ASKS], ids=["no questions known", "questions known"])
def test_artifacts_have_the_one_schema(in_thread: InThread, raw: Json) -> None:
    """Simulated artifacts are read by whatever reads a real run's."""
    (row,) = simulated(in_thread, Job("job-1", URL, raw=raw))
    TypeAdapter(Artifacts).validate_python(row.artifacts, strict=True)
    assert row.artifacts.keys() <= Artifacts.__annotations__.keys()


def test_what_simulated_runs_have_always_stored(in_thread: InThread) -> None:
    """`simulation_metadata` and `application_details` keep their names and contents."""
    (row,) = simulated(in_thread, Job("job-1", URL, "Engineer", "Acme"), meta={"source": "list"})
    metadata = row.artifacts["simulation_metadata"]
    assert metadata.pop("processing_time") >= 0
    assert metadata == {
        "worker_version": __version__,
        "job_title": "Engineer",
        "company": "Acme",
        "user_email": "ada.example@example.org",
    }
    assert row.artifacts["application_details"] == {
        "application_id": row.id,
        "job_id": "job-1",
        "user_id": "user-ada",
        "original_attempt_meta": {"source": "list"},
        "previous_artifacts": [],
    }


def test_attempts_are_noted_like_real_ones(in_thread: InThread) -> None:
    """`attempt_meta.attempts` gets one entry with a number, a worker, a mode and times in order."""
    (row,) = simulated(in_thread, Job("job-1", URL), meta={"attempts": [{"number": 1}]})
    attempt = row.attempt_meta["attempts"][1]
    assert attempt.keys() == {"number", "worker", "mode", "started", "finished", "outcome", "error"}
    assert (attempt["number"], attempt["mode"], attempt["outcome"]) == (2, "simulate", "applied")
    assert attempt["started"] <= attempt["finished"]


def test_no_earlier_artifacts_are_lost(in_thread: InThread) -> None:
    """Every earlier artifacts JSON is kept, oldest first, none inside another."""

    async def play() -> Application:
        async with MemoryStore() as store:
            (added,) = await store.add([NewApplication(ADA, Job("job-1", URL))])
            for _ in range(4):
                await run(store)
                await store.retry_simulated()
            return await store.get(added.id)

    row = in_thread(play())
    previous = row.artifacts["application_details"]["previous_artifacts"]
    finished = [attempt["finished"] for attempt in row.attempt_meta["attempts"]]
    assert [one["applied_at"] for one in previous] == finished[:3]
    assert not any("previous_artifacts" in one["application_details"] for one in previous)


def test_known_questions_are_answered_from_the_facts(in_thread: InThread) -> None:
    """What a real run would write into a field, and why, stands in the simulated artifacts too."""
    asks = {"questions": ASKS["questions"][:1]}
    (row,) = simulated(in_thread, Job("job-1", URL, raw=asks))
    (field,) = row.artifacts["fields"]
    assert (field["key"], field["topic"], field["value"]) == ("email", "email", "ada.example@example.org")
    assert field["source"]
    assert not field["verified"]
    assert row.status is Status.APPLIED


def test_an_open_question_parks_the_row_as_in_a_real_run(in_thread: InThread) -> None:
    """A required question that no fact answers waits for the applicant, with its options."""
    (row,) = simulated(in_thread, Job("job-1", URL, raw=ASKS))
    review = row.attempt_meta["review"]
    assert (row.status, row.attempts, review["why"]) == (Status.NEEDS_REVIEW, 0, "unanswered")
    assert "Which of our offices" in review["text"]
    (question,) = review["questions"]
    TypeAdapter(QuestionJson).validate_python(question, strict=True)
    assert (question["key"], question["options"]) == ("question_1", ["Ghent", "Porto"])
    assert row.artifacts["questions"] == review["questions"]
    assert row.artifacts["applied_at"] is None


def test_an_answered_question_lets_the_row_go_on(in_thread: InThread) -> None:
    """The applicant's answer for this posting frees the row, and the next run uses it."""

    async def play() -> Application:
        async with MemoryStore() as store:
            (added,) = await store.add([NewApplication(ADA, Job("job-1", URL, raw=ASKS))])
            await run(store)
            await store.answer(added.id, {"question_1": "Porto"})
            await run(store)
            return await store.get(added.id)

    row = in_thread(play())
    assert row.status is Status.APPLIED
    assert [field["value"] for field in row.artifacts["fields"]] == ["ada.example@example.org", "Porto"]


@pytest.mark.parametrize(
    ("url", "site"),
    [("https://www.linkedin.com/jobs/view/1", "LinkedIn"), ("https://uk.indeed.com/viewjob?jk=1", "Indeed")],
)
@pytest.mark.parametrize("board", ["", "generic"])
def test_refused_sites_are_refused(in_thread: InThread, url: str, site: str, board: str) -> None:
    """LinkedIn and Indeed are parked with the reason, also where a board is named and another site came first."""
    harmless = Job("job-0", "https://jobs.example/1", board=board)
    _, row = simulated(in_thread, harmless, Job("job-1", url, board=board))
    assert row.status is Status.NEEDS_REVIEW
    assert row.attempt_meta["review"]["why"] == "unsupported"
    assert site in row.attempt_meta["review"]["text"]


MALFORMED = {
    "no URL": Job("bad", ""),
    "no web address": Job("bad", "see the e-mail"),
    "another scheme": Job("bad", "ftp://jobs.example/1"),
    "no such board": Job("bad", "https://jobs.example/1", board="nonesuch"),
    "questions that are none": Job("bad", URL, raw={"questions": 5}),
}


@pytest.mark.parametrize("kind", sorted(MALFORMED))
def test_a_malformed_row_fails_alone(in_thread: InThread, kind: str) -> None:
    """It gets one sentence; the rows around it are worked as ever."""
    first, bad, last = simulated(in_thread, Job("a", f"{URL}1"), MALFORMED[kind], Job("b", f"{URL}2"))
    assert (first.status, bad.status, last.status) == (Status.APPLIED, Status.FAILED, Status.APPLIED)
    error = bad.attempt_meta["attempts"][0]["error"]
    assert error["retryable"] is False
    assert error["message"].lower().startswith(("expected", "board: expected"))
    assert bad.artifacts["note"] == error["message"]
    TypeAdapter(Artifacts).validate_python(bad.artifacts, strict=True)


def test_a_profile_is_needed_only_where_something_is_asked(in_thread: InThread) -> None:
    """Without facts a silent posting is simulated; one whose questions are known fails with what to do."""
    silent, asks = simulated(in_thread, Job("a", f"{URL}1"), Job("b", URL, raw=ASKS), profile_of=no_profile)
    assert silent.status is Status.APPLIED
    assert asks.status is Status.FAILED
    assert "apply-bot init" in asks.artifacts["note"]


def test_summary_and_progress(in_thread: InThread) -> None:
    """Batches are reported as they finish, and the summary counts what became of each row."""
    seen: list[Progress] = []

    async def play() -> RunSummary:
        async with MemoryStore() as store:
            jobs = [*(Job("", f"https://jobs.example/{n}") for n in range(6)), Job("", "broken")]
            await store.add([NewApplication(ADA, job) for job in jobs])
            return await run(store, seen=seen, batch=3)

    summary = in_thread(play())
    assert [(one.done, one.total, len(one.outcomes)) for one in seen] == [(3, 7, 3), (6, 7, 3), (7, 7, 1)]
    assert (summary.status, summary.processed, summary.total_found) == ("partial_success", 7, 7)
    assert summary.counts == {Status.APPLIED: 6, Status.FAILED: 1}
    assert len(summary.failed_ids) == 1


def test_limit(in_thread: InThread) -> None:
    """`--limit` works so many rows, the oldest, and leaves the others."""

    async def play() -> tuple[RunSummary, list[Status]]:
        async with MemoryStore() as store:
            await store.add([NewApplication(ADA, Job("", f"https://jobs.example/{n}")) for n in range(5)])
            return await run(store, limit=3, batch=2), [one.status async for one in store.list()]

    summary, statuses = in_thread(play())
    assert (summary.processed, summary.total_found) == (3, 3)
    assert statuses == [Status.APPLIED] * 3 + [Status.PENDING] * 2


def test_an_empty_queue_is_no_error(in_thread: InThread) -> None:
    """Nothing due is a success."""

    async def play() -> RunSummary:
        async with MemoryStore() as store:
            return await run(store)

    assert in_thread(play()).status == "success"


class Unlucky(MemoryStore):
    """A store whose second `finish` does not come through."""

    def __init__(self, error: BaseException) -> None:
        super().__init__()
        self.error = error
        self.finished = 0
        self.claimed: list[int] = []

    async def claim(self, request: ClaimRequest) -> list[Application]:
        claimed = await super().claim(request)
        self.claimed.append(len(claimed))
        return claimed

    async def finish(self, outcomes: Sequence[Outcome]) -> list[Finished]:
        self.finished += 1
        if self.finished == 2:
            raise self.error
        return await super().finish(outcomes)


@pytest.mark.parametrize("error", [OSError("disk full"), asyncio.CancelledError()], ids=["error", "Ctrl-C"])
def test_a_run_that_is_stopped_gives_its_batch_back(in_thread: InThread, error: BaseException) -> None:
    """What was claimed and not written waits again at once, without a lost attempt."""

    async def play() -> list[Application]:
        async with Unlucky(error) as store:
            await store.add([NewApplication(ADA, Job("", f"https://jobs.example/{n}")) for n in range(6)])
            with suppress(type(error)):
                await run(store, batch=2)
            return [one async for one in store.list()]

    rows = in_thread(play())
    assert [row.status for row in rows] == [Status.APPLIED] * 2 + [Status.PENDING] * 4
    assert [row.attempts for row in rows] == [1, 1, 0, 0, 0, 0]


def test_two_runs_share_one_queue(in_thread: InThread, tmp_path: Path) -> None:
    """Two workers at once work every row once."""

    async def play() -> tuple[int, int, list[int]]:
        async with SqliteStore(tmp_path / "store.db") as one, SqliteStore(tmp_path / "store.db") as two:
            await one.add([NewApplication(ADA, Job("", f"https://jobs.example/{n}")) for n in range(200)])
            first, second = await asyncio.gather(run(one, batch=7), run(two, batch=7))
            return first.processed, second.processed, [row.attempts async for row in one.list()]

    first, second, attempts = in_thread(play())
    assert first + second == 200
    assert attempts == [1] * 200


def test_a_lost_workers_rows_are_worked_again(in_thread: InThread) -> None:
    """A run first ends the leases of workers that are gone."""

    async def play() -> Application:
        async with MemoryStore() as store:
            (added,) = await store.add([NewApplication(ADA, Job("job-1", URL))])
            await store.claim(ClaimRequest("gone", 1, timedelta(seconds=-1)))
            await run(store)
            return await store.get(added.id)

    assert in_thread(play()).status is Status.APPLIED
