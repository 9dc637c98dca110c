"""Topic by topic, which fact answers: a path into the profile, or a rule where more than one fact has a say."""

import re
from collections.abc import Callable, Mapping
from datetime import date

from adapters.contract import Document
from adapters.contract.choose import normal
from worker.resume import DECLINE, ELSEWHERE, Salary
from worker.steps.answer.facts import Facts, Found, Missing, Wanted, add, number_text
from worker.steps.answer.places import country, place, region
from worker.steps.sheet import Understanding
from worker.topics import Topic, lexicon, meaning, spellings
from worker.topics.countries import EUROPEAN_UNION, dial_country

#: "in days", and "30 days": the first three letters of a unit tell it in English and German.
_UNIT = re.compile(r"\b(?:in|of) (?P<unit>days|weeks|months|tagen|wochen|monaten)\b")
_NOTICE = re.compile(r"(?P<count>\d+) (?P<unit>days?|weeks?|months?|tage?|wochen?|monate?)")

#: The age that profile.apply.over_18 is about.
_FULL_AGE = 18

Rule = Callable[[Understanding, Facts], Found]


def find(understanding: Understanding, facts: Facts) -> Found:
    """The fact that answers an understood field."""
    topic = lexicon().topics[understanding.topic]
    if rule := RULES.get(topic.name):
        return rule(understanding, facts)
    if topic.demographic:
        return _voluntary(topic, facts)
    if topic.fact.startswith("documents."):
        return _document(topic, facts)
    if not topic.fact:
        return Missing(
            "only your own answer to this very question will do; give it, or keep it in profile.apply.answers"
        )
    return _plain(topic, understanding, facts)


def _plain(topic: Topic, understanding: Understanding, facts: Facts) -> Found:
    fact = facts.profile.fact(topic.fact)
    if fact is None:
        return add(topic.fact)
    value = fact.value
    if isinstance(value, bool):
        return _yes_no(understanding, value, fact.source, consent=topic.name.startswith("consent_"))
    if isinstance(value, date):
        return Wanted(value, fact.source)
    return Wanted(str(value), fact.source, spellings(str(value)))


def _yes_no(understanding: Understanding, value: bool, source: str, *, consent: bool = False) -> Wanted:
    yes = value is not (understanding.polarity == "negated")
    said = (meaning("agree") if yes else meaning("disagree")) if consent else meaning("yes" if yes else "no")
    return Wanted(yes, source, said)


def _document(topic: Topic, facts: Facts) -> Found:
    kind = topic.fact.removeprefix("documents.")
    found: Document | None = facts.profile.document(kind)
    return Wanted(found, f"profile.apply.documents.{kind}") if found else add(f"apply.documents.{kind}")


def _part_of_name(at: int, key: str) -> Rule:
    """A part of the name as given; a name of just two words can be parted."""

    def rule(_: Understanding, facts: Facts) -> Found:
        if given := facts.profile.fact(f"basics.{key}"):
            return Wanted(given.value, given.source)
        words = facts.profile.basics.name.split()
        return (
            Wanted(words[at], "profile.basics.name") if len(words) == len(("first", "last")) else add(f"basics.{key}")
        )

    return rule


def _page_on(*networks: str) -> Rule:
    def rule(_: Understanding, facts: Facts) -> Found:
        for at, page in enumerate(facts.profile.basics.profiles):
            if normal(page.network) in networks and page.url:
                return Wanted(page.url, f"profile.basics.profiles.{at}.url")
        return Missing(f"an entry of profile.basics.profiles with network {networks[0]} and a url would answer it")

    return rule


def _phone_country(_: Understanding, facts: Facts) -> Found:
    basics = facts.profile.basics
    code, dial = dial_country(basics.phone, basics.location.country_code) if basics.phone else ("", "")
    if not code:
        return Missing("profile.basics.phone, and profile.basics.location.countryCode beside it, would answer it")
    names = country(code)
    shown = [form for name in names for form in (f"{name} +{dial}", f"{name} (+{dial})", f"+{dial} {name}")]
    return Wanted(names[0], "profile.basics.phone", (*names[1:], *shown, f"+{dial}"))


