"""Work and school: what the applicant does, has done and has learnt."""

import re
from collections.abc import Mapping

from adapters.contract.choose import normal
from worker.steps.answer.facts import Facts, Found, Missing, Rule, Wanted, add, said
from worker.steps.answer.rules.words import plain, yes_no
from worker.steps.sheet import Understanding
from worker.topics import spellings

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def _current_work(key: str) -> Rule:
    def rule(_: Understanding, facts: Facts) -> Found:
        for at, entry in enumerate(facts.profile.work):
            if not entry.end_date and (value := entry.by_key(key)):
                return Wanted(value, f"profile.work.{at}.{key}")
        return Missing(f"an entry of profile.work without an endDate and with a {key} would answer it")

    return rule


def _employed_now(understanding: Understanding, facts: Facts) -> Found:
    """As said; else an entry without an end says yes, and none says nothing: it may only be missing."""
    value, source = said(facts, "employed_now")
    if value is not None:
        return yes_no(understanding, value, source)
    held = next((at for at, entry in enumerate(facts.profile.work) if not entry.end_date), None)
    return (
        add("apply.employed_now") if held is None else yes_no(understanding, value=True, source=f"profile.work.{held}")
    )


def _years(understanding: Understanding, facts: Facts) -> Found:
    if not understanding.scope:
        total, source = said(facts, "years_of_experience")
        return add("apply.years_of_experience") if total is None else Wanted(float(total), source, unit="years")
    for at, skill in enumerate(facts.profile.skills):
        if normal(skill.name) == normal(understanding.scope) and skill.years is not None:
            return Wanted(skill.years, f"profile.skills.{at}.years", unit="years")
    return Missing(f"profile.skills has no years for just “{understanding.scope}”; add them there")


def _has_skill(understanding: Understanding, facts: Facts) -> Found:
    """Yes for a skill listed by that name; one that is not listed may be known all the same."""
    for at, skill in enumerate(facts.profile.skills):
        if normal(understanding.scope) in map(normal, (skill.name, *skill.keywords)):
            return yes_no(understanding, value=True, source=f"profile.skills.{at}")
    return Missing(f"profile.skills does not list just “{understanding.scope}”; add it there, or answer it")


def _of_school(key: str) -> Rule:
    def rule(_: Understanding, facts: Facts) -> Found:
        fact = facts.profile.fact(f"education.0.{key}")
        return Wanted(fact.value, fact.source, spellings(fact.value)) if fact else add(f"education[0].{key}")

    return rule


def _graduation(_: Understanding, facts: Facts) -> Found:
    fact = facts.profile.fact("education.0.endDate")
    year = _YEAR.search(fact.value) if fact else None
    return Wanted(year[0], fact.source) if fact and year else add("education[0].endDate")


RULES: Mapping[str, Rule] = {
    "current_company": _current_work("name"),
    "current_title": _current_work("position"),
    "employed_now": _employed_now,
    "years_of_experience": _years,
    "has_skill": _has_skill,
    "school": _of_school("institution"),
    "degree": _of_school("studyType"),
    "highest_degree": _of_school("studyType"),
    "discipline": _of_school("area"),
    "gpa": _of_school("score"),
    "graduation_year": _graduation,
    "studying_now": plain("studying_now"),
}
