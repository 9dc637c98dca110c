"""What a question is about: a country, company, skill, language, place, age ... or why that is not settled."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from adapters.contract.choose import normal
from worker.topics.countries import named_countries
from worker.topics.language import Language
from worker.topics.tongues import language_names, named_languages

_PARENTHESES = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_AGE = re.compile(r"\b(1[4-9]|2[0-5])\b")
_PERCENT = re.compile(r"(\d{1,3}) ?(?:%|percent)")
_CLEARANCES = ("ts sci", "top secret", "secret", "confidential", "public trust", "sc", "dv", "nato secret")
#: A skill's name has at most so many words.
_SKILL_WORDS = 4
_NO_SKILL = "it does not name just one skill"
#: Between two skills.
_SEVERAL = re.compile(r"[,/;]| (?:and|or|und|oder|et|ou|y|o|e|en|of) ")
CURRENCIES = {
    "$": "USD",
    "€": "EUR",
    "£": "GBP",
    "usd": "USD",
    "eur": "EUR",
    "euro": "EUR",
    "euros": "EUR",
    "gbp": "GBP",
    "us dollars": "USD",
    "dollars": "USD",
    "pounds": "GBP",
    "lpa": "INR",
    "lakh": "INR",
    "lakhs": "INR",
} | {
    code: code.upper() for code in ("chf", "cad", "aud", "nzd", "sek", "nok", "dkk", "pln", "inr", "jpy", "sgd", "czk")
}
_CURRENCY = re.compile(r"[$€£]|\b(?:" + "|".join(word for word in CURRENCIES if word[0].isalpha()) + r")\b")
_PERIODS = {
    "year": re.compile(
        r"\b(?:annual(?:ly)?|year(?:ly)?|per annum|p a|pa|lpa|\w*jahr\w*|par an|annuele?s?|annuelle|an(?:o|no)"
        r"|anual(?:es)?|annu[ao]|annuale|ral|\w*jaar\w*)\b"
    ),
    "month": re.compile(
        r"\b(?:month(?:ly)?|\w*monat\w*|par mois|mensuele?s?|mensuelle|mes|mensual(?:es)?|mese|mensile|\w*maand\w*"
        r"|mensal)\b"
    ),
    "week": re.compile(r"\b(?:week(?:ly)?|woche\w*|par semaine|semanal|settimana\w*)\b"),
    "day": re.compile(r"\b(?:daily|per day|day rate|tagessatz)\b"),
    "hour": re.compile(r"\b(?:hour(?:ly)?|\w*stunden?\w*|par heure|horaire|hora|ora|oraria|(?<!\d )uur\w*)\b"),
}


@dataclass(frozen=True, slots=True)
class Scope:
    """What a topic is about: "" is the posting's own; unsettled says why it cannot be told."""

    name: str = ""
    unsettled: str = ""


def without_parentheses(text: str) -> str:
    return _PARENTHESES.sub(" ", text)


def country(text: str, languages: Iterable[Language]) -> Scope:
    """The one country that the text names."""
    named = named_countries(text)
    if len(named) > 1:
        return Scope(unsettled=f"it names more than one country ({', '.join(sorted(named))})")
    if named:
        return Scope(next(iter(named)))
    if any(language.words["place_after"].search(normal(text)) for language in languages):
        return Scope(unsettled="it names a place that is not known as a country")
    return Scope()


def company_meant(text: str, languages: Iterable[Language], own: str) -> Scope:
    """The posting's company, where the text means that one."""
    words = normal(text)
    # French and Italian join their article and preposition: "dAcme"; English puts an "s" to it: "Acmes".
    if normal(own) and re.search(rf"\b(?:[dl](?=[aeiouyh]))?{re.escape(normal(own))}s?\b", words):
        return Scope(own)
    if any(language.words["us"].search(words) for language in languages):
        return Scope(own)
    return Scope(unsettled="it does not say which company, or names another than the posting's")


