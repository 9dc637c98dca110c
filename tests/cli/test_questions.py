"""Questions of the whole queue: which answers free most, where they are kept, and who is free then."""

import json
from typing import Any

import pytest
import yaml

from tests.cli.conftest import Shell
from worker.model import LOCAL_APPLICANT, Job, NewApplication, Status, User
from worker.store import Store

_PROFILE = "# Mine.\nbasics: {name: Ada King, email: ada@example.com} # and this\n"
_CANADA = {"topic": "work_authorization", "scope": "CA", "polarity": "plain", "time": ""}


def asked(key: str, question: str, *options: str, **more: Any) -> dict[str, Any]:
    kind = "radio" if options else "textarea"
    row = {"key": key, "question": question, "kind": kind, "required": True, "options": list(options)}
    return {**row, "why": "nothing is known of it", **more}


@pytest.fixture
def queue(shell: Shell) -> dict[str, str]:
    """Five parked applications: Canada in two wordings, an essay of two companies, one clearance. Name -> id."""
    (shell.folder / "profile.yaml").write_text(_PROFILE, encoding="utf-8")
    canada = asked("ca", "Are you authorized to work in Canada?", "Yes", "No", **_CANADA)
    worded = asked("au", "May you work in Canada?", "Yes, I may work in Canada", "No", **_CANADA)
    essay, clearance = asked("why", "Why us?"), asked("cl", "Which clearance do you hold?", "None", "Secret")
    rows = {"one": [canada], "two": [worded], "both": [canada, essay], "essay": [essay], "other": [clearance, essay]}
    return {name: _parked(shell, name, questions) for name, questions in rows.items()}


def _parked(shell: Shell, name: str, questions: list[dict[str, Any]], user: User | None = None) -> str:
    company = "Globex" if name == "essay" else "Acme"
    job = Job("", f"https://jobs.example.com/{name}", "Engineer", company)

    async def add(store: Store) -> str:
        new = NewApplication(user or User(LOCAL_APPLICANT, "ada@example.com", "Ada"), job)
        return (await store.add([new]))[0].id

    key = shell.with_store(add)
    review = {"why": "unanswered", "text": "No fact answers it.", "questions": questions}
    shell.end(key, Status.NEEDS_REVIEW, review=review)
    return key


def _statuses(shell: Shell, queue: dict[str, str]) -> dict[str, str]:
    by_id = {row.id: row.status.value for row in shell.rows()}
    return {name: by_id[key] for name, key in queue.items()}


def test_what_frees_most_comes_first(shell: Shell, queue: dict[str, str]) -> None:
    """One answer for two wordings of one thing frees two; essays are each company's own."""
    told = json.loads(shell.type("questions", "--json").stdout)
    rows = told["questions"]
    assert told["waiting"] == len(queue)
    assert [(row.get("topic") or row["question"], row.get("company", ""), row["ready"]) for row in rows] == [
        ("work_authorization", "", 2),
        ("Why us?", "Acme", 3),
        ("Why us?", "Globex", 4),
        ("Which clearance do you hold?", "", 5),
    ]
    assert "Answer these 4 and 5 of 5 become ready." in shell.type("questions").stdout


def test_answered_in_one_sitting(shell: Shell, queue: dict[str, str]) -> None:
    """What fits is kept and frees whoever waits for nothing else; the profile's file stays as it was."""
    done = shell.type("questions", "--answer", stdin="perhaps\nyes\n\n\n2\n")
    assert done.exit_code == 0
    assert "expected yes or no" in done.stdout
    assert "2 applications are ready" in done.stdout
    kept = yaml.safe_load((shell.folder / "answers.yaml").read_text(encoding="utf-8"))
    assert kept == [
        {"topic": "work_authorization", "about": "CA", "answer": "Yes"},
        {"question": "Which clearance do you hold?", "answer": "Secret"},
    ]
    assert (shell.folder / "profile.yaml").read_text(encoding="utf-8") == _PROFILE
    waiting = "needs_review"
    expected = {"one": "pending", "two": "pending", "both": waiting, "essay": waiting, "other": waiting}
    assert _statuses(shell, queue) == expected
    left = json.loads(shell.type("questions", "--json").stdout)
    assert [row["company"] for row in left["questions"]] == ["Acme", "Globex"]


