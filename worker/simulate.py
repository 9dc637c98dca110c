"""The same attempt without a browser: what a real run would answer, computed from what the posting says it asks."""

import asyncio
import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache, partial
from typing import cast

import orjson
import structlog
from structlog.typing import FilteringBoundLogger

from adapters.contract import Adapter, AdapterError, FormField, FormPage
from adapters.contract.registry import Registry
from worker import __version__
from worker.artifacts import ARTIFACTS_VERSION, Artifacts
from worker.config import Config
from worker.ending import Circumstances, ending_of
from worker.errors import ApplyBotError, Parked
from worker.model import Application, Json, Mode, Outcome, Status, attempts_of, lease_of
from worker.profile import Profile
from worker.steps.answer import Facts, answer
from worker.steps.record import Ending, FilledPage, details_of, documents_of, field_rows, question_of
from worker.steps.sheet import AnswerSheet
from worker.steps.understand import understand
from worker.store.base import ClaimRequest, Store
from worker.summary import OnProgress, Progress, RunOptions, RunSummary

#: Applications claimed and finished in one go: enough to spread a transaction's cost, few enough to hold in memory.
BATCH = 500

_SIMULATE = Mode.SIMULATE.value

#: What a simulated attempt that meets no obstacle ends with; one for all, since nothing changes it.
_APPLIED = Ending(Status.APPLIED, "Simulated: no page was opened and nothing was sent.")

_log: FilteringBoundLogger = structlog.get_logger("simulate")


@dataclass(frozen=True, slots=True)
class Known:
    """Where a simulated attempt learns what a real one would find on the page."""

    #: (URL, board) -> adapter. Raises `Blocked` for a refused site, `NoAdapter` for a posting no adapter can open.
    adapter: Callable[[str, str], Adapter]
    #: What would be written into these fields.
    answer: Callable[[Adapter, Sequence[FormField], Application], AnswerSheet]


async def run_simulated(
    store: Store,
    config: Config,
    options: RunOptions,
    *,
    registry: Registry,
    profile_of: Callable[[Application], Profile],
    on_progress: OnProgress,
    batch: int = BATCH,
) -> RunSummary:
    """Drain what is due, a batch at a time: claim, simulate, finish. Memory holds one batch, however long the queue.

    Rows of workers that are gone are due as well: their leases are ended first.
    """
    known = Known(_remembering(registry), _from_profile(profile_of))
    await store.sweep()
    due = await store.due()
    summary = RunSummary(total_found=due if options.limit is None else min(due, options.limit))
    lease = timedelta(seconds=config.apply.lease_seconds)
    with _uncollected() as tidy:
        while wanted := _next_batch(summary, options.limit, batch):
            claimed = await store.claim(ClaimRequest(config.worker_name, wanted, lease))
            if not claimed:
                break
            outcomes = await _finish(store, claimed, config.worker_name, known)
            for outcome in outcomes:
                summary.add(outcome)
            on_progress(Progress(summary.processed, max(summary.total_found, summary.processed), tuple(outcomes)))
            tidy()
    return summary


@contextmanager
def _uncollected() -> Iterator[Callable[[], int]]:
    """Without the cycle collector, which would look at every batch again and again for nothing (a tenth of the time).

    What little was left in cycles goes by `tidy`, once a batch.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield partial(gc.collect, 0)
    finally:
        if enabled:
            gc.enable()


def simulate(application: Application, *, worker: str, known: Known, started: datetime) -> Outcome:
    """One application's outcome. Pure but for the clock: no browser, no network, no store."""
    story = _Story(application)
    try:
        ending = story.make(known)
    except Exception as error:  # noqa: BLE001 - one malformed row must not stop the run
        ending = _ending_for(error, application)
    finished = datetime.now(UTC)
    seconds, at = (finished - started).total_seconds(), _text(finished)
    attempt = {
        "number": len(attempts_of(application.attempt_meta)) + 1,
        "worker": worker,
        "mode": _SIMULATE,
        "started": _text(started),
        "finished": at,
        "outcome": ending.status.value,
        "error": ending.error,
    }
    artifacts = cast("Json", _artifacts(story, ending, seconds, at))
    return Outcome(
        application.id,
        lease_of(application).token,
        ending.status,
        artifacts,
        attempt,
        ending.review,
        counts=ending.counts,
    )


def _text(moment: datetime) -> str:
    """As `isoformat` writes it, in a quarter of the time."""
    return orjson.dumps(moment)[1:-1].decode()


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


async def _finish(store: Store, claimed: Sequence[Application], worker: str, known: Known) -> Sequence[Outcome]:
    """Simulate one batch and write it; whatever stops this in between gives the batch back."""
    try:
        outcomes = [simulate(one, worker=worker, known=known, started=datetime.now(UTC)) for one in claimed]
        written = await store.finish(outcomes)
    except BaseException:
        await asyncio.shield(store.release([lease_of(one) for one in claimed]))
        raise
    lost = [one.application_id for one, how in zip(outcomes, written, strict=True) if how == "stale"]
    if lost:
        _log.warning("leases lost before the outcomes were written", applications=lost)
    return outcomes if not lost else [one for one, how in zip(outcomes, written, strict=True) if how != "stale"]


def _next_batch(summary: RunSummary, limit: int | None, batch: int) -> int:
    return batch if limit is None else min(batch, limit - summary.processed)


def _from_profile(
    profile_of: Callable[[Application], Profile],
) -> Callable[[Adapter, Sequence[FormField], Application], AnswerSheet]:
    """The very steps of a real attempt; the profile is looked at only where something is asked."""

    def sheet(adapter: Adapter, fields: Sequence[FormField], application: Application) -> AnswerSheet:
        job = application.job
        given = application.attempt_meta.get("answers") or {}
        facts = Facts(profile=profile_of(application), company=job.company, url=job.url, given=given)
        return answer(understand(fields, board_topics=adapter.topics, company=job.company, url=job.url), facts)

    return sheet


def _remembering(registry: Registry) -> Callable[[str, str], Adapter]:
    """The registry's adapter; where the board is known, a URL is looked at only as far as its host decides."""

    @lru_cache(maxsize=1024)
    def on_host(origin: str, board: str) -> Adapter:
        return registry.for_url(origin, board)

    def find(url: str, board: str) -> Adapter:
        if board:
            with suppress(AdapterError):  # whose text has to name the whole URL
                return on_host(url[: url.find("/", len("https://")) + 1], board)
        return registry.for_url(url, board)

    return find


def _unanswered(sheet: AnswerSheet) -> Ending:
    asked = "; ".join(f"“{one.field.asks}”" for one in sheet.unanswered)
    questions = tuple(question_of(one) for one in sheet.unanswered)
    return ending_of(Parked(f"No fact answers {asked}.", why="unanswered"), _at(questions))


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
