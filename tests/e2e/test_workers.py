"""Several workers, stopped workers, killed workers: each posting is sent once, and none is lost."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import inf
from subprocess import Popen
from time import monotonic
from uuid import uuid4

import psutil
import pytest

from tests.conftest import LOCAL_ONLY
from tests.e2e.typist import Typist, until
from worker.model import lease_of
from worker.store import ClaimRequest

#: A worker told to stop has done so after this (seconds).
STOPPED_WITHIN = 15
#: Short, so that a killed worker's lease is soon over (seconds).
LEASE = 4


@contextmanager
def started(typist: Typist, *words: str) -> Iterator[Popen[str]]:
    """A command that runs on; whatever the test does to it, it is gone afterwards."""
    process = typist.terminal.start(*words)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def test_two_workers_send_each_posting_once(typist: Typist) -> None:
    """Two workers at once on one store share the work and never meet on one application."""
    postings = [typist.posting("generic", "plain") for _ in range(10)]
    keys = typist.add(*postings)
    words = ("run", "--json", "--concurrency", "1")
    with started(typist, *words) as one, started(typist, *words) as other:
        ended = [process.communicate(timeout=100) for process in (one, other)]
        assert [process.returncode for process in (one, other)] == [0, 0], ended
    assert [len(posting.submissions) for posting in postings] == [1] * 10
    assert set(typist.statuses(*keys)) == {"applied"}
    assert len({typist.row(key)["attempt_meta"]["attempts"][0]["worker"] for key in keys}) == 2


def test_sigterm_gives_back_what_was_claimed(typist: Typist) -> None:
    """A worker told to stop while pages load ends soon, with 130; its rows wait again, no attempt is counted."""
    postings = [typist.posting("generic", "plain", "hangs") for _ in range(2)]
    keys = typist.add(*postings)
    with started(typist, "run", "--concurrency", "2") as worker:
        until(lambda: all(posting.opened for posting in postings), "both postings are asked for")
        assert typist.statuses(*keys) == ["processing", "processing"]
        _stop(worker)
        assert worker.returncode == 130
    rows = [typist.row(key) for key in keys]
    assert [(row["status"], row["attempts"], row["lease"]) for row in rows] == [("pending", 0, None)] * 2
    assert [posting.submissions for posting in postings] == [[], []]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_stopped_after_the_click(typist: Typist, number: signal.Signals) -> None:
    """What was clicked is heard out, also where Ctrl-C reaches every process of the terminal: applied, once."""
    posting = typist.posting("generic", "plain", "slow_submit")
    (key,) = typist.add(posting)
    with started(typist, "run") as worker:
        until(lambda: posting.submissions, "the board has stored it")
        os.killpg(worker.pid, number) if number is signal.SIGINT else worker.send_signal(number)
        _, said = worker.communicate(timeout=60)
        assert (worker.returncode, "Traceback" in said) == (130, False), said
    assert typist.row(key)["status"] == "applied"
    assert typist.told("run")["processed"] == 0
    assert len(posting.submissions) == 1


def test_stopped_while_the_board_says_nothing(typist: Typist, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was clicked is waited for within `stopSeconds`, and is unconfirmed then; nothing is left in hand."""
    _silent(typist, monkeypatch)
    typist.settle(apply={"stopSeconds": 1, "confirmTimeout": 60_000})
    posting = typist.posting("generic", "plain")
    (key,) = typist.add(posting)
    with started(typist, "run") as worker:
        until(lambda: posting.submissions, "the board has stored it")
        _stop(worker)
        assert worker.returncode == 130
    row = typist.row(key)
    assert (row["status"], row["lease"], len(posting.submissions)) == ("unconfirmed", None, 1)
    assert "stopped after the submit click" in row["artifacts"]["note"]


