"""Who allowed what: consent belongs to a site or a board's own addresses; an approval to one exact plan."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from adapters.contract import Answer, Document
from adapters.contract.registry import load
from worker.consent import approve, approved, plan_hash, standing_consent

LEVER = load().get("lever")
OWN = "https://jobs.lever.co/acme/0c7a6a3e-6a0e-4d43-9f5e-2f3c1b7d9a10/apply"
LOCAL = "http://127.0.0.1:8100/acme/0c7a6a3e-6a0e-4d43-9f5e-2f3c1b7d9a10/apply"
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("consent", "url", "granted"),
    [
        ({"lever": "auto"}, OWN, True),
        ({"lever": "ask"}, OWN, False),
        ({}, OWN, False),
        ({"greenhouse": "auto"}, OWN, False),
        ({"lever": "auto"}, LOCAL, False),
        ({"127.0.0.1:8100": "auto"}, LOCAL, True),
        ({"127.0.0.1": "auto"}, LOCAL, True),
        ({"127.0.0.1:8101": "auto"}, LOCAL, False),
        ({"jobs.lever.co": "ask", "lever": "auto"}, OWN, False),
    ],
)
def test_consent_for_a_board_holds_on_its_own_addresses_only(consent: dict[str, str], url: str, granted: bool) -> None:
    """A row that merely names a board gains nothing; a site's own word wins over its board's."""
    assert standing_consent(consent, LEVER, url).granted is granted


@pytest.mark.parametrize(
    ("url", "granted"),
    [
        ("https://job-boards.greenhouse.io/acme/jobs/4011001", True),
        ("https://careers.example.com/openings?gh_jid=4011001", False),
        ("https://evil.example/?x=boards.greenhouse.io&gh_jid=1", False),
    ],
)
def test_a_page_that_embeds_a_board_needs_consent_of_its_own(url: str, granted: bool) -> None:
    """Greenhouse's patterns match any site with a gh_jid; consent for Greenhouse does not."""
    assert standing_consent({"greenhouse": "auto"}, load().get("greenhouse"), url).granted is granted


def document(sha256: str) -> Document:
    return Document("resume", Path("resume.pdf"), sha256)


PLAN = (OWN, ["f1"], [Answer("a", "x", "fact"), Answer("b", True, "fact"), Answer("c", document("1"), "fact")])


def test_the_plan_covers_posting_form_answers_and_documents() -> None:
    """Whatever changes in what will be sent changes the hash; the order of answers does not."""
    url, prints, answers = PLAN
    plan = plan_hash(url, prints, answers)
    assert plan == plan_hash(url, prints, answers[::-1])
    changed = [
        plan_hash(url + "?x", prints, answers),
        plan_hash(url, ["f2"], answers),
        plan_hash(url, prints, answers[:2]),
        plan_hash(url, prints, [replace(answers[0], value="y"), *answers[1:]]),
        plan_hash(url, prints, [answers[0], replace(answers[1], value=False), answers[2]]),
        plan_hash(url, prints, [*answers[:2], replace(answers[2], value=document("2"))]),
    ]
    assert plan not in changed
    assert len(set(changed)) == len(changed)


def test_an_approval_holds_for_its_plan_until_it_expires() -> None:
    """Another plan, a later hour or no approval at all: not approved, with the reason."""
    given = approve("plan", NOW, hours=2)
    row = {"plan": given.plan, "granted_at": given.granted_at.isoformat(), "expires_at": given.expires_at.isoformat()}
    assert approved(row, "plan", NOW + timedelta(hours=1)).granted
    assert "changed" in approved(row, "other", NOW).reason
    assert "expired" in approved(row, "plan", NOW + timedelta(hours=2)).reason
    assert "nobody" in approved(None, "plan", NOW).reason


def test_two_pages_may_use_one_key_for_different_kinds() -> None:
    """A key that stands for a text on one page and for a box on the next still has one hash, whatever the order."""
    text, box = Answer("1", "Ada", "a fact"), Answer("1", True, "a fact")
    assert plan_hash("u", ["f"], [text, box]) == plan_hash("u", ["f"], [box, text])
