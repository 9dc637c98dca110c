"""One application, from open to record: `Attempt.make` tells the story, `Attempt.run` turns errors into outcomes."""

import asyncio
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import structlog

from adapters.contract import Adapter, AnswerLost, Blocked, FormChanged, FormPage, Retry, Trouble, Visit
from adapters.contract.registry import Registry, refuse
from worker import policy
from worker.browser import Browser, trace_path
from worker.config import Config
from worker.consent import plan_hash
from worker.ending import Circumstances, ending_of
from worker.errors import Parked, Unconfirmed
from worker.model import Application, Mode, Outcome, lease_of
from worker.profile import Profile
from worker.screenshots import Camera
from worker.steps import submit
from worker.steps.answer import Facts, answer
from worker.steps.record import Ending, FilledPage, Story, artifacts_of, attempt_row, question_of
from worker.steps.sheet import AnswerSheet, Unanswered, Understanding
from worker.steps.understand import understand
from worker.steps.verify import verify, wrong
from worker.store.base import Store

#: A form with more pages than this leads in a circle.
_MOST_PAGES = 20
#: How often answers may bring up new questions on one form page.
_MOST_ROUNDS = 4


@dataclass(frozen=True)
class Means:
    """What an attempt works with; the same for all attempts of one worker."""

    store: Store
    browser: Browser
    registry: Registry
    config: Config
    mode: Mode
    #: The applicant's facts, from the row or the local file. Raises `BadInput` where there are none.
    profile_of: Callable[[Application], Profile]
    worker: str = "worker"
    chance: random.Random = field(default_factory=random.Random)


