"""Whose fact a field asks for: the applicant's, or that of somebody who is named beside it."""

import re
from collections.abc import Sequence
from dataclasses import replace

from adapters.contract import FormField
from adapters.contract.choose import normal
from worker.steps.sheet import Understanding
from worker.topics.reading import Reader

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z\d])|(?<=\d)(?=[A-Za-z])|_")
#: Kinds of controls that details are written into.
_WRITTEN = frozenset({"text", "email", "tel"})
#: A name in full, or in parts.
_NAMES = {"full_name": "name", "first_name": "name", "last_name": "name"}


def somebody(field: FormField, eyes: Reader, *, anyone: bool = True) -> str:
    """Whose fact it is, where it is not the applicant's; "" where it is. `anyone`: for a detail that anybody has."""
    own_words = f"{field.question} {field.label} {field.placeholder}"
    attributes = _CAMEL.sub(" ", f"{field.name} {field.id}")
    titles = (field.section, *field.above)
    return (
        eyes.subject(own_words, strict=False)
        or eyes.subject(attributes, strict=False)
        or eyes.subject(f"{' | '.join(titles)} | {field.hint}", strict=True)
        or next(filter(None, map(eyes.subject_of_heading, titles)), "")
        or (eyes.says("people", attributes) if anyone else "")
        or (next((whose for one in titles if (whose := eyes.says("others", one))), "") if anyone else "")
    )


def without_titles(field: FormField, title: str) -> FormField:
    """The field without headings that say nothing of whose it is: its own label, and the posting's title."""
    idle = {normal(field.label), normal(field.question), normal(title)} - {""}
    titles = [one for one in (field.section, *field.above) if normal(one) not in idle]
    if len(titles) == len(field.above) + 1:
        return field
    return replace(field, section=titles[0] if titles else "", above=tuple(titles[1:]))


def strangers(found: Sequence[Understanding], eyes: Reader, page: str) -> frozenset[int]:
    """Which of a page's understood fields stand under a heading that may be over somebody else's details.

    A heading is the applicant's own where it says so, or itself asks for such a detail ("Where do you live?"). So is
    the first over any, often the job's title, if the page's title says it too or it is also over what only an
    applicant is asked (a résumé, the pay), and no heading known as theirs asks for the same details.
    """
    details = [(at, one) for at, one in enumerate(found) if _of_anyone(one, eyes)]
    under: dict[str, set[str]] = {}
    for _, one in details:
        under.setdefault(one.field.section, set()).add(_NAMES.get(one.topic, one.topic))
    own = {heading for heading in under if eyes.section(heading) != "other"}
    first = next(iter(under), "")
    told = f" {normal(first)} " in f" {normal(page)} " or any(
        one.field.section == first and _of_applicants(one, eyes) for one in found
    )
    if told and not any(under[heading] & under[first] for heading in own - {first}):
        own.add(first)
    theirs = {heading for heading in under if _opens_with_another(heading, found, eyes)}
    return frozenset(at for at, one in details if one.field.section not in own - theirs)


def of_entries(found: Sequence[Understanding], eyes: Reader) -> frozenset[int]:
    """Which first days and pays stand beside an employer, a school or a last day, and say nothing of a wish."""
    beside = {one.field.section for one in found if _of_entry(one, eyes)}
    return frozenset(
        at
        for at, one in enumerate(found)
        if one.topic and eyes.lexicon.topics[one.topic].wish and one.field.section in beside
        if not _wished(one, eyes)
    )


def _of_entry(one: Understanding, eyes: Reader) -> bool:
    topic = eyes.lexicon.topics.get(one.topic)
    return bool(topic.entry if topic else eyes.says("ends", one.field.label))


def _opens_with_another(heading: str, found: Sequence[Understanding], eyes: Reader) -> bool:
    """Whether the first detail under a heading is somebody else's by its own words ("Reference name"; "Phone")."""
    here = (one for one in found if one.field.section == heading and one.field.visible)
    written = (one for one in here if one.field.kind in _WRITTEN)
    first = next((one for one in written if one.subject != "applicant" or _of_anyone(one, eyes)), None)
    return first is not None and first.subject != "applicant"


def _of_applicants(one: Understanding, eyes: Reader) -> bool:
    """Whether only an applicant is asked for it."""
    topic = eyes.lexicon.topics.get(one.topic)
    return topic is not None and topic.own and not topic.anyone and not topic.wish


def _of_anyone(one: Understanding, eyes: Reader) -> bool:
    topic = eyes.lexicon.topics.get(one.topic)
    return topic is not None and one.field.visible and (topic.anyone or (topic.wish and not _wished(one, eyes)))


def _wished(one: Understanding, eyes: Reader) -> bool:
    """Whether it is a first day or a pay that the applicant wishes for, by its own words."""
    return bool(eyes.says("wished", f"{one.field.question} {one.field.label}"))