def _current_work(key: str) -> Rule:
    def rule(_: Understanding, facts: Facts) -> Found:
        for at, entry in enumerate(facts.profile.work):
            if not entry.end_date and (value := entry.by_key(key)):
                return Wanted(value, f"profile.work.{at}.{key}")
        return Missing(f"an entry of profile.work without an endDate and with a {key} would answer it")

    return rule


def _years(understanding: Understanding, facts: Facts) -> Found:
    if not understanding.scope:
        total = facts.profile.fact("apply.years_of_experience")
        return Wanted(float(total.value), total.source) if total else add("apply.years_of_experience")
    for at, skill in enumerate(facts.profile.skills):
        if normal(skill.name) == normal(understanding.scope) and skill.years is not None:
            return Wanted(skill.years, f"profile.skills.{at}.years")
    return Missing(f"profile.skills has no years for just “{understanding.scope}”; add them there")


def _notice(understanding: Understanding, facts: Facts) -> Found:
    """As the applicant put it; where a unit is asked for ("in weeks"), the number alone, in that very unit."""
    fact = facts.profile.fact("apply.notice_period")
    if fact is None:
        return add("apply.notice_period")
    asked = _UNIT.search(normal(understanding.field.asks))
    if not asked:
        return Wanted(fact.value, fact.source, spellings(fact.value))
    said = _NOTICE.fullmatch(normal(fact.value))
    if said and said["unit"][:3] == asked["unit"][:3]:
        return Wanted(float(said["count"]), fact.source)
    return Missing(f"it asks in {asked['unit']}, and profile.apply.notice_period does not say just that")


def _salary(understanding: Understanding, facts: Facts) -> Found:
    salary: Salary | None = facts.profile.apply.salary
    if salary is None:
        return add("apply.salary")
    currency, _, period = understanding.scope.partition("/")
    if currency not in ("", salary.currency) or period not in ("", salary.period):
        return Missing("it asks in another currency or for another period than profile.apply.salary says")
    if understanding.field.kind in ("number", "range"):
        if not period and salary.period != "year":
            return Missing(f"it does not say for which period, and profile.apply.salary is per {salary.period}")
        return Wanted(salary.amount, "profile.apply.salary")
    text = f"{number_text(salary.amount)} {salary.currency} per {salary.period}"
    return Wanted(text, "profile.apply.salary")


def _relocation(understanding: Understanding, facts: Facts) -> Found:
    """The word is for wherever the posting is, and a place that a question names is taken for that."""
    fact = facts.profile.fact("apply.relocation")
    return _yes_no(understanding, fact.value, fact.source) if fact else add("apply.relocation")


def _of_age(understanding: Understanding, facts: Facts) -> Found:
    """Whoever is 18 is 16; anything above is not known from that."""
    fact = facts.profile.fact("apply.over_18")
    if fact is None:
        return add("apply.over_18")
    asked = int(understanding.scope or 18)
    if asked == _FULL_AGE or (asked < _FULL_AGE) is fact.value:
        return _yes_no(understanding, fact.value, fact.source)
    return Missing(f"it asks for an age of {asked}, and profile.apply.over_18 says nothing of that")


def _by_country(key: str) -> Rule:
    def rule(understanding: Understanding, facts: Facts) -> Found:
        code = understanding.scope or facts.country
        value, source = _for_country(facts, key, code)
        if value is None:
            named = code or '"*"'
            why = "" if code else " (the question names no country, and the posting's is not known)"
            return Missing(f"profile.apply.{key}.{named} would answer it and is not set{why}")
        return _yes_no(understanding, value, source)

    return rule


def _for_country(facts: Facts, key: str, code: str) -> tuple[bool | None, str]:
    """The applicant's word for a country; where none is named, only a word that holds everywhere."""
    said: Mapping[str, bool] = getattr(facts.profile.apply, key)
    source = f"profile.apply.{key}"
    if not code:
        same = set(said.values())
        return (said[ELSEWHERE], f"{source}.*") if ELSEWHERE in said and len(same) == 1 else (None, "")
    asked = [code, *(["EU"] if code in EUROPEAN_UNION else []), ELSEWHERE]
    listed = next((one for one in asked if one in said), None)
    return (said[listed], f"{source}.{listed}") if listed else (None, "")


