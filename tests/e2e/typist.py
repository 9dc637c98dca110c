"""An applicant at a terminal: their facts and configuration in a folder of their own, and apply-bot as they type it."""

import json
import subprocess
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from typing import Any, TypeVar
from uuid import uuid4

import yaml

from fixtures import Farm, Submission
from tests.conftest import Terminal
from tests.e2e.applicants import facts_of
from tests.e2e.schema import follows_schema
from worker.cli.output import row_of
from worker.model import Job, NewApplication, User
from worker.store import Store, open_store

T = TypeVar("T")
Row = dict[str, Any]

#: Short waits: everything is on this machine.
QUICK = {"formTimeout": 6000, "confirmTimeout": 3000, "leaseSeconds": 60, "heartbeatSeconds": 5}
#: Longest wait for something that a started run does (seconds).
PATIENCE = 40


@dataclass(frozen=True, slots=True)
class Posting:
    """One posting of a local board, and the oracle's bucket for it."""

    url: str
    board: str
    case: str
    run: str
    farm: Farm

    @property
    def submissions(self) -> list[Submission]:
        return self.farm.submissions(self.board, self.case, self.run)

    @property
    def opened(self) -> bool:
        """Whether a browser has asked for it."""
        return bool(self.farm.requests(self.board, run=self.run))


@dataclass
class Typist:
    """Types commands, and reads what they print and what the store holds."""

    terminal: Terminal
    farm: Farm
    in_thread: Callable[[Coroutine[Any, Any, Any]], Any]

    def settle(self, *, consent: Mapping[str, str] | None = None, **keys: Any) -> None:
        """Ada's facts, who allows the local boards where nothing else is said, and a configuration of these keys."""
        hosts = {self.farm.host(board): "auto" for board in self.farm.boards()}
        self.tell(consent=dict(hosts if consent is None else consent))
        self.terminal.configure(apply={**QUICK, **keys.pop("apply", {})}, **keys)

    def tell(self, applicant: str = "ada", *, basics: Mapping[str, Any] | None = None, **apply: Any) -> None:
        """Write `profile.yaml`: an invented applicant's, with some facts changed."""
        facts = facts_of(applicant, basics=basics, **apply)
        self.profile.write_text(yaml.safe_dump(facts, allow_unicode=True), encoding="utf-8")

    @property
    def profile(self) -> Path:
        return self.terminal.folder / "profile.yaml"

    def posting(self, board: str, case: str, *misbehave: str) -> Posting:
        """A posting that nobody else applies to."""
        token = uuid4().hex[:8]
        url = self.farm.url(board, case, misbehave=misbehave, run=token)
        return Posting(url, board, case, token, self.farm)

    def type(self, *words: str, **options: Any) -> subprocess.CompletedProcess[str]:
        """`apply-bot WORDS`, which must not show a traceback, whatever happens."""
        done = self.terminal.run(*words, **options)
        assert "Traceback" not in done.stderr, done.stderr
        return done

    def told(self, *words: str, code: int = 0) -> Row:
        """The JSON document that `apply-bot WORDS --json` prints."""
        done = self.type(*words, "--json")
        assert done.returncode == code, done.stdout + done.stderr
        document: Row = json.loads(done.stdout)
        return document

    def add(self, *postings: Posting) -> list[str]:
        """Queue them; their ids. Not by command: starting one takes longer than all that it does."""
        return self.insert([Job("", p.url, board="" if p.board == "generic" else p.board) for p in postings])

    def insert(self, jobs: Sequence[Job], users: Sequence[User] = ()) -> list[str]:
        """Queue rows as another program would have written them: nobody has looked at them. Their ids, in order."""

        async def insert(store: Store) -> list[str]:
            who = users or [User("u", "ada@example.com", "Ada Example")] * len(jobs)
            new = [NewApplication(user, job) for user, job in zip(who, jobs, strict=True)]
            return [added.id for added in await store.add(new)]

        return self.with_store(insert)

    def row(self, key: str) -> Row:
        """The whole row, as `show --json` prints it; what a run has left in it follows the published schema."""
        row: Row = row_of(self.with_store(lambda store: store.get(key)))
        if row["artifacts"]:
            follows_schema(row["artifacts"])
        return row

    def statuses(self, *keys: str) -> list[str]:
        return [self.row(key)["status"] for key in keys]

    def with_store(self, work: Callable[[Store], Coroutine[Any, Any, T]]) -> T:
        async def opened() -> T:
            async with open_store(f"sqlite:///{self.terminal.folder / 'data' / 'applications.db'}") as store:
                return await work(store)

        result: T = self.in_thread(opened())
        return result


def until(happened: Callable[[], object], what: str) -> None:
    """Wait for something that another process does."""
    deadline = monotonic() + PATIENCE
    while not happened():
        assert monotonic() < deadline, f"expected within {PATIENCE} s: {what}"
        sleep(0.05)
