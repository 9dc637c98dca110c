"""Record: whatever happened becomes artifacts and an outcome, always."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import perf_counter

from adapters.contract import Adapter, Answer, Confirmation, Document, FormField, FormPage
from worker import __version__
from worker.artifacts import (
    ARTIFACTS_VERSION,
    ApplicationDetails,
    Artifacts,
    BoxJson,
    ConfirmationJson,
    DocumentJson,
    FieldJson,
    QuestionJson,
)
from worker.model import Application, Json, Mode, Status, attempts_of
from worker.steps.sheet import AnswerSheet, Unanswered


class Timings:
    """Milliseconds by step; a step that is entered again adds up."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = {}
        self._start = perf_counter()

    @contextmanager
    def __call__(self, step: str) -> Iterator[None]:
        start = perf_counter()
        try:
            yield
        finally:
            self.spent[step] = round(self.spent.get(step, 0.0) + (perf_counter() - start) * 1000, 1)

    def total(self) -> dict[str, float]:
        return {**self.spent, "total": round((perf_counter() - self._start) * 1000, 1)}


@dataclass
class FilledPage:
    """One form page and what was written on it."""

    page: FormPage
    sheet: AnswerSheet
    asked: tuple[FormField, ...]
    #: Keys that were read back and hold their answer.
    verified: set[str] = field(default_factory=set)
    #: Key -> why it did not take its answer.
    troubles: dict[str, str] = field(default_factory=dict)


@dataclass
class Ending:
    """How an attempt ended, before it is written down."""

    status: Status
    #: One sentence a person reads.
    note: str
    #: `attempt_meta.review` for needs_review.
    review: Json | None = None
    #: {code, message, retryable} where something went wrong.
    error: Json | None = None
    next_attempt_at: datetime | None = None
    counts: bool = True


@dataclass
class Story:
    """What one attempt has seen and done so far; each step adds its part."""

    application: Application
    mode: Mode
    worker: str
    started: datetime
    adapter: Adapter | None = None
    pages: list[FilledPage] = field(default_factory=list)
    questions: list[QuestionJson] = field(default_factory=list)
    confirmation: Confirmation | None = None
    side_effects: list[str] = field(default_factory=list)
    trace: str = ""
    timings: Timings = field(default_factory=Timings)

    @property
    def number(self) -> int:
        """This attempt's number, from 1."""
        return len(attempts_of(self.application.attempt_meta)) + 1


def artifacts_of(story: Story, ending: Ending, screenshots: list[Json]) -> Artifacts:
    """The artifacts JSON of an attempt in a browser."""
    applied = ending.status is Status.APPLIED
    artifacts: Artifacts = {
        "version": ARTIFACTS_VERSION,
        "method": "browser",
        "mode": story.mode.value,
        "note": ending.note,
        "board": story.adapter.name if story.adapter else story.application.job.board,
        "adapter": f"{story.adapter.name} {__version__}" if story.adapter else "",
        "url": story.application.job.url,
        "applied_at": datetime.now(UTC).isoformat() if applied else None,
        "confirmation": _confirmation(story.confirmation),
        "fields": [f for n, filled in enumerate(story.pages, 1) for f in field_rows(filled, n)],
        "documents": [d for filled in story.pages for d in documents_of(filled.sheet)],
        "screenshots": screenshots,  # type: ignore[typeddict-item]
        "questions": story.questions,
        "timings": story.timings.total(),
        "side_effects": story.side_effects,
        "application_details": details_of(story.application),
    }
    if story.pages and story.pages[0].page.title:
        artifacts["title"] = story.pages[0].page.title
    if story.trace:
        artifacts["trace"] = story.trace
    return artifacts


def attempt_row(story: Story, ending: Ending) -> Json:
    """The entry for `attempt_meta.attempts[]`."""
    return {
        "number": story.number,
        "worker": story.worker,
        "mode": story.mode.value,
        "started": story.started.isoformat(),
        "finished": datetime.now(UTC).isoformat(),
        "outcome": ending.status.value,
        "error": ending.error,
    }


def details_of(application: Application) -> ApplicationDetails:
    """What was there before: ids, the attempts' history, and every earlier artifacts JSON, none inside another."""
    earlier = dict(application.artifacts)
    previous: list[Json] = []
    if earlier:
        details = dict(earlier.get("application_details") or {})
        previous = list(details.pop("previous_artifacts", ()))
        previous.append({**earlier, "application_details": details} if details else earlier)
    return {
        "application_id": application.id,
        "job_id": application.job.id,
        "user_id": application.user.id,
        "original_attempt_meta": application.attempt_meta,
        "previous_artifacts": previous,
    }


def question_of(unanswered: Unanswered, page: int = 1) -> QuestionJson:
    """A question as it is put to the applicant."""
    asked, one = unanswered.field, unanswered.understanding
    question: QuestionJson = {
        "key": asked.key,
        "question": asked.asks,
        "kind": asked.kind,
        "required": asked.required,
        "options": [o.label for o in asked.options],
        "why": unanswered.why,
        "page": page,
    }
    if one.understood:
        question |= {"topic": one.topic, "scope": one.scope, "polarity": one.polarity, "time": one.time}
    return question


def sentence_of(questions: Sequence[QuestionJson]) -> str:
    """What could not be answered, as a note says it; of a file also why, for no answer can be typed in its place."""
    asked = [f"“{q['question']}”" + (f" ({q['why']})" if q["kind"] == "file" else "") for q in questions]
    return f"No fact answers {'; '.join(asked)}."


def field_rows(filled: FilledPage, number: int) -> Iterator[FieldJson]:
    """Every field of one form page, in its order."""
    empty = {u.field.key: u.why for u in (*filled.sheet.unanswered, *filled.sheet.left_empty)}
    topics = {u.field.key: u.topic for u in filled.sheet.understandings}
    for asked in filled.asked:
        answer = filled.sheet.answer(asked.key)
        now = filled.page.field(asked.key) or asked
        row: FieldJson = {
            "key": asked.key,
            "label": asked.asks,
            "kind": asked.kind,
            "required": asked.required,
            "topic": topics.get(asked.key, ""),
            "value": _held(answer, now, verified=asked.key in filled.verified) if answer else now.value,
            "source": answer.source if answer else "prefilled" if now.value else "",
            "verified": asked.key in filled.verified,
            "page": number,
            "box": _box(now),
        }
        note = filled.troubles.get(asked.key) or empty.get(asked.key)
        if note:
            row["note"] = note
        yield row


def _held(answer: Answer, now: FormField, *, verified: bool) -> str:
    """What the page holds where it was read back (its own words for a synonym); else what should have been written."""
    if verified and now.chosen and isinstance(answer.value, tuple):
        return ", ".join(now.chosen)
    return written(answer)


def written(answer: Answer) -> str:
    """An answer as a person reads it."""
    value = answer.value
    if isinstance(value, Document):
        return value.filename
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(value) if isinstance(value, tuple) else value


def _box(asked: FormField) -> BoxJson | None:
    box = asked.box
    return {"x": box.x, "y": box.y, "width": box.width, "height": box.height} if box else None


def documents_of(sheet: AnswerSheet) -> Iterator[DocumentJson]:
    for answer in sheet.answers:
        if isinstance(answer.value, Document):
            yield {"kind": answer.value.kind, "filename": answer.value.filename, "sha256": answer.value.sha256}


def _confirmation(seen: Confirmation | None) -> ConfirmationJson | None:
    if seen is None:
        return None
    return {
        "signals": list(seen.signals),
        "text": seen.text,
        "url": seen.url,
        "reference": seen.reference,
        "against": [*seen.against, *seen.complaints],
    }
