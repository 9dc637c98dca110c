"""What the report says of each application."""

from pathlib import Path

import pytest

from tests.report.scene import FIELDS, Write
from tests.samples import QUESTION, application, artifacts, row
from worker.errors import BadInput
from worker.model import Application, Job, Status


def test_every_field_with_its_fact(write: Write, tmp_path: Path, filled: Application) -> None:
    """Each field stands there with its value, what it was understood to ask, and the fact it came from."""
    text = write(tmp_path, filled)
    for field in FIELDS:
        for said in (field["label"], field["value"], field["source"]):
            assert str(said) in text
    assert text.count("✓ read back") == 4


def test_the_proof(write: Write, tmp_path: Path, filled: Application) -> None:
    """What was applied shows its signs, the board's words and the reference."""
    text = write(tmp_path, filled)
    for said in ("✓ the board says so on the page", "✓ the form is gone", "Thank you", "NO-7"):
        assert said in text


@pytest.mark.parametrize(
    ("status", "review", "said"),
    [
        (Status.NEEDS_REVIEW, {"why": "approval", "plan": "x"}, "apply-bot approve 11112222"),
        (Status.NEEDS_REVIEW, {"why": "unanswered", "questions": [QUESTION]}, "apply-bot answer 11112222 clearance"),
        (Status.NEEDS_REVIEW, {"why": "captcha"}, "apply-bot retry 11112222"),
        (Status.FAILED, None, "apply-bot retry 11112222"),
        (Status.PENDING, None, "apply-bot run"),
        (Status.UNCONFIRMED, None, "apply-bot cancel 11112222"),
    ],
)
def test_the_command_to_type(
    write: Write, tmp_path: Path, status: Status, review: dict[str, object] | None, said: str
) -> None:
    """What waits for a person names the very command."""
    meta = {"review": review} if review else {}
    assert f'<code class="command">{said}' in write(tmp_path, application(status, attempt_meta=meta))


def test_questions_with_their_options(write: Write, tmp_path: Path) -> None:
    """A question that no fact answers stands there with the options it offers."""
    meta = {"review": {"why": "unanswered", "questions": [QUESTION]}}
    text = write(tmp_path, application(Status.NEEDS_REVIEW, attempt_meta=meta))
    for said in (QUESTION["question"], "<span>None</span>", "<span>Secret</span>"):
        assert said in text


def test_earlier_artifacts_are_counted(write: Write, tmp_path: Path) -> None:
    """Nothing is overwritten silently: the page says how many earlier artifacts are kept."""
    kept = artifacts(application_details={"previous_artifacts": [{}, {}]})
    assert "2 earlier artifacts kept" in write(tmp_path, application(artifacts=kept))


def test_strangers_words_are_text(write: Write, tmp_path: Path) -> None:
    """What a posting or page says is never markup, and only a web address is a link."""
    evil = "<script>alert(1)</script>"
    job = Job("j", "javascript:alert(1)", evil, evil)
    fields = [row("x", label=evil, value=evil, source=evil, note=evil)]
    text = write(tmp_path, application(job=job, artifacts=artifacts(note=evil, fields=fields)))
    assert evil not in text
    assert 'href="javascript' not in text


@pytest.mark.parametrize("bare", [{}, {"method": "simulated"}, {"fields": None, "timings": {}, "confirmation": None}])
def test_rows_of_any_age(write: Write, tmp_path: Path, bare: dict[str, object]) -> None:
    """A row that was never tried, or left little, is told as far as it goes."""
    assert "Northwind" in write(tmp_path, application(Status.PENDING, artifacts=bare))


def test_none_at_all(write: Write, tmp_path: Path) -> None:
    """An empty store makes a page that says what to type."""
    assert "apply-bot add URL" in write(tmp_path)


def test_a_file_in_the_way(write: Write, tmp_path: Path) -> None:
    """A folder that cannot be made is one sentence."""
    (tmp_path / "out").write_text("", encoding="utf-8")
    with pytest.raises(BadInput, match="expected a folder"):
        write(tmp_path / "out", application())
