"""What one text says, by each language's patterns: topics, whose fact, which country, company or skill. Cached."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from adapters.contract.choose import normal
from worker.topics.countries import named_countries
from worker.topics.loading import Language, Lexicon, lexicon

How = Literal["whole", "within"]

_PARENTHESES = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_SENTENCE = re.compile(r"[?.!]\s|\n")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_CURRENCIES = {
    "$": "USD",
    "€": "EUR",
    "£": "GBP",
    "usd": "USD",
    "eur": "EUR",
    "euro": "EUR",
    "euros": "EUR",
    "gbp": "GBP",
} | {
    code: code.upper() for code in ("chf", "cad", "aud", "nzd", "sek", "nok", "dkk", "pln", "inr", "jpy", "sgd", "czk")
}
_CURRENCY = re.compile(r"[$€£]|\b(?:" + "|".join(word for word in _CURRENCIES if word.isalpha()) + r")\b")
_PERIODS = {
    "year": re.compile(r"\b(?:annual(?:ly)?|year(?:ly)?|per annum|p a|pa|jahr\w*|jahrlich\w*)\b"),
    "month": re.compile(r"\b(?:month(?:ly)?|monat\w*)\b"),
    "week": re.compile(r"\b(?:week(?:ly)?|woche\w*)\b"),
    "day": re.compile(r"\b(?:daily|per day|day rate|tagessatz)\b"),
    "hour": re.compile(r"\b(?:hour(?:ly)?|stunde\w*)\b"),
}


@dataclass(frozen=True, slots=True)
class Scope:
    """What a topic is about: "" is the posting's own; unsettled says why it cannot be told."""

    name: str = ""
    unsettled: str = ""