def test_answers_from_a_file(shell: Shell, queue: dict[str, str]) -> None:
    """`--to` writes what `--from` takes; a bad entry is told by its line and the good ones are kept."""
    assert shell.type("questions", "--to", "f.yaml").exit_code == 0
    assert shell.type("questions", "--to", "f.yaml").exit_code == 1
    entries = yaml.safe_load((shell.folder / "f.yaml").read_text(encoding="utf-8"))
    assert len(entries) == 4
    file = "- {topic: work_authorization, about: CA, answer: true}\n- {question: Why us, answer: }\n"
    bad = "- {question: 'Which clearance do you hold?', answer: Cosmic}\n- {questoin: x, answer: s3cret}\n- no\n"
    (shell.folder / "f.yaml").write_text(f"# mine\n{file}{bad}", encoding="utf-8")
    done = shell.type("questions", "--from", "f.yaml", "--json")
    told = json.loads(done.stdout)
    assert done.exit_code == 2
    assert [mistake.partition(":")[0] for mistake in told["mistakes"]] == [f"f.yaml line {line}" for line in (4, 5, 6)]
    assert "s3cret" not in done.stderr + done.stdout
    assert sorted(told["ready"]) == sorted([queue["one"], queue["two"]])


def test_an_answer_for_everywhere(shell: Shell, queue: dict[str, str]) -> None:
    """`answer --scope` keeps it beside the profile, and frees all that ask the same and nothing else."""
    done = shell.type("answer", queue["other"], "cl", "none", "--scope", "everywhere")
    assert done.exit_code == 0
    assert _statuses(shell, queue)["other"] == "needs_review"
    assert shell.type("answer", queue["other"], "why", "Because.", "--scope", "company").exit_code == 0
    assert _statuses(shell, queue)["other"] == "pending"
    kept = yaml.safe_load((shell.folder / "answers.yaml").read_text(encoding="utf-8"))
    assert kept == [
        {"question": "Which clearance do you hold?", "answer": "None"},
        {"question": "Why us?", "answer": "Because.", "company": "Acme"},
    ]
    assert shell.type("answer", queue["one"], "ca", "perhaps", "--scope", "everywhere").exit_code == 1


def test_an_applicant_of_a_row(shell: Shell) -> None:
    """Whoever's facts are in their row has their answers kept there too."""
    facts = {"basics": {"name": "Jo Doe", "email": "jo@example.com"}}
    user = User("6f1b3c9e-52d4-5c0a-9a55-0d1f6f2f6a99", "jo@example.com", "Jo", facts)
    key = _parked(shell, "row", [asked("why", "Why us?")], user)
    assert shell.type("answer", key, "why", "Because.", "--scope", "company").exit_code == 0
    row = shell.row()
    assert row.status is Status.PENDING
    assert row.user.profile == {
        **facts,
        "apply": {"answers": [{"question": "Why us?", "answer": "Because.", "company": "Acme"}]},
    }
    assert not (shell.folder / "answers.yaml").exists()


def test_a_kept_answer_that_cannot_be_read(shell: Shell, queue: dict[str, str]) -> None:
    """Nothing is added to a file that is broken, and its line is told."""
    (shell.folder / "answers.yaml").write_text("- {question: x, answer: y}\n- {question: x}\n- 7\n", encoding="utf-8")
    done = shell.type("questions")
    assert done.exit_code == 1
    assert "answers.yaml line 3" in done.stderr


def test_nothing_waits(shell: Shell) -> None:
    """An empty queue says so."""
    (shell.folder / "profile.yaml").write_text(_PROFILE, encoding="utf-8")
    assert "no application waits for an answer" in shell.type("questions").stdout
