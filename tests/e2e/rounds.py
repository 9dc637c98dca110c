"""A round: many cases applied to in one run, each by an applicant whose facts are in the row."""

from collections.abc import Iterable
from dataclasses import dataclass
from operator import itemgetter
from typing import Any
from uuid import uuid4

from fixtures import Case, Farm, Submission
from tests.e2e.applicants import facts_of
from tests.e2e.schema import follows_schema
from worker.config import Config
from worker.model import Application, Job, Mode, NewApplication, User
from worker.run import RunOptions, run
from worker.store import open_store


@dataclass(frozen=True, slots=True)
class Played:
    """What became of one application, and what its board has stored."""

    case: Case
    application: Application
    submissions: list[Submission]

    @property
    def artifacts(self) -> dict[str, Any]:
        return self.application.artifacts

    @property
    def status(self) -> str:
        return self.application.status.value

    @property
    def why(self) -> str:
        """`attempt_meta.review.why`, "" where nobody has to look."""
        return str((self.application.attempt_meta.get("review") or {}).get("why", ""))

    def stored(self) -> list[dict[str, Any]]:
        """What the board has of it: the questions' answers, and the files' names, each with its field."""
        asked = {question.name for question in self.case.questions}
        answers = [{"field": k, "values": v} for sent in self.submissions for k, v in sent.fields.items() if k in asked]
        files = [{"field": file.field, "file": file.filename} for sent in self.submissions for file in sent.files]
        return sorted(answers, key=itemgetter("field")) + files


async def play(farm: Farm, config: Config, wanted: Iterable[tuple[Case, str]], mode: Mode) -> list[Played]:
    """Apply to each case as the applicant named with it; everyone allows the local boards."""
    token = uuid4().hex[:8]
    consent = {farm.host(board): "auto" for board in farm.boards()}
    pairs = list(wanted)
    new = [_new(farm, case, applicant, consent, f"{token}-{applicant}") for case, applicant in pairs]
    async with open_store("memory:") as store:
        added = await store.add(new)
        await run(store, config, RunOptions(mode), profile=None)
        ended = [await store.get(one.id) for one in added]
    for application in ended:
        follows_schema(application.artifacts)
    return [
        Played(case, application, farm.submissions(case.board, case.name, f"{token}-{applicant}"))
        for (case, applicant), application in zip(pairs, ended, strict=True)
    ]


def _new(farm: Farm, case: Case, applicant: str, consent: dict[str, str], run: str) -> NewApplication:
    facts = facts_of(applicant, consent=consent)
    user = User(applicant, facts["basics"]["email"], facts["basics"]["name"], facts)
    board = "" if case.board == "generic" else case.board
    url = farm.url(case.board, case.name, run=run)
    return NewApplication(user, Job("", url, case.title, case.company, board))
