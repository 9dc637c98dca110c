"""Whose fact a field asks for: the applicant's, or that of somebody who is named beside it."""

import re
from collections.abc import Sequence
from dataclasses import replace

from adapters.contract import FormField
from adapters.contract.choose import normal
from worker.steps.sheet import Understanding
from worker.topics.reading import Reader

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z\d])|(?<=\d)(?=[A-Za-z])|_")
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
    return frozenset(at for at, one in details if one.field.section not in own)


def _of_applicants(one: Understanding, eyes: Reader) -> bool:
    """Whether only an applicant is asked for it."""
    topic = eyes.lexicon.topics.get(one.topic)
    return topic is not None and topic.own and not topic.anyone


def _of_anyone(one: Understanding, eyes: Reader) -> bool:
    topic = eyes.lexicon.topics.get(one.topic)
    return topic is not None and topic.anyone and one.field.visible
