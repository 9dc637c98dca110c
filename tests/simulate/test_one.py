"""One simulated application: the outcome of a real attempt without a browser, whatever the row holds."""

import pytest
from pydantic import TypeAdapter

from tests.simulate.scene import ADA, ASKS, URL, InThread, no_profile, run, simulated
from worker import __version__
from worker.artifacts import Artifacts, QuestionJson
from worker.model import Application, Job, Json, NewApplication, Status
from worker.store.memory import MemoryStore


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
