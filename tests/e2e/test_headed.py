"""Watching a run: real windows on a display, the Playwright inspector, and a trace that opens."""

import os
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.typist import Typist, until
from tests.e2e.windows import titles

#: A paused worker told to stop has done so after this (seconds).
STOPPED_WITHIN = 20


@pytest.fixture
def watched(typist: Typist, display: str) -> Typist:
    """Ada before a display."""
    typist.terminal.env["DISPLAY"] = display
    return typist


def _titled(display: str, words: str) -> bool:
    return any(words in title for title in titles(display))


def test_a_headed_run_shows_the_posting(watched: Typist, display: str) -> None:
    """A window with the posting's title stands on the screen while the application is filled; then it is sent."""
    posting = watched.posting("generic", "plain")
    (key,) = watched.add(posting)
    title = posting.farm.case("generic", "plain").title
    worker = watched.terminal.start("run", "--headed", "--slow-mo", "50")
    try:
        until(lambda: _titled(display, title) or worker.poll() is not None, f"a window titled {title}")
        assert worker.poll() is None
        worker.communicate(timeout=60)
    finally:
        worker.kill()
    assert worker.returncode == 0
    assert (watched.row(key)["status"], len(posting.submissions)) == ("applied", 1)


def test_a_paused_run_opens_the_inspector_and_can_be_stopped(watched: Typist, display: str) -> None:
    """`--pause` opens the Playwright inspector; SIGTERM ends the wait, and the application is as it was before."""
    posting = watched.posting("generic", "plain")
    (key,) = watched.add(posting)
    worker = watched.terminal.start("run", "--headed", "--pause")
    try:
        until(lambda: _titled(display, "Playwright Inspector"), "the inspector's window")
        asked = monotonic()
        worker.send_signal(signal.SIGTERM)
        _, said = worker.communicate(timeout=60)
    finally:
        worker.kill()
    assert monotonic() - asked < STOPPED_WITHIN
    assert "Traceback" not in said
    assert worker.returncode == 130
    row = watched.row(key)
    assert (row["status"], row["attempts"], row["lease"]) == ("pending", 0, None)
    assert posting.submissions == []


def test_a_trace_opens_in_the_trace_viewer(typist: Typist, page: Page) -> None:
    """`--trace` leaves a trace whose path is in the artifacts; `playwright show-trace` shows what the attempt did."""
    (key,) = typist.add(typist.posting("generic", "plain"))
    assert typist.told("run", "--trace")["counts"] == {"applied": 1}
    trace = Path(typist.row(key)["artifacts"]["trace"])
    with zipfile.ZipFile(trace) as archive:
        assert {"trace.trace", "trace.network"} <= set(archive.namelist())
    with _served(trace) as viewer:
        page.goto(viewer)
        actions = page.get_by_role("treeitem")
        expect(actions.filter(has_text="Navigate")).to_contain_text("/careers/plain")
        expect(actions.filter(has_text="Click")).to_have_count(1)


@contextmanager
def _served(trace: Path) -> Iterator[str]:
    """The address at which `playwright show-trace` shows it, in no window of its own."""
    env = {**os.environ, "PWTEST_UNDER_TEST": "1"}
    command = [sys.executable, "-m", "playwright", "show-trace", "--host", "127.0.0.1", "--port", "0", str(trace)]
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True, start_new_session=True) as viewer:
        try:
            assert viewer.stdout
            told = next(line for line in viewer.stdout if "http://" in line)
            yield told.split()[-1]
        finally:
            os.killpg(viewer.pid, signal.SIGTERM)  # the Python program and the viewer that it has started
