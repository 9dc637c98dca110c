"""Applicants who have said other things, or hardly any: nothing is ever invented for them."""

from typing import Any

import pytest

from fixtures import Farm
from tests.e2e.rounds import Play, Played, Wish

#: The forms that ask no more than Mo has said.
MINIMAL = {("greenhouse", "minimal"), ("lever", "minimal")}
#: All that Mo has said.
MO = {"Mo", "Minimal", "Mo Minimal", "mo@example.com", "mo-resume.pdf"}
#: The pages' own words before anybody touched them.
UNTOUCHED = {"preferred_language", "state"}


def _round(farm: Farm, playing: Play, applicant: str) -> dict[tuple[str, str], Played]:
    played = playing(Wish(case.board, case.name, applicant) for case in farm.cases())
    return {(one.case.board, one.case.name): one for one in played}


@pytest.fixture(scope="module")
def mo(farm: Farm, playing: Play) -> dict[tuple[str, str], Played]:
    """Every case of every board, for somebody who has said a name, an e-mail address and no more."""
    return _round(farm, playing, "mo")


@pytest.fixture(scope="module")
def karl(farm: Farm, playing: Play) -> dict[tuple[str, str], Played]:
    """The same for somebody in Germany, where most boards ask about the United States."""
    return _round(farm, playing, "karl")


def _sent(played: dict[tuple[str, str], Played]) -> dict[str, set[str]]:
    """Field -> every value that any board has stored in it."""
    found: dict[str, set[str]] = {}
    for one in played.values():
        for row in one.stored():
            found.setdefault(row["field"], set()).update(row.get("values") or [row["file"]])
    return found


def _sources(played: dict[tuple[str, str], Played]) -> dict[str, set[str]]:
    """Where answers came from -> the fields that were answered so."""
    found: dict[str, set[str]] = {}
    for one in played.values():
        for row in one.artifacts["fields"]:
            found.setdefault(row["source"].partition(".")[0], set()).add(row["key"])
    return found


def test_who_has_said_little_is_asked(mo: dict[tuple[str, str], Played]) -> None:
    """Every form that asks for more than was said waits with its questions; only the shortest ones go out."""
    applied = {key for key, one in mo.items() if one.status == "applied"}
    assert applied == MINIMAL
    for key, one in mo.items():
        assert len(one.submissions) == (key in MINIMAL), key
        if key not in MINIMAL:
            assert (one.status, one.why) == ("needs_review", "unsupported" if key[1] == "no_form" else "unanswered"), (
                key
            )


def _open(row: dict[str, Any]) -> bool:
    """Required, and holding nothing or only what the page itself put there."""
    return row["required"] and (row["source"] == "prefilled" or not row["value"])


def test_all_that_is_missing_is_asked_at_once(mo: dict[tuple[str, str], Played]) -> None:
    """The questions of a form page are just its required fields that no fact answers."""
    for key, one in mo.items():
        open_ones = [row["key"] for row in one.artifacts["fields"] if _open(row)]
        assert [question["key"] for question in one.artifacts["questions"]] == open_ones, key
        if one.why == "unanswered":
            assert open_ones


def test_nothing_is_sent_that_was_not_said(mo: dict[tuple[str, str], Played]) -> None:
    """What the boards have is what Mo has said; not even what a board itself read out of the résumé."""
    values = set[str]().union(*_sent(mo).values())
    assert values == MO
    assert _sources(mo).keys() == {"", "profile", "prefilled", "rule: decline"}
    assert _sources(mo)["prefilled"] == UNTOUCHED


def test_another_country_is_answered_as_it_is(karl: dict[tuple[str, str], Played]) -> None:
    """Asked about the United States Karl says no, and yes to sponsorship; asked about Germany he says yes."""
    sent = _sent(karl)
    assert (sent["work_authorization"], sent["arbeitserlaubnis"], sent["sponsorship"]) == ({"No"}, {"Ja"}, {"Yes"})
    assert (sent["question_30110002"], sent["question_30110003"]) == ({"No"}, {"Yes"})
    card = "cards[4a9b1f0e-2f0d-4a52-9c43-0d2a7d6f1b01]"
    assert ({v.strip() for v in sent[f"{card}[field0]"]}, {v.strip() for v in sent[f"{card}[field1]"]}) == (
        {"No"},
        {"Yes"},
    )
    assert sent["country"] == {"Germany", "Germany +49"}
    # Beside a country's picker the number stands as it is dialled at home.
    assert (sent["phone"], sent["telefon"]) == ({"+493055501234", "030 55501234"}, {"+493055501234"})


def test_of_namesakes_the_right_place_is_chosen(karl: dict[tuple[str, str], Played]) -> None:
    """Berlin is the one in Germany, however a board's list spells it, and never the first in the list."""
    sent = _sent(karl)
    assert sent["location"] == sent["candidate-location"] == {"Berlin, Berlin, Germany"}
    assert sent["city"] == {"Berlin", "Berlin, Berlin, Germany"}


def test_who_has_said_enough_is_applied_for(karl: dict[tuple[str, str], Played]) -> None:
    """Every form goes out once, but those that ask what nobody can know or he did not say."""
    waiting: dict[tuple[str, str], Any] = {key: one.why for key, one in karl.items() if one.status != "applied"}
    asking = ("unanswerable", "widgets_plain", "widgets_react")
    assert waiting == {("generic", "no_form"): "unsupported"} | {("generic", case): "unanswered" for case in asking}
    assert {len(one.submissions) for key, one in karl.items() if key not in waiting} == {1}
    assert _sources(karl)["prefilled"] == UNTOUCHED
