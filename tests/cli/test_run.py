"""`run`: what it prints, what it exits with, and what it refuses before anything is claimed."""

import json

import pytest

from tests.cli.conftest import Shell
from tests.samples import artifacts
from worker.model import Mode, Status
from worker.summary import RunOptions, RunSummary

#: What people script against, and must find.
NAMES = {"status", "processed", "failed", "total_found", "failed_application_ids", "timestamp", "counts"}


def test_simulate_as_json(shell: Shell) -> None:
    """A simulated run prints one document with the known names, its progress on stderr, and exits with 0."""
    for number in range(3):
        shell.add(f"https://jobs.example.com/{number}")
    done = shell.type("run", "--simulate", "--json")
    told = json.loads(done.stdout)
    assert done.exit_code == 0
    assert told.keys() >= NAMES
    assert (told["status"], told["processed"], told["total_found"]) == ("success", 3, 3)
    assert told["counts"] == {"applied": 3}
    assert "3/3" in done.stderr


def test_run_once_is_simulate(shell: Shell) -> None:
    """`run_once` stays: a simulated run with its JSON on stdout."""
    shell.add()
    told = json.loads(shell.type("run_once").stdout)
    assert (told["status"], told["processed"]) == ("success", 1)
    assert shell.row().artifacts["method"] == "simulated"


def test_the_table_says_why(shell: Shell) -> None:
    """Without `--json` a table names each application, its status and the reason."""
    key = shell.add(title="Engineer", company="Northwind")
    shown = shell.type("run", "--simulate").stdout
    for word in (key[:8], "Engineer · Northwind", "applied", "Simulated", "1 of 1 worked through: 1 applied"):
        assert word in shown


def test_nothing_due(shell: Shell) -> None:
    """An empty queue is a success that says what to type."""
    done = shell.type("run", "--simulate")
    assert done.exit_code == 0
    assert "apply-bot add" in done.stdout


def test_limit(shell: Shell) -> None:
    """`--limit` leaves the rest pending."""
    for number in range(3):
        shell.add(f"https://jobs.example.com/{number}")
    shell.type("run", "--simulate", "--limit", "2")
    assert sorted(row.status for row in shell.rows()) == [Status.APPLIED, Status.APPLIED, Status.PENDING]


@pytest.mark.parametrize(
    ("profile", "told"),
    [(None, "expected a profile, found no file"), ("you@example.com", "the template of `apply-bot init`")],
)
def test_no_facts(shell: Shell, profile: str | None, told: str) -> None:
    """A real run without facts is refused before anything is claimed, and nothing is lost."""
    shell.add()
    if profile:
        facts = f"basics: {{name: First Last, email: {profile}}}\n"
        (shell.folder / "profile.yaml").write_text(facts, encoding="utf-8")
    done = shell.type("run", "--dry-run")
    assert (done.exit_code, done.stderr.count("\n")) == (1, 1)
    assert told in done.stderr
    assert (shell.row().status, shell.row().attempts) == (Status.PENDING, 0)


SUMMARIES = {
    "success": (RunSummary(1, 1), 0),
    "some failed": (RunSummary(2, 2, ["a"]), 2),
    "unconfirmed": (RunSummary(1, 1, [], ["a"]), 2),
    "all failed": (RunSummary(1, 1, ["a"]), 1),
    "stopped": (RunSummary(5, 1, stopped=True), 130),
}


@pytest.mark.parametrize("case", SUMMARIES)
def test_exit_codes(shell: Shell, monkeypatch: pytest.MonkeyPatch, case: str) -> None:
    """The exit code says how the run went, with and without `--json`."""
    summary, code = SUMMARIES[case]

    async def run(*_args: object, **_options: object) -> RunSummary:
        return summary

    monkeypatch.setattr("worker.run.run", run)
    assert shell.type("run", "--simulate").exit_code == code
    done = shell.type("run", "--simulate", "--json")
    assert (done.exit_code, json.loads(done.stdout)["status"]) == (code, summary.status)


def test_flags_reach_the_run(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every flag arrives as the option that it names."""
    seen: list[RunOptions] = []

    async def run(_store: object, _config: object, options: RunOptions, **_rest: object) -> RunSummary:
        seen.append(options)
        return RunSummary()

    monkeypatch.setattr("worker.run.run", run)
    words = "--dry-run --headed --slow-mo 50 --pause --trace --limit 3 --concurrency 2"
    done = shell.type("run", *words.split())
    assert seen == [RunOptions(Mode.DRY_RUN, 3, 2, headed=True, slow_mo=50.0, pause=True, trace=True)]
    assert "nothing is submitted, but on lever" in done.stderr


def test_retry_simulated(shell: Shell) -> None:
    """`retry --simulated` makes simulated rows pending for a real run, and keeps their artifacts."""
    shell.add()
    shell.type("run", "--simulate")
    assert json.loads(shell.type("retry", "--simulated", "--json").stdout) == {"retried": 1}
    assert (shell.row().status, shell.row().artifacts["method"]) == (Status.PENDING, "simulated")


def test_a_sent_application_is_not_retried(shell: Shell) -> None:
    """What was really sent is not tried again, and the sentence says so."""
    key = shell.add()
    shell.end(key, Status.APPLIED, left=artifacts())
    done = shell.type("retry", key)
    assert (done.exit_code, shell.row().status) == (1, Status.APPLIED)
    assert "not sent twice" in done.stderr
