"""A round: many cases applied to in one run, each by an applicant whose facts are in the row."""

from collections.abc import Callable, Iterable
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

#: Employers' own sites: no adapter is named for them.
NO_BOARD = ("generic", "late")


@dataclass(frozen=True, slots=True)
class Wish:
    """One application to make."""

    board: str
    case: str
    #: Whose facts answer.
    applicant: str = "ada"
    misbehave: tuple[str, ...] = ()


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
    def review(self) -> dict[str, Any]:
        return dict(self.application.attempt_meta.get("review") or {})

    @property
    def why(self) -> str:
        """`attempt_meta.review.why`, "" where nobody has to look."""
        return str(self.review.get("why", ""))

    def stored(self) -> list[dict[str, Any]]:
        """What the board has of it: the questions' answers, and the files' names, each with its field."""
        asked = {question.name for question in self.case.questions}
        answers = [{"field": k, "values": v} for sent in self.submissions for k, v in sent.fields.items() if k in asked]
        files = [{"field": file.field, "file": file.filename} for sent in self.submissions for file in sent.files]
        return sorted(answers, key=itemgetter("field")) + files


#: Plays wishes in one mode, in the order given; `consent`: whether the applicants allow the local boards.
Play = Callable[..., list[Played]]


async def play(
    farm: Farm, config: Config, wishes: Iterable[Wish], mode: Mode = Mode.LIVE, *, consent: bool = True
) -> list[Played]:
    """One run over all of them. Whatever it leaves follows the published schema."""
    buckets = [(wish, uuid4().hex[:8]) for wish in wishes]
    allowed = {farm.host(board): "auto" for board in farm.boards()} if consent else {}
    async with open_store("memory:") as store:
        added = await store.add([_new(farm, wish, allowed, bucket) for wish, bucket in buckets])
        # A passing error may come up twice in one run; none is to use its attempts up.
        await run(store, config.with_apply(attempts=20), RunOptions(mode), profile=None)
        ended = [await store.get(one.id) for one in added]
    for application in ended:
        follows_schema(application.artifacts)
    return [
        Played(farm.case(wish.board, wish.case), application, farm.submissions(wish.board, wish.case, bucket))
        for (wish, bucket), application in zip(buckets, ended, strict=True)
    ]


def _new(farm: Farm, wish: Wish, consent: dict[str, str], bucket: str) -> NewApplication:
    facts = facts_of(wish.applicant, consent=consent)
    user = User(wish.applicant, facts["basics"]["email"], facts["basics"]["name"], facts)
    case = farm.case(wish.board, wish.case)
    url = farm.url(wish.board, wish.case, misbehave=wish.misbehave, run=bucket)
    board = "" if wish.board in NO_BOARD else wish.board
    return NewApplication(user, Job("", url, case.title, case.company, board))
