"""What several rules say alike: yes or no in the question's own sense, and a word for one company, place or all."""

from collections.abc import Mapping

from adapters.contract.choose import normal
from worker.resume import ELSEWHERE
from worker.steps.answer.facts import Facts, Found, Missing, Rule, Wanted, add, said
from worker.steps.sheet import Understanding
from worker.topics import meaning


def yes_no(understanding: Understanding, value: bool, source: str, *, consent: bool = False) -> Wanted:
    """The fact turned the way the question asks: "I do not need sponsorship" is a yes where it is not needed."""
    yes = value is not (understanding.polarity == "negated")
    words = (meaning("agree") if yes else meaning("disagree")) if consent else meaning("yes" if yes else "no")
    return Wanted(yes, source, words)


def plain(key: str, *, consent: bool = False) -> Rule:
    """A yes or no of the `apply:` section that holds whatever is asked."""

    def rule(understanding: Understanding, facts: Facts) -> Found:
        value, source = said(facts, key)
        return add(f"apply.{key}") if value is None else yes_no(understanding, value, source, consent=consent)

    return rule


def text(key: str) -> Rule:
    """Words of the `apply:` section, as they stand."""

    def rule(_: Understanding, facts: Facts) -> Found:
        value, source = said(facts, key)
        return add(f"apply.{key}") if value is None else Wanted(value, source)

    return rule


def for_company(facts: Facts, key: str) -> tuple[bool | None, str]:
    """The applicant's word for the posting's company; where it is not listed, the one for all others."""
    words: Mapping[str, bool] = getattr(facts.profile.apply, key)
    listed = next((one for one in words if normal(one) == normal(facts.company) != ""), None)
    named = listed or (ELSEWHERE if ELSEWHERE in words and facts.company else None)
    return (words[named], f"profile.apply.{key}.{named}") if named else (None, "")


def by_company(key: str) -> Rule:
    def rule(understanding: Understanding, facts: Facts) -> Found:
        value, source = for_company(facts, key)
        return unsaid_of(key) if value is None else yes_no(understanding, value, source)

    return rule


def unsaid_of(key: str) -> Missing:
    return Missing(f'profile.apply.{key} would answer it, by company or by "*"')
