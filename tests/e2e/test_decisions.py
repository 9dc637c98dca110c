"""What a person decides between two runs: approve, answer, cancel; and what a run then sends."""

import pytest

from tests.e2e.typist import Typist


def test_an_approved_application_is_sent_once(typist: Typist) -> None:
    """Without consent it is filled and parked with a plan; approved, it is sent just so, and never again."""
    typist.settle(consent={})
    posting = typist.posting("lever", "minimal")
    (key,) = typist.add(posting)
    assert typist.told("run")["counts"] == {"needs_review": 1}
    parked = typist.row(key)
    review = parked["attempt_meta"]["review"]
    assert (review["why"], len(review["plan"]), posting.submissions) == ("approval", 64, [])
    assert f"apply-bot approve {key[:8]}" in typist.type("show", key).stdout

    assert typist.told("approve", key[:8])["status"] == "pending"
    assert typist.told("run")["counts"] == {"applied": 1}
    assert typist.told("run")["processed"] == 0
    (sent,) = posting.submissions
    assert sent.fields["email"] == ["ada@example.com"]
    assert typist.row(key)["attempt_meta"]["submit_begun"]["plan"]["hash"] == review["plan"]


@pytest.mark.parametrize("changed", ["a fact", "a document"])
def test_an_approval_is_void_once_anything_changes(typist: Typist, changed: str) -> None:
    """What was approved is what is sent: with another phone number or another résumé it goes back to review."""
    resume = typist.terminal.folder / "resume.pdf"
    resume.write_bytes(b"%PDF-1.4 one\n%%EOF\n")
    typist.tell(documents={"resume": str(resume)}, consent={})
    posting = typist.posting("lever", "minimal")
    (key,) = typist.add(posting)
    typist.told("run")
    first = typist.row(key)["attempt_meta"]["review"]["plan"]
    typist.told("approve", key)

    if changed == "a fact":
        typist.tell(basics={"phone": "+14155550199"}, documents={"resume": str(resume)}, consent={})
    else:
        resume.write_bytes(b"%PDF-1.4 two\n%%EOF\n")
    assert typist.told("run")["counts"] == {"needs_review": 1}
    review = typist.row(key)["attempt_meta"]["review"]
    assert review["why"] == "approval"
    assert "has changed since it was approved" in review["text"]
    assert review["plan"] != first
    assert posting.submissions == []


def test_an_answer_unlocks_the_application(typist: Typist) -> None:
    """A question no fact answers waits; answered for this posting, it is sent with that as its source."""
    posting = typist.posting("generic", "unanswerable")
    (key,) = typist.add(posting)
    assert typist.told("run")["counts"] == {"needs_review": 1}
    row = typist.row(key)
    assert row["attempt_meta"]["review"]["why"] == "unanswered"
    (question,) = row["artifacts"]["questions"]
    assert posting.submissions == []

    assert typist.told("answer", key, question["key"], "Patience: it waits.")["status"] == "pending"
    assert typist.told("run")["counts"] == {"applied": 1}
    (sent,) = posting.submissions
    assert sent.fields["values"] == ["Patience: it waits."]
    (field,) = [f for f in typist.row(key)["artifacts"]["fields"] if f["key"] == question["key"]]
    assert (field["source"], field["verified"]) == ("answer bank: this posting", True)


def test_a_cancelled_application_is_left_alone(typist: Typist) -> None:
    """Withdrawn before the run, it is not even opened; the other one goes out."""
    gone, kept = typist.posting("lever", "minimal"), typist.posting("lever", "minimal")
    key, _ = typist.add(gone, kept)
    assert typist.told("cancel", key)["status"] == "cancelled"
    assert typist.told("run")["counts"] == {"applied": 1}
    assert (gone.opened, len(kept.submissions)) == (False, 1)


def test_a_dry_run_sends_nothing(typist: Typist) -> None:
    """With consent too, a dry run fills, checks, says what filling alone has sent, and waits for approval."""
    posting = typist.posting("lever", "minimal")
    (key,) = typist.add(posting)
    done = typist.type("run", "--dry-run", "--json")
    assert (done.returncode, posting.submissions) == (0, [])
    assert "nothing is submitted, but on lever" in done.stderr
    row = typist.row(key)
    assert (row["status"], row["attempt_meta"]["review"]["why"]) == ("needs_review", "approval")
    assert (row["artifacts"]["mode"], row["artifacts"]["applied_at"]) == ("dry_run", None)
    assert any("parse" in effect for effect in row["artifacts"]["side_effects"])
    assert all(f["verified"] for f in row["artifacts"]["fields"] if f["source"].startswith("profile."))


@pytest.mark.parametrize(
    ("queued", "status", "code"),
    [
        (["applied"], "success", 0),
        (["applied", "broken"], "partial_success", 2),
        (["applied", "unconfirmed"], "partial_success", 2),
        (["broken"], "error", 1),
        ([], "success", 0),
    ],
)
def test_exit_codes_and_json(typist: Typist, queued: list[str], status: str, code: int) -> None:
    """0: all worked through. 2: some failed or are unconfirmed. 1: all failed. The ids of the failed ones are named."""
    wrong = {"applied": (), "broken": ("server_error",), "unconfirmed": ("no_confirmation",)}
    ids = typist.add(*(typist.posting("generic", "plain", *wrong[name]) for name in queued))
    keys = dict(zip(queued, ids, strict=True))
    told = typist.told("run", code=code)
    failed = [keys["broken"]] if "broken" in keys else []
    assert (told["status"], told["processed"], told["total_found"]) == (status, len(queued), len(queued))
    assert (told["failed"], told["failed_application_ids"]) == (len(failed), failed)
    assert told["unconfirmed_application_ids"] == ([keys["unconfirmed"]] if "unconfirmed" in keys else [])


def test_a_stop_word_ends_it_before_anything_is_typed(typist: Typist) -> None:
    """A form that asks for what the applicant never gives is left as it was, and the word and the question are told."""
    typist.tell(consent={typist.farm.host("lever"): "auto"}, abort_if_asked=["phone"])
    posting = typist.posting("lever", "minimal")
    (key,) = typist.add(posting)
    assert typist.told("run")["counts"] == {"needs_review": 1}
    row = typist.row(key)
    review = row["attempt_meta"]["review"]
    assert (review["why"], posting.submissions) == ("stop_word", [])
    assert "“Phone”" in review["text"]
    assert not any(field["value"] for field in row["artifacts"]["fields"])
    assert not [effect for effect in row["artifacts"]["side_effects"] if effect.startswith("while filling")]
    assert "abort_if_asked" in typist.type("show", key).stdout
