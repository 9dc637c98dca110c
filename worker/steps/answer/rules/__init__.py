"""Topic by topic, which fact answers: a path into the profile, or a rule where more than one fact has a say."""

from collections.abc import Mapping
from datetime import date

from worker.steps.answer.facts import Facts, Found, Missing, Rule, Wanted, add
from worker.steps.answer.rules import (
    company,
    consents,
    documents,
    languages,
    permission,
    person,
    terms,
    voluntary,
    willingness,
    work,
)
from worker.steps.answer.rules.words import yes_no
from worker.steps.sheet import Understanding
from worker.topics import Topic, lexicon, spellings

_THEMES = (person, documents, work, languages, terms, willingness, permission, company, consents)
#: What the profile says of today says nothing of the past.
_OF_TODAY = frozenset(permission.RULES) | {"employed_now", "studying_now", "non_compete"}
RULES: Mapping[str, Rule] = {topic: rule for theme in _THEMES for topic, rule in theme.RULES.items()}


def find(understanding: Understanding, facts: Facts) -> Found:
    """The fact that answers an understood field; one whose validity is over answers nothing."""
    found = _find(understanding, facts)
    if isinstance(found, Wanted) and (over := _expired(found.source, facts)):
        return Missing(f"{over} is past its day in profile.apply.valid_until; see that it holds and move the day")
    return found


def _find(understanding: Understanding, facts: Facts) -> Found:
    topic = lexicon().topics[understanding.topic]
    if understanding.time in ("past", "ever") and topic.name in _OF_TODAY:
        return Missing("it asks of the past, and your profile speaks of today; answer it yourself")
    if rule := RULES.get(topic.name):
        return rule(understanding, facts)
    if topic.demographic:
        return voluntary.voluntary(topic, facts)
    if topic.fact.startswith("documents."):
        return documents.document(topic.fact.removeprefix("documents."), understanding.field, facts)
    if not topic.fact:
        return Missing("only your own answer to this very question will do; give it once, or keep it in your answers")
    return _plain(topic, understanding, facts)


def _plain(topic: Topic, understanding: Understanding, facts: Facts) -> Found:
    fact = facts.profile.fact(topic.fact)
    if fact is None:
        return add(topic.fact)
    if isinstance(fact.value, bool):
        return yes_no(understanding, fact.value, fact.source)
    if isinstance(fact.value, date):
        return Wanted(fact.value, fact.source)
    return Wanted(str(fact.value), fact.source, spellings(str(fact.value)))


def _expired(source: str, facts: Facts) -> str:
    """The first of the facts behind an answer that is valid no longer; "" where all are."""
    for path, last_day in facts.profile.apply.valid_until.items():
        key = f"profile.apply.{path}"
        if facts.today > last_day and any(one == key or one.startswith(f"{key}.") for one in source.split(", ")):
            return key
    return ""
