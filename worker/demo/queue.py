"""What the demo queues: one application for each way an application may go."""

from collections.abc import Sequence
from dataclasses import dataclass

from fixtures import Farm
from worker.model import Job, NewApplication, User


@dataclass(frozen=True, slots=True)
class Wish:
    """One posting on one local board, and what it is there to show."""

    board: str
    case: str
    shows: str
    misbehave: tuple[str, ...] = ()
    #: Queued under another name of this machine, for which there is no consent.
    without_consent: bool = False


WISHES = (
    Wish("greenhouse", "engineer", "a React form with comboboxes"),
    Wish("lever", "analyst", "a board that overwrites fields after the résumé"),
    Wish("generic", "plain", "an employer's own site that no adapter knows"),
    Wish("generic", "multipage", "a form of three pages"),
    Wish("generic", "unanswerable", "a question that no fact answers"),
    Wish("lever", "minimal", "a posting that is closed", ("closed",)),
    Wish("generic", "controls", "a CAPTCHA before the form", ("captcha",)),
    Wish("greenhouse", "minimal", "a site without consent", without_consent=True),
    Wish("generic", "iframe", "a board that never confirms", ("no_confirmation",)),
)


def queue_wishes(farm: Farm, user: User, wishes: Sequence[Wish] = WISHES) -> list[NewApplication]:
    """Each wish as an application; earlier ones go first."""
    cases = {(case.board, case.name): case for case in farm.cases()}
    queued = []
    for rank, wish in enumerate(wishes):
        case = cases[wish.board, wish.case]
        url = farm.url(wish.board, wish.case, misbehave=list(wish.misbehave))
        if wish.without_consent:
            url = url.replace("127.0.0.1", "localhost", 1)
        board = "" if wish.board == "generic" else wish.board
        job = Job(id="", url=url, title=case.title, company=case.company, board=board)
        queued.append(NewApplication(user=user, job=job, priority=len(wishes) - rank))
    return queued
