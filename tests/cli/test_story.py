"""The whole story as a person types it, on local boards, told by the boards' own oracle."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from fixtures import Farm
from tests.cli.conftest import Shell
from worker.model import Status

ROOT = Path(__file__).parents[2]
ADA = str(ROOT / "fixtures" / "applicants" / "ada.yaml")


@pytest.fixture
def applying(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """A shell whose applicant is Ada; she lets apply-bot submit on 127.0.0.1, and nowhere else."""
    monkeypatch.setenv("APPLY_BOT_PROFILE", ADA)
    monkeypatch.setenv("APPLY_BOT_DATA_DIR", str(shell.folder))
    return shell


def test_add_run_report(applying: Shell, farm: Farm) -> None:
    """The started program queues, sends once, proves it, prints one document, and writes its report."""
    url = farm.url("generic", "plain", run="story")
    typed = [sys.executable, "-m", "worker"]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    for words in (["add", url], ["run", "--json"], ["report"]):
        done = subprocess.run([*typed, *words], env=env, capture_output=True, text=True, check=False, timeout=60)
        assert done.returncode == 0, done.stderr
        if words[0] == "run":
            assert json.loads(done.stdout)["counts"] == {"applied": 1}
            assert "1/1" in done.stderr
    assert len(farm.submissions("generic", run="story")) == 1
    assert "Backend engineer" in applying.type("list").stdout  # as the page calls itself; only its URL was queued
    assert "ada@example.com" in (applying.folder / "apply-bot-report" / "index.html").read_text(encoding="utf-8")


def test_approve(applying: Shell, farm: Farm) -> None:
    """Where there is no consent, it is filled and waits; approved, it is sent just so."""
    url = farm.url("generic", "plain", run="approve").replace("127.0.0.1", "localhost", 1)
    applying.type("add", url)
    assert applying.type("run").exit_code == 0
    waiting = applying.row()
    assert (waiting.status, waiting.attempt_meta["review"]["why"]) == (Status.NEEDS_REVIEW, "approval")
    assert farm.submissions("generic", run="approve") == []
    applying.type("approve", waiting.id[:8])
    applying.type("run")
    assert applying.row().status is Status.APPLIED
    assert len(farm.submissions("generic", run="approve")) == 1


def test_answer(applying: Shell, farm: Farm) -> None:
    """A question that no fact answers waits; answered with the command that `show` prints, it is sent."""
    applying.type("add", farm.url("generic", "unanswerable", run="answer"))
    applying.type("run")
    waiting = applying.row()
    (question,) = waiting.attempt_meta["review"]["questions"]
    assert f"apply-bot answer {waiting.id[:8]} {question['key']}" in applying.type("show", waiting.id).stdout
    applying.type("answer", waiting.id, question["key"], "Patience, for it waits.")
    applying.type("run")
    (sent,) = farm.submissions("generic", run="answer")
    assert "Patience, for it waits." in str(sent)
    assert applying.row().status is Status.APPLIED


def test_dry_run(applying: Shell, farm: Farm) -> None:
    """A dry run fills everything, sends nothing, and leaves the pictures."""
    applying.type("add", farm.url("generic", "plain", run="dry"))
    done = applying.type("run", "--dry-run", "--json")
    assert json.loads(done.stdout)["counts"] == {"needs_review": 1}
    assert farm.submissions("generic", run="dry") == []
    assert [shot["step"] for shot in applying.row().artifacts["screenshots"]] == ["opened", "filled"]
