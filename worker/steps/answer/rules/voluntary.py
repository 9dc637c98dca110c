"""Voluntary questions: the applicant's own word, or a polite refusal where the form offers one."""

from adapters.contract.choose import normal
from worker.resume import DECLINE
from worker.steps.answer.facts import Facts, Found, Wanted
from worker.topics import Topic, meaning, spellings

#: Topics whose yes and no have sentences of their own, printed by US authorities.
_SENTENCES = frozenset({"veteran", "disability"})


def voluntary(topic: Topic, facts: Facts) -> Found:
    """Never written into a text unless the applicant said it; the option that declines is a choice like any other."""
    fact = facts.profile.fact(topic.fact)
    if fact is None or normal(fact.value) == DECLINE:
        words = meaning("decline")
        return Wanted(words[0], "rule: decline", words[1:], choice_only=True)
    word = normal(fact.value)
    if word in ("yes", "no"):
        return Wanted(fact.value, fact.source, meaning(f"{topic.name} {word}" if topic.name in _SENTENCES else word))
    more = _not_hispanic(fact.value, facts) if topic.name == "race" else ()
    return Wanted(fact.value, fact.source, (*spellings(fact.value), *more))


def _not_hispanic(race: str, facts: Facts) -> tuple[str, ...]:
    """What says two things, such as "White (Not Hispanic or Latino)", is chosen only by who said both."""
    if normal(facts.profile.apply.demographics.hispanic) != "no":
        return ()
    return tuple(f"{name} (Not Hispanic or Latino)" for name in (race, *spellings(race)))