def language(text: str, _: Iterable[Language]) -> Scope:
    """The one language whose command is asked, by its English name."""
    named = named_languages(text)
    if len(named) != 1:
        return Scope(unsettled="it does not name just one language")
    return Scope(normal(language_names(next(iter(named.values())))[0]))


def named_skill(text: str, languages: Sequence[Language]) -> Scope:
    """The one skill that the applicant may have."""
    skill = _first(languages, ("skill_asked",), text)
    return Scope(skill) if skill and _is_one_skill(skill, text, languages) else Scope(unsettled=_NO_SKILL)


def skill(text: str, languages: Sequence[Language]) -> Scope:
    """The skill whose years are asked; "" for all of them together."""
    found = _first(languages, ("skill", "skill_before"), text)
    if not found:
        return Scope(unsettled="it does not say of what the years are")
    if any(found in language.total for language in languages):
        return Scope()
    return Scope(found) if _is_one_skill(found, text, languages) else Scope(unsettled=_NO_SKILL)


def place(text: str, languages: Iterable[Language]) -> Scope:
    """The place it is about; "" for wherever the posting is."""
    return Scope(_first(languages, ("place",), text))


def age(text: str, _: Iterable[Language]) -> Scope:
    """The least age that is asked for, 18 where only full age is."""
    ages = set(_AGE.findall(normal(text)))
    return Scope(unsettled="it names more than one age") if len(ages) > 1 else Scope(next(iter(ages), "18"))


def percent(text: str, _: Iterable[Language]) -> Scope:
    """The share of time that is asked for; "" where none is named."""
    shares = set(_PERCENT.findall(text))
    return Scope(unsettled="it names more than one share") if len(shares) > 1 else Scope(next(iter(shares), ""))


def level(text: str, _: Iterable[Language]) -> Scope:
    """The level of clearance that is asked for; "" where none is named."""
    words = normal(text)
    return Scope(next((level for level in _CLEARANCES if re.search(rf"\b{level}\b", words)), ""))


def pay(text: str, _: Iterable[Language]) -> Scope:
    """The currency and period a pay question names: "USD/year", "/month", "EUR/"; "" for neither."""
    words = f"{normal(text)} {' '.join(sign for sign in '$€£' if sign in text)}"
    currencies = {CURRENCIES[found] for found in _CURRENCY.findall(words)}
    periods = {name for name, seen in _PERIODS.items() if seen.search(words)}
    if len(currencies) > 1 or len(periods) > 1:
        return Scope(unsettled="it names more than one currency or period")
    named = f"{next(iter(currencies), '')}/{next(iter(periods), '')}"
    return Scope("" if named == "/" else named)


#: By the name that a topic's `scope` gives; those of the posting's company are read with its name.
SCOPES: Mapping[str, Callable[[str, Sequence[Language]], Scope]] = {
    "country": country,
    "skill": skill,
    "named_skill": named_skill,
    "language": language,
    "place": place,
    "age": age,
    "percent": percent,
    "level": level,
    "pay": pay,
}


def _first(languages: Iterable[Language], patterns: Sequence[str], text: str) -> str:
    """What the one group holds that took part in the first match, fillers after the question taken off."""
    for language in languages:
        words = language.words["tail"].sub("", normal(without_parentheses(text)))
        for pattern in patterns:
            if found := language.words[pattern].search(words):
                return next((held.strip() for held in found.groups() if held), "")
    return ""


def _is_one_skill(found: str, text: str, languages: Iterable[Language]) -> bool:
    """A short name without small words ("your current role" is no skill), and no second one after it."""
    words = found.split()
    small = any(word in language.common for language in languages for word in words)
    return len(words) <= _SKILL_WORDS and not small and not _SEVERAL.search(_after(text, found))


def _after(text: str, words: str) -> str:
    """The text from where those words begin, as written; all of it where they cannot be found in it."""
    at = text.lower().find(words.split(maxsplit=1)[0]) if words else -1
    return text[max(at, 0) :]
