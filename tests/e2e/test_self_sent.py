"""A page that sends itself by script and leaves while it is filled: nobody knows, so nobody sends it again."""

from dataclasses import replace

import pytest

from tests.e2e.typist import Typist

#: The first choice made is sent, and so many milliseconds later another document comes.
SENDS_ITSELF = """<script>addEventListener("change", (event) => {
    if (!event.target.matches("select, [type=radio], [type=checkbox]") || window.sent) return
    window.sent = true
    setTimeout(() => {
        fetch(event.target.form.action, { method: "POST", body: new FormData(event.target.form), keepalive: true })
        location.href = location.href + "&sent=1"
    }, %d)
}, true)</script>"""


@pytest.mark.parametrize("delay", [0, 80])
def test_a_page_that_sends_itself_is_not_sent_again(
    typist: Typist, monkeypatch: pytest.MonkeyPatch, delay: int
) -> None:
    """Wherever it breaks the attempt off, the application is `unconfirmed`, and the next run leaves it alone."""
    board = typist.farm.board("generic")
    opened, script = board.opened, (SENDS_ITSELF % delay).encode()
    monkeypatch.setattr(board, "opened", lambda call: replace(opened(call), body=opened(call).body + script))
    posting = typist.posting("generic", "plain")
    (key,) = typist.add(posting)
    typist.told("run", code=2)
    row = typist.row(key)
    assert row["status"] == "unconfirmed", row["artifacts"]["note"]
    assert typist.told("run")["processed"] == 0
    asked = typist.farm.requests("generic", run=posting.run)
    assert len([one for one in asked if one.method == "POST"]) == 1
    assert any("POST" in effect for effect in row["artifacts"]["side_effects"])
