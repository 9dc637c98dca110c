"""One form page after another: answer what it asks and what those answers make it ask, and see that it holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from adapters.contract import Adapter, Answer, Document, FormChanged, FormField, FormPage, Trouble, Visit
from worker.errors import Parked, SentItself
from worker.screenshots import Camera
from worker.steps.answer import Facts, answer, heed_stop_words
from worker.steps.record import FilledPage, Story, question_of, sentence_of
from worker.steps.sheet import AnswerSheet, Unanswered, Understanding
from worker.steps.understand import understand
from worker.steps.verify import verify, wrong

#: A form with more pages than this leads in a circle.
_MOST_PAGES = 20
#: How often answers may bring up new questions on one form page.
_MOST_ROUNDS = 4
#: Kinds of fields that a board may write into by itself, and that can be emptied.
_TYPED = frozenset({"text", "email", "tel", "url", "number", "textarea"})


@dataclass(frozen=True)
class Filling:
    """The middle of an attempt; the story keeps what was written."""

    story: Story
    camera: Camera
    visit: Visit
    adapter: Adapter
    facts: Facts

    async def page(self, page: FormPage) -> FormPage:
        """One form page: answer what it asks, and what those answers make it ask."""
        if len(self.story.pages) >= _MOST_PAGES:
            raise FormChanged(f"the form goes on after {_MOST_PAGES} pages; it seems to lead in a circle")
        self.visit.mark()
        started_at = self.visit.navigations
        filled = FilledPage(page, AnswerSheet(), ())
        self.story.pages.append(filled)
        try:
            await self._rounds(page, filled)
        finally:  # a page that left has broken off whatever was asked of it, and whoever stops the worker stops it then
            self._watch_for_early_submit(started_at)
        await self._ask(filled)
        return filled.page

    async def _rounds(self, page: FormPage, filled: FilledPage) -> None:
        for _ in range(_MOST_ROUNDS):
            fresh = self._fresh(page, filled)
            if not fresh:
                self._picture()  # it is taken while the page is only watched, and once more if that brings up more
                if not await self._stirs(filled):
                    return
                page = filled.page = await self.adapter.read_back(self.visit, page)
                fresh = self._fresh(page, filled)
            if not fresh:
                return
            heed_stop_words(fresh, self.facts.profile)
            sheet = self._answer(filled.asked, fresh, page)
            filled.asked += tuple(fresh)
            page = await self._fill(page, sheet, filled)
        self._picture()

    def _picture(self) -> None:
        self.camera.snap(self.visit, "filled", page=len(self.story.pages))

    def _fresh(self, page: FormPage, filled: FilledPage) -> list[FormField]:
        done = {f.key for f in filled.asked}
        return [f for f in self.adapter.asked(page) if f.key not in done]

    async def _stirs(self, filled: FilledPage) -> bool:
        """Whether a choice made here may yet bring up more."""
        chose = any(isinstance(a.value, bool | tuple) for a in filled.sheet.answers)
        return chose and await self.adapter.stirs(self.visit)

    def _answer(self, asked: Sequence[FormField], fresh: Sequence[FormField], page: FormPage) -> AnswerSheet:
        """What goes into the fresh fields: those asked before say whose they may be."""
        with self.story.timings("understand"):
            known = {"company": self.facts.company, "title": self.facts.title, "page": page.title}
            understood = understand([*asked, *fresh], board_topics=self.adapter.topics, **known)[len(asked) :]
        with self.story.timings("answer"):
            return answer(understood, self.facts)

    async def _fill(self, page: FormPage, sheet: AnswerSheet, filled: FilledPage) -> FormPage:
        adapter, visit = self.adapter, self.visit
        with self.story.timings("screenshot"):
            await self.camera.still()
        with self.story.timings("fill"):
            troubles = await adapter.fill(visit, page, wrong(adapter, page, sheet.answers))
        with self.story.timings("verify"):
            page, troubles = await verify(visit, adapter, page, sheet, troubles)
            page, kept = await self._empty(page, filled, sheet)
        filled.page = page
        troubles, missed = _without_optional(page, troubles)
        filled.sheet = _joined(filled.sheet, _left_empty(sheet, missed))
        filled.troubles |= {t.key: t.why for t in troubles} | kept
        filled.verified = {a.key for a in filled.sheet.answers} - {
            a.key for a in wrong(adapter, page, filled.sheet.answers)
        }
        self._note_missed(filled, troubles)
        return page

    async def _empty(self, page: FormPage, filled: FilledPage, sheet: AnswerSheet) -> tuple[FormPage, dict[str, str]]:
        """What a board reads out of a document is nobody's word: where no fact says it, the field is empty again.

        Returns the page, and key -> why for what cannot be emptied.
        """
        if not any(isinstance(a.value, Document) for a in sheet.answers):
            return page, {}
        written = _self_written(filled, page, sheet)
        if not written:
            return page, {}
        blank = AnswerSheet(answers=tuple(Answer(f.key, "", "") for f in written))
        page, troubles = await verify(self.visit, self.adapter, page, blank)
        return page, {t.key: "the board filled it in by itself and does not let it be emptied" for t in troubles}

    def _note_missed(self, filled: FilledPage, troubles: Sequence[Trouble]) -> None:
        """An option that is not offered is a question for the applicant, with the options that are."""
        for trouble in troubles:
            asked = filled.page.field(trouble.key)
            if asked and trouble.options:
                question = question_of(Unanswered(asked, Understanding(asked), trouble.why), len(self.story.pages))
                self.story.questions.append({**question, "options": [o.label for o in trouble.options]})

    def _watch_for_early_submit(self, started_at: int) -> None:
        """A page that posts or leaves while it is being filled may have sent the application by itself."""
        self.story.side_effects += [f"while filling: {w.method} {w.url.split('?')[0]}" for w in self.visit.writes]
        if self.visit.navigations != started_at:
            raise SentItself("The page left for another one while it was being filled; it may have sent itself.")

    async def _ask(self, filled: FilledPage) -> None:
        """Stop here if something required has no answer, or did not take it."""
        for unanswered in filled.sheet.unanswered:
            offered = unanswered.field.options
            if not unanswered.field.options_known:
                offered = await self.adapter.options(
                    self.visit, filled.page.field(unanswered.field.key) or unanswered.field
                )
            question = question_of(unanswered, len(self.story.pages))
            self.story.questions.append({**question, "options": [o.label for o in offered]})
        if self.story.questions:
            raise Parked(sentence_of(self.story.questions), why="unanswered")
        _insist(filled)

    async def mend(self, page: FormPage) -> FormPage:
        """What was right a moment ago was lost since: read the last page once more, and put it in again."""
        adapter, visit, filled = self.adapter, self.visit, self.story.pages[-1]
        with self.story.timings("verify"):
            now = await adapter.read_back(visit, page)
            await adapter.fill(visit, now, wrong(adapter, now, filled.sheet.answers))
            now, troubles = await verify(visit, adapter, now, filled.sheet)
            filled.troubles |= {t.key: t.why for t in troubles}
        _insist(filled)
        if now.fingerprint != page.fingerprint:
            raise FormChanged("it asks something else than when it was filled; nothing was sent.")
        insist_complete(adapter, now)
        return now


def _joined(first: AnswerSheet, second: AnswerSheet) -> AnswerSheet:
    return AnswerSheet(
        answers=first.answers + second.answers,
        unanswered=first.unanswered + second.unanswered,
        left_empty=first.left_empty + second.left_empty,
        understandings=first.understandings + second.understandings,
    )


def _without_optional(page: FormPage, troubles: Sequence[Trouble]) -> tuple[list[Trouble], dict[str, str]]:
    """Optional fields that do not offer the answer stay empty: they are no reason to stop. Key -> why, apart."""
    fields = {f.key: f for f in page.fields}
    missed = {t.key: t.why for t in troubles if t.options and t.key in fields and not fields[t.key].required}
    return [t for t in troubles if t.key not in missed], missed


def _left_empty(sheet: AnswerSheet, missed: Mapping[str, str]) -> AnswerSheet:
    understood = {u.field.key: u for u in sheet.understandings}
    left = tuple(
        Unanswered(understood[key].field, understood[key], why) for key, why in missed.items() if key in understood
    )
    answers = tuple(a for a in sheet.answers if a.key not in missed)
    return AnswerSheet(answers, sheet.unanswered, (*sheet.left_empty, *left), sheet.understandings)


def _self_written(filled: FilledPage, page: FormPage, sheet: AnswerSheet) -> list[FormField]:
    """Text fields that were empty, that no answer is for, and that hold something now."""
    answered = {a.key for a in (*filled.sheet.answers, *sheet.answers)}
    empty = {f.key for f in filled.asked if f.kind in _TYPED and not f.value} - answered
    return [f for f in page.fields if f.key in empty and f.value]


def _label(filled: FilledPage, key: str) -> str:
    field = next((f for f in filled.asked if f.key == key), None)
    return field.asks if field else key


def _insist(filled: FilledPage) -> None:
    """Raises `FormChanged` naming the fields that did not take their answer."""
    if filled.troubles:
        named = "; ".join(f"“{_label(filled, key)}”: {why}" for key, why in filled.troubles.items())
        raise FormChanged(f"{named}; nothing was sent.")


def insist_complete(adapter: Adapter, page: FormPage) -> None:
    """Raises `FormChanged` naming a required field that is still empty."""
    empty = [f for f in adapter.asked(page) if f.required and not f.value and not f.chosen]
    if empty:
        raise FormChanged(f"“{empty[0].asks}” is required and still empty; nothing was sent.")
