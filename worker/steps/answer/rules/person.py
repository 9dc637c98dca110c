"""Who the applicant is and how to reach them."""

from collections.abc import Mapping

from adapters.contract.choose import normal
from worker.resume.apply import years_since
from worker.steps.answer.facts import Facts, Found, Missing, Rule, Wanted, add, said
from worker.steps.answer.places import country, home_country, place, region
from worker.steps.answer.rules.words import text, yes_no
from worker.steps.sheet import Understanding
from worker.topics import spellings
from worker.topics.countries import dial_country

#: The age that profile.apply.over_18 is about.
_FULL_AGE = 18


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


def page_on(*networks: str) -> Rule:
    """The applicant's page on one network, by any of its names."""

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


def _salutation(_: Understanding, facts: Facts) -> Found:
    value, source = said(facts, "salutation")
    return Wanted(value, source, spellings(value)) if value else add("apply.salutation")


def _nationality(understanding: Understanding, facts: Facts) -> Found:
    """The one citizenship; several only where the field takes several."""
    codes, source = said(facts, "citizenships")
    if not codes:
        return add("apply.citizenships")
    each = tuple(Wanted(names[0], source, names[1:]) for code in codes if (names := country(code)))
    if len(each) == 1:
        return each[0]
    if understanding.field.kind in ("checkboxes", "multiselect"):
        return Wanted(each, source)
    return Missing("profile.apply.citizenships says more than one, and it takes one; choose which")


def _of_age(understanding: Understanding, facts: Facts) -> Found:
    """By the day of birth; without it, whoever is 18 is 16, and anything above is not known from that."""
    asked = int(understanding.scope or _FULL_AGE)
    born, source = said(facts, "birth_date")
    if born:
        return yes_no(understanding, years_since(born, facts.today) >= asked, source)
    adult, source = said(facts, "over_18")
    if adult is None:
        return add("apply.birth_date, or .over_18,")
    if asked == _FULL_AGE or (asked < _FULL_AGE) is adult:
        return yes_no(understanding, adult, source)
    return Missing(f"it asks for an age of {asked}, and profile.apply.over_18 says nothing of that; add birth_date")


RULES: Mapping[str, Rule] = {
    "first_name": _part_of_name(0, "firstName"),
    "last_name": _part_of_name(1, "lastName"),
    "salutation": _salutation,
    "birth_date": text("birth_date"),
    "birth_place": text("birth_place"),
    "nationality": _nationality,
    "over_18": _of_age,
    "phone_country": _phone_country,
    "country": lambda _, facts: home_country(facts),
    "region": lambda _, facts: region(facts),
    "city": place,
    "location": place,
    "linkedin": page_on("linkedin"),
    "github": page_on("github"),
    "xing": page_on("xing"),
    "twitter": page_on("twitter", "x"),
    "portfolio": page_on("portfolio", "behance", "dribbble"),
}