class Attempt:
    """One try at one application."""

    def __init__(self, application: Application, means: Means) -> None:
        self.application = application
        self.means = means
        self.story = Story(application, means.mode, means.worker, datetime.now(UTC))
        self.folder = means.config.artifacts_dir / application.id / str(self.story.number)
        self.camera = Camera(means.config, self.folder)
        #: From the moment the click was recorded, nothing that fails may be tried again.
        self.submit_begun = False
        self.log = structlog.get_logger("attempt").bind(application=application.id, url=application.job.url)

    async def run(self) -> Outcome:
        """Whatever happens, there is an outcome; only a cancellation before the click passes through."""
        try:
            async with asyncio.timeout(self._seconds()):
                ending = await self.make()
        except asyncio.CancelledError:
            if not self.submit_begun:
                raise
            ending = self._ending(
                Unconfirmed("The worker was stopped after the submit click, before the board's word.")
            )
        except Exception as error:  # noqa: BLE001 - the one place where errors become outcomes
            ending = self._ending(error)
        return await self._record(ending)

    def _ending(self, error: Exception) -> Ending:
        now, tries = datetime.now(UTC), self.application.attempts
        after = error.after if isinstance(error, Retry) else None
        again = policy.next_attempt_at(now, tries + 1, self.means.chance, after=after)
        budget = self.means.config.apply.attempts
        return ending_of(error, Circumstances(self.submit_begun, tries, budget, again, tuple(self.story.questions)))

    def _seconds(self) -> float | None:
        return None if self.means.browser.watching.pause else self.means.config.timeout / 1000

    async def make(self) -> Ending:
        """The story: open, then per form page scan, understand, answer, fill, verify; then submit, confirm."""
        adapter = self.story.adapter = self.means.registry.for_url(self.application.job.url, self.application.job.board)
        self.story.side_effects = list(adapter.side_effects)
        facts = self._facts()
        async with self.means.browser.visit(self.application.job.url, keep=self.folder) as visit:
            try:
                page = await self._open(visit, adapter)
                while True:
                    page = await self._page(visit, adapter, page, facts)
                    if adapter.final(page):
                        break
                    page = await self._advance(visit, adapter, page)
                return await self._send(visit, adapter, page)
            except Exception as error:
                await self._picture_of(visit, error)
                raise

    def _facts(self) -> Facts:
        job, profile = self.application.job, self.means.profile_of(self.application)
        given = self.application.attempt_meta.get("answers") or {}
        return Facts(profile=profile, company=job.company, url=job.url, given=given)

    async def _open(self, visit: Visit, adapter: Adapter) -> FormPage:
        with self.story.timings("open"):
            await adapter.open(visit)
        refuse(visit.page.url)
        self.camera.snap(visit, "opened")
        page = await self._scan(visit, adapter)
        if self.means.browser.watching.pause:
            await visit.page.pause()
        return page

    async def _scan(self, visit: Visit, adapter: Adapter) -> FormPage:
        with self.story.timings("scan"):
            page = await adapter.scan(visit)
        blocker = adapter.blocker(page)
        if blocker:
            raise Blocked(blocker.text, why=blocker.why)  # type: ignore[arg-type]
        return page

    async def _page(self, visit: Visit, adapter: Adapter, page: FormPage, facts: Facts) -> FormPage:
        """One form page: answer what it asks, and what those answers make it ask."""
        if len(self.story.pages) >= _MOST_PAGES:
            raise FormChanged(f"the form goes on after {_MOST_PAGES} pages; it seems to lead in a circle")
        visit.mark()
        started_at = visit.navigations
        filled = FilledPage(page, AnswerSheet(), ())
        self.story.pages.append(filled)
        for _ in range(_MOST_ROUNDS):
            done = {f.key for f in filled.asked}
            fresh = [f for f in adapter.asked(page) if f.key not in done]
            if not fresh:
                break
            filled.asked += tuple(fresh)
            sheet = self._answer(adapter, fresh, facts)
            page = await self._fill(visit, adapter, page, sheet, filled)
        await self._watch_for_early_submit(visit, started_at)
        self.camera.snap(visit, "filled", page=len(self.story.pages))
        await self._ask(visit, adapter, filled)
        return filled.page

    def _answer(self, adapter: Adapter, fields: Sequence[object], facts: Facts) -> AnswerSheet:
        with self.story.timings("understand"):
            understood = understand(fields, board_topics=adapter.topics, company=facts.company, url=facts.url)  # type: ignore[arg-type]
        with self.story.timings("answer"):
            return answer(understood, facts)

    async def _fill(
        self, visit: Visit, adapter: Adapter, page: FormPage, sheet: AnswerSheet, filled: FilledPage
    ) -> FormPage:
        with self.story.timings("screenshot"):
            await self.camera.still()
        with self.story.timings("fill"):
            troubles = await adapter.fill(visit, page, wrong(adapter, page, sheet.answers))
        with self.story.timings("verify"):
            page, troubles = await verify(visit, adapter, page, sheet, troubles)
        filled.page = page
        filled.sheet = _joined(filled.sheet, sheet)
        filled.troubles |= {t.key: t.why for t in troubles}
        filled.verified = {a.key for a in filled.sheet.answers} - {
            a.key for a in wrong(adapter, page, filled.sheet.answers)
        }
        self._note_missed(filled, troubles)
        return page

    def _note_missed(self, filled: FilledPage, troubles: Sequence[Trouble]) -> None:
        """An option that is not offered is a question for the applicant, with the options that are."""
        for trouble in troubles:
            asked = filled.page.field(trouble.key)
            if asked and trouble.options:
                question = question_of(Unanswered(asked, Understanding(asked), trouble.why), len(self.story.pages))
                self.story.questions.append({**question, "options": [o.label for o in trouble.options]})

    async def _watch_for_early_submit(self, visit: Visit, started_at: int) -> None:
        """A page that posts or leaves while it is being filled may have sent the application by itself."""
        self.story.side_effects += [f"while filling: {w.method} {w.url.split('?')[0]}" for w in visit.writes]
        if visit.navigations != started_at:
            self.submit_begun = True
            raise Unconfirmed("The page left for another one while it was being filled; it may have sent itself.")

    async def _ask(self, visit: Visit, adapter: Adapter, filled: FilledPage) -> None:
        """Stop here if something required has no answer, or did not take it."""
        for unanswered in filled.sheet.unanswered:
            offered = unanswered.field.options
            if not unanswered.field.options_known:
                offered = await adapter.options(visit, filled.page.field(unanswered.field.key) or unanswered.field)
            question = question_of(unanswered, len(self.story.pages))
            self.story.questions.append({**question, "options": [o.label for o in offered]})
        if self.story.questions:
            asked = "; ".join(f"“{q['question']}”" for q in self.story.questions)
            raise Parked(f"No fact answers {asked}.", why="unanswered")
        _insist(filled)

    async def _advance(self, visit: Visit, adapter: Adapter, page: FormPage) -> FormPage:
        with self.story.timings("screenshot"):
            await self.camera.still()
        with self.story.timings("open"):
            page = await adapter.advance(visit, page)
        blocker = adapter.blocker(page)
        if blocker:
            raise Blocked(blocker.text, why=blocker.why)  # type: ignore[arg-type]
        return page

    async def _send(self, visit: Visit, adapter: Adapter, page: FormPage) -> Ending:
        """Submit where allowed; applied only with proof."""
        answers = [a for filled in self.story.pages for a in filled.sheet.answers]
        plan = plan_hash(self.application.job.url, [p.page.fingerprint for p in self.story.pages], answers)
        consent = self.means.profile_of(self.application).apply.consent
        submit.demand(
            submit.permission_for(self.application, consent, adapter, visit.page.url, plan), self.means.mode, plan
        )
        page = await self._last_check(visit, adapter, page)
        if self.means.browser.watching.pause:
            await visit.page.pause()
        with self.story.timings("submit"):
            await self._click(visit, adapter, page, plan)
        with self.story.timings("confirm"):
            seen = self.story.confirmation = await adapter.confirmation(visit, page)
        self.camera.snap(visit, "submitted", page=len(self.story.pages))
        self.means.browser.ahead()
        with self.story.timings("screenshot"):
            await self.camera.still()
        return submit.judge(seen, visit)

    async def _last_check(self, visit: Visit, adapter: Adapter, page: FormPage) -> FormPage:
        """What was right a moment ago may have been lost since: read the last page once more, mend it once."""
        filled = self.story.pages[-1]
        with self.story.timings("verify"):
            now = await adapter.read_back(visit, page)
            lost = wrong(adapter, now, filled.sheet.answers)
            if lost:
                await adapter.fill(visit, now, lost)
                now, troubles = await verify(visit, adapter, now, filled.sheet)
                filled.troubles |= {t.key: t.why for t in troubles}
        _insist(filled)
        if now.fingerprint != page.fingerprint:
            raise FormChanged("it asks something else than when it was filled; nothing was sent.")
        empty = [f for f in adapter.asked(now) if f.required and not f.value and not f.chosen]
        if empty:
            raise FormChanged(f"“{empty[0].asks}” is required and still empty; nothing was sent.")
        return now

    async def _click(self, visit: Visit, adapter: Adapter, page: FormPage, plan: str) -> None:
        await submit.begin(self.means.store, self.application, visit, plan)
        self.submit_begun = True
        with self.story.timings("screenshot"):
            await self.camera.still()
        try:
            await self._press(visit, adapter, page)
        except FormChanged:
            self.submit_begun = bool(visit.writes)  # it stopped before any click, and nothing left the page
            raise

    async def _press(self, visit: Visit, adapter: Adapter, page: FormPage) -> None:
        """One click; a click that was held back never reached the page, so the answers are mended and it is made."""
        for _ in range(_MOST_ROUNDS):
            try:
                return await adapter.submit(visit, page)
            except AnswerLost:
                page = await self._last_check(visit, adapter, page)
        raise FormChanged("the page keeps losing an answer; nothing was sent.")

    async def _picture_of(self, visit: Visit, error: Exception) -> None:
        parked = isinstance(error, Parked | Blocked)
        if isinstance(error, Parked) and error.why in {"approval", "unanswered"}:
            await self.camera.still()  # the picture of the filled page is the evidence
            return
        if visit.page.url == "about:blank":
            return  # nothing was ever shown
        self.camera.snap(visit, "blocked" if parked else "error", page=max(1, len(self.story.pages)))
        await self.camera.still()

    async def _record(self, ending: Ending) -> Outcome:
        trace = trace_path(self.folder)
        if self.means.browser.tracing and trace.exists():
            self.story.trace = str(trace)
        screenshots = await self.camera.developed()
        self.log.info("attempt ended", status=ending.status.value, note=ending.note)
        return Outcome(
            application_id=self.application.id,
            token=lease_of(self.application).token,
            status=ending.status,
            artifacts=dict(artifacts_of(self.story, ending, [dict(s) for s in screenshots])),
            attempt=attempt_row(self.story, ending),
            review=ending.review,
            next_attempt_at=ending.next_attempt_at,
            counts=ending.counts,
        )


def _joined(first: AnswerSheet, second: AnswerSheet) -> AnswerSheet:
    return AnswerSheet(
        answers=first.answers + second.answers,
        unanswered=first.unanswered + second.unanswered,
        left_empty=first.left_empty + second.left_empty,
        understandings=first.understandings + second.understandings,
    )


def _label(filled: FilledPage, key: str) -> str:
    field = next((f for f in filled.asked if f.key == key), None)
    return field.asks if field else key


def _insist(filled: FilledPage) -> None:
    """Raises `FormChanged` naming the fields that did not take their answer."""
    if filled.troubles:
        named = "; ".join(f"“{_label(filled, key)}”: {why}" for key, why in filled.troubles.items())
        raise FormChanged(f"{named}; nothing was sent.")
