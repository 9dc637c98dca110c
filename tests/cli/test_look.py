"""`list` and `show`, and the decisions that they lead to: answer, approve, cancel, retry."""

import json

import pytest

from tests.cli.conftest import Shell
from tests.samples import QUESTION, artifacts, row
from worker.model import Status


@pytest.fixture
def asked(shell: Shell) -> str:
    """The id of an application that waits for an answer."""
    key = shell.add(title="Engineer", company="Northwind")
    review = {"why": "unanswered", "text": "No fact answers it.", "questions": [QUESTION]}
    left = artifacts(note="No fact answers “clearance”.", fields=[row("email"), row("clearance", value="", source="")])
    shell.end(key, Status.NEEDS_REVIEW, review=review, left=left)
    return key


def test_list(shell: Shell, asked: str) -> None:
    """The list shows each posting, its status and the reason; `--status` narrows it."""
    shell.add("https://jobs.example.com/2")
    everything = shell.type("list").stdout
    for word in (asked[:8], "Engineer · Northwind", "needs_review", "No fact answers", "https://jobs.example.com/2"):
        assert word in everything
    assert asked[:8] not in shell.type("list", "--status", "pending").stdout


def test_list_as_json(shell: Shell, asked: str) -> None:
    """The list as JSON has every row, in queueing order, and the counts; `--limit` keeps the first ones."""
    other = shell.add("https://jobs.example.com/2")
    told = json.loads(shell.type("list", "--json").stdout)
    assert [(one["id"], one["status"]) for one in told["applications"]] == [(asked, "needs_review"), (other, "pending")]
    assert (told["counts"]["needs_review"], told["counts"]["pending"]) == (1, 1)
    assert len(json.loads(shell.type("list", "--limit", "1", "--json").stdout)["applications"]) == 1


def test_show(shell: Shell, asked: str) -> None:
    """`show` says what was written from which fact, what is asked, and the command to type next."""
    shown = shell.type("show", asked[:6]).stdout
    for word in ("value of email", "profile.basics.email", QUESTION["question"], "None; Secret"):
        assert word in shown
    assert f"apply-bot answer {asked[:8]} clearance None" in shown


def test_show_as_json(shell: Shell, asked: str) -> None:
    """`show --json` is the whole row."""
    told = json.loads(shell.type("show", asked, "--json").stdout)
    assert told.keys() >= {"id", "user", "job", "status", "artifacts", "attempt_meta", "attempts", "priority", "lease"}
    assert told["attempt_meta"]["review"]["questions"] == [QUESTION]


def test_foreign_texts_do_not_reach_the_terminal(shell: Shell) -> None:
    """Control characters in what strangers wrote are not sent to the terminal, nor taken for markup."""
    shell.add(title="[red]Engineer[/red] \x1b[2J\x9b2J")
    for words in (["list"], ["show", shell.row().id]):
        shown = shell.type(*words).stdout
        assert "\x1b" not in shown
        assert "\x9b" not in shown
        assert "[red]Engineer[/red]" in shown


@pytest.mark.parametrize("field", ["clearance", "which security clearance do you hold", "1"])
def test_answer(shell: Shell, asked: str, field: str) -> None:
    """A question is named by its key, its words or its number; the answered application is pending again."""
    done = shell.type("answer", asked[:8], field, "secret")
    assert done.exit_code == 0
    assert shell.row().status is Status.PENDING
    assert shell.row().attempt_meta["answers"] == {"clearance": "Secret"}


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [("clearance", "Top Secret", "None; Secret"), ("salary", "1", "clearance"), ("clearance", " ", "empty")],
)
def test_wrong_answers(shell: Shell, asked: str, field: str, value: str, told: str) -> None:
    """An option that is not offered, an unknown field or an empty answer is refused, and nothing changes."""
    done = shell.type("answer", asked, field, value)
    assert done.exit_code == 1
    assert told in done.stderr
    assert shell.row().status is Status.NEEDS_REVIEW


def test_approve(shell: Shell) -> None:
    """An approval signs the plan that waits, for as long as the configuration says."""
    key = shell.add()
    shell.end(key, Status.NEEDS_REVIEW, review={"why": "approval", "text": "Filled.", "plan": "hash"})
    assert f"apply-bot approve {key[:8]}" in shell.type("show", key).stdout
    assert json.loads(shell.type("approve", key, "--json").stdout)["status"] == "pending"
    assert shell.row().attempt_meta["approval"]["plan"] == "hash"


def test_approve_what_does_not_wait(shell: Shell, asked: str) -> None:
    """Only what was filled and parked for approval can be approved."""
    done = shell.type("approve", asked)
    assert done.exit_code == 1
    assert "needs_review (unanswered)" in done.stderr


def test_cancel_and_retry(shell: Shell) -> None:
    """An application can be withdrawn, and taken up again."""
    key = shell.add()
    assert shell.type("cancel", key).exit_code == 0
    assert shell.row().status is Status.CANCELLED
    assert shell.type("retry", key).exit_code == 0
    assert shell.row().status is Status.PENDING
