"""Which words of a text a topic leaves unaccounted for: a question that merely speaks of a topic has many."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from adapters.contract.choose import normal
from worker.topics.countries import without_countries
from worker.topics.language import Language, Phrase, Topic
from worker.topics.scopes import CURRENCIES, without_parentheses
from worker.topics.tongues import without_languages

#: A full stop ends a sentence after a word of two letters ("U.S. citizen" is one sentence) that is no abbreviation.
_SENTENCE = re.compile(
    r"(?<=[?!])\s+|(?<=[%)]\.)\s+|(?<=[^\W\d_]{2}\.)"
    r"(?<!\betc\.)(?<!\bee\.)(?<!\binc\.)(?<!\bltd\.)(?<!\bcorp\.)(?<!\bincl\.)(?<!\binkl\.)(?<!\bbzw\.)(?<!\bggf\.)"
    r"(?<!\bart\.)(?<!\babs\.)(?<!\bnr\.)(?<!\bgem\.)(?<!\bmind\.)(?<!\bmax\.)(?<!\bevtl\.)(?<!\bca\.)(?<!\bstd\.)(?<!\bdr\.)"
    r"(?<!\bcat\.)(?<!\bnum\.)(?<!\bbijv\.)(?<!\bevt\.)(?<!\bsig\.)(?<!\blgs\.)(?<!\bex\.)"
    r"\s+|\n+"
    r"|(?<=:)\s+(?=(?:are|do|did|have|will|would|can|could|sind|haben|können|besitzen|benötigen) (?:you|sie)\b)",
    re.IGNORECASE,
)
#: Short for countries, and words of money: normalised.
_SHORT = frozenset(
    {"u", "s", "k", "e", "us", "usa", "uk", "eu", "eea", "uae", "ue", "lue", "eee", "eer", "ee", "uu", "eeuu", "eua"}
    | {"vs", "vk"}
)
_MONEY = frozenset({*CURRENCIES, "k", "brl"})
_NUMBERS = frozenset({"age", "percent", "pay", "place"})
#: The words that name what a question is about are accounted for, as many as a name has.
_NAMED = {"skill": ("skill", "skill_before"), "named_skill": ("skill_asked",), "place": ("place",)}
_NAME_WORDS = 4
#: So near behind an "and", a word belongs to what is joined on.
_JOINED = 4


def sentences(text: str) -> tuple[str, ...]:
    return tuple(part for sentence in _SENTENCE.split(text) if (part := sentence.strip()))


@lru_cache(maxsize=8192)
def question(text: str) -> str:
    """The part of a text that asks: from its first sentence with a question mark to its last; all of it without one."""
    parts = sentences(text)
    asking = [at for at, part in enumerate(parts) if "?" in without_parentheses(part)]
    return " ".join(parts[asking[0] : asking[-1] + 1]) if asking else text


@lru_cache(maxsize=8192)
def before_question(text: str) -> str:
    """The sentence that stands right before the part that asks; "" where there is none."""
    parts = sentences(text)
    at = next((at for at, part in enumerate(parts) if "?" in without_parentheses(part)), 0)
    return parts[at - 1] if at else ""


@lru_cache(maxsize=8192)
def after_question(text: str) -> tuple[str, ...]:
    """The sentences behind the part that asks; none where nothing does."""
    asked = question(text)
    if "?" not in asked:
        return ()
    last = sentences(asked)[-1]
    return sentences(text[text.find(last) + len(last) :])


def strange_words(
    words: str, topic: Topic, phrases: Iterable[Phrase], language: Language, company: str, *, whole: bool = False
) -> tuple[str, ...]:
    """The words of a normalised text that neither the topic's patterns and vocabulary nor fillers nor names explain."""
    if not language.filler:
        return ()
    covered = {
        at for phrase in phrases for start, end in phrase.named(words, whole=whole) for at in range(start, end)
    } | _names(words, topic, language)
    known = language.vocabulary.get(topic.name, frozenset()) | language.filler | _known(words, topic, company)
    numbers = topic.scope in _NUMBERS
    strange = tuple(
        found
        for found in re.finditer(r"\S+", words)
        if found.start() not in covered and found[0] not in known and not (numbers and _is_number(found[0]))
    )
    return () if _spared(words, strange, topic, language) else tuple(found[0] for found in strange)


def _spared(words: str, strange: Sequence[re.Match[str]], topic: Topic, language: Language) -> bool:
    """Whether so few strange words say nothing in so many; one that something is joined on by ("... and pay") does."""
    spare = language.spare.get(topic.name)
    if not spare or len(strange) > len(words.split()) // spare:
        return False
    return not any(
        language.words["joins"].search(" ".join(words[: found.start()].split()[-_JOINED:])) for found in strange
    )


def _is_number(word: str) -> bool:
    bare = word.strip("%+<>k")
    return bare.isdigit() or word == "%"


def _names(words: str, topic: Topic, language: Language) -> set[int]:
    """Where the skill or place stands that the question names."""
    spans: set[int] = set()
    for pattern in _NAMED.get(topic.scope, ()):
        found = language.words[pattern].search(language.words["tail"].sub("", words))
        for group in range(1, found.re.groups + 1) if found else ():
            if found and found[group] and len(found[group].split()) <= _NAME_WORDS:
                spans |= set(range(*found.span(group)))
    return spans


def _known(words: str, topic: Topic, company: str) -> frozenset[str]:
    """Names of countries, languages and the posting's company, and words of money, where the topic is about them."""
    known = frozenset(
        f"{joined}{word}{owning}"
        for word in normal(company).split()
        for joined in ("", "d", "l")
        for owning in ("", "s")
    )
    if topic.scope in ("country", "place"):
        known |= set(words.split()) - set(without_countries(words).split()) | _SHORT
    if topic.scope == "language":
        known |= set(words.split()) - set(without_languages(words).split())
    return known | _MONEY if topic.scope == "pay" else known
