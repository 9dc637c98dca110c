"""What one text says, by each language's patterns: topics, whose fact, which country, company or skill. Cached."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from adapters.contract.choose import normal
from worker.topics.countries import named_countries
from worker.topics.loading import Language, Lexicon, lexicon
from worker.topics.tongues import named_languages

How = Literal["whole", "within"]
Time = Literal["future", "now", "ever", "past", ""]
_TIMES: tuple[Time, ...] = ("future", "now", "ever", "past")

_PARENTHESES = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_SENTENCE = re.compile(r"[?.!]\s|\n")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_AGE = re.compile(r"\b(1[4-9]|2[0-5])\b")
_PERCENT = re.compile(r"(\d{1,3}) ?(?:%|percent)")
_CLEARANCES = ("ts sci", "top secret", "secret", "confidential", "public trust", "sc", "dv", "nato secret")
#: A skill's name has at most so many words.
_SKILL_WORDS = 4
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
        self.languages_of = lru_cache(maxsize=8192)(self._languages_of)
        # Labels repeat from form to form: each text is read once.
        self.topics_in = lru_cache(maxsize=8192)(self._topics_in)
        self.topics_named = lru_cache(maxsize=8192)(self._topics_named)
        self.topics_of_options = lru_cache(maxsize=2048)(self._topics_of_options)
        self.subject = lru_cache(maxsize=8192)(self._subject)
        self.vetoed = lru_cache(maxsize=16384)(self._vetoed)
        self.section = lru_cache(maxsize=2048)(self._section)
        self.negated = lru_cache(maxsize=2048)(self._negated)

    def _languages_of(self, text: str) -> tuple[Language, ...]:
        """The languages a text may be in: those that most of its small words belong to, or all where it has none."""
        words = set(normal(text).split())
        counts = [len(words & language.common) for language in self.lexicon.languages]
        most = max(counts)
        return tuple(one for one, count in zip(self.lexicon.languages, counts, strict=True) if count == most)

    def _topics_in(self, text: str) -> dict[str, How]:
        """Topics that the text asks, and whether the whole of it does."""
        found: dict[str, How] = {}
        for language in self.languages_of(text):
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
        rows = (row for language in self.languages_of(text) for row in language.patterns if row.topic == topic)
        return next((found[0].strip() for row in rows if (found := row.veto.search(words))), "")

    def _subject(self, text: str, strict: bool) -> str:
        """Whose fact the text is about, where it is not the applicant's; "" otherwise."""
        words = normal(text)
        for language in self.languages_of(text):
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
        for language in self.languages_of(text):
            words = language.words["yes_no"].sub(" ", words)
            for row in language.patterns:
                if row.topic == topic and row.negated.search(words):
                    words, turned = row.negated.sub(" ", words), True
        if any(language.words["negation"].search(words) for language in self.languages_of(text)):
            return "unsettled"
        return "negated" if turned else "plain"

    def says(self, what: str, text: str) -> str:
        """The words of a text that match one of `loading.SINGLE`; "" for none."""
        words = normal(text)
        rows = (language.words[what].search(words) for language in self.languages_of(text))
        return next((found[0].strip() for found in rows if found), "")

    def time(self, text: str) -> Time:
        """When it asks about; what may come counts before what is."""
        return next((when for when in _TIMES if self.says(when, text)), "")

    def bare(self, label: str) -> bool:
        """Whether a label says nothing ("Select one")."""
        words = normal(label)
        return not words or any(language.words["bare"].fullmatch(words) for language in self.lexicon.languages)

    def open_ended(self, text: str) -> str:
        """The word that makes a question more than a yes or no ("please explain"); "" for none."""
        words = normal(text)
        for language in self.languages_of(text):
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
        if self.says("place_after", text):
            return Scope(unsettled="it names a place that is not known as a country")
        return Scope()

    def company(self, text: str, company: str) -> Scope:
        """The posting's company, where the text means that one."""
        words, own = normal(text), normal(company)
        if own and re.search(rf"\b{re.escape(own)}\b", words):
            return Scope(company)
        if self.says("us", text):
            return Scope(company)
        return Scope(unsettled="it does not say which company, or names another than the posting's")

    def language(self, text: str) -> Scope:
        """The one language whose command is asked."""
        named = named_languages(text)
        if len(named) != 1:
            return Scope(unsettled="it does not name just one language")
        return Scope(next(iter(named.values())))

    def named_skill(self, text: str) -> Scope:
        """The one skill that the applicant may have."""
        words = normal(text)
        rows = (language.words["skill_asked"].search(words) for language in self.languages_of(text))
        skill = next((_group(found) for found in rows if found), "")
        many = re.search(r"[,/;]| (?:and|or|und|oder|et|ou|y|o|e|en|of) ", _after(text, skill))
        if not skill or len(skill.split()) > _SKILL_WORDS or many:
            return Scope(unsettled="it does not name just one skill")
        return Scope(skill)

    def place(self, text: str) -> Scope:
        """The place it is about; "" for wherever the posting is."""
        words = normal(text)
        rows = (language.words["place"].search(words) for language in self.languages_of(text))
        return Scope(next((_group(found) for found in rows if found), ""))

    def age(self, text: str) -> Scope:
        """The least age that is asked for, 18 where only full age is."""
        ages = set(_AGE.findall(normal(text)))
        return Scope(unsettled="it names more than one age") if len(ages) > 1 else Scope(next(iter(ages), "18"))

    def percent(self, text: str) -> Scope:
        """The share of time that is asked for; "" where none is named."""
        shares = set(_PERCENT.findall(text))
        return Scope(unsettled="it names more than one share") if len(shares) > 1 else Scope(next(iter(shares), ""))

    def level(self, text: str) -> Scope:
        """The level of clearance that is asked for; "" where none is named."""
        words = normal(text)
        return Scope(next((level for level in _CLEARANCES if re.search(rf"\b{level}\b", words)), ""))

    def skill(self, text: str) -> Scope:
        """The skill whose years are asked; "" for all of them together."""
        if self.topics_in(text).get("years_of_experience") == "whole":
            return Scope()
        words = normal(text)
        for language in self.languages_of(text):
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


def _group(found: re.Match[str]) -> str:
    """What the one group that took part in the match holds."""
    return next((held.strip() for held in found.groups() if held), "")


def _after(text: str, words: str) -> str:
    """The text from where those words begin, as written; all of it where they cannot be found in it."""
    at = text.lower().find(words.split(maxsplit=1)[0]) if words else -1
    return text[max(at, 0) :]


@lru_cache(maxsize=1)
def reader() -> Reader:
    return Reader(lexicon())


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
