"""A question narrower or wider than the fact is asked: another licence, other means, a higher level, a time of late."""

from typing import Any

import pytest

from tests.steps.page import Ask, control

_GERMAN = [{"language": "German", "fluency": "B2"}]
_NATIVE = [{"language": "German", "fluency": "Native"}]


@pytest.mark.parametrize(
    ("text", "facts", "value"),
    [
        ("Do you have a valid driver's license?", {"driving_license": True}, "Yes"),
        ("Do you have a valid US driver's license?", {"driving_license": True}, "Yes"),
        ("Do you hold a full UK driving licence?", {"driving_license": True}, None),
        ("Do you hold a full UK driving licence?", {"driving_license": False}, "No"),
        ("Do you have a clean driving licence?", {"driving_license": True}, None),
        ("Do you have a class B driving licence?", {"driving_license": ["B"]}, "Yes"),
        ("Do you have a class C driving licence?", {"driving_license": ["B"]}, "No"),
        ("Do you have a class B driving licence?", {"driving_license": True}, None),
        ("Do you have an HGV driving licence?", {"driving_license": True}, None),
        ("Do you have reliable transportation?", {"own_vehicle": True}, "Yes"),
        ("Do you have reliable transportation?", {"own_vehicle": False}, None),
        ("Have you worked for Acme in the past 12 months?", {"previously_employed": {"Acme": True}}, None),
        ("Have you worked for Acme in the past 12 months?", {"previously_employed": {"Acme": False}}, "No"),
        ("Have you applied to Acme in the last six months?", {"previously_applied": {"Acme": True}}, None),
        ("Are you authorized to work in the US for any employer?", {}, "Yes"),
        (
            "Are you authorized to work in the US for any employer?",
            {"sponsorship": {"US": {"now": False, "future": True}}},
            None,
        ),
        ("Are you authorized to work in the US for any employer?", {"work_authorization": {"US": False}}, "No"),
        ("Do you speak German?", {"languages": _GERMAN}, "Yes"),
        ("Do you speak good German?", {"languages": _GERMAN}, "Yes"),
        ("Do you have an excellent command of German?", {"languages": _GERMAN}, None),
        ("Do you have business-level fluency in German?", {"languages": _GERMAN}, None),
        ("Do you have business-level fluency in German?", {"languages": _NATIVE}, "Yes"),
        ("Are you a bilingual German speaker?", {"languages": _GERMAN}, None),
        ("Verfügen Sie über sehr gute Deutschkenntnisse?", {"languages": _GERMAN}, None),
    ],
)
def test_narrower_than_the_fact(ask: Ask, text: str, facts: dict[str, Any], value: str | None) -> None:
    """Yes where the fact says all that is asked, no where it rules it out, and a question in between."""
    assert ask(control("radio", text, "Yes", "No", required=True), **facts).value == value
