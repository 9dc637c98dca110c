"""What one text says, by each language's patterns: topics, whose fact, which way round, when. Cached."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from adapters.contract.choose import normal
from worker.topics.accounting import before_question, question, sentences, strange_words
from worker.topics.language import Language, Lexicon, Phrase, Topic
from worker.topics.loading import lexicon
from worker.topics.scopes import SCOPES, Scope, company_meant, without_parentheses

Time = Literal["future", "now", "ever", "past", ""]
_TIMES: tuple[Time, ...] = ("future", "now", "ever", "past")
#: The letter before "mail" is no small word ("e" is one in Italian and Portuguese).
_MAIL = re.compile(r"\be (?=mail\b)")
#: What stands in parentheses.
_ASIDE = re.compile(r"\s*\(([^()]*)\)")
#: Negations of one language that are small words, or parts of a name ("non-compete"), in another.
_NOT_ALWAYS = frozenset({"no", "na", "ne", "non", "ni", "un authorized"})
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Hit:
    """One text's word for one topic."""

    #: Whether the whole text asks for it, or a phrase in it.
    whole: bool
    #: The words that the topic leaves unaccounted for.
    strange: tuple[str, ...] = ()


class Reader:
    """One lexicon's eyes."""

    def __init__(self, words: Lexicon) -> None:
        self.lexicon = words
        self.languages_of = lru_cache(maxsize=8192)(self._languages_of)
        # Labels repeat from form to form: each text is read once.
        self.topics_in = lru_cache(maxsize=8192)(self._topics_in)
        self.hits = lru_cache(maxsize=32768)(self._hits_in)
        self.says = lru_cache(maxsize=32768)(self._says)
        self.topics_named = lru_cache(maxsize=8192)(self._topics_named)
        self.topics_of_options = lru_cache(maxsize=2048)(self._topics_of_options)
        self.subject = lru_cache(maxsize=8192)(self._subject)
        self.vetoed = lru_cache(maxsize=16384)(self._vetoed)
        self.subject_of_heading = lru_cache(maxsize=2048)(self._subject_of_heading)
        self.section = lru_cache(maxsize=2048)(self._section)
        self.without_follow_ups = lru_cache(maxsize=8192)(self._without_follow_ups)
        self.negated = lru_cache(maxsize=2048)(self._negated)

    def _languages_of(self, text: str) -> tuple[Language, ...]:
        """The languages that most of a text's small words belong to; all where it has less than two such words."""
        words = set(_MAIL.sub("e", normal(without_parentheses(text))).split())
        counts = [len(words & language.common) for language in self.lexicon.languages]
        most = max(counts) if max(counts) > 1 else 0
        return tuple(one for one, count in zip(self.lexicon.languages, counts, strict=True) if count >= most)

    def _topics_in(self, text: str, company: str = "") -> Mapping[str, Hit]:
        """Topics that the text asks, the posting's company being `company`."""
        found: dict[str, Hit] = {}
        for language in self.languages_of(text):
            for name, hit in self.hits(text, language.code, company):
                known = found.get(name)
                if known is None or (len(hit.strange), not hit.whole) < (len(known.strange), not known.whole):
                    found[name] = hit
        return found

    def _hits_in(self, text: str, code: str, company: str) -> tuple[tuple[str, Hit], ...]:
        """What one language sees in a text."""
        language = next(one for one in self.lexicon.languages if one.code == code)
        return tuple(self._hits(text, language, company))

    def _hits(self, text: str, language: Language, company: str) -> Iterator[tuple[str, Hit]]:
        text = language.words["endings"].sub("", text)
        forms = _forms(text, language)
        asked = [form for form in forms if language.any_whole.fullmatch(form)]
        for row in language.patterns if asked else ():
            for form in asked:
                if row.whole.seen.fullmatch(form):
                    topic = self.lexicon.topics[row.topic]
                    strange = strange_words(form, topic, [row.whole], language, company, whole=True)
                    yield row.topic, Hit(whole=True, strange=strange)
        for name, phrases in self._phrases((forms[0], normal(question(text))), language).items():
            topic = self.lexicon.topics[name]
            hit = self._within(text if topic.wordy else question(text), topic, phrases, language, company)
            if hit or (hit := self._referred(text, topic, phrases, language, company)):
                yield name, hit

    @staticmethod
    def _phrases(texts: tuple[str, str], language: Language) -> Mapping[str, list[Phrase]]:
        """The phrases that stand anywhere in a text or in the question it asks, by topic."""
        whole = tuple(dict.fromkeys(texts))
        found: dict[str, list[Phrase]] = {}
        for phrase in language.within:
            if any(phrase.cue in words and phrase.seen.search(words) for words in whole):
                found.setdefault(phrase.topic, []).append(phrase)
        return found

    @staticmethod
    def _within(asked: str, topic: Topic, phrases: list[Phrase], language: Language, company: str) -> Hit | None:
        """The phrases must stand in what the text asks, at best outside its parentheses."""
        for words in dict.fromkeys((normal(without_parentheses(asked)), normal(asked))):
            here = [phrase for phrase in phrases if phrase.seen.search(words)]
            if here:
                return Hit(whole=False, strange=strange_words(words, topic, here, language, company))
        return None

    def _referred(self, text: str, topic: Topic, phrases: list[Phrase], language: Language, company: str) -> Hit | None:
        """Where a yes or no refers to what was said before it: "We check backgrounds. Do you agree to this?"."""
        said, asked = before_question(text), question(text)
        if not topic.yesno or not said or not language.words["refers"].search(normal(asked)):
            return None
        words = normal(f"{said} {asked}")
        trap = any(row.veto.search(words) for row in language.patterns if row.topic == topic.name)
        if trap or language.words["negation"].search(words):
            return None
        return self._within(f"{said} {asked}", topic, phrases, language, company)

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

    def _asking(self, topic: str, text: str) -> Sequence[Language]:
        """Of the languages a text could be of, those that read the topic in it, at best wholly: "no" may be "in"."""
        languages, wordy = self.languages_of(text), self.lexicon.topics[topic].wordy
        hits = {one.code: [hit for name, hit in self.hits(text, one.code, "") if name == topic] for one in languages}
        sound = [one for one in languages if any(wordy or not hit.strange for hit in hits[one.code])]
        return sound or [one for one in languages if hits[one.code]] or languages

    def _vetoed(self, topic: str, text: str) -> str:
        """The words that say it asks something else than the topic; "" for none."""
        words = normal(text)
        rows = (row for language in self._asking(topic, text) for row in language.patterns if row.topic == topic)
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

    def _subject_of_heading(self, heading: str) -> str:
        """Whose details a heading stands over, where it says nothing else ("Line manager's details"); "" otherwise."""
        words = [word for word in normal(without_parentheses(heading)).split() if not word.isdigit()]
        for language in self.lexicon.languages:
            aside = language.neutral | language.common | (language.which or language.elsewhere)
            told = [word for word in words if word not in aside]
            whose = [_person(word, language) for word in told]
            if told and all(whose):
                return whose[0]
        return ""

    def _section(self, text: str) -> Literal["", "neutral", "elsewhere", "other"]:
        """What a heading says: nothing, the applicant's own details, an employment, school or posting, or else.

        One that itself asks for a detail ("Where do you live?") is the applicant's own.
        """
        words = set(normal(without_parentheses(text)).split())
        bare = {word for word in words if not word.isdigit()}
        if not bare:
            return ""
        for language in self.lexicon.languages:
            if bare <= language.elsewhere | language.common and bare & language.elsewhere_core:
                return "elsewhere"
            if bare <= language.neutral:
                return "neutral"
        details = (self.lexicon.topics[name].anyone and hit.whole for name, hit in self.topics_in(text).items())
        return "neutral" if any(details) else "other"

    def _negated(self, topic: str, text: str) -> Literal["plain", "negated", "unsettled"]:
        """Which way round a yes or no is asked."""
        words, turned, languages = normal(text), False, self._asking(topic, text)
        for language in languages:
            words = language.words["yes_no"].sub(" ", words)
            for row in language.patterns:
                if row.topic == topic and row.negated.search(words):
                    words, turned = row.negated.sub(" ", words), True
        if any(language.words["negation"].search(words) for language in languages) or self._denies(words, text):
            return "unsettled"
        return "negated" if turned else "plain"

    def _denies(self, words: str, text: str) -> bool:
        """Whether a language of the text negates in a word that means nothing else in another."""
        negations = (language.words["negation"].finditer(words) for language in self.languages_of(text))
        return any(found[0] not in _NOT_ALWAYS for each in negations for found in each)

    def to_somebody_else(self, topic: str, text: str) -> str:
        """The opening of a question that is not put to the applicant ("Does your company ..."); "" for none."""
        words = normal(question(text))
        for language in self.languages_of(text):
            opening = language.words["opens"].match(words)
            begun = any(phrase.topic == topic and phrase.seen.match(words) for phrase in language.within)
            if opening and not begun and not language.words["to_you"].search(words):
                return " ".join(words.split()[:3])
        return ""

    def scope(self, topic: Topic, text: str, company: str) -> Scope:
        """What the text is about, as the topic reads it."""
        if topic.scope == "employer" or not topic.scope:
            return Scope(company if topic.scope else "")
        languages = self.languages_of(text)
        if topic.scope == "company":
            return company_meant(text, languages, company)
        if topic.scope == "skill" and (hit := self.topics_in(text, company).get(topic.name)) and hit.whole:
            return Scope()
        return SCOPES[topic.scope](text, languages)

    def _says(self, what: str, text: str) -> str:
        """The words of a text that match one of `loading.SINGLE`; "" for none."""
        words = normal(text)
        rows = (language.words[what].search(words) for language in self.languages_of(text))
        return next((found[0].strip() for found in rows if found), "")

    def time(self, text: str) -> Time:
        """When it asks about; what may come counts before what is."""
        return next((when for when in _TIMES if self.says(when, text)), "")

    def _without_follow_ups(self, text: str) -> str:
        """The text without sentences that ask for more once it is answered ("If yes, please explain.")."""
        outside = _ASIDE.sub(lambda aside: " " if self.says("follow_up", aside[1]) else aside[0], text)
        kept = [part for part in sentences(outside) if part.endswith(":") or not self.says("follow_up", part)]
        return " ".join(kept) if kept and len(kept) < len(sentences(outside)) else outside if kept else text

    def mere_name(self, label: str) -> bool:
        """Whether a label says "Name" and nothing else that counts."""
        return any("name" in _forms(label, language) for language in self.languages_of(label))

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


@lru_cache(maxsize=1)
def reader() -> Reader:
    return Reader(lexicon())


def _forms(text: str, language: Language) -> tuple[str, ...]:
    """The text normalised; without fillers, without parentheses, its first sentence and its question alone."""
    outside = without_parentheses(text)
    parts = (text, outside, next(iter(sentences(outside)), ""), question(outside))
    bare = [language.words["tail"].sub("", language.words["lead"].sub("", normal(part))) for part in parts]
    forms = (normal(text), normal(parts[-1]), *bare)
    return tuple(dict.fromkeys(form for form in forms if form)) or ("",)


def _person(word: str, language: Language) -> str:
    """Whom a word means beside the applicant; "" for other words."""
    named = next((name for name, seen in language.subjects.items() if seen.fullmatch(word)), "")
    return named or (word if language.words["people"].fullmatch(word) else "")
