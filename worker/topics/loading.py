"""The topics' YAML files as compiled patterns, once per process; docs/understanding.md tells how they are written."""

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache, partial
from importlib.resources import files
from typing import Any

from adapters.contract import FieldKind
from adapters.contract.choose import normal
from worker.topics.countries import read_data
from worker.topics.language import Language, Lexicon, Patterns, Phrase, Topic

#: What `kinds:` may name.
KIND_GROUPS: Mapping[str, frozenset[FieldKind]] = {
    "words": frozenset({"text", "textarea", "richtext", "email", "tel", "url"}),
    "long": frozenset({"text", "textarea", "richtext"}),
    "number": frozenset({"number", "range"}),
    "day": frozenset({"date"}),
    "pick": frozenset({"select", "radio", "combobox"}),
    "picks": frozenset({"multiselect", "checkboxes", "combobox"}),
    "yesno": frozenset({"select", "radio", "combobox", "checkbox", "checkboxes", "text", "textarea"}),
    "agree": frozenset({"checkbox", "checkboxes", "radio", "select", "combobox"}),
    "file": frozenset({"file"}),
}
_NEVER = re.compile(r"(?!)")
#: What a pattern leaves open: any words, or any one word; "relocat\\w*" is one word and leaves nothing open.
_OPEN = re.compile(
    r"\\b|[a-z\])?]\\w[+*]|(?P<open>\((?:\?:)?\\w\+ \)(?:\{\d+,\d*\}|[?*])|\\w\+|\.(?:\{\d+,\d*\}|[*+]))"
)
#: What a pattern's cue may not be taken from: groups, classes, escapes, and letters that may be missing.
_UNSURE = re.compile(r"\\.|\[[^]]*\]|.[?*]|.\{")
_CUE = 4
_VOWELS = "aeiouyh"
#: In a pattern, one of the language's `parts` by name; counts of repeats are digits.
_PART = re.compile(r"\{([a-z_]+)\}")
#: A fact is about now and what comes, where its topic does not say otherwise.
_TIMES = "now future"
#: The language that names every topic, and the file each language has.
_FIRST, _WORDS = "en", "words.yaml"
#: Patterns that a language's `words.yaml` gives for all topics together; what one leaves out never matches.
SINGLE = (
    "negation",
    "explains",
    "essay",
    "condition",
    "posting",
    "place_after",
    "us",
    "skill",
    "skill_before",
    "skill_asked",
    "place",
    "strict_subjects",
    "people",
    "others",
    "not_latest",
    "not_highest",
    "wished",
    "ends",
    "bare",
    "refers",
    "joins",
    "asks",
    "yes_no",
    "future",
    "now",
    "ever",
    "past",
    "opens",
    "to_you",
    "begs",
    "follow_up",
    "endings",
)


@lru_cache(maxsize=1)
def languages() -> tuple[str, ...]:
    """Every language there is a folder for, English first."""
    codes = sorted(entry.name for entry in files("worker.topics").iterdir() if entry.joinpath(_WORDS).is_file())
    return tuple(sorted(codes, key=lambda code: code != _FIRST))


@lru_cache(maxsize=32)
def _words_of(code: str) -> Mapping[str, Any]:
    """One language's files as one: what they say under the same key is put together."""
    joined: dict[str, Any] = {}
    for entry in sorted(files("worker.topics").joinpath(code).iterdir(), key=lambda file: file.name):
        for key, value in read_data(f"{code}/{entry.name}").items() if entry.name.endswith(".yaml") else ():
            joined[key] = {**joined.get(key, {}), **value} if isinstance(value, Mapping) else value
    parts = joined.pop("parts", {})
    return {key: _spelled_out(value, parts) for key, value in joined.items()}


