"""Scope, polarity and time of what a field asks; where one of them cannot be settled, it is not understood."""

import re
from dataclasses import replace

from adapters.contract import FormField
from adapters.contract.choose import normal
from worker.steps.sheet import Polarity, Understanding
from worker.steps.understand.signs import bare_tick
from worker.topics.accounting import after_question, question, sentences
from worker.topics.language import Topic
from worker.topics.reading import Reader
from worker.topics.scopes import Scope

#: Of these, all the words around the question have a say.
_WHOLE = frozenset({"pay", "age"})
#: Controls in which a yes or no is written.
_WORDS = frozenset({"text", "textarea", "richtext"})
#: A sentence that may tell what yes means.
_TELLS_HOW = re.compile(
    r"\b(?:yes|no|answer|select|choose|check|tick|ja|nein|antwort\w*|oui|non|répon\w+|sí|sì|sim|não|nee|antwoord\w*)\b",
    re.IGNORECASE,
)


def settle(found: Understanding, eyes: Reader, company: str) -> Understanding:
    """The understanding with scope, polarity and time, or why they leave it open."""
    topic, text = eyes.lexicon.topics[found.topic], _asked(found.field)
    if topic.yesno and (why := _no_plain_yes_or_no(topic, text, eyes) or _more_to_write(found.field, text, eyes)):
        return unsettled(found, why)
    if topic.yesno and found.field.kind in _WORDS and (more := _after_question(text, eyes)):
        return unsettled(found, f'"{more}" may ask for more than a yes or no')
    way = eyes.negated(topic.name, text if topic.wordy else _from_question(text)) if topic.turns else "plain"
    if way == "unsettled":
        return unsettled(found, "a negation leaves open what yes would mean")
    polarity: Polarity = way
    scope = _scope(topic, found.field, text, eyes, company)
    if scope.unsettled:
        return unsettled(found, scope.unsettled)
    time = eyes.time(question(text)) if topic.yesno else ""
    if time and time not in topic.times:
        return unsettled(found, f"it asks about another time ({time}) than the applicant's fact speaks of")
    return replace(found, scope=scope.name, polarity=polarity, time=time)


def _after_question(text: str, eyes: Reader) -> str:
    """What follows the question and does not tell how to answer it: where words are written, it may want some."""
    return next((part for part in after_question(text) if not _TELLS_HOW.search(part) and _asks_more(part, eyes)), "")


def _asks_more(part: str, eyes: Reader) -> bool:
    """One word may be a mark ("*required")."""
    return len(normal(part).split()) > 1 or bool(eyes.says("explains", part))


def unsettled(found: Understanding, why: str) -> Understanding:
    return replace(found, topic="", why_not=f"it seems to ask for {found.topic}, but {why}")


def _asked(field: FormField) -> str:
    """The text that asks: a box's own label where it says to what, else the question."""
    return (field.label if field.kind == "checkbox" and not bare_tick(field.label) else field.asks) or field.asks


def _with_help(field: FormField, text: str) -> str:
    return f"{text} {field.hint} {field.placeholder}"


def _scope(topic: Topic, field: FormField, text: str, eyes: Reader, company: str) -> Scope:
    """What the question names, or else what stands before it ("This job is in Canada. May you work there?")."""
    if topic.scope in _WHOLE:
        return eyes.scope(topic, _with_help(field, text) if topic.scope == "pay" else text, company)
    asked = eyes.scope(topic, question(text), company)
    return asked if asked.name or asked.unsettled else eyes.scope(topic, text, company)


def _from_question(text: str) -> str:
    """The question, and what follows it and tells how to answer; what else stands around it turns nothing round."""
    return " ".join((question(text), *(part for part in after_question(text) if _TELLS_HOW.search(part))))


def _no_plain_yes_or_no(topic: Topic, text: str, eyes: Reader) -> str:
    """Why a yes or no would not do, or not tell what it means; "" where it does."""
    if word := eyes.open_ended(_from_question(text)):
        return f'"{word}" asks for more than a yes or no'
    if word := eyes.says("condition", text):
        return f'"{word}" makes it depend on something else'
    if topic.own and (opening := eyes.to_somebody_else(topic.name, text)):
        return f'"{opening} ..." is not put to the applicant'
    return ""


def _more_to_write(field: FormField, text: str, eyes: Reader) -> str:
    """Why a yes or no, written, would not do: a sentence that asks for more once it is answered."""
    if field.kind not in ("text", "textarea"):
        return ""
    more = next((part for part in sentences(text) if eyes.says("follow_up", part)), "")
    return f'"{more}" asks for more than a yes or no' if more else ""
