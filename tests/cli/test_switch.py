"""Stop and resume, runs without an end, and why an application waits."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from tests.cli.conftest import Shell, words_of
from tests.samples import artifacts
from worker.model import Outcome, Status, lease_of
from worker.store import ClaimRequest, Store

PROFILE = "basics: {name: Ada Example, email: ada@example.com}\n"


def test_stopped_until_resumed(shell: Shell) -> None:
    """A stopped store runs nothing and says why; once resumed it goes on."""
    shell.add()
    assert shell.type("stop", "--because", "the board changed").exit_code == 0
    refused = shell.type("run", "--simulate")
    assert refused.exit_code == 1
    assert "the board changed" in refused.stderr
    assert shell.row().status is Status.PENDING
    assert json.loads(shell.type("resume", "--json").stdout) == {"stopped": ""}
    assert shell.type("run", "--simulate").exit_code == 0
    assert shell.row().status is Status.APPLIED


def test_doctor_sees_the_switch(shell: Shell) -> None:
    """Doctor says that workers are stopped, and what to type."""
    shell.add()
    shell.type("stop", "--because", "enough for today")
    told = shell.type("doctor").stdout
    assert "enough for today" in told
    assert "apply-bot resume" in told


def test_who_looks_sees_the_switch(shell: Shell) -> None:
    """`list`, and `show` of what waits, say that workers are stopped and what to type; once resumed they do not."""
    key = shell.add()
    shell.type("stop", "--because", "enough for today")
    for words in (("list",), ("show", key)):
        said = shell.type(*words).stderr
        assert "enough for today" in said
        assert "apply-bot resume" in said
    assert json.loads(shell.type("list", "--json").stdout)["stopped"] == "enough for today"
    shell.type("resume")
    assert "stopped" not in shell.type("list").stderr + shell.type("show", key).stderr
    assert json.loads(shell.type("list", "--json").stdout)["stopped"] == ""


@pytest.mark.parametrize(("days", "waits"), [(1, True), (-1, False)], ids=["to come", "over"])
def test_list_says_what_a_row_waits_for(shell: Shell, days: int, waits: bool) -> None:
    """A row that was put off says why, also where no attempt was made yet; once its moment is over it waits no more."""
    shell.add()

    async def put_off(store: Store) -> None:
        claimed = await store.claim(ClaimRequest("w", 1, timedelta(minutes=5)))
        until = datetime.now(UTC) + timedelta(days=days)
        await store.release([lease_of(one) for one in claimed], until=until, because="it is quiet")

    shell.with_store(put_off)
    assert ("waits: it is quiet" in " ".join(words_of(shell.type("list")))) == waits


def test_show_says_when_the_next_attempt_comes_and_why(shell: Shell) -> None:
    """A row that met a passing error names the moment and the error."""
    key = shell.add()
    due = datetime(2100, 1, 1, tzinfo=UTC)

    async def fail(store: Store) -> None:
        (claimed,) = await store.claim(ClaimRequest("w", 1, timedelta(minutes=5)))
        met = {"number": 1, "error": {"code": "Retry", "message": "The board answers HTTP 503.", "retryable": True}}
        token = lease_of(claimed).token
        await store.finish([Outcome(key, token, Status.PENDING, artifacts(), met, next_attempt_at=due)])

    shell.with_store(fail)
    shown = " ".join(words_of(shell.type("show", key)))
    assert "Next attempt at 2100-01-01 00:00:00 UTC because attempt 1 met this: The board answers HTTP 503." in shown


def test_watch_or_schedule(shell: Shell) -> None:
    """A run goes on in one way, and a schedule has to be one."""
    assert shell.type("run", "--watch", "--schedule", "* * * * *").exit_code == 64
    nonsense = shell.type("run", "--simulate", "--schedule", "every monday")
    assert (nonsense.exit_code, nonsense.stderr.count("\n")) == (1, 1)
    assert "0 9 * * mon-fri" in nonsense.stderr
    never = shell.type("run", "--simulate", "--schedule", "0 0 30 2 *")
    assert (never.exit_code, never.stderr.count("\n")) == (1, 1)


def test_bad_hours(shell: Shell) -> None:
    """Quiet hours, zones and caps that are none are told with the key."""
    for key, value in {"quietHours": "late", "timezone": "Berlin", "perDay": "-1"}.items():
        (shell.folder / "playwright.config.yaml").write_text(f"apply: {{{key}: {value}}}\n")
        done = shell.type("list")
        assert (done.exit_code, done.stderr.count("\n")) == (1, 1)
        assert key in done.stderr
