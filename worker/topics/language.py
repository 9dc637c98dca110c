"""What is known of topics and languages: compiled once by `loading`, read by `reading`."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from adapters.contract import FieldKind


@dataclass(frozen=True, slots=True)
class Topic:
    """What a field can ask; the same in every language."""

    name: str
    kinds: frozenset[FieldKind]
    autocomplete: frozenset[str] = frozenset()
    #: "" or a name in `reading.SCOPES`: what the question may be about, and how that is read.
    scope: str = ""
    #: Path into the profile; "*" where `answer` knows how; "" where only the applicant's own words will do.
    fact: str = ""
    near: frozenset[str] = frozenset()
    over: frozenset[str] = frozenset()
    yesno: bool = False
    demographic: bool = False
    personal: bool = False
    #: A detail that anybody has: a heading may say whose.
    anyone: bool = False
    #: Which employment or school it is of, "latest" or "highest"; "" for neither.
    entry: str = ""
    #: What an employment has too: under the heading of one, only words of a wish make it the applicant's.
    wish: bool = False
    #: Asked twice on a page, it is two people's or two entries' fact.
    once: bool = False
    #: False where it may speak of somebody else (who referred you).
    own: bool = True
    #: Its negation is part of what it asks.
    settled: bool = False
    #: Asked in many words of law: a word more or less says little.
    wordy: bool = False
    #: Wordy or not, any negation in it leaves open what yes would mean.
    turns: bool = False
    #: The times for which its fact speaks.
    times: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Phrase:
    """A pattern that knows which of the words it matches it names, and which it only leaves room for."""

    topic: str
    seen: re.Pattern[str]
    #: Letters that every match holds, quick to look for; "" for none.
    cue: str = ""

    def named(self, words: str, *, whole: bool = False) -> Iterator[tuple[int, int]]:
        """The spans that its matches name, start and end."""
        found = self.seen.fullmatch(words) if whole else None
        for match in [found] if found else self.seen.finditer(words):
            at = match.start()
            for start, end in sorted(match.span(gap) for gap in self.seen.groupindex if match.start(gap) >= 0):
                yield at, start
                at = max(at, end)
            yield at, match.end()


@dataclass(frozen=True, slots=True)
class Patterns:
    """How one language asks one topic."""

    topic: str
    whole: Phrase
    names: re.Pattern[str]
    veto: re.Pattern[str]
    negated: re.Pattern[str]
    options: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Language:
    """The words of one language."""

    code: str
    patterns: tuple[Patterns, ...]
    within: tuple[Phrase, ...]
    #: Any topic's `is`, and any topic's `names`: one quick look before each is tried.
    any_whole: re.Pattern[str]
    any_names: re.Pattern[str]
    words: Mapping[str, re.Pattern[str]]
    subjects: Mapping[str, re.Pattern[str]]
    #: Small words that tell the language of a text.
    common: frozenset[str]
    neutral: frozenset[str]
    #: Which one of several people a heading means ("line manager", "second referee").
    which: frozenset[str]
    elsewhere: frozenset[str]
    elsewhere_core: frozenset[str]
    total: frozenset[str]
    #: Words that never change what is asked; none: this language's texts are not checked for strange words.
    filler: frozenset[str]
    #: Per topic: the words of its examples, and those of its `also`.
    vocabulary: Mapping[str, frozenset[str]]
    #: Per topic: one unaccounted word in so many says nothing else beside it.
    spare: Mapping[str, int]
    examples: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Several languages read as one."""

    topics: Mapping[str, Topic]
    languages: tuple[Language, ...]
