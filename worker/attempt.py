"""One application, from open to record: `Attempt.make` tells the story, `Attempt.run` turns errors into outcomes."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime

import structlog

from adapters.contract import (
    Adapter,
    AdapterError,
    AnswerLost,
    Blocked,
    Confirmation,
    FormChanged,
    FormPage,
    Retry,
    Visit,
)
from adapters.contract.registry import refuse
from worker import policy
from worker.browser import LOST, insist_on_page
from worker.consent import Permission, plan_hash
from worker.ending import Circumstances, ending_of, insist_on_budget
from worker.errors import BrowserLost, Deferred, Parked, SentItself, Unconfirmed
from worker.files import Folder, Pictures
from worker.filling import Filling, insist_complete
from worker.means import Means, kept_trace
from worker.model import Application, Mode, Outcome, Status, lease_of
from worker.screenshots import Camera
from worker.steps import submit
from worker.steps.answer import Facts
from worker.steps.record import Ending, Story, artifacts_of, attempt_row
from worker.topics.countries import country_of_posting

#: How often a click that was held back is made again.
_MOST_CLICKS = 4


class Attempt:
    """One try at one application."""

    def __init__(self, application: Application, means: Means) -> None:
        self.application = application
        self.means = means
        self.story = Story(application, means.mode, means.worker, datetime.now(UTC))
        self.folder = means.config.artifacts_dir / application.id / str(self.story.number)
        files: Pictures = means.store.files or Folder(means.config.artifacts_dir)
        place = f"{application.id}/{self.story.number}"
        self.camera = Camera(means.config, files, place, owner=application.user.id)
        #: From the moment the click was recorded, nothing that fails may be tried again.
        self.submit_begun = False
        #: Whether the store may say that submit has begun: then only an outcome gives the application back.
        self.marked = False
        self.log = structlog.get_logger("attempt").bind(application=application.id, url=application.job.url)

    async def run(self) -> Outcome:
        """Whatever happens, there is an outcome; only who stops it before submit was recorded hears of it again."""
        try:
            async with asyncio.timeout(self._seconds()):
                ending = await self.make()
        except (asyncio.CancelledError, Deferred):  # Deferred: not now, or a person's stop; nothing was sent yet
            if not self.marked:
                raise
            ending = self._stopped()
        except SentItself as error:
            self.submit_begun = True
            ending = self._ending(error)
        except Exception as error:  # noqa: BLE001 - the one place where errors become outcomes
            ending = self._ending(error)
        record = asyncio.create_task(self._record(ending))
        while not record.done():
            with suppress(asyncio.CancelledError):  # whoever stops it now still gets its outcome
                await asyncio.wait([record])
        return record.result()

    def _stopped(self) -> Ending:
        """Stopped after the click, it is proven if the board's word had come already; before it, nothing was sent."""
        if not self.submit_begun:
            return Ending(Status.PENDING, "The worker was stopped before the submit click.", counts=False)
        seen = self.story.confirmation
        if seen and seen.proven:
            return submit.proven(seen)
        return self._ending(Unconfirmed("The worker was stopped after the submit click, before the board's word."))

    def _ending(self, error: Exception) -> Ending:
        now, tries = datetime.now(UTC), self.application.attempts
        after = error.after if isinstance(error, Retry) else None
        trouble = self._trouble(error)
        again = policy.next_attempt_at(now, tries + 1, self.means.chance, after=after, trouble=trouble)
        budget = self.means.config.apply.attempts
        return ending_of(error, Circumstances(self.submit_begun, tries, budget, again, tuple(self.story.questions)))

    def _trouble(self, error: Exception) -> policy.Trouble:
        if isinstance(error, Retry):
            return error.kind
        if isinstance(error, BrowserLost) or not self.means.browser.alive:
            return "browser"
        return "timeout" if isinstance(error, TimeoutError) else "unforeseen"

    def _seconds(self) -> float | None:
        return None if self.means.browser.watching.pause else self.means.config.timeout / 1000

    async def make(self) -> Ending:
        """The story: open, then per form page scan, understand, answer, fill, verify; then submit, confirm."""
        insist_on_budget(self.application.attempts, self.means.config.apply.attempts)
        adapter = self.story.adapter = self.means.registry.for_url(self.application.job.url, self.application.job.board)
        self.story.side_effects = list(adapter.side_effects)
        if self.means.papers:
            await self.means.papers.bring(self.application)
        facts = self._facts(adapter)
        async with self.means.browser.visit(self.application.job.url, keep=self.folder) as visit:
            filling = Filling(self.story, self.camera, visit, adapter, facts)
            try:
                page = await self._open(visit, adapter)
                while True:
                    page = await filling.page(page)
                    if adapter.final(page):
                        break
                    page = await self._advance(filling, page)
                return await self._send(filling, page)
            except Exception as error:
                insist_on_page(visit, error)
                await self._picture_of(visit, error)
                raise

    def _facts(self, adapter: Adapter) -> Facts:
        job, profile = self.application.job, self.means.profile_of(self.application)
        given = self.application.attempt_meta.get("answers") or {}
        country = country_of_posting(job.raw)
        return Facts(profile, job.company, job.url, given, country=country, title=job.title, board=adapter.name)

    async def _open(self, visit: Visit, adapter: Adapter) -> FormPage:
        try:
            with self.story.timings("open"):
                await adapter.open(visit)
        except AdapterError:
            _refuse_where_it_led(visit.page.url)  # whatever a refused site answered: nobody asks it again
            raise
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

    async def _advance(self, filling: Filling, page: FormPage) -> FormPage:
        """On to the next form page. Where nothing says that one follows, the button may send: leave comes first."""
        visit, adapter = filling.visit, filling.adapter
        certain = adapter.leads_on(page)
        if not certain:
            await self._begin(filling)
        page = await self._advanced(visit, adapter, page)
        self.submit_begun = False  # another form page came, so it was not the end
        return page

    async def _advanced(self, visit: Visit, adapter: Adapter, page: FormPage) -> FormPage:
        with self.story.timings("screenshot"):
            await self.camera.still()
        with self.story.timings("open"):
            page = await adapter.advance(visit, page)
        blocker = adapter.blocker(page)
        if blocker and blocker.why == "unsupported" and visit.writes:
            raise SentItself("The button that leads on sent the form and no other came; it may have sent itself.")
        if blocker:
            raise Blocked(blocker.text, why=blocker.why)  # type: ignore[arg-type]
        return page

    async def _send(self, filling: Filling, page: FormPage) -> Ending:
        """Submit where allowed; applied only with proof."""
        visit, adapter = filling.visit, filling.adapter
        submit.demand(*self._leave(filling))
        if self.means.browser.watching.pause:
            await visit.page.pause()
            page = await filling.mend(page)
        insist_complete(adapter, page)
        await self._begin(filling)
        with self.story.timings("screenshot"):
            await self.camera.still()
        seen = self.story.confirmation = await self._click(filling, page)
        if visit.gone and not seen.proven:
            raise BrowserLost(LOST)
        self.camera.snap(visit, "submitted", page=len(self.story.pages))
        self.means.browser.ahead()
        with self.story.timings("screenshot"):
            await self.camera.still()
        return submit.judge(seen, visit)

    def _leave(self, filling: Filling) -> tuple[Permission, Mode, str]:
        """Whether what has been filled so far may be sent, in which mode, and the hash of it."""
        answers = [a for filled in self.story.pages for a in filled.sheet.answers]
        plan = plan_hash(self.application.job.url, [p.page.fingerprint for p in self.story.pages], answers)
        consent = self.means.profile_of(self.application).apply.consent
        url = filling.visit.page.url
        permission = submit.permission_for(self.application, consent, filling.adapter, url, plan)
        return permission, self.means.mode, plan

    async def _begin(self, filling: Filling) -> None:
        """Record that a click comes which may send; from here on nothing that fails is tried again."""
        permission, mode, plan = self._leave(filling)
        submit.demand(permission, mode, plan)
        if self.means.leave and not self.marked:
            await self.means.leave(self.application)
        before, self.marked = self.marked, True
        try:
            await submit.begin(self.means.store, self.application, filling.visit, plan)
        except Deferred:
            self.marked = before
            raise
        self.submit_begun = True

    async def _click(self, filling: Filling, page: FormPage) -> Confirmation:
        """The click and the board's word; a `FormChanged` while nothing left a live page means: not sent."""
        try:
            return await self._clicked(filling, page)
        except FormChanged:
            self.submit_begun = bool(filling.visit.writes) or filling.visit.gone
            raise

    async def _clicked(self, filling: Filling, page: FormPage) -> Confirmation:
        """One click; one that was held back never reached the page, so the answers are mended and it is made again."""
        for _ in range(_MOST_CLICKS):
            try:
                with self.story.timings("submit"):
                    await filling.adapter.submit(filling.visit, page)
                with self.story.timings("confirm"):
                    return await filling.adapter.confirmation(filling.visit, page)
            except AnswerLost as error:
                if filling.visit.writes:  # some buttons act before the click does
                    raise Unconfirmed("The click was held back, but something left the page before it.") from error
                page = await filling.mend(page)
        raise FormChanged("the page keeps losing an answer; nothing was sent.")

    async def _picture_of(self, visit: Visit, error: Exception) -> None:
        parked = isinstance(error, Parked | Blocked)
        if isinstance(error, Deferred) or (isinstance(error, Parked) and error.why in {"approval", "unanswered"}):
            await self.camera.still()  # the picture of the filled page is the evidence
            return
        if visit.page.url == "about:blank":
            return  # nothing was ever shown
        self.camera.snap(visit, "blocked" if parked else "error", page=max(1, len(self.story.pages)))
        await self.camera.still()

    async def _record(self, ending: Ending) -> Outcome:
        self.story.trace = kept_trace(self.means, self.folder, failed=ending.status is not Status.APPLIED)
        screenshots = await self.camera.developed()
        for trouble in self.camera.troubles:
            ending.note += f" Its pictures could not all be kept: {trouble}."
            self.log.warning("pictures not kept", reason=trouble)
        code = (ending.error or ending.review or {}).get("code") or (ending.review or {}).get("why", "")
        self.log.info("attempt ended", status=ending.status.value, code=code)  # the note may quote what was typed
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


def _refuse_where_it_led(url: str) -> None:
    """Raises `Blocked` where redirects ended on a refused site; a page that never came is none."""
    if url.startswith(("http://", "https://")):
        refuse(url)
