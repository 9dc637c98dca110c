"""The topics' own examples: every language's patterns read what they should and refuse what they should not."""

import re
from collections.abc import Iterator

import pytest

from adapters.contract import FormField
from tests.steps.page import kind_for
from worker.steps.answer.rules import RULES
from worker.steps.understand import understand
from worker.topics import lexicon, spellings
from worker.topics.countries import country_names, dial_country, named_countries
from worker.topics.language import Language

_TOPICS = lexicon().topics


def _examples(which: int) -> Iterator[tuple[str, str]]:
    for language in lexicon().languages:
        for topic, examples in language.examples.items():
            yield from ((topic, text) for text in examples[which])


def _read(topic: str, text: str) -> str:
    (found,) = understand([FormField(key="f", kind=kind_for(_TOPICS[topic]), label=text)], board_topics={})
    return found.topic


@pytest.mark.parametrize(("topic", "text"), list(_examples(0)))
def test_reads(topic: str, text: str) -> None:
    """A topic's examples are understood as that topic."""
    assert _read(topic, text) == topic


@pytest.mark.parametrize(("topic", "text"), list(_examples(1)))
def test_refuses(topic: str, text: str) -> None:
    """A topic's counterexamples are not understood as that topic."""
    assert _read(topic, text) != topic


@pytest.mark.parametrize("topic", list(_TOPICS))
def test_every_topic_has_examples(topic: str) -> None:
    """A topic without an example of its own is untested."""
    reads, _ = lexicon().languages[0].examples[topic]
    assert reads


@pytest.mark.parametrize("language", lexicon().languages, ids=lambda language: language.code)
def test_every_language_reads_every_topic(language: Language) -> None:
    """No language lags behind: each asks every topic in its own words, but for what its countries never ask."""
    assert set(_TOPICS) - {row.topic for row in language.patterns} <= {"hispanic", "middle_name"}
    assert language.filler, "strange words are not counted"


def test_rules_and_topics_agree() -> None:
    """A rule answers a topic that there is, and a topic that names no path has its rule."""
    assert set(RULES) <= set(_TOPICS)
    assert {name for name, topic in _TOPICS.items() if topic.fact == "*"} <= set(RULES)


def test_languages_declare_nothing_new() -> None:
    """A language adds words for topics that there are, and options for meanings that English has."""
    for language in lexicon().languages:
        assert {row.topic for row in language.patterns} <= set(_TOPICS), language.code


def test_cues_are_in_every_match() -> None:
    """The quick look before a pattern never hides what the pattern would match: no pattern is an open alternation."""
    for language in lexicon().languages:
        for phrase in language.within:
            bare = phrase.seen.pattern.removeprefix("(?:").removesuffix(")")
            while (flat := re.sub(r"\([^()]*\)", "", bare)) != bare:
                bare = flat
            assert not phrase.cue or "|" not in bare, (phrase.topic, phrase.seen.pattern)


def test_broader_degrees_only() -> None:
    """A degree is also its broader name, never a sister's."""
    assert "Bachelor's Degree" in spellings("BSc")
    assert "Bachelor of Arts" not in spellings("BSc")
    assert "BSc" not in spellings("Bachelor's")


@pytest.mark.parametrize(
    ("text", "countries"),
    [
        ("Will you work for us?", set()),
        ("May you work in the U.S.?", {"US"}),
        ("in the United States or Canada", {"US", "CA"}),
        ("in Guinea-Bissau", {"GW"}),
        ("für Deutschland und die Schweiz", {"DE", "CH"}),
        ("in the European Union", {"EU"}),
        ("en los EE. UU.", {"US"}),
        ("nos EUA", {"US"}),
        ("dans l'UE", {"EU"}),
        ("nello Spazio economico europeo", {"EU"}),
        ("in de Europese Economische Ruimte", {"EU"}),
        ("en Gran Bretaña", {"GB"}),
        ("EWR-Bürger", {"EU"}),
        ("Unionsbürgerin", {"EU"}),
    ],
)
def test_named_countries(text: str, countries: set[str]) -> None:
    """A country is read from its names and its written abbreviations, not from words that look like them."""
    assert named_countries(text) == countries


def test_dial_codes() -> None:
    """A shared dial code is settled by where the applicant lives, or not at all."""
    assert dial_country("+14155550132", "US") == ("US", "1")
    assert dial_country("+14155550132", "CA") == ("CA", "1")
    assert dial_country("+14155550132", "DE") == ("", "")
    assert dial_country("+493055501234", "US") == ("DE", "49")


def test_norway_is_a_country() -> None:
    """YAML's false is not Norway's code."""
    assert country_names("NO")[0] == "Norway"
