"""Where the applicant lives, in the spellings that forms list."""

from itertools import product

from adapters.contract import CHOICE_KINDS
from worker.steps.answer.facts import Facts, Found, Wanted, add
from worker.steps.sheet import Understanding
from worker.topics.countries import country_names, region_names

_SOURCE = "profile.basics.location"


def country(code: str) -> tuple[str, ...]:
    """Every spelling, the English name first."""
    return country_names(code)


def home_country(facts: Facts) -> Found:
    names = country(facts.profile.basics.location.country_code)
    return Wanted(names[0], f"{_SOURCE}.countryCode", names[1:]) if names else add("basics.location.countryCode")


def region(facts: Facts) -> Found:
    where = facts.profile.basics.location
    if not where.region:
        return add("basics.location.region")
    return Wanted(where.region, f"{_SOURCE}.region", region_names(where.country_code, where.region)[1:])


def place(understanding: Understanding, facts: Facts) -> Found:
    """The city alone where it is typed into a city field; everywhere else the city with its region and country."""
    where, field = facts.profile.basics.location, understanding.field
    if not where.city:
        return add("basics.location.city")
    if understanding.topic == "city" and field.kind not in CHOICE_KINDS:
        return Wanted(where.city, f"{_SOURCE}.city")
    regions = region_names(where.country_code, where.region) if where.region else ()
    full, *others = _spelled(where.city, regions, country_names(where.country_code))
    # A bare city in a list that a geocoder fills may be a namesake abroad; in an employer's own short list it is not.
    bare = (where.city,) if field.options_known and full != where.city else ()
    return Wanted(full, f"{_SOURCE}.city", (*others, *bare))


def _spelled(city: str, regions: tuple[str, ...], countries: tuple[str, ...]) -> tuple[str, ...]:
    """City, region and country in every spelling; then without the region, which a city may be itself."""
    full = [", ".join((city, *parts)) for parts in product(regions, countries)]
    short = [f"{city}, {name}" for name in (*countries, *regions)]
    if city in regions:
        full, short = short[:1] + full, short[1:]
    return tuple(dict.fromkeys((*full, *short))) or (city,)
