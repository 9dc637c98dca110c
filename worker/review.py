"""What a person decides about an application, and what they can type next."""

import re
from dataclasses import dataclass
from typing import Any

from adapters.contract import Option
from adapters.contract.choose import choose
from worker.errors import BadInput
from worker.model import Application, Json, Status, attempts_of
from worker.resume import Given
from worker.store.rows import moment_of


@dataclass(frozen=True, slots=True)
class Advice:
    """What comes next: a sentence, and the commands to type, ready to be copied."""

    text: str
    commands: tuple[str, ...] = ()


_REVIEW = {
    "login": "Sign in there yourself and apply by hand, or try again once no login stands in the way.",
    "captcha": "A CAPTCHA is for you alone: apply there by hand, or try again later.",
    "code": "The board wants a code that was sent to you: apply there by hand.",
    "form_changed": "The form is not as it was expected to be: look at the pictures, then try again or apply by hand.",
    "unsupported": "This site is not automated: find the posting on the employer's own page and queue that.",
    "stop_word": "It asks for what you never give: cancel it, or take the word out of profile.apply.abort_if_asked.",
    "refused": "The board refused what was sent: mend the fact it complains of, then try again.",
}


def advice(application: Application, *, local: bool = True) -> Advice:
    """The next step for an application, by where it stands. `local`: whether ids may be shortened to 8 characters."""
    key = application.id[:8] if local else application.id
    retry, cancel = f"apply-bot retry {key}", f"apply-bot cancel {key}"
    simulated = application.artifacts.get("method") == "simulated"
    by_status = {
        Status.PENDING: Advice(_waiting(application), ("apply-bot run",)),
        Status.PROCESSING: Advice("A worker has it; if that worker is gone, the next run gives it back to the queue."),
        Status.NEEDS_REVIEW: _review(application, key),
        Status.APPLIED: Advice("Only simulated: try it for real.", ("apply-bot retry --simulated", "apply-bot run"))
        if simulated
        else Advice("Nothing: it was sent, and the proof is kept."),
        Status.UNCONFIRMED: Advice(
            "Look at the evidence and into your mailbox. Cancel it to leave it as it is; try again only if it did not "
            "arrive, for it would be sent a second time if it did.",
            (cancel, retry),
        ),
        Status.FAILED: Advice("Mend the reason, then try again.", (retry, cancel)),
        Status.CLOSED: Advice("Nothing: the posting is over, or you applied there before."),
        Status.CANCELLED: Advice("Nothing; to want it after all, type this.", (retry,)),
    }
    return by_status[application.status]


def _waiting(application: Application) -> str:
    due = application.next_attempt_at
    if due is None:
        return "It waits for a run."
    because = waiting_because(application)
    return f"Next attempt at {due:%Y-%m-%d %H:%M:%S} UTC" + (f" because {because}." if because else ".")


def waiting_because(application: Application) -> str:
    """Why a pending row is not due yet: what held it back, else what its last attempt met; "" for nothing known."""
    due, meta = application.next_attempt_at, application.attempt_meta
    if due and (because := held_back_by(application)):
        return because
    last = attempts_of(meta)[-1] if due and attempts_of(meta) else {}
    error = last.get("error")
    return f"attempt {last.get('number', '?')} met this: {error['message'].rstrip('.')}" if error else ""


def held_back_by(application: Application) -> str:
    """What put a row off until the moment of its next attempt; "" where nothing did."""
    waiting = application.attempt_meta.get("waiting")
    if isinstance(waiting, dict) and moment_of(waiting.get("until")) == application.next_attempt_at:
        return str(waiting.get("because", ""))
    return ""


def _review(application: Application, key: str) -> Advice:
    review = review_of(application)
    cancel = f"apply-bot cancel {key}"
    why = str(review.get("why", ""))
    if why == "approval":
        text = "Look at what was filled in; if it is right, approve it and run again."
        return Advice(text, (f"apply-bot approve {key}", "apply-bot run", cancel))
    if why == "unanswered":
        commands = [f"apply-bot answer {key} {_quoted(q['key'])} {_placeholder(q)}" for q in questions_of(application)]
        return Advice("Answer what no fact answers; it is then tried again.", (*commands, "apply-bot run"))
    return Advice(_REVIEW.get(why, "Look at what stopped it, then decide."), (f"apply-bot retry {key}", cancel))


def review_of(application: Application) -> Json:
    """Why it is parked: {why, text, questions?, plan?}."""
    review = application.attempt_meta.get("review")
    return review if isinstance(review, dict) else {}


def questions_of(application: Application) -> list[Json]:
    """What it asked and no fact answered."""
    return list(review_of(application).get("questions") or ())


def _placeholder(question: Json) -> str:
    options = question.get("options") or ()
    return _quoted(str(options[0])) if options else '"..."'


def _quoted(text: str) -> str:
    return text if re.fullmatch(r"[\w.:@/\[\]-]+", text) else "'" + text.replace("'", "'\\''") + "'"


def answer_for(application: Application, field: str, value: str) -> dict[str, str]:
    """The answer as the store keeps it. Raises `BadInput` for an unknown field or an option that is not offered."""
    if not value.strip():
        raise BadInput(f"{field}: expected an answer, found an empty one; write it behind the field")
    asked = _asked(application, field)
    options = tuple(Option(label=text, value=text) for text in asked.get("options") or ())
    if not options:
        return {asked["key"]: value}
    chosen = choose(options, value)
    if chosen is None:
        offered = "; ".join(option.label for option in options[:20])
        raise BadInput(f"{field}: expected one of the options that are offered ({offered}), found another; name one")
    return {asked["key"]: chosen.label}


def kept_answer(application: Application, field: str, value: str, *, everywhere: bool) -> Given:
    """The answer by the question's words, for the posting's company or everywhere. Raises `BadInput` as above."""
    ((key, text),) = answer_for(application, field, value).items()
    question = next((row for row in _rows(application) if row["key"] == key), None)
    company = application.job.company
    if question is None:
        raise BadInput(f"{field}: expected a question that it asked, found none; only --scope posting can keep it")
    if not company and not everywhere:
        raise BadInput("--scope: the company of this posting is not known; use --scope posting or everywhere")
    return Given(question=question["question"], answer=text, company="" if everywhere else company)


def _rows(application: Application) -> list[Json]:
    """What it asked, and what was filled in."""
    filled = [{**row, "question": row["label"], "options": ()} for row in application.artifacts.get("fields") or ()]
    return [*questions_of(application), *filled]


def _asked(application: Application, field: str) -> dict[str, Any]:
    """The question that a person means by a key, by its words, or by its number."""
    questions = questions_of(application)
    filled = [{**row, "question": row["label"], "options": ()} for row in application.artifacts.get("fields") or ()]
    for rows in (questions, filled):
        for row in rows:
            if field in (row["key"], row["question"]) or _bare(field) == _bare(row["question"]):
                return row
    if field.isdigit() and 1 <= int(field) <= len(questions):
        return questions[int(field) - 1]
    if not questions and not filled:
        return {"key": field}
    keys = [row["key"] for row in questions or filled]
    raise BadInput(f"field: expected one of {', '.join(keys[:20])}, found {field!r}; `apply-bot show` lists them")


def _bare(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().casefold()
