"""Chromium dies, pages hang, boards vanish, the disk is full: each ends in the right state, with a clear sentence."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from playwright.async_api import Error

from adapters.contract import Visit
from fixtures import Farm
from fixtures.request import Response
from tests.crash.faults import Faults, quick
from worker import policy
from worker.config import Config
from worker.model import Application, Status

#: What an attempt that failed waits (seconds): longer than any run here.
WAIT = 240.0
ENDLESS = "setTimeout(() => { for (;;) {} })"


@pytest.fixture
def faults(farm: Farm, config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Faults:
    mark = f"--apply-bot-test={uuid4().hex}"
    # By chance it might be so short that the same run tries again.
    monkeypatch.setattr(policy, "backoff", lambda *_: WAIT)
    return Faults(farm, quick(config, tmp_path, mark), monkeypatch, mark)


def last(row: Application) -> dict[str, Any]:
    """How the last attempt ended: status, whether it waits, attempts that count, and what is said."""
    attempt = row.attempt_meta["attempts"][-1]
    said = str((attempt["error"] or {}).get("message", ""))
    return {"status": row.status, "waits": row.next_attempt_at is not None, "counted": row.attempts, "said": said}


async def crash(visit: Visit) -> None:
    """The page's own process ends; Chromium goes on."""
    session = await visit.session()
    with suppress(Error):
        await asyncio.wait_for(session.send("Page.crash"), 2)


async def hang(visit: Visit) -> None:
    """The page's script never comes to an end."""
    await visit.page.evaluate(ENDLESS)


def test_chromium_killed_before_the_click(faults: Faults) -> None:
    """It is tried again later, one attempt burnt; the next application gets a new Chromium."""
    faults.after("fill", faults.kill_chromium)
    (first, sent), (second, sent_too) = faults.play("", "")
    told = last(first)
    assert (told["status"], told["waits"], told["counted"], sent) == (Status.PENDING, True, 1, 0)
    assert "ended in the middle" in told["said"]
    assert (second.status, sent_too) == (Status.APPLIED, 1)


def test_playwright_killed_before_the_click(faults: Faults) -> None:
    """Its own process is started anew, and Chromium with it, as soon as the next application needs them."""
    faults.after("fill", faults.kill_driver)
    (first, sent), (second, sent_too) = faults.play("", "")
    told = last(first)
    assert (told["status"], told["waits"], told["counted"], sent) == (Status.PENDING, True, 1, 0)
    assert "ended in the middle" in told["said"]
    assert (second.status, second.attempts, sent_too) == (Status.APPLIED, 1, 1)


def test_playwright_killed_between_two_rounds(faults: Faults) -> None:
    """The round that follows costs no attempt."""
    faults.between = faults.kill_driver
    for row, sent in faults.play("", ""):
        assert (row.status, row.attempts, sent) == (Status.APPLIED, 1, 1)


def test_chromium_killed_while_the_page_opens(faults: Faults) -> None:
    """Nobody blames the board for it."""
    faults.after("ready", faults.kill_chromium)
    ((row, _),) = faults.play("")
    told = last(row)
    assert (told["status"], told["counted"]) == (Status.PENDING, 1)
    assert "ended in the middle" in told["said"]


def test_chromium_killed_after_the_click(faults: Faults) -> None:
    """Nobody knows whether it was sent: unconfirmed, never tried again."""
    faults.hold()
    faults.after("submit", faults.kill_chromium)
    ((first, sent),) = faults.play("")
    told = last(first)
    assert (told["status"], told["waits"]) == (Status.UNCONFIRMED, False)
    assert sent <= 1
    assert "Submit was clicked" in str(first.artifacts["note"])
    assert "ended in the middle" in told["said"]


def test_a_page_that_crashes(faults: Faults) -> None:
    """The same for one page's process, before the click and after it."""
    faults.after("fill", crash)
    ((before, sent),) = faults.play("")
    assert (last(before)["status"], last(before)["counted"], sent) == (Status.PENDING, 1, 0)
    faults.hold()
    faults.case = "fetch"
    faults.after("submit", crash)
    ((after, _),) = faults.play("")
    assert last(after)["status"] is Status.UNCONFIRMED
    assert all("ended in the middle" in last(row)["said"] for row in (before, after))


