"""How well a language is spoken: the European scale, and the words that forms put in its place."""

import re

from adapters.contract.choose import normal
from worker.steps.answer.lists import either, lists, words

_CEFR = re.compile(r"\b([abc][12])\b")
#: Levels that a question may ask for in words: a good command is B2 at the least.
_ASKED = ("native", "fluent", "b2")
_RANKS = {"a1": 1, "a2": 2, "b1": 3, "b2": 4, "c1": 5, "fluent": 5, "c2": 6, "native": 7}


def rank(text: str) -> int:
    """Where a level stands, 1 (A1) to 7 (native); 0 where the words are not known. Fluent is C1 at the least."""
    return _RANKS.get(_level(text), 0)


def rank_asked(question: str) -> int:
    """The least level that surely meets a question; 0 where it asks for none."""
    text = normal(question)
    named = [_RANKS[level] for level in _CEFR.findall(text)]
    asked = [_RANKS[name] for name in _ASKED if re.search(rf"\b(?:{either(lists()[f'asks_{name}'])})\b", text)]
    return max([*named, *asked], default=0)


def level_names(fluency: str, cefr: str) -> tuple[str, ...]:
    """Other words for one level, best first; fluent is no level of the scale, native counts as its highest."""
    level = _level(fluency)
    known = lists()["levels"]
    if level == "native":
        return (*known["native"], "C2", "C2 Proficient", "C2 Mastery")
    if level == "fluent":
        return (*known["fluent"], *((cefr,) if cefr else ()))
    level = cefr.lower() or level
    if not level:
        return ()
    spelled = known[level]
    both = [form for word in spelled for form in (f"{level} {word}", f"{word} {level}")]
    return (level.upper(), *spelled, *both)


def _level(text: str) -> str:
    """a1 to c2, fluent or native; "" for other words."""
    named = set(_CEFR.findall(normal(text)))
    if len(named) == 1:
        return str(named.pop())
    known: dict[str, list[str]] = lists()["levels"]
    return next((level for level in known if normal(text) in words("levels", level)), "")
