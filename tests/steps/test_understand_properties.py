"""What never changes how a field is understood, and what is never understood, whatever the words."""

import re
from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.contract import FormField
from tests.steps.page import control, kind_for
from worker.steps.sheet import Understanding
from worker.steps.understand import BAR, understand
from worker.topics import lexicon

_TOPICS = lexicon().topics
_ENGLISH = lexicon().languages[0].examples
#: (topic, one of its own English examples).
_EXAMPLES = sorted((topic, text) for topic, (reads, _) in _ENGLISH.items() for text in reads if text.isascii())
_ONE_EACH = sorted(dict(_EXAMPLES).items())
_AS_WRITTEN = re.compile(r"\b(?:US|UK|EU)\b|U\.S")
#: What a form puts around a label to say that it must be filled.
_MARKS = ("*", " *", ":", " (required)", " (optional)", " - required")
_ACCOUNTS = (
    "Describe how a colleague of yours dealt with this: {}",
    "Tell us about a project in which you had to explain {} to a client",
    "Why would somebody in a regulated industry care about {}?",
    "Give an example of a policy on {} that you wrote",
    "How would you teach {} to a class of beginners?",
    "What is your opinion on {} in modern workplaces?",
)
#: Words that no topic knows.
_STRANGE = ("zeppelin", "marmalade", "glacier", "walrus", "theorem", "lantern", "orchid", "gravel")
_OFF_TOPIC = (
    "Which {0} do you prefer, and with how much {1}?",
    "Have you ever repaired a {0} near a {1}?",
    "Do you own a {0} or a {1}?",
    "Are you willing to paint a {0} at night?",
    "How many {0}s can you name in a minute?",
    "What is the name of your {0}?",
    "Is your {0} older than your {1}?",
    "{0} and {1}",
    "{0} number",
    "Date of your first {0}",
    "City with the largest {0}",
    "Do you need sponsorship for your {0}?",
    "Are you authorized to drive a {0}?",
)


def _one(text: str, topic: str = "") -> Understanding:
    kind = kind_for(_TOPICS[topic]) if topic else "text"
    return understand([control(kind, text)], board_topics={}, company="Acme")[0]


def _told(found: Understanding) -> tuple[object, ...]:
    return (found.topic, found.subject, found.scope.lower(), found.polarity, found.time, found.confidence)


_ASKED = st.sampled_from(_EXAMPLES)
_NEIGHBOURS = st.lists(
    st.builds(
        FormField,
        key=st.text(min_size=1, max_size=6),
        kind=st.sampled_from(["text", "textarea"]),
        label=st.text(alphabet="qzvw ", max_size=12),
    ),
    max_size=3,
)


@settings(deadline=None)
@given(example=_ASKED, change=st.sampled_from([str.upper, str.lower, str.title]), data=st.data())
def test_case_and_space_say_nothing(
    example: tuple[str, str], change: Callable[[str], str], data: st.DataObject
) -> None:
    """Case and white space never change what a question asks; written abbreviations of countries aside."""
    topic, text = example
    spaces = data.draw(st.sampled_from(["  ", "\t", "\u00a0", " "]))
    varied = text if _AS_WRITTEN.search(text) else change(text)
    assert _told(_one(f" {varied} ".replace(" ", spaces), topic)) == _told(_one(text, topic))


@settings(deadline=None)
@given(example=_ASKED, mark=st.sampled_from(_MARKS))
def test_marks_say_nothing(example: tuple[str, str], mark: str) -> None:
    """That a field must be filled is no part of what it asks."""
    topic, text = example
    assert _told(_one(f"{text}{mark}", topic)) == _told(_one(text, topic))


@settings(deadline=None)
@given(example=_ASKED, before=_NEIGHBOURS, after=_NEIGHBOURS)
def test_unrelated_neighbours_say_nothing(
    example: tuple[str, str], before: list[FormField], after: list[FormField]
) -> None:
    """Fields that ask nothing known do not change what another asks."""
    topic, text = example
    field = control(kind_for(_TOPICS[topic]), text)
    among = understand([*before, field, *after], board_topics={}, company="Acme")
    assert among[len(before)] == _one(text, topic)


@settings(deadline=None)
@given(page=st.lists(st.sampled_from(_ONE_EACH), min_size=2, max_size=8, unique=True), data=st.data())
def test_order_says_nothing(page: list[tuple[str, str]], data: st.DataObject) -> None:
    """Fields that ask for different things are understood alike in any order."""
    fields = [control(kind_for(_TOPICS[topic]), text, key=topic) for topic, text in page]
    turned = data.draw(st.permutations(fields))
    read = [understand(one, board_topics={}, company="Acme") for one in (fields, turned)]
    assert {one.field.key: one for one in read[0]} == {one.field.key: one for one in read[1]}


@settings(deadline=None)
@given(
    example=_ASKED, account=st.sampled_from(_ACCOUNTS), kind=st.sampled_from(["text", "textarea", "radio", "checkbox"])
)
def test_an_account_asks_for_no_topic(example: tuple[str, str], account: str, kind: str) -> None:
    """A question that only speaks of a topic is not understood as it, nor as any other."""
    text = account.format(example[1].rstrip("?").lower())
    assert not understand([control(kind, text)], board_topics={}, company="Acme")[0].understood


@settings(deadline=None)
@given(
    question=st.sampled_from(_OFF_TOPIC),
    words=st.lists(st.sampled_from(_STRANGE), min_size=2, max_size=2, unique=True),
    kind=st.sampled_from(["text", "textarea", "radio", "checkbox", "number", "select"]),
)
def test_what_is_outside_every_topic_is_not_understood(question: str, words: list[str], kind: str) -> None:
    """A question about something else is asked, however much its form is that of a known one."""
    assert not understand([control(kind, question.format(*words))], board_topics={}, company="Acme")[0].understood


@settings(deadline=None)
@given(example=_ASKED, word=st.sampled_from(_STRANGE), data=st.data())
def test_a_strange_word_makes_no_other_topic(example: tuple[str, str], word: str, data: st.DataObject) -> None:
    """A word more may leave a question not understood; it never makes it ask for something else."""
    topic, text = example
    words = text.split()
    at = data.draw(st.integers(0, len(words)))
    found = _one(" ".join([*words[:at], word, *words[at:]]), topic)
    assert found.topic in ("", topic, *_TOPICS[topic].near)


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    """No label, however strange, stops the reading, and confidence stays within its bounds."""
    found = understand(
        [FormField(key="f", kind="text", label=text, question=text[::-1], placeholder=text)], board_topics={}
    )[0]
    assert 0 <= found.confidence <= 1
    assert found.understood is (not found.why_not)
    assert not found.understood or found.confidence >= BAR
