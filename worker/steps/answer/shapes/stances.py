"""Options that say yes or no in a sentence ("Yes, I am authorized to work in the US"): which one means the fact.

1. A yes or no at its head says on which side an option stands; without one, the topic it states and its negation do.
2. What an option says beside that has to be known: an option that speaks of another fact of the applicant's is
   confirmed or contradicted by it; one that says more than was asked ("but", "as a citizen") is not chosen.
3. Of the options on the fact's side, those that are contradicted go; a confirmed one wins; else one has to be left.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from adapters.contract import Option
from adapters.contract.choose import choose, normal
from worker.steps.answer.facts import Wanted
from worker.steps.answer.lists import lists, words
from worker.steps.sheet import Understanding
from worker.topics.countries import country_names, named_countries
from worker.topics.reading import reader

_DIGITS = re.compile(r"\d+")
Verdict = Literal["confirmed", "contradicted", "clean", "unclear"]


@dataclass(frozen=True, slots=True)
class _Stance:
    option: Option
    #: Whether it answers the question with yes; None where that cannot be told.
    yes: bool | None
    #: What it says beside a yes or no, normalised.
    rest: str


def sided(one: Understanding, yes: bool, wanted: Wanted) -> Option | None:
    """The one option that answers the question with `yes` and says nothing that is not known."""
    stances = [_stance(one, option) for option in one.field.options if not option.disabled]
    same = [stance for stance in stances if stance.yes is yes]
    judged = [(stance.option, _verdict(one, stance, wanted)) for stance in same]
    left = [(option, verdict) for option, verdict in judged if verdict != "contradicted"]
    confirmed = [option for option, verdict in left if verdict == "confirmed"]
    if len(confirmed) == 1:
        return confirmed[0]
    labels = (wanted.synonyms or (("Yes",) if yes else ("No",))) if not confirmed else ()
    exact = choose(one.field.options, labels[0], labels[1:]) if labels else None
    if exact and all(option == exact or option.label == exact.label for option, _ in left):
        return exact
    if len(left) == 1 and left[0][1] == "clean":
        return left[0][0]
    return None


def _stance(one: Understanding, option: Option) -> _Stance:
    text = normal(option.label)
    head, _, rest = text.partition(" ")
    if head in words("yes") or head in words("no"):
        return _Stance(option, head in words("yes"), rest)
    stated = _states(one.topic, option.label)
    return _Stance(option, None if stated is None else stated is not (one.polarity == "negated"), text)


def _states(topic: str, text: str) -> bool | None:
    """Whether a sentence says that the topic holds of the applicant; None where it is about something else."""
    eyes = reader()
    if topic not in eyes.topics_in(text):
        return None
    way = eyes.negated(topic, text)
    if way == "unsettled":
        negations = sum(word in words("negations") for word in normal(text).split())
        return False if negations == 1 else None
    return way == "plain"


def _verdict(one: Understanding, stance: _Stance, wanted: Wanted) -> Verdict:
    if not stance.rest:
        return "clean"
    known = set().union(*(words("plain", code) for code in lists()["plain"]))
    told: Verdict = "clean"
    for topic, value in wanted.also:
        stated = _states(topic, stance.option.label if stance.yes is None else stance.rest)
        if stated is None:
            continue
        if stated is not value:
            return "contradicted"
        told = "confirmed"
        known |= words("told", topic) if topic in lists()["told"] else frozenset()
    if not _consistent(one, stance):
        return "unclear"
    return told if _within(one, stance.rest, known) else "unclear"


def _consistent(one: Understanding, stance: _Stance) -> bool:
    """A yes whose sentence says no, or a no whose sentence says yes, means neither."""
    head = normal(stance.option.label).partition(" ")[0]
    if head not in words("yes") | words("no"):
        return True
    stated = _states(one.topic, stance.rest)
    if stated is not None:
        return (stated is not (one.polarity == "negated")) is stance.yes
    return not (stance.yes and reader().says("negation", stance.rest))


def _within(one: Understanding, rest: str, known: Sequence[str] | set[str]) -> bool:
    """Whether every word was asked, is a name of the country that was asked about, or adds nothing."""
    asked = normal(f"{one.field.question} {one.field.label}")
    if named_countries(rest) - named_countries(asked) - {one.scope}:
        return False
    for code in (one.scope, *named_countries(asked)):
        for name in sorted(map(normal, country_names(code)), key=len, reverse=True):
            rest = re.sub(rf"\b{re.escape(name)}\b", " ", rest)
    digits = set(_DIGITS.findall(rest)) - set(_DIGITS.findall(asked)) - {one.scope}
    return not digits and all(
        word in asked.split() or word in known or word in _DIGITS.findall(rest) for word in rest.split()
    )
