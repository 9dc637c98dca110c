"""Everything wrong at once: one run meets every bad row there may be, and still sends the good one at the end."""

import asyncio
import json
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from fixtures import Farm, Submission
from tests.conftest import Terminal
from tests.e2e.applicants import facts_of
from tests.e2e.typist import Row, Typist
from worker.model import Job, User

BOARDS = Path(__file__).parent / "boards"


@dataclass(frozen=True, slots=True)
class Bad:
    """A row as a store may hold it, and what must become of it."""

    status: str
    #: In the note.
    says: str
    url: str = ""
    #: A local board's case in place of a URL.
    at: tuple[str, ...] = ()
    #: `attempt_meta.review.why`; "" where nobody has to look.
    why: str = ""
    board: str = ""
    #: `users.profile`; None for the local one.
    profile: dict[str, Any] | None = None


ROWS = {
    "nobody listens": Bad("pending", "could not be reached (ERR_CONNECTION_REFUSED)", url="closed port"),
    "unknown host": Bad("pending", "could not be reached (ERR_NAME_NOT_RESOLVED)", url="https://jobs.nowhere.example/1"),
    "never answers": Bad("pending", "did not answer in time", at=("generic", "plain", "hangs")),
    "HTTP 500": Bad("pending", "HTTP 500", at=("greenhouse", "minimal", "server_error")),
    "HTTP 429": Bad("pending", "HTTP 429", at=("odd", "busy")),
    "HTTP 404": Bad("closed", "HTTP 404", at=("generic", "plain", "not_found")),
    "HTTP 403": Bad("needs_review", "HTTP 403", at=("odd", "forbidden"), why="unsupported"),
    "leads in a circle": Bad("pending", "ERR_TOO_MANY_REDIRECTS", at=("odd", "loop")),
    "no form": Bad("needs_review", "No application form was found", at=("generic", "no_form"), why="unsupported"),
    "plain text": Bad("needs_review", "No application form was found", at=("odd", "text"), why="unsupported"),
    "a PDF": Bad("needs_review", "a file to download", at=("odd", "download"), why="unsupported"),
    "no URL": Bad("failed", "expected the web address of a job posting", url="ask at the desk"),
    "no web address": Bad("failed", "expected the web address of a job posting", url="file:///etc/passwd"),
    "no host": Bad("failed", "expected the web address of a job posting", url="https:///jobs/1"),
    "unknown board": Bad("failed", "did you mean lever?", at=("lever", "minimal"), board="levre"),
    "malformed profile": Bad(
        "failed", "basics.email", at=("lever", "minimal"), profile={"basics": {"name": "Secret Person"}}
    ),
    "profile of another kind": Bad("failed", "basics", at=("lever", "minimal"), profile={"cv": ["Secret Person"]}),
    "no résumé file": Bad(
        "needs_review",
        "apply.documents.resume: expected a file that can be read, found none at",
        at=("greenhouse", "minimal"),
        why="unanswered",
        profile=facts_of(documents={"resume": "gone.pdf"}),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ended:
    """What a run over all of them has left."""

    summary: Row
    log: str
    rows: dict[str, Row]
    #: What the boards have stored of the bad ones, and of the good one.
    bad: list[Submission]
    good: list[Submission]


@pytest.fixture(scope="module")
def odd() -> Iterator[Farm]:
    """The site whose postings are not what they seem."""
    with Farm(boards=["odd"], folders=[BOARDS]) as odd:
        yield odd


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory, farm: Farm, odd: Farm) -> Iterator[Ended]:
    """One run over all rows, the good one last."""
    with ThreadPoolExecutor(1) as pool:
        terminal = Terminal(tmp_path_factory.mktemp("bad"))
        typist = Typist(terminal, farm, lambda coroutine: pool.submit(asyncio.run, coroutine).result())
        # A passing error may come up twice in one run; none is to use its attempts up.
        typist.settle(use={"navigationTimeout": 4000}, apply={"attempts": 20})
        yield _run(typist, odd)


def _run(typist: Typist, odd: Farm) -> Ended:
    good = typist.posting("generic", "plain")
    jobs = [*(Job("", _url(name, typist.farm, odd), board=bad.board) for name, bad in ROWS.items()), Job("", good.url)]
    profiles = {name: bad.profile for name, bad in ROWS.items()} | {"good": None}
    users = [User(name, "ada@example.com", "Ada Example", profile) for name, profile in profiles.items()]
    ids = typist.insert(jobs, users)
    done = typist.type("run", "--json")
    rows = {user.id: typist.row(key) for user, key in zip(users, ids, strict=True)}
    farm = typist.farm
    bad = [sent for board in farm.boards() for name in ROWS for sent in farm.submissions(board, run=_token(name))]
    return Ended(json.loads(done.stdout), done.stderr, rows, bad, good.submissions)


def _token(name: str) -> str:
    """The oracle's bucket for a row."""
    return "bad" + "".join(filter(str.isalnum, name))


def _url(name: str, farm: Farm, odd: Farm) -> str:
    bad = ROWS[name]
    if bad.at:
        board, case, *misbehave = bad.at
        return (odd if board == "odd" else farm).url(board, case, misbehave=misbehave, run=_token(name))
    return f"http://127.0.0.1:{_closed_port()}/1" if bad.url == "closed port" else bad.url


def _closed_port() -> int:
    with socket.socket() as plug:
        plug.bind(("127.0.0.1", 0))
        port: int = plug.getsockname()[1]
        return port


@pytest.mark.parametrize("name", ROWS)
def test_a_bad_row_gets_its_state_and_one_clear_sentence(ended: Ended, name: str) -> None:
    """The state is right, the note says what was found, and names nothing of the applicant's."""
    bad, row = ROWS[name], ended.rows[name]
    note = row["artifacts"]["note"]
    assert row["status"] == bad.status, note
    assert bad.says in note
    assert "\n" not in note
    assert "Secret" not in note
    assert "unforeseen" not in note
    assert (row["attempt_meta"].get("review") or {}).get("why", "") == bad.why
    assert row["lease"] is None
    assert (row["next_attempt_at"] is not None) == (bad.status == "pending")


def test_the_run_goes_on(ended: Ended) -> None:
    """The good application, queued last, is sent; of the others nothing is; the summary counts each."""
    assert ended.rows["good"]["status"] == "applied", ended.rows["good"]["artifacts"]["note"]
    assert (len(ended.good), ended.bad) == (1, [])
    assert ended.summary["status"] == "partial_success"
    failed = {row["id"] for row in ended.rows.values() if row["status"] in {"failed", "pending"}}
    assert set(ended.summary["failed_application_ids"]) == failed
    assert "ada@example.com" not in ended.log
