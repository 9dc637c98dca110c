"""A store that fails in the middle of a run: each row ends where it belongs, and one sentence says what is wrong."""

import json
from contextlib import ExitStack
from typing import Any

import pytest

from fixtures import APPLICANTS, Farm
from tests.conftest import PATIENCE, Terminal
from tests.supabase.project import Project


@pytest.fixture
def worker(terminal: Terminal, project: Project) -> Terminal:
    """A worker of the project, with Ada's facts and her consent for this machine's boards."""
    terminal.env |= {**project.env, "APPLY_BOT_PROFILE": str(APPLICANTS / "ada.yaml")}
    return terminal


def _queue(worker: Terminal, farm: Farm, run: str) -> str:
    """Queue one posting; what the board stores for it is found by `run`."""
    done = worker.run("add", farm.url("generic", "plain", run=run), "--json")
    assert done.returncode == 0, done.stderr
    return str(json.loads(done.stdout)["added"][0]["id"])


def _row(project: Project) -> dict[str, Any]:
    (row,) = project.sql(
        "select status, attempts, lease_token, attempt_meta, artifacts ->> 'note' as note from applications"
    )
    return row


@pytest.mark.parametrize("verb", ["begin_submit", "finish"])
def test_a_slow_answer_is_waited_for(worker: Terminal, project: Project, farm: Farm, verb: str) -> None:
    """A project that takes its time costs time: the row stays in hand meanwhile, and is sent once."""
    _queue(worker, farm, f"slow-{verb}")
    with project.faults.held(on=f"rpc/apply_bot_{verb}", times=1) as fault:
        running = worker.start("run", "--json")
        try:
            assert fault.met.wait(PATIENCE), "expected the worker to come so far"
            assert _row(project)["status"] == "processing"
            fault.released.set()
            told, said = running.communicate(timeout=PATIENCE)
        finally:
            running.kill()
    assert (running.returncode, json.loads(told)["counts"]) == (0, {"applied": 1}), said
    assert (_row(project)["attempts"], len(farm.submissions("generic", run=f"slow-{verb}"))) == (1, 1)


def test_what_passes_is_borne(worker: Terminal, project: Project, farm: Farm) -> None:
    """A conflict, a moment's outage and replies lost after the commit cost nothing but time."""
    _queue(worker, farm, "passing")
    with ExitStack() as stack:
        faults = [
            stack.enter_context(fault)
            for fault in (
                project.faults.refused(503, on="rpc/apply_bot_status", times=1),
                project.faults.unreachable(on="rpc/apply_bot_due", times=1),
                project.faults.refused(409, on="rpc/apply_bot_claim", times=1),
                project.faults.lost(on="rpc/apply_bot_begin_submit", times=1),
                project.faults.lost(on="rpc/apply_bot_finish", times=1),
            )
        ]
        done = worker.run("run", "--json")
    assert (done.returncode, [fault.hits for fault in faults]) == (0, [1] * 5), done.stderr
    row = _row(project)
    assert (row["status"], row["attempts"], len(row["attempt_meta"]["attempts"])) == ("applied", 1, 1)
    assert len(farm.submissions("generic", run="passing")) == 1


def test_no_click_without_its_record(worker: Terminal, project: Project, farm: Farm) -> None:
    """Where the store cannot note that the click comes, nothing is sent, and the row waits for another try."""
    _queue(worker, farm, "unrecorded")
    with project.faults.refused(503, on="rpc/apply_bot_begin_submit"):
        worker.run("run", "--json")
    row = _row(project)
    assert (row["status"], row["attempts"], row["lease_token"]) == ("pending", 1, None)
    assert "busy or down" in row["note"]
    assert farm.submissions("generic", run="unrecorded") == []


def test_sent_and_not_written(worker: Terminal, project: Project, farm: Farm) -> None:
    """Where the store is gone after the click, the run says so; nobody sends it again, and a person decides."""
    _queue(worker, farm, "unwritten")
    with project.faults.unreachable(on="rpc/apply_bot_(finish|release)"):
        done = worker.run("run")
    assert done.returncode == 1
    assert "expected an answer from" in done.stderr
    assert "Traceback" not in done.stderr
    assert _row(project)["status"] == "processing"
    project.sql("update applications set lease_expires_at = now() - interval '1 second'")
    assert worker.run("run", "--simulate").returncode == 0
    assert _row(project)["status"] == "unconfirmed"
    assert len(farm.submissions("generic", run="unwritten")) == 1


@pytest.mark.parametrize(
    ("status", "said"),
    [(401, "expected the key for {url} to be accepted"), (503, "expected {url} to be ready, found it busy or down")],
)
def test_closed_from_the_start(worker: Terminal, project: Project, farm: Farm, status: int, said: str) -> None:
    """A refused key and a project that is down end the run with one sentence, before anything is taken."""
    _queue(worker, farm, "closed")
    with project.faults.refused(status):
        done = worker.run("run", "--simulate", "--json")
    assert (done.returncode, said.format(url=project.url) in json.loads(done.stdout)["error"]) == (1, True), done.stdout
    row = _row(project)
    assert (row["status"], row["attempt_meta"]) == ("pending", {})
