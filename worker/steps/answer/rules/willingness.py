"""What the applicant is willing to do: move, travel, come in, drive."""

import re
from collections.abc import Mapping

from adapters.contract.choose import normal
from worker.resume import ELSEWHERE
from worker.steps.answer.facts import Facts, Found, Missing, Rule, add, said
from worker.steps.answer.rules.words import plain, yes_no
from worker.steps.sheet import Understanding
from worker.topics.countries import country_names, named_countries

_DAYS = re.compile(r"\b(\d)(?: ?x)? ?(?:days?|times?|tage?|jours?|dias?|giorni|dagen)\b")
#: A class of licence, where the question names one.
_CLASS = re.compile(
    r"\b(?:(?:class(?:e|es)?|klassen?|categor(?:y|ie|ia)|kategorie|permis|patente|carnet|rijbewijs|carta) (?!de\b)"
    r"|(?:permis|permiso|licencia|carnet|carta|carteira|cnh)(?: de condu\w+| de motorista)? (?=b\b))([a-e]1?e?)\b"
    r"|\b(b1?|be|c1?|c1?e|d1|d1e)(?: class)? (?:drivers? |driving )?(?:licen[sc]e|fuhrerschein)\b"
)
#: Of what the fact does not speak: other licences, and a record without points.
_FURTHER = re.compile(r"\b(?:cdl|commercial|forklift|stapler\w*|clean|unblemished|points|endorsements?)\b")
#: More than a car of one's own: whoever has none may have other means.
_TRANSPORT = re.compile(r"\b(?:transport\w*|means of travel|mobil\w*)\b")


def by_place(key: str) -> Rule:
    """One word for wherever it is, or a word for each place; a place is a city, a region or a country."""

    def rule(understanding: Understanding, facts: Facts) -> Found:
        value, source = said(facts, key)
        if value is None:
            return add(f"apply.{key}")
        if isinstance(value, bool):
            return yes_no(understanding, value, source)
        named = _place(value, understanding.scope, facts.country)
        if named is None:
            what = f"“{understanding.scope}”" if understanding.scope else "wherever the posting is"
            return Missing(f'profile.apply.{key} says nothing of {what}; add it, or "*" for any other place')
        return yes_no(understanding, value[named], f"{source}.{named}")

    return rule


def _place(words: Mapping[str, bool], scope: str, country: str) -> str | None:
    """The entry for a place, else for its country, else for all others."""
    codes = (named_countries(scope) if scope else frozenset()) or ({country} if country else set())
    spelled = {normal(scope), *(normal(name) for code in codes for name in country_names(code))} - {""}
    listed = next((one for one in words if normal(one) in spelled), None)
    alike = len(set(words.values())) == 1
    return listed or (ELSEWHERE if ELSEWHERE in words and (scope or alike) else None)


def _travel(understanding: Understanding, facts: Facts) -> Found:
    value, source = said(facts, "travel")
    if value is None:
        return add("apply.travel")
    if isinstance(value, bool):
        return yes_no(understanding, value, source)
    if understanding.scope:
        return yes_no(understanding, value >= float(understanding.scope), source)
    if value == 0:
        return yes_no(understanding, value=False, source=source)
    return Missing("it does not say how much, and profile.apply.travel has a limit; answer it yourself")


_onsite_anywhere = by_place("onsite")


def _onsite(understanding: Understanding, facts: Facts) -> Found:
    days = _DAYS.search(normal(understanding.field.asks))
    if not days:
        return _onsite_anywhere(understanding, facts)
    most, source = said(facts, "onsite_days")
    if most is None:
        return add("apply.onsite_days")
    where = _onsite_anywhere(understanding, facts)
    if most >= int(days[1]) and (isinstance(where, Missing) or where.value is (understanding.polarity == "negated")):
        return where  # the days would do: the place decides
    return yes_no(understanding, most >= int(days[1]), source)


def _licence(understanding: Understanding, facts: Facts) -> Found:
    value, source = said(facts, "driving_license")
    if value is None:
        return add("apply.driving_license")
    if value is False:
        return yes_no(understanding, value=False, source=source)
    asked = _CLASS.search(normal(understanding.field.asks))
    if why := _another_licence(understanding, facts, classless=asked is None):
        return Missing(f"{why}, and profile.apply.driving_license does not speak of that; answer it yourself")
    if not asked or (value is not True and (asked[1] or asked[2]).upper() in value):
        return yes_no(understanding, value=True, source=source)
    if value is True:
        return Missing("it asks for a class, and profile.apply.driving_license names none; list the classes you hold")
    return yes_no(understanding, value=False, source=source)


def _another_licence(understanding: Understanding, facts: Facts, *, classless: bool) -> str:
    """Why a car's licence is not all that is asked for; "" where it is."""
    if named_countries(understanding.field.asks) - {facts.profile.basics.location.country_code}:
        return "it names a country"
    return (
        "it asks for another or a clean licence"
        if classless and _FURTHER.search(normal(understanding.field.asks))
        else ""
    )


def _vehicle(understanding: Understanding, facts: Facts) -> Found:
    value, source = said(facts, "own_vehicle")
    if value is None:
        return add("apply.own_vehicle")
    if not value and _TRANSPORT.search(normal(understanding.field.asks)):
        return Missing("a car is not the only means of transport, and profile.apply.own_vehicle speaks of no other")
    return yes_no(understanding, value, source)


RULES: Mapping[str, Rule] = {
    "relocation": by_place("relocation"),
    "travel": _travel,
    "onsite": _onsite,
    "remote": plain("remote"),
    "shift": plain("shift"),
    "weekends": plain("weekends"),
    "overtime": plain("overtime"),
    "driving_license": _licence,
    "own_vehicle": _vehicle,
}