def _spelled_out(value: Any, parts: Mapping[str, str]) -> Any:
    """The same with every "{part}" of its patterns spelled out; a part may name parts.

    Raises:
        KeyError: a part that the language does not have.
    """
    if isinstance(value, Mapping):
        return {key: _spelled_out(held, parts) for key, held in value.items()}
    if isinstance(value, list):
        return [_spelled_out(held, parts) for held in value]
    while isinstance(value, str) and _PART.search(value):
        value = _PART.sub(lambda found: f"(?:{parts[found[1]].strip()})", value)
    return value


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The topics of `topics.yaml` with the patterns of every language."""
    topics = {name: _topic(name, row) for name, row in read_data("topics.yaml").items()}
    return Lexicon(topics, tuple(_language(_words_of(code)) for code in languages()))


@lru_cache(maxsize=2)
def _choices(part: str) -> Mapping[str, tuple[str, ...]]:
    """The lists of the languages, and those of all of them."""
    merged: dict[str, tuple[str, ...]] = {}
    for words in (*map(_words_of, languages()), read_data("choices.yaml")):
        for name, spellings in words.get(part, {}).items():
            merged[name] = (*merged.get(name, ()), *spellings)
    return merged


def meaning(name: str) -> tuple[str, ...]:
    """Options that say "yes", "no", "decline" ..., best first."""
    return _choices("meanings")[name]


@lru_cache(maxsize=1024)
def spellings(word: str) -> tuple[str, ...]:
    """Other spellings of a choice, then the broader ones: "BSc" is "Bachelor of Science", and "Bachelor's degree"."""
    groups = _choices("synonyms")
    own = [name for name, group in groups.items() if normal(word) in {normal(name), *map(normal, group)}]
    broader = _broader()
    wider = [broader[name] for name in own if name in broader]
    return tuple(dict.fromkeys(spelling for name in (*own, *wider) for spelling in groups[name]))


@lru_cache(maxsize=1)
def _broader() -> Mapping[str, str]:
    return {**_words_of(_FIRST)["broader"], **read_data("choices.yaml")["broader"]}


def _topic(name: str, row: Mapping[str, Any]) -> Topic:
    return Topic(
        name=name,
        kinds=frozenset(kind for group in row["kinds"] for kind in KIND_GROUPS[group]),
        autocomplete=frozenset(row.get("autocomplete", ())),
        scope=row.get("scope", ""),
        fact=row["fact"],
        near=frozenset(row.get("near", ())),
        over=frozenset(row.get("over", ())),
        yesno="yesno" in row["kinds"],
        demographic=row.get("demographic", False),
        personal=row.get("personal", False),
        anyone=row.get("anyone", False),
        entry=row.get("entry", ""),
        wish=row.get("wish", False),
        once=row.get("once", False) or row.get("personal", False),
        own=row.get("whose") != "any",
        settled=row.get("settled", False),
        wordy=row.get("wordy", False),
        turns=row.get("turns", False) or ("yesno" in row["kinds"] and not row.get("settled", False)),
        times=frozenset(row.get("times", _TIMES).split()),
    )


def _language(data: Mapping[str, Any]) -> Language:
    rows: Mapping[str, Mapping[str, Any]] = data["topics"]
    words = {name: _compiled([data[name]] if name in data else ()) for name in SINGLE}
    elided = partial(_elided, data.get("elides", "").split())
    words["lead"] = re.compile(rf"^(?:(?:{_alternatives(data['lead'])}) )+(?=.)")
    words["tail"] = re.compile(rf"(?: (?:{_alternatives(data['tail'])}))+$")
    words["name_lead"] = re.compile(rf"^(?:(?:{_alternatives(data['name_lead'])}) )+(?=.)")
    words["name_tail"] = re.compile(rf"(?: (?:{_alternatives(data['name_tail'])}))+$")
    return Language(
        code=data["language"],
        patterns=tuple(_patterns(name, row) for name, row in rows.items()),
        within=tuple(_phrase(name, [has]) for name, row in rows.items() for has in row.get("has", ())),
        any_whole=_compiled([pattern for row in rows.values() for pattern in row.get("is", ())]),
        any_names=_compiled([p for row in rows.values() for p in (*row.get("names", ()), *row.get("is", ()))]),
        words=words,
        subjects={name: _compiled([pattern]) for name, pattern in data["subjects"].items()},
        common=frozenset(data["common"].split()),
        neutral=frozenset(data["neutral"].split()),
        which=frozenset(data.get("which", "").split()),
        elsewhere=frozenset(data["elsewhere"].split()),
        elsewhere_core=frozenset(data["elsewhere_core"].split()),
        total=frozenset(part.strip() for part in data["total"].split("|")),
        filler=elided(f"{data['filler']} {data['common']}".split() if "filler" in data else ()),
        vocabulary={name: elided(_vocabulary(row)) for name, row in rows.items()},
        spare={name: row["spare"] for name, row in rows.items() if "spare" in row},
        examples={name: (tuple(row.get("reads", ())), tuple(row.get("refuses", ()))) for name, row in rows.items()},
    )


def _patterns(name: str, row: Mapping[str, Any]) -> Patterns:
    return Patterns(
        topic=name,
        whole=_phrase(name, row.get("is", ())),
        names=_compiled((*row.get("names", ()), *row.get("is", ()))),
        veto=_compiled(row.get("not", ())),
        negated=_compiled(row.get("negated", ())),
        options=_compiled(row.get("options", ())),
    )


def _compiled(patterns: Sequence[str]) -> re.Pattern[str]:
    """All of them as one; none at all matches nothing."""
    joined = "|".join(f"(?:{pattern.strip()})" for pattern in patterns)
    return re.compile(joined) if patterns else _NEVER


def _phrase(topic: str, patterns: Sequence[str]) -> Phrase:
    numbers = itertools.count()

    def room(found: re.Match[str]) -> str:
        return f"(?P<gap{next(numbers)}>{found[0]})" if found["open"] else found[0]

    opened = [_OPEN.sub(room, pattern.strip()) for pattern in patterns]
    return Phrase(topic, _compiled(opened), _cue(patterns[0]) if len(patterns) == 1 else "")


def _vocabulary(row: Mapping[str, Any]) -> frozenset[str]:
    examples = " ".join(str(text) for text in row.get("reads", ()))
    return frozenset(normal(f"{examples} {row.get('also', '')}").split())


def _elided(joining: Sequence[str], words: Iterable[str]) -> frozenset[str]:
    """The words, and each with what joins it before a vowel: "d'emploi" is "demploi" once normalised."""
    known = frozenset(words)
    return known | {f"{letters}{word}" for letters in joining for word in known if word[0] in _VOWELS}


def _alternatives(text: str) -> str:
    return "|".join(part.strip() for part in text.split("|"))


def _cue(pattern: str) -> str:
    """The longest run of letters that every match contains; "" where there is none."""
    bare = pattern
    while (flat := re.sub(r"\([^()]*\)[?*]?", " ", bare)) != bare:
        bare = flat
    runs = re.findall(r"[a-z]+", _UNSURE.sub(" ", bare))
    longest = max(runs, key=len, default="")
    return longest if len(longest) >= _CUE else ""