def test_a_posting_that_kills_its_workers_is_given_up(faults: Faults) -> None:
    """Attempts that were lost with their workers use the budget up: the next worker opens nothing."""
    ((row, sent),) = faults.play("", lost=3)
    assert (row.status, row.attempts, sent) == (Status.FAILED, 3, 0)
    assert "Given up after 3 attempts" in row.artifacts["note"]


def test_a_page_that_hangs_before_the_click(faults: Faults) -> None:
    """The attempt's time limit ends it; it is tried again later, and the run goes on to its end."""
    faults.limit(10)
    faults.after("fill", hang)
    ((row, sent),) = faults.play("")
    told = last(row)
    assert (told["status"], told["waits"], told["counted"], sent) == (Status.PENDING, True, 1, 0)
    assert "time limit" in told["said"]


def test_a_page_that_hangs_after_the_click(faults: Faults) -> None:
    """The same after the click: unconfirmed."""
    faults.limit(12)
    faults.hold()
    faults.after("submit", hang)
    ((row, sent),) = faults.play("")
    told = last(row)
    assert (told["status"], told["waits"]) == (Status.UNCONFIRMED, False)
    assert sent <= 1
    assert "time limit" in told["said"]


def test_a_board_that_is_not_there_or_slow(faults: Faults) -> None:
    """Refused connections and pages that never come are tried again later, and say which it was."""
    faults.hasty(3)
    ((refused, _),) = faults.play("", url="http://127.0.0.1:9/careers/plain")
    ((slow, _),) = faults.play("hangs")
    assert last(refused)["status"] is last(slow)["status"] is Status.PENDING
    assert "could not be reached (ERR_" in last(refused)["said"]
    assert "did not answer in time" in last(slow)["said"]


@pytest.mark.parametrize("how", ["seconds", "a date"])
def test_a_board_that_says_when(faults: Faults, how: str) -> None:
    """A busy board's Retry-After is kept, however it is written; the wait that spreads attempts comes on top."""
    asked = datetime.now(UTC) + timedelta(hours=1)
    said = "3600" if how == "seconds" else format_datetime(asked, usegmt=True)
    busy = Response(status=503, headers={"Retry-After": said})
    faults.patch.setattr(faults.farm.board("generic"), "opened", lambda _call: busy)
    ((row, sent),) = faults.play("")
    assert (row.status, row.attempts, sent) == (Status.PENDING, 1, 0)
    assert row.next_attempt_at is not None
    assert timedelta(seconds=-1) <= row.next_attempt_at - asked <= timedelta(minutes=5)


def test_a_board_that_vanishes_after_the_click(faults: Faults) -> None:
    """The connection breaks before the answer: it may have been stored, so it is unconfirmed."""
    with Farm(["generic"]) as own:
        faults.farm = own
        faults.config = faults.config.with_apply(confirm_timeout=4_000.0)

        async def vanish(_visit: Visit) -> None:
            own.close()

        faults.after("submit", vanish)
        url = own.url("generic", "plain", misbehave=["slow_submit"])
        row = faults.rows(url)[0]
    told = last(row)
    assert (told["status"], told["waits"]) == (Status.UNCONFIRMED, False)


@pytest.fixture
def full_disk(tmp_path: Path) -> str:
    """An application whose pictures go to a device that is full, as Linux has one; its id."""
    key = str(uuid4())
    folder = tmp_path / key / "1"
    folder.mkdir(parents=True)
    for number, step in enumerate(("opened", "filled", "submitted"), 1):
        (folder / f"{number}-{step}.jpg").symlink_to("/dev/full")
    return key


def test_a_full_disk_costs_no_outcome(faults: Faults, full_disk: str) -> None:
    """What cannot be written is left out and said; the application is sent and recorded, thumbnails and all."""
    ((row, sent),) = faults.play("", keys=[full_disk])
    assert (row.status, sent) == (Status.APPLIED, 1)
    shots = row.artifacts["screenshots"]
    assert [(shot["uri"], bool(shot["thumbnail"])) for shot in shots] == [("", True)] * 3
    assert "no space left on device" in row.artifacts["note"]
