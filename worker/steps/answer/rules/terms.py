"""The terms of work: when, how much, for what pay. Units are converted only where it comes out even."""

import re
from collections.abc import Mapping

from adapters.contract import CHOICE_KINDS
from adapters.contract.choose import normal
from worker.resume import Salary
from worker.steps.answer.facts import Facts, Found, Missing, Rule, Wanted, add, number_text, said
from worker.steps.answer.rules.words import text
from worker.steps.answer.spans import span, unit_named
from worker.steps.sheet import Understanding
from worker.topics import spellings

#: "in days", "(Wochen)": the unit that a bare number is asked in.
_UNIT = re.compile(r"\b(?:in|of|en|em|di|number of|anzahl(?: der)?|nombre de|numero de) (?P<unit>\w+)\b")
#: Cents: what an amount of money is even to.
_CENTS = 100


def _notice(understanding: Understanding, facts: Facts) -> Found:
    """As the applicant put it; where a unit is asked for ("in weeks"), the number alone, exactly."""
    fact = facts.profile.fact("apply.notice_period")
    if fact is None:
        return add("apply.notice_period")
    own = span(fact.value)
    asked = _unit(understanding)
    if not asked:
        return Wanted(fact.value, fact.source, spellings(fact.value), unit="notice")
    count = own.counted_in(asked) if own else None
    if count is not None:
        return Wanted(count, fact.source, unit=asked)
    return Missing(f"it asks in {asked}, and profile.apply.notice_period does not say just that")


def _unit(understanding: Understanding) -> str:
    """days, weeks or months, where the question wants just their number."""
    words = normal(understanding.field.asks)
    for found in _UNIT.finditer(words):
        if unit := unit_named(found["unit"]):
            return unit
    last = unit_named(words.rpartition(" ")[2])
    return last if last and understanding.field.kind in ("number", "range") else ""


def _salary(understanding: Understanding, facts: Facts) -> Found:
    salary: Salary | None = facts.profile.apply.salary
    if salary is None:
        return add("apply.salary")
    currency, _, period = understanding.scope.partition("/")
    if currency not in ("", salary.currency):
        return Missing("it asks in another currency than profile.apply.salary says; nothing is converted")
    amount = per(salary, period or salary.period)
    if amount is None:
        return Missing(
            f"it asks per {period}, and profile.apply.salary is per {salary.period}; "
            "profile.apply.salary.per_year would say how to convert it, where it comes out even"
        )
    if understanding.field.kind in ("number", "range") and not period and salary.period != "year":
        return Missing(f"it does not say for which period, and profile.apply.salary is per {salary.period}")
    return _pay(understanding, amount, f"{salary.currency}/{period or salary.period}")


def _pay(understanding: Understanding, amount: float, unit: str) -> Wanted:
    """A bare number where only that fits, or where it is one of several ranges; words elsewhere."""
    currency, _, period = unit.partition("/")
    shown = f"{number_text(amount)} {currency} per {period}"
    bare = understanding.field.kind in ("number", "range")
    if bare or understanding.field.kind in CHOICE_KINDS:
        return Wanted(amount, "profile.apply.salary", () if bare else (shown,), unit=unit)
    return Wanted(shown, "profile.apply.salary")


def per(salary: Salary, period: str) -> float | None:
    """The amount for another period by the applicant's own count; None where none is given or a rest would be left."""
    if period == salary.period:
        return salary.amount
    counts: Mapping[str, float] = {"year": 1.0} | {str(unit): count for unit, count in salary.per_year.items()}
    if salary.period not in counts or period not in counts:
        return None
    yearly = salary.amount * counts[salary.period]
    cents = round(yearly / counts[period] * _CENTS)
    return cents / _CENTS if cents * counts[period] == yearly * _CENTS else None


def _hours(_: Understanding, facts: Facts) -> Found:
    value, source = said(facts, "weekly_hours")
    return add("apply.weekly_hours") if value is None else Wanted(float(value), source, unit="hours")


def _employment(understanding: Understanding, facts: Facts) -> Found:
    """The one kind of employment wanted; of several, all where the field takes several."""
    types, source = said(facts, "employment_types")
    if not types:
        return add("apply.employment_types")
    each = tuple(Wanted(one, source, spellings(one)) for one in types)
    if len(each) == 1:
        return each[0]
    if understanding.field.kind in ("checkboxes", "multiselect"):
        return Wanted(each, source)
    return Missing("profile.apply.employment_types says more than one, and it takes one; choose which")


RULES: Mapping[str, Rule] = {
    "notice_period": _notice,
    "start_date": text("start_date"),
    "salary_expectation": _salary,
    "employment_type": _employment,
    "weekly_hours": _hours,
}
