"""The same attempt without a browser: what a real run would answer, computed from what the posting says it asks."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import cast

import orjson
import structlog
from structlog.typing import FilteringBoundLogger

from adapters.contract import Adapter, AdapterError, FormField, FormPage
from adapters.contract.registry import Registry
from worker import __version__
from worker.artifacts import ARTIFACTS_VERSION, Artifacts
from worker.ending import Circumstances, ending_of
from worker.errors import ApplyBotError, Parked
from worker.model import Application, Json, Mode, Outcome, Status, attempts_of, lease_of
from worker.profile import Profile
from worker.steps.answer import Facts, answer, heed_stop_words
from worker.steps.record import Ending, FilledPage, details_of, documents_of, field_rows, question_of, sentence_of
from worker.steps.sheet import AnswerSheet
from worker.steps.understand import understand
from worker.topics.countries import country_of_posting

#: No host ends before the longest scheme does.
_SCHEME = len("https://")

_SIMULATE = Mode.SIMULATE.value

#: What a simulated attempt that meets no obstacle ends with; one for all, since nothing changes it.
_APPLIED = Ending(Status.APPLIED, "Simulated: no page was opened and nothing was sent.")

_log: FilteringBoundLogger = structlog.get_logger("simulate")


class Known:
    """Where a simulated attempt learns what a real one would find on the page."""

    def __init__(self, registry: Registry, profile_of: Callable[[Application], Profile]) -> None:
        self._for_url = registry.for_url
        self._profile_of = profile_of
        #: A URL is looked at only as far as its host decides, which is all that counts where the board is known.
        self._on_host = lru_cache(maxsize=1024)(registry.for_url)

    def adapter(self, url: str, board: str) -> Adapter:
        """Raises `Blocked` for a refused site, `NoAdapter` for a posting no adapter can open."""
        if not board:
            return self._for_url(url, board)
        try:
            return self._on_host(url[: url.find("/", _SCHEME) + 1], board)
        except AdapterError:  # whose text has to name the whole URL
            return self._for_url(url, board)

    def answer(self, adapter: Adapter, fields: Sequence[FormField], application: Application) -> AnswerSheet:
        """By the very steps of a real attempt; the profile is looked at only where something is asked."""
        job = application.job
        given = application.attempt_meta.get("answers") or {}
        profile = self._profile_of(application)
        heed_stop_words(fields, profile)
        country = country_of_posting(job.raw)
        facts = Facts(profile, job.company, job.url, given, country=country, title=job.title, board=adapter.name)
        return answer(understand(fields, board_topics=adapter.topics, company=job.company, title=job.title), facts)


class Clock:
    """Where one attempt ends the next begins: the time is read, and written out, once for both."""

    __slots__ = ("now", "text")

    def __init__(self) -> None:
        self.tick()

    def tick(self) -> None:
        self.now = datetime.now(UTC)
        #: As `isoformat` writes it, in a quarter of the time.
        self.text = orjson.dumps(self.now)[1:-1].decode()


def simulate(application: Application, *, worker: str, known: Known, clock: Clock) -> Outcome:
    """One application's outcome, begun when the clock was last read. No browser, no network, no store."""
    story = _Story(application)
    try:
        ending = story.make(known)
    except Exception as error:  # noqa: BLE001 - one malformed row must not stop the run
        ending = _ending_for(error, application)
    began, started = clock.now, clock.text
    clock.tick()
    attempt = {
        "number": len(attempts_of(application.attempt_meta)) + 1,
        "worker": worker,
        "mode": _SIMULATE,
        "started": started,
        "finished": clock.text,
        "outcome": str(ending.status),
        "error": ending.error,
    }
    artifacts = cast("Json", _artifacts(story, ending, (clock.now - began).total_seconds(), clock.text))
    token = lease_of(application).token
    return Outcome(application.id, token, ending.status, artifacts, attempt, ending.review, counts=ending.counts)


class _Story:
    """What one simulated attempt has found so far."""

    __slots__ = ("adapter", "application", "filled")

    def __init__(self, application: Application) -> None:
        self.application = application
        self.adapter: Adapter | None = None
        #: The form, where the posting says what it asks.
        self.filled: FilledPage | None = None

    def make(self, known: Known) -> Ending:
        """Find the adapter, answer what is known to be asked, and stop where a real attempt would."""
        job = self.application.job
        self.adapter = known.adapter(job.url, job.board)
        fields = self.adapter.questions(job.raw) if job.raw else ()
        if not fields:
            return _APPLIED
        sheet = known.answer(self.adapter, fields, self.application)
        self.filled = FilledPage(FormPage(job.url, job.title, fields), sheet, fields)
        return _unanswered(sheet) if sheet.unanswered else _APPLIED


def _unanswered(sheet: AnswerSheet) -> Ending:
    questions = tuple(question_of(one) for one in sheet.unanswered)
    return ending_of(Parked(sentence_of(questions), why="unanswered"), _at(questions))


def _ending_for(error: Exception, application: Application) -> Ending:
    """As in a real attempt, but that nothing is tried again: without a page, the same would come of it."""
    if isinstance(error, AdapterError | ApplyBotError):
        return ending_of(error, _at())
    code = type(error).__name__
    _log.warning("simulated attempt failed", application=application.id, code=code)
    text = f"Expected a posting and facts that can be read, found some that cannot ({code}); check what was imported."
    return Ending(Status.FAILED, text, error={"code": code, "message": text, "retryable": False})


def _at(questions: tuple[object, ...] = ()) -> Circumstances:
    return Circumstances(submit_begun=False, attempts=0, budget=1, again_at=datetime.now(UTC), questions=questions)


def _artifacts(story: _Story, ending: Ending, seconds: float, at: str) -> Artifacts:
    application, adapter, filled = story.application, story.adapter, story.filled
    job = application.job
    return {
        "version": ARTIFACTS_VERSION,
        "method": "simulated",
        "mode": _SIMULATE,
        "note": ending.note,
        "board": adapter.name if adapter else job.board,
        "adapter": f"{adapter.name} {__version__}" if adapter else "",
        "url": job.url,
        "applied_at": at if ending.status is Status.APPLIED else None,
        "confirmation": None,
        "fields": list(field_rows(filled, 1)) if filled else [],
        "documents": list(documents_of(filled.sheet)) if filled else [],
        "screenshots": [],
        "questions": [question_of(one) for one in filled.sheet.unanswered] if filled else [],
        "timings": {"total": round(seconds * 1000, 1)},
        "side_effects": [],
        "application_details": details_of(application),
        "simulation_metadata": {
            "worker_version": __version__,
            "processing_time": seconds,
            "job_title": job.title,
            "company": job.company,
            "user_email": application.user.email,
        },
    }
