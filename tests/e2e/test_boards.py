"""Whole applications on the local boards, judged by what each board has stored."""

import pytest

from tests.e2e.conftest import Desk

BOARDS = [
    ("greenhouse", "engineer"),
    ("greenhouse", "minimal"),
    ("lever", "analyst"),
    ("lever", "minimal"),
    ("generic", "plain"),
    ("generic", "controls"),
    ("generic", "multipage"),
    ("generic", "iframe"),
    ("generic", "shadow"),
    ("generic", "combobox"),
    ("generic", "search_and_newsletter"),
]


@pytest.mark.parametrize(("board", "case"), BOARDS)
def test_an_application_is_sent_once_and_proven(applying: Desk, board: str, case: str) -> None:
    """The board has stored exactly one application, and two independent signs say so."""
    done = applying.apply(board, case)
    assert done.status == "applied", done.artifacts["note"]
    assert len(done.submissions) == 1
    signals = set(done.artifacts["confirmation"]["signals"])
    assert signals & {"confirmation_url", "confirmation_text", "confirmation_element"}
    assert signals & {"form_gone", "request_accepted"}
    assert all(f["verified"] for f in done.artifacts["fields"] if f["source"] not in {"", "prefilled"})


@pytest.mark.parametrize(("board", "case"), [("greenhouse", "engineer"), ("lever", "analyst"), ("generic", "plain")])
def test_a_site_without_consent_is_filled_and_waits(applying: Desk, board: str, case: str) -> None:
    """Everything is filled and pictured, nothing is sent, and the plan waits for approval."""
    done = applying.apply(board, case, consent=False)
    assert (done.status, done.review["why"]) == ("needs_review", "approval")
    assert done.review["plan"]
    assert done.submissions == []
    assert [s["step"] for s in done.artifacts["screenshots"]] == ["opened", "filled"]


MISBEHAVING = [
    ("slow_hydration", "applied"),
    ("rerender_loses_value", "applied"),
    ("captcha_badge", "applied"),
    ("honeypot", "applied"),
    ("cookie_overlay", "applied"),
    ("decoy_submit", "applied"),
    ("slow_submit", "applied"),
    ("validation_error", "needs_review"),
    ("error_on_submit", "unconfirmed"),
    ("no_confirmation", "unconfirmed"),
    ("closed", "closed"),
    ("captcha", "needs_review"),
    ("not_found", "closed"),
    ("server_error", "pending"),
    ("early_submit", "applied"),
]
CASES = {"greenhouse": "minimal", "lever": "minimal", "generic": "plain"}


@pytest.mark.parametrize("board", CASES)
@pytest.mark.parametrize(("misbehaviour", "status"), MISBEHAVING)
def test_a_board_that_misbehaves_ends_in_the_right_state(
    applying: Desk, board: str, misbehaviour: str, status: str
) -> None:
    """Never twice, never lost, never called applied without proof; the note says what happened."""
    done = applying.apply(board, CASES[board], misbehaviour)
    assert done.status == status, done.artifacts["note"]
    assert len(done.submissions) <= 1
    if status == "applied":
        assert len(done.submissions) == 1
    assert done.artifacts["note"]