def test_stopped_twice(typist: Typist, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second signal waits for no board: at once, however long `stopSeconds` is."""
    _silent(typist, monkeypatch)
    typist.settle(apply={"stopSeconds": 600, "confirmTimeout": 600_000})
    clicked, opening = typist.posting("generic", "plain"), typist.posting("generic", "plain", "hangs")
    keys = typist.add(clicked, opening)
    with started(typist, "run", "--concurrency", "2") as worker:
        until(lambda: clicked.submissions and opening.opened, "one is clicked, one is opening")
        worker.send_signal(signal.SIGTERM)
        until(lambda: typist.statuses(keys[1]) == ["pending"], "what was not clicked went back")
        assert typist.statuses(keys[0]) == ["processing"]
        _stop(worker)
        assert worker.returncode == 130
    assert typist.statuses(*keys) == ["unconfirmed", "pending"]


def _silent(typist: Typist, monkeypatch: pytest.MonkeyPatch) -> None:
    """The board stores what comes, and answers nobody."""
    board = typist.farm.board("generic")
    post = board.post
    monkeypatch.setattr(board, "post", lambda call: replace(post(call), delay_seconds=inf))


def test_sigkill_before_the_click(typist: Typist) -> None:
    """After the lease is over another run takes up what a killed worker had, and sends it once."""
    typist.settle(apply={"leaseSeconds": LEASE, "heartbeatSeconds": 1})
    posting, late = typist.posting("generic", "plain", "slow_hydration"), typist.posting("generic", "plain", "hangs")
    keys = typist.add(posting, late)
    with started(typist, "run", "--concurrency", "2") as worker:
        until(lambda: late.opened and posting.opened, "both postings are asked for")
        worker.kill()
    assert typist.statuses(*keys) == ["processing"] * 2
    typist.told("cancel", keys[1], code=1)  # nobody takes it away from a worker
    until(lambda: _over(typist, *keys), "the leases are over")
    assert len(posting.submissions) <= 1
    typist.told("run", "--limit", "1")
    assert (typist.statuses(keys[0])[0], len(posting.submissions)) == ("applied", 1)
    lost = typist.row(keys[0])["attempt_meta"]["attempts"][0]
    assert lost["outcome"] != "applied"


def test_sigkill_after_the_click(typist: Typist) -> None:
    """A worker killed between the click and the board's word leaves `unconfirmed`; no run sends it again."""
    typist.settle(apply={"leaseSeconds": LEASE, "heartbeatSeconds": 1})
    posting = typist.posting("generic", "plain", "slow_submit")
    (key,) = typist.add(posting)
    with started(typist, "run") as worker:
        until(lambda: posting.submissions, "the board has stored it")
        worker.kill()
    until(lambda: _over(typist, key), "the lease is over")
    assert typist.told("run")["processed"] == 0
    row = typist.row(key)
    assert (row["status"], len(posting.submissions)) == ("unconfirmed", 1)
    assert "submit" in str(row["attempt_meta"]["attempts"][-1]["error"]).lower()


def _stop(worker: Popen[str]) -> None:
    asked = monotonic()
    worker.send_signal(signal.SIGTERM)
    _, said = worker.communicate(timeout=60)
    assert monotonic() - asked < STOPPED_WITHIN
    assert "Traceback" not in said


def _over(typist: Typist, *keys: str) -> bool:
    """Whether no lease of these is in force."""
    leases = [typist.row(key)["lease"] for key in keys]
    return all(lease is None or lease["expires_at"] < datetime.now(UTC) for lease in leases)


def test_quiet_hours_put_a_run_off(typist: Typist) -> None:
    """In quiet hours nothing is opened; the row waits for their end, no attempt is counted, and `show` says why."""
    posting = typist.posting("generic", "plain")
    (key,) = typist.add(posting)
    now = datetime.now(UTC)
    around = f"{now - timedelta(hours=2):%H:%M}-{now + timedelta(hours=2):%H:%M}"
    typist.settle(apply={"quietHours": around})
    typist.tell(consent={typist.farm.host("generic"): "auto"}, timezone="UTC")
    for words in (("run",), ("run", "--dry-run")):
        assert "put off" in typist.type(*words).stderr
        typist.type("retry", key)
    typist.type("run")
    row = typist.row(key)
    assert (row["status"], row["attempts"], posting.opened) == ("pending", 0, False)
    shown = typist.type("show", key).stdout
    assert "Next attempt at" in shown
    assert "because it is quiet" in shown


def test_a_cap_per_day_stops_after_so_many(typist: Typist) -> None:
    """With one a day, of two that are due one is sent, and the other waits for tomorrow."""
    postings = [typist.posting("generic", "plain") for _ in range(2)]
    keys = typist.add(*postings)
    typist.settle(apply={"perDay": 1})
    typist.type("run", "--concurrency", "2")
    assert sorted(typist.statuses(*keys)) == ["applied", "pending"]
    assert sum(len(posting.submissions) for posting in postings) == 1


def test_a_cap_per_day_holds_for_all_workers(typist: Typist) -> None:
    """With three a day, two workers send three of six between them; the others wait, uncounted, and say why."""
    postings = [typist.posting("generic", "plain") for _ in range(6)]
    keys = typist.add(*postings)
    typist.settle(apply={"perDay": 3})
    typist.tell(consent={typist.farm.host("generic"): "auto"}, timezone="Pacific/Auckland")
    with started(typist, "run", "--json") as one, started(typist, "run", "--json") as other:
        ended = [process.communicate(timeout=100) for process in (one, other)]
        assert {process.returncode for process in (one, other)} == {0}, ended
    assert sorted(typist.statuses(*keys)) == ["applied"] * 3 + ["pending"] * 3
    assert sum(len(posting.submissions) for posting in postings) == 3
    waiting = [row for row in map(typist.row, keys) if row["status"] == "pending"]
    assert [(row["attempts"], row["lease"]) for row in waiting] == [(0, None)] * 3
    shown = " ".join(typist.type("show", waiting[0]["id"]).stdout.split())
    assert "because 3 applications were sent, or are being sent, today" in shown
    assert "Pacific/Auckland, from profile.apply.timezone" in shown


def test_watch_takes_what_becomes_due(typist: Typist) -> None:
    """A worker that watches sends what is queued while it runs; told to stop, it ends well and leaves nothing held."""
    typist.settle(apply={"pollSeconds": 0.2})
    with started(typist, "run", "--watch", "--json") as worker:
        first = typist.posting("generic", "plain")
        (key,) = typist.add(first)
        until(lambda: typist.statuses(key) == ["applied"], "the first is sent")
        second = typist.posting("generic", "plain")
        (other,) = typist.add(second)
        until(lambda: typist.statuses(other) == ["applied"], "the second is sent")
        _stop(worker)
        assert worker.returncode == 0
    assert [len(posting.submissions) for posting in (first, second)] == [1, 1]


def test_watch_keeps_its_browser(typist: Typist) -> None:
    """Round after round goes through one Chromium; where it died between two, the next round has a new one."""
    mark = f"--apply-bot-test={uuid4().hex}"
    typist.settle(apply={"pollSeconds": 0.2}, use={"launchOptions": {"args": [LOCAL_ONLY, mark]}})
    seen = []
    with started(typist, "run", "--watch", "--json") as worker:
        for number in range(3):
            (key,) = typist.add(typist.posting("generic", "plain"))
            until(lambda key=key: typist.statuses(key) == ["applied"], "it is sent")  # type: ignore[misc]
            chromium = _chromium(mark)
            seen.append(chromium.pid)
            if number == 1:
                chromium.kill()
        _stop(worker)
    assert seen[0] == seen[1] != seen[2]


def _chromium(mark: str) -> psutil.Process:
    """The browser that was started with this flag, which its own processes may carry as well."""
    found = {}
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if mark in process.cmdline():
                found[process.pid] = process, process.ppid()
    (root,) = [process for process, parent in found.values() if parent not in found]
    return root


@pytest.mark.parametrize("words", [("--watch",), ("--schedule", "0 0 1 1 *")])
def test_what_others_lost_is_taken_up_meanwhile(typist: Typist, words: tuple[str, ...]) -> None:
    """While a run is busy, or waits for its moment, the rows of workers that are gone become due again."""
    typist.settle(apply={"heartbeatSeconds": 0.5, "formTimeout": 60_000}, use={"navigationTimeout": 60_000})
    busy = typist.posting("generic", "plain", "hangs")
    (key,) = typist.add(typist.posting("generic", "plain"))
    (lost,) = typist.with_store(lambda store: store.claim(ClaimRequest("gone", 1, timedelta(seconds=600))))
    typist.add(busy)
    with started(typist, "run", "--concurrency", "1", *words) as worker:
        until(lambda: "--watch" not in words or busy.opened, "the run is busy")
        typist.with_store(lambda store: store.heartbeat([lease_of(lost)], timedelta(0)))  # its lease runs out
        until(lambda: typist.statuses(key) == ["pending"], "the lost row is due again")
        _stop(worker)
    assert typist.row(key)["attempt_meta"]["attempts"][0]["error"]["code"] == "lease_expired"


def test_stopped_before_the_click(typist: Typist) -> None:
    """Whoever stops all workers while a form is being filled keeps it from being sent; the row waits again."""
    posting = typist.posting("generic", "plain", "slow_hydration")
    (key,) = typist.add(posting)
    with started(typist, "run", "--json") as worker:
        until(lambda: posting.opened, "the posting is opened")
        typist.type("stop", "--because", "a test")
        worker.communicate(timeout=60)
    row = typist.row(key)
    assert (row["status"], row["attempts"], row["lease"], posting.submissions) == ("pending", 0, None, [])
