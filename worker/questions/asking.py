"""Which questions are open now, and which of them are one and the same to whoever answers."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, cast

from adapters.contract import AdapterError, Answer, FormField, Option
from adapters.contract.choose import normal
from worker.errors import BadInput, Parked
from worker.model import Application, Json, Status, User
from worker.profile import Profile
from worker.review import questions_of, review_of
from worker.simulate import Known
from worker.steps.answer import Facts, answer
from worker.steps.answer.bank import Kept
from worker.steps.answer.giving import given, yes_or_no
from worker.steps.record import question_of
from worker.steps.sheet import Understanding
from worker.store.base import Store
from worker.topics import lexicon

#: Topics about the posting's own company, in the words of `topics.yaml`.
_OF_COMPANY = frozenset({"company", "employer"})

ProfileOf = Callable[[Application], Profile]


@dataclass(frozen=True, slots=True)
class Question:
    """One question, however many applications ask it."""

    #: The applicant whose it is.
    user: str
    #: What it is kept by: a topic and what it is about, or its words.
    topic: str
    about: str
    text: str
    options: tuple[str, ...]
    kind: str
    #: The company that the answer holds for; "" for everywhere.
    company: str
    #: The posting that the answer holds for; "" where it is not that narrow.
    posting: str = ""
    #: As one form prints it.
    example: str = field(compare=False, default="")
    #: Why no fact answers it.
    why: str = field(compare=False, default="")

    @property
    def yes_no(self) -> bool:
        """Whether yes or no answers it, in whatever words forms offer them."""
        return bool(self.topic) and lexicon().topics[self.topic].yesno

    def named(self) -> Json:
        """Question or topic, and company: the keys of a kept answer."""
        what = {"topic": self.topic, "about": self.about} if self.topic else {"question": self.text}
        where = {"company": self.company, "url": self.posting}
        return {key: value for key, value in {**what, **where}.items() if value}


@dataclass(frozen=True, slots=True)
class Waiting:
    """An application and what it still asks; nothing where it only has to be tried again."""

    application: Application
    questions: tuple[Question, ...]


async def gather(store: Store, profile_of: ProfileOf, known: Known) -> list[Waiting]:
    """Every application that waits for answers, and every one that will ask for some as its posting says.

    Those whose questions have been answered since are among them, with none left. Raises `BadInput` for bad facts.
    """
    ahead = [Waiting(one, _ahead(one, known)) async for one in store.list(Status.PENDING) if one.job.raw]
    return await parked(store, profile_of) + [one for one in ahead if one.questions]


async def parked(store: Store, profile_of: ProfileOf) -> list[Waiting]:
    """Those that stopped at a question."""
    return [
        Waiting(one, _still_open(one, profile_of))
        async for one in store.list(Status.NEEDS_REVIEW)
        if review_of(one).get("why") == "unanswered"
    ]


def still_open(application: Application, profile: Profile) -> list[Json]:
    """The questions of a parked application that no fact and no kept answer answers today."""
    job = application.job
    given = application.attempt_meta.get("answers") or {}
    facts = Facts(profile, job.company, job.url, given, title=job.title, board=job.board)
    asked = {question["key"]: question for question in questions_of(application)}
    sheet = answer([_understood(question) for question in asked.values()], facts)
    open_now = {row.field.key: row.why for row in sheet.unanswered}
    return [{**asked[key], "why": why if "topic" in asked[key] else asked[key]["why"]} for key, why in open_now.items()]


def _still_open(application: Application, profile_of: ProfileOf) -> tuple[Question, ...]:
    rows = still_open(application, profile_of(application))
    return tuple(dict.fromkeys(_question(application, row) for row in rows))


def _ahead(application: Application, known: Known) -> tuple[Question, ...]:
    """What a posting's own list of questions will ask, before a browser opens."""
    job = application.job
    try:
        adapter = known.adapter(job.url, job.board)
        fields = adapter.questions(job.raw)
        sheet = known.answer(adapter, fields, application) if fields else None
    except (AdapterError, Parked):
        return ()  # no answer helps; the run will say what is wrong with it
    rows = [question_of(row) for row in sheet.unanswered] if sheet else []
    return tuple(dict.fromkeys(_question(application, cast("Json", row)) for row in rows))


def _understood(row: Json) -> Understanding:
    """The field as it was understood when it was asked."""
    options = tuple(Option(label=text, value=text) for text in row.get("options") or ())
    asked = FormField(
        key=row["key"],
        kind=row.get("kind", "text"),
        label=row["question"],
        options=options,
        options_known=bool(options) or row.get("kind") != "combobox",
        required=True,
    )
    attributes: dict[str, Any] = {name: row[name] for name in ("topic", "scope", "polarity", "time") if name in row}
    return Understanding(asked, **attributes, why_not="" if "topic" in row else str(row.get("why", "")))


def _question(application: Application, row: Json) -> Question:
    """By topic where yes and no answer it in any words; else by its words, and free text for one company alone."""
    job, topic = application.job, row.get("topic", "")
    known = lexicon().topics.get(topic)
    by_topic = bool(known and known.yesno and not row.get("time") and _takes_both(row))
    options = tuple(row.get("options") or ())
    free_text = not options and not topic and row.get("kind") != "checkbox"
    return Question(
        user=application.user.id,
        topic=topic if by_topic else "",
        about=row.get("scope", "") if by_topic else "",
        text="" if by_topic else row["question"],
        options=() if by_topic else options,
        kind="" if by_topic else row.get("kind", ""),
        company=job.company if free_text or (known and known.scope in _OF_COMPANY) else "",
        posting=job.url if free_text and not job.company else "",
        example=row["question"],
        why=str(row.get("why", "")),
    )


def _takes_both(row: Json) -> bool:
    """Whether yes and no have one option each, in the plain sense of the question."""
    one = _understood(row)
    one = replace(one, field=replace(one.field, required=False))
    kept = (Kept(word, "", by_topic=True) for word in ("Yes", "No"))
    return one.polarity == "plain" and all(isinstance(given(one, each), Answer) for each in kept)


def users_of(waiting: Iterable[Waiting]) -> dict[str, User]:
    return {one.application.user.id: one.application.user for one in waiting}


def fitting(question: Question, value: str) -> str:
    """The answer as it is kept. Raises `BadInput` where it is none of what is offered."""
    if question.yes_no and not question.options:
        said = yes_or_no(value)
        if said is None:
            raise BadInput("expected yes or no, found another answer; give one of the two")
        return "Yes" if said else "No"
    return _offered(question.options, value)


def _offered(options: Sequence[str], value: str) -> str:
    if not options:
        return value
    if value.isdigit() and 1 <= int(value) <= len(options) and value not in options:
        return options[int(value) - 1]
    found = next((option for option in options if normal(option) == normal(value)), None)
    if found is None:
        raise BadInput(f"expected one of {'; '.join(options[:20])}, found another answer; give one of them")
    return found
