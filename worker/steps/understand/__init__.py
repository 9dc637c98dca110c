"""What each field asks: a topic with its subject, scope, polarity and time, or why that cannot be told.

The rule, in the order it is applied (docs/understanding.md tells it with examples):
1. Each source names topics with a weight: the adapter's word 1.0, `autocomplete` 0.9, the label or a group's question
   0.9 (the whole of it) or 0.85 (a phrase in it), name or id, placeholder and options 0.65 each.
2. Every word of a label or question must be accounted for: by the topic's patterns, its own vocabulary, the language's
   fillers, or as the name of what it is about. Each other word costs 0.35 (in a consent, 0.05); below the bar the text
   says nothing of that topic. A text that wants an account ("describe", "why") says nothing of any, unless as a whole.
3. A topic is struck where the field's kind cannot hold it, where its trap words stand in label or question, where the
   fact is somebody else's, or where a fact about the person stands in an employment, education or reference section.
4. Of two topics that fit, one may be declared to win over the other (sponsorship over work authorization).
5. Confidence is the best weight, plus 0.05 for each other source that agrees, minus half the weight of the best topic
   that contradicts, minus 0.1 where only attributes speak beside a label that says nothing known, minus 0.6 where
   the group's question is about something else.
6. Below 0.6 the field is not understood. Nor is a yes or no where the question asks for more than that, depends on
   something else, is put to somebody else, is negated in a way that leaves open what yes would mean, or asks about a
   time of which the fact does not speak; nor anything whose scope is not settled.
7. A detail that anybody has (a name, an address) is not understood under a heading that may be over somebody else's.
8. A mere "Name" beside a first name is the last name, where no other field of the page asks for that.
9. A fact about the person asked twice on a page is understood the first time only: the second may be somebody else's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from adapters.contract import FormField
from worker.steps.sheet import Understanding
from worker.steps.understand.bar import BAR
from worker.steps.understand.settling import settle, unsettled
from worker.steps.understand.signs import GROUPS, adapters_word, signs_of
from worker.steps.understand.weighing import doubt, strike, weigh
from worker.steps.understand.whose import of_entries, somebody, strangers, without_titles
from worker.topics.reading import Reader, reader

__all__ = ["BAR", "understand"]

_CHOICES = frozenset({*GROUPS, "select", "combobox", "multiselect"})


def understand(
    fields: Sequence[FormField],
    *,
    board_topics: Mapping[str, str],
    company: str = "",
    url: str = "",
    title: str = "",
    page: str = "",
) -> tuple[Understanding, ...]:
    """Each field's meaning, in the order of the fields. Pure; `page` is its title, `title` the posting's."""
    del url
    eyes = reader()
    found = [_one(_bare(without_titles(field, title), eyes), eyes, board_topics, company) for field in fields]
    fixed = frozenset(field.key for field in fields if adapters_word(field, board_topics))
    found = _wishes_only(_own_only(_last_names(found, eyes, fixed), eyes, fixed, page), eyes, fixed)
    sure = _first_only(found, eyes, fixed)
    return tuple(replace(one, field=field) for one, field in zip(sure, fields, strict=True))


def _bare(field: FormField, eyes: Reader) -> FormField:
    """A choice without what it asks for once it is made ("If yes, please explain")."""
    if field.kind not in _CHOICES:
        return field
    label, asked = eyes.without_follow_ups(field.label), eyes.without_follow_ups(field.question)
    return field if (label, asked) == (field.label, field.question) else replace(field, label=label, question=asked)


def _one(field: FormField, eyes: Reader, board_topics: Mapping[str, str], company: str) -> Understanding:
    if field.honeypot or field.kind in ("unsupported", "password"):
        return Understanding(field, why_not="it is not a control for an answer")
    signs = signs_of(field, eyes, board_topics, company)
    fitting, struck = strike(field, signs, eyes)
    if not fitting:
        return Understanding(field, subject=_whose(field, eyes), why_not=struck or _nothing(field, eyes))
    best, confidence = weigh(field, fitting, eyes)
    evidence = tuple(sign.words for sign in fitting if sign.topic == best)
    if confidence < BAR:
        return Understanding(field, confidence=confidence, evidence=evidence, why_not=doubt(best, fitting, eyes))
    found = Understanding(field, topic=best, confidence=confidence, evidence=evidence)
    return settle(found, eyes, company)


def _whose(field: FormField, eyes: Reader) -> str:
    return somebody(field, eyes) or "applicant"


def _nothing(field: FormField, eyes: Reader) -> str:
    if words := eyes.says("essay", field.asks):
        return f'"{words}" asks for an account in your own words'
    subject = somebody(field, eyes)
    return f"it is about somebody else ({subject})" if subject else "nothing in its label, question or name is known"


def _last_names(found: Sequence[Understanding], eyes: Reader, fixed: frozenset[str]) -> list[Understanding]:
    """A mere "Name" beside a first name is the last name, where no other field asks for that."""
    if any(one.topic == "last_name" for one in found):
        return list(found)
    sections = {one.field.section for one in found if one.topic == "first_name"}
    return [
        replace(one, topic="last_name", evidence=(*one.evidence, "a first name is asked beside it"))
        if one.topic == "full_name"
        and one.field.key not in fixed
        and one.field.section in sections
        and _mere_name(one.field, eyes)
        else one
        for one in found
    ]


def _mere_name(field: FormField, eyes: Reader) -> bool:
    return eyes.mere_name(field.asks) and not field.autocomplete and " " not in field.placeholder.strip()


def _own_only(found: Sequence[Understanding], eyes: Reader, fixed: frozenset[str], page: str) -> list[Understanding]:
    """Without details under headings that may be over somebody else's; the adapter knows what it names."""
    strange = strangers(found, eyes, page)
    return [
        unsettled(one, f'it stands under "{one.field.section}", which may be over somebody else\'s details')
        if at in strange and one.field.key not in fixed
        else one
        for at, one in enumerate(found)
    ]


def _wishes_only(found: Sequence[Understanding], eyes: Reader, fixed: frozenset[str]) -> list[Understanding]:
    """Without what may be the first day or the pay of an employment that is asked beside it."""
    strange = of_entries(found, eyes)
    return [
        unsettled(one, "it stands beside an employment or a school, and may be its own")
        if at in strange and one.field.key not in fixed
        else one
        for at, one in enumerate(found)
    ]


def _first_only(found: Sequence[Understanding], eyes: Reader, fixed: frozenset[str]) -> list[Understanding]:
    seen: set[str] = set()
    return [_unless_seen(one, eyes, seen, fixed) for one in found]


def _unless_seen(found: Understanding, eyes: Reader, seen: set[str], fixed: frozenset[str]) -> Understanding:
    topic = eyes.lexicon.topics.get(found.topic)
    if topic is None or not topic.once or not found.field.visible:
        return found
    again = topic.name in seen and found.field.key not in fixed
    seen.add(topic.name)
    if not again:
        return found
    return unsettled(found, "it is asked a second time here, which may be about somebody or something else")
