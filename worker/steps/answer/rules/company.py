"""What the applicant and the posting's company have to do with each other."""

from collections.abc import Mapping

from adapters.contract.choose import normal
from worker.resume import ELSEWHERE
from worker.steps.answer.facts import Facts, Found, Missing, Rule, Wanted, add
from worker.steps.answer.rules.words import by_company, for_company, unsaid_of, yes_no
from worker.steps.answer.spans import unit_named
from worker.steps.sheet import Understanding

_SPAN = Missing("it asks of a span of time, and your profile does not say when; answer it yourself")


def _in_any_span(rule: Rule) -> Rule:
    """What never was has not been in the last six months either; what once was may have been before that."""

    def narrowed(understanding: Understanding, facts: Facts) -> Found:
        found = rule(understanding, facts)
        spanned = any(unit_named(word) for word in normal(understanding.field.asks).split())
        once = isinstance(found, Wanted) and found.value is not (understanding.polarity == "negated")
        return _SPAN if spanned and once else found

    return narrowed


def _worked_here(understanding: Understanding, facts: Facts) -> Found:
    """As said of this very company, else as `work` lists it, else as said of all others."""
    value, source = for_company(facts, "previously_employed")
    listed = _position_here(facts)
    if listed is not None and (value is None or source.endswith(f".{ELSEWHERE}")):
        return yes_no(understanding, value=True, source=f"profile.work.{listed}.name")
    return unsaid_of("previously_employed") if value is None else yes_no(understanding, value, source)


def _works_here(understanding: Understanding, facts: Facts) -> Found:
    """Whoever never worked there does not work there now."""
    value, source = for_company(facts, "employed_here_now")
    if value is not None:
        return yes_no(understanding, value, source)
    listed = _position_here(facts)
    if listed is not None and not facts.profile.work[listed].end_date:
        return yes_no(understanding, value=True, source=f"profile.work.{listed}")
    before, source = for_company(facts, "previously_employed")
    if before is False and listed is None:
        return yes_no(understanding, value=False, source=source)
    return unsaid_of("employed_here_now")


def _position_here(facts: Facts) -> int | None:
    """The entry of `work` at the posting's company, one that is held now before any other."""
    at = [n for n, entry in enumerate(facts.profile.work) if normal(entry.name) == normal(facts.company) != ""]
    return min(at, key=lambda n: bool(facts.profile.work[n].end_date), default=None)


def _referrer(facts: Facts) -> tuple[str | None, str]:
    words = facts.profile.apply.referred_by
    own = next((one for one in words if normal(one) == normal(facts.company) != ""), None)
    key = own or (ELSEWHERE if ELSEWHERE in words and facts.company else None)
    return (words[key], f"profile.apply.referred_by.{key}") if key else (None, "")


def _referred_by(_: Understanding, facts: Facts) -> Found:
    name, source = _referrer(facts)
    return Wanted(name, source) if name else add("apply.referred_by, by company,")


def _was_referred(understanding: Understanding, facts: Facts) -> Found:
    name, source = _referrer(facts)
    return add("apply.referred_by, by company,") if name is None else yes_no(understanding, bool(name), source)


RULES: Mapping[str, Rule] = {
    "previously_employed": _in_any_span(_worked_here),
    "previously_applied": _in_any_span(by_company("previously_applied")),
    "previously_interviewed": _in_any_span(by_company("previously_interviewed")),
    "employed_here_now": _works_here,
    "relative_here": by_company("relative_here"),
    "referred_by": _referred_by,
    "was_referred": _was_referred,
}
