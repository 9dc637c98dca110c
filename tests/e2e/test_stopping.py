"""A worker told to stop while a page will not let go: its application goes back all the same."""

import signal
from dataclasses import replace

import pytest

from tests.e2e.test_workers import started
from tests.e2e.typist import Typist, until

#: Once something is typed, the page tells its server, and then never comes to an end.
BUSY = b"""<script>addEventListener("input", () => {
    const told = new XMLHttpRequest()
    told.open("GET", location.href + "&typed=1", false)
    told.send()
    for (;;) {}
})</script>"""


@pytest.mark.parametrize("times", [1, 2])
def test_a_page_that_hangs_holds_up_no_stop(typist: Typist, monkeypatch: pytest.MonkeyPatch, times: int) -> None:
    """Whatever a page does, a stopped worker gives its application back and ends; no attempt is counted."""
    board = typist.farm.board("generic")
    opened = board.opened
    monkeypatch.setattr(board, "opened", lambda call: replace(opened(call), body=opened(call).body + BUSY))
    posting = typist.posting("generic", "plain")
    (key,) = typist.add(posting)
    with started(typist, "run") as worker:
        until(lambda: len(typist.farm.requests("generic", run=posting.run)) > 1, "the page hangs")
        for number in (signal.SIGTERM, signal.SIGINT)[:times]:
            worker.send_signal(number)
        until(lambda: typist.statuses(key) == ["pending"], "the row waits again")
        worker.communicate(timeout=60)
        assert worker.returncode == 130
    row = typist.row(key)
    assert (row["attempts"], row["lease"], posting.submissions) == (0, None, [])
