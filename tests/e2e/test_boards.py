"""Boards that misbehave in every way they can, judged by what they have stored."""

import pytest

from tests.e2e.rounds import Play, Played, Wish

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
Rounds = dict[tuple[str, str], Played]


@pytest.fixture(scope="module")
def rounds(playing: Play) -> Rounds:
    """Every board with every misbehaviour, in one run: (board, misbehaviour) -> what became of it."""
    keys = [(board, misbehaviour) for board in CASES for misbehaviour, _ in MISBEHAVING]
    played = playing(Wish(board, CASES[board], misbehave=(wrong,)) for board, wrong in keys)
    return dict(zip(keys, played, strict=True))


@pytest.mark.parametrize("board", CASES)
@pytest.mark.parametrize(("misbehaviour", "status"), MISBEHAVING)
def test_a_board_that_misbehaves_ends_in_the_right_state(
    rounds: Rounds, board: str, misbehaviour: str, status: str
) -> None:
    """Never twice, never lost, never called applied without proof; the note says what happened."""
    done = rounds[board, misbehaviour]
    assert done.status == status, done.artifacts["note"]
    assert len(done.submissions) <= 1
    if status == "applied":
        assert len(done.submissions) == 1
    assert done.artifacts["note"]


def test_a_site_without_consent_is_filled_and_waits(playing: Play) -> None:
    """Everything is filled and pictured, nothing is sent, and the plan waits for approval."""
    for done in playing(
        [Wish("greenhouse", "engineer"), Wish("lever", "analyst"), Wish("generic", "plain")], consent=False
    ):
        assert (done.status, done.why) == ("needs_review", "approval")
        assert done.review["plan"]
        assert done.submissions == []
        assert [s["step"] for s in done.artifacts["screenshots"]] == ["opened", "filled"]
