"""Permission to work, country by country: what holds for the European Union holds for its members."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from adapters.contract.choose import normal
from worker.resume import ELSEWHERE, Sponsorship
from worker.steps.answer.facts import Facts, Found, Missing, Rule, Wanted, add, said
from worker.steps.answer.rules.words import plain, yes_no
from worker.steps.sheet import Understanding
from worker.topics import meaning, spellings
from worker.topics.countries import EUROPEAN_UNION

#: From the lowest on; who holds one has passed those below it.
_CLEARANCES = ("confidential", "secret", "top secret", "ts sci")
#: In the European Economic Area or tied to it, and not in the Union: a word for "EU" may mean them too.
_NEIGHBOURS = frozenset({"CH", "IS", "LI", "NO"})
#: More than permission to work for one employer.
_UNRESTRICTED = re.compile(
    r"\b(?:any employer|unrestricted|unlimited|without (?:any )?restrictions?|uneingeschrankt\w*|unbefristet\w*)\b"
)
_NONE = (
    "None",
    "No clearance",
    "I do not have a clearance",
    "I do not hold a clearance",
    "Keine",
    "Not applicable",
    "N/A",
)


def by_country(key: str) -> Rule:
    def rule(understanding: Understanding, facts: Facts) -> Found:
        code = understanding.scope or facts.country
        value, source = for_country(facts, key, code)
        return _unsaid(key, code) if value is None else yes_no(understanding, value, source)

    return rule


def _authorized(understanding: Understanding, facts: Facts) -> Found:
    """Beside it stands whether sponsorship is needed, for options that speak of both."""
    found = by_country("work_authorization")(understanding, facts)
    if isinstance(found, Missing):
        return found
    needed, _ = for_country(facts, "sponsorship", understanding.scope or facts.country)
    settled = needed is not None and needed.now == needed.future
    free = settled and needed is not None and not needed.now
    if not free and _UNRESTRICTED.search(normal(understanding.field.asks)) and found.value is _yes(understanding):
        return Missing("it asks for any employer, and profile.apply.sponsorship does not say that none is needed")
    return replace(found, also=(("sponsorship", needed.now),)) if settled else found


def _yes(understanding: Understanding) -> bool:
    return understanding.polarity == "plain"


def for_country(facts: Facts, key: str, code: str) -> tuple[Any, str]:
    """The applicant's word for a country; where none is named, only a word that holds everywhere."""
    words: Mapping[str, Any] = getattr(facts.profile.apply, key)
    source = f"profile.apply.{key}"
    if not code:
        alike = ELSEWHERE in words and all(one == words[ELSEWHERE] for one in words.values())
        return (words[ELSEWHERE], f"{source}.{ELSEWHERE}") if alike else (None, "")
    asked = [code, *(["EU"] if code in EUROPEAN_UNION else []), ELSEWHERE]
    listed = next((one for one in asked if one in words), None)
    return (words[listed], f"{source}.{listed}") if listed else (None, "")


def _unsaid(key: str, code: str) -> Missing:
    named = code or f'"{ELSEWHERE}"'
    why = "" if code else " (the question names no country, and the posting's is not known)"
    return Missing(f"profile.apply.{key}.{named} would answer it and is not set{why}")


def _sponsorship(understanding: Understanding, facts: Facts) -> Found:
    code = understanding.scope or facts.country
    needed, source = for_country(facts, "sponsorship", code)
    if needed is None:
        return _unsaid("sponsorship", code)
    value = _when(needed, understanding.time)
    if value is None:
        return Missing(f"it does not say whether it asks of today or of later, and {source} tells them apart")
    allowed, _ = for_country(facts, "work_authorization", code)
    found = yes_no(understanding, value, source)
    return found if allowed is None else replace(found, also=(("work_authorization", allowed),))


def _when(needed: Sponsorship, time: str) -> bool | None:
    if time == "now":
        return needed.now
    return needed.future if time == "future" or needed.now == needed.future else None


def _without_sponsorship(understanding: Understanding, facts: Facts) -> Found:
    code = understanding.scope or facts.country
    allowed, where = for_country(facts, "work_authorization", code)
    needed, beside = for_country(facts, "sponsorship", code)
    if allowed is False:
        return Wanted(value=False, source=where, synonyms=meaning("no"))
    sponsored = _when(needed, understanding.time) if needed else None
    if allowed is None or sponsored is None:
        named = code or f'"{ELSEWHERE}"'
        return Missing(f"profile.apply.work_authorization.{named} and .sponsorship.{named} would answer it together")
    return Wanted(not sponsored, f"{where}, {beside}", meaning("no" if sponsored else "yes"))


def _visa(_: Understanding, facts: Facts) -> Found:
    value, source = for_country(facts, "visa", facts.country)
    return Wanted(value, source, spellings(value)) if value else _unsaid("visa", facts.country)


def _citizen_of(understanding: Understanding, facts: Facts) -> Found:
    """`citizenships` lists every one that is held, so the others are not."""
    codes, source = said(facts, "citizenships")
    code = understanding.scope or facts.country
    if not codes or not code:
        return (
            add("apply.citizenships") if not codes else Missing("it names no country, and the posting's is not known")
        )
    if code == "EU":
        inside = bool(EUROPEAN_UNION & set(codes))
        if not inside and _NEIGHBOURS & set(codes):
            return Missing("it may mean the Union alone or its neighbours too; answer it yourself")
        return yes_no(understanding, inside, source)
    return yes_no(understanding, code in codes, source)


def _clearance(understanding: Understanding, facts: Facts) -> Found:
    """Yes to the level held and those below it, no to those above; a level of another scale is asked."""
    held, source = said(facts, "clearance")
    if not held:
        return add("apply.clearance")
    own, asked = normal(held), normal(understanding.scope)
    if own == "none":
        found = yes_no(understanding, value=False, source=source)
        return Wanted(found.value, source, (*found.synonyms, *_NONE))
    if asked in ("", own):
        found = yes_no(understanding, value=True, source=source)
        return Wanted(found.value, source, (*found.synonyms, held))
    if own in _CLEARANCES and asked in _CLEARANCES:
        return yes_no(understanding, _CLEARANCES.index(own) >= _CLEARANCES.index(asked), source)
    return Missing(f"it asks for another level ({understanding.scope}) than profile.apply.clearance says")


RULES: Mapping[str, Rule] = {
    "work_authorization": _authorized,
    "sponsorship": _sponsorship,
    "authorized_without_sponsorship": _without_sponsorship,
    "residence_permit": by_country("residence_permit"),
    "visa_type": _visa,
    "citizenship_of": _citizen_of,
    "clearance": _clearance,
    "clearance_eligible": plain("clearance_eligible"),
}