def _authorized_without_sponsorship(understanding: Understanding, facts: Facts) -> Found:
    code = understanding.scope or facts.country
    allowed, where = _for_country(facts, "work_authorization", code)
    sponsored, beside = _for_country(facts, "sponsorship", code)
    if allowed is False:
        return Wanted(value=False, source=where, synonyms=meaning("no"))
    if allowed is None or sponsored is None:
        named = code or '"*"'
        return Missing(f"profile.apply.work_authorization.{named} and .sponsorship.{named} would answer it together")
    return Wanted(not sponsored, f"{where}, {beside}", meaning("no" if sponsored else "yes"))


def _worked_here(understanding: Understanding, facts: Facts) -> Found:
    said = facts.profile.apply.previously_employed
    for company, value in said.items():
        if normal(company) == normal(facts.company) != "":
            return _yes_no(understanding, value, f"profile.apply.previously_employed.{company}")
    for at, entry in enumerate(facts.profile.work):
        if normal(entry.name) == normal(facts.company) != "":
            return _yes_no(understanding, value=True, source=f"profile.work.{at}.name")
    if ELSEWHERE in said and facts.company:
        return _yes_no(understanding, said[ELSEWHERE], "profile.apply.previously_employed.*")
    return Missing('profile.apply.previously_employed would answer it, by company or by "*"')


def _referrer(facts: Facts) -> tuple[str | None, str]:
    said = facts.profile.apply.referred_by
    own = next((one for one in said if normal(one) == normal(facts.company) != ""), None)
    key = own or (ELSEWHERE if ELSEWHERE in said and facts.company else None)
    return (said[key], f"profile.apply.referred_by.{key}") if key else (None, "")


def _referred_by(_: Understanding, facts: Facts) -> Found:
    name, source = _referrer(facts)
    return Wanted(name, source) if name else add("apply.referred_by, by company,")


def _was_referred(understanding: Understanding, facts: Facts) -> Found:
    name, source = _referrer(facts)
    return add("apply.referred_by, by company,") if name is None else _yes_no(understanding, bool(name), source)


def _voluntary(topic: Topic, facts: Facts) -> Found:
    """The applicant's own word, or a polite refusal where the form offers one."""
    fact = facts.profile.fact(topic.fact)
    if fact is None or normal(fact.value) == DECLINE:
        said = meaning("decline")
        return Wanted(said[0], "rule: decline", said[1:], choice_only=True)
    word = normal(fact.value)
    if word in ("yes", "no"):
        named = f"{topic.name} {word}" if topic.name in ("veteran", "disability") else word
        return Wanted(fact.value, fact.source, meaning(named))
    return Wanted(fact.value, fact.source, spellings(fact.value))


def _privacy_and_terms(understanding: Understanding, facts: Facts) -> Found:
    consents = facts.profile.apply.consents
    if consents.privacy is None or consents.terms is None:
        return add("apply.consents.privacy, or .terms beside it,")
    both = consents.privacy and consents.terms
    source = "profile.apply.consents.privacy, profile.apply.consents.terms"
    return _yes_no(understanding, both, source, consent=True)


RULES: Mapping[str, Rule] = {
    "first_name": _part_of_name(0, "firstName"),
    "last_name": _part_of_name(1, "lastName"),
    "phone_country": _phone_country,
    "country": lambda _, facts: _country(facts),
    "region": lambda _, facts: region(facts),
    "city": place,
    "location": place,
    "linkedin": _page_on("linkedin"),
    "github": _page_on("github"),
    "twitter": _page_on("twitter", "x"),
    "portfolio": _page_on("portfolio"),
    "current_company": _current_work("name"),
    "current_title": _current_work("position"),
    "years_of_experience": _years,
    "notice_period": _notice,
    "salary_expectation": _salary,
    "relocation": _relocation,
    "over_18": _of_age,
    "work_authorization": _by_country("work_authorization"),
    "sponsorship": _by_country("sponsorship"),
    "authorized_without_sponsorship": _authorized_without_sponsorship,
    "previously_employed": _worked_here,
    "referred_by": _referred_by,
    "was_referred": _was_referred,
    "consent_privacy_and_terms": _privacy_and_terms,
}


def _country(facts: Facts) -> Found:
    code = facts.profile.basics.location.country_code
    names = country(code)
    return (
        Wanted(names[0], "profile.basics.location.countryCode", names[1:])
        if names
        else add("basics.location.countryCode")
    )