class Reader:
    """One lexicon's eyes."""

    def __init__(self, words: Lexicon) -> None:
        self.lexicon = words
        # Labels repeat from form to form: each text is read once.
        self.topics_in = lru_cache(maxsize=8192)(self._topics_in)
        self.topics_named = lru_cache(maxsize=8192)(self._topics_named)
        self.topics_of_options = lru_cache(maxsize=2048)(self._topics_of_options)
        self.subject = lru_cache(maxsize=8192)(self._subject)
        self.vetoed = lru_cache(maxsize=16384)(self._vetoed)
        self.section = lru_cache(maxsize=2048)(self._section)
        self.negated = lru_cache(maxsize=2048)(self._negated)

    def _topics_in(self, text: str) -> dict[str, How]:
        """Topics that the text asks, and whether the whole of it does."""
        found: dict[str, How] = {}
        for language in self.lexicon.languages:
            forms = _forms(text, language)
            for topic in _whole(forms, language):
                found[topic] = "whole"
            words = forms[0]
            for seen, topic in [(seen, topic) for cue, seen, topic in language.within if cue in words]:
                if topic not in found and seen.search(words):
                    found[topic] = "within"
        return found

    def _topics_named(self, name: str) -> tuple[str, ...]:
        """Topics that a `name` or `id` attribute is called after."""
        words = normal(_CAMEL.sub(" ", name))
        found: list[str] = []
        for language in self.lexicon.languages:
            bare = language.words["name_tail"].sub("", language.words["name_lead"].sub("", words))
            forms = [form for form in dict.fromkeys((words, bare)) if language.any_names.fullmatch(form)]
            rows = language.patterns if forms else ()
            found += [row.topic for row in rows if any(row.names.fullmatch(form) for form in forms)]
        return tuple(dict.fromkeys(found))

    def _topics_of_options(self, labels: tuple[str, ...]) -> tuple[str, ...]:
        texts = [normal(label) for label in labels]
        rows = (row for language in self.lexicon.languages for row in language.patterns)
        return tuple(dict.fromkeys(row.topic for row in rows if any(row.options.search(text) for text in texts)))

    def _vetoed(self, topic: str, text: str) -> str:
        """The words that say it asks something else than the topic; "" for none."""
        words = normal(text)
        rows = (row for language in self.lexicon.languages for row in language.patterns if row.topic == topic)
        return next((found[0].strip() for row in rows if (found := row.veto.search(words))), "")

    def _subject(self, text: str, strict: bool) -> str:
        """Whose fact the text is about, where it is not the applicant's; "" otherwise."""
        words = normal(text)
        for language in self.lexicon.languages:
            if strict:
                if found := language.words["strict_subjects"].search(words):
                    return found[0]
            else:
                for subject, seen in language.subjects.items():
                    if seen.search(words):
                        return subject
        return ""

    def _section(self, text: str) -> Literal["", "neutral", "elsewhere", "other"]:
        """What a heading says: nothing, the applicant's own details, an employment or education entry, or else."""
        words = set(normal(text).split())
        bare = {word for word in words if not word.isdigit()}
        if not bare:
            return ""
        for language in self.lexicon.languages:
            if bare <= language.elsewhere and bare & language.elsewhere_core:
                return "elsewhere"
            if bare <= language.neutral:
                return "neutral"
        return "other"

    def _negated(self, topic: str, text: str) -> Literal["plain", "negated", "unsettled"]:
        """Which way round a yes or no is asked."""
        words, turned = normal(text), False
        for language in self.lexicon.languages:
            words = language.words["yes_no"].sub(" ", words)
            for row in language.patterns:
                if row.topic == topic and row.negated.search(words):
                    words, turned = row.negated.sub(" ", words), True
        if any(language.words["negation"].search(words) for language in self.lexicon.languages):
            return "unsettled"
        return "negated" if turned else "plain"

    def bare(self, label: str) -> bool:
        """Whether a label says nothing ("Select one")."""
        words = normal(label)
        return not words or any(language.words["bare"].fullmatch(words) for language in self.lexicon.languages)

    def open_ended(self, text: str) -> str:
        """The word that makes a question more than a yes or no ("please explain"); "" for none."""
        words = normal(text)
        for language in self.lexicon.languages:
            rest = language.words["posting"].sub(" ", words)
            for name in ("explains", "asks"):
                if found := language.words[name].search(rest):
                    return found[0]
        return ""

    def country(self, text: str) -> Scope:
        """The one country that the text names."""
        named = named_countries(text)
        if len(named) > 1:
            return Scope(unsettled=f"it names more than one country ({', '.join(sorted(named))})")
        if named:
            return Scope(next(iter(named)))
        words = normal(text)
        if any(language.words["place_after"].search(words) for language in self.lexicon.languages):
            return Scope(unsettled="it names a place that is not known as a country")
        return Scope()

    def company(self, text: str, company: str) -> Scope:
        """The posting's company, where the text means that one."""
        words, own = normal(text), normal(company)
        if own and re.search(rf"\b{re.escape(own)}\b", words):
            return Scope(company)
        if any(language.words["us"].search(words) for language in self.lexicon.languages):
            return Scope(company)
        return Scope(unsettled="it does not say which company, or names another than the posting's")

    def skill(self, text: str) -> Scope:
        """The skill whose years are asked; "" for all of them together."""
        if self.topics_in(text).get("years_of_experience") == "whole":
            return Scope()
        words = normal(text)
        for language in self.lexicon.languages:
            for name in ("skill", "skill_before"):
                if found := language.words[name].search(words):
                    skill = found["skill"].strip()
                    return Scope() if skill in language.total else Scope(skill)
        return Scope(unsettled="it does not say of what the years are")

    def pay(self, text: str) -> Scope:
        """The currency and period a pay question names: "USD/year", "/month", "EUR/"; "" for neither."""
        words = f"{normal(text)} {' '.join(sign for sign in '$€£' if sign in text)}"
        currencies = {_CURRENCIES[found] for found in _CURRENCY.findall(words)}
        periods = {name for name, seen in _PERIODS.items() if seen.search(words)}
        if len(currencies) > 1 or len(periods) > 1:
            return Scope(unsettled="it names more than one currency or period")
        named = f"{next(iter(currencies), '')}/{next(iter(periods), '')}"
        return Scope("" if named == "/" else named)


@lru_cache(maxsize=8)
def reader(languages: tuple[str, ...]) -> Reader:
    return Reader(lexicon(languages))


def _whole(forms: tuple[str, ...], language: Language) -> list[str]:
    asked = [form for form in forms if language.any_whole.fullmatch(form)]
    return [row.topic for row in language.patterns if any(row.whole.fullmatch(form) for form in asked)] if asked else []


def _forms(text: str, language: Language) -> tuple[str, ...]:
    """The text normalised; and without fillers, without what stands in parentheses, and its first sentence alone."""
    plain = _PARENTHESES.sub(" ", text)
    first = _SENTENCE.split(plain, maxsplit=1)[0]
    bare = [
        language.words["tail"].sub("", language.words["lead"].sub("", normal(form))) for form in (text, plain, first)
    ]
    forms = (normal(text), *bare)
    return tuple(dict.fromkeys(form for form in forms if form)) or ("",)
