"""Languages people speak: every spelling that forms use, and which of them a text names."""

import re
from collections.abc import Mapping
from functools import lru_cache

from adapters.contract.choose import normal
from worker.topics.countries import read_data


@lru_cache(maxsize=1)
def _names() -> Mapping[str, tuple[str, ...]]:
    return {code: tuple(names) for code, names in read_data("languages.yaml").items()}


@lru_cache(maxsize=1)
def _codes() -> Mapping[str, str]:
    return {normal(name): code for code, names in _names().items() for name in names}


@lru_cache(maxsize=1)
def _seen() -> re.Pattern[str]:
    """A language's name by itself, or run together with an article ("d'anglais", "dell'inglese") or a German noun."""
    names = "|".join(sorted(map(re.escape, _codes()), key=len, reverse=True))
    article = r"\b(?:(?:(?:ne|de|a|da|su)l)?l|d)?"
    return re.compile(rf"{article}(?P<name>{names})(?: ?(?:kenntnisse|niveau|sprachkenntnisse))?\b")


def language_code(name: str) -> str:
    """The code of a language, from any spelling; "" where it is not known."""
    return _codes().get(normal(name), "")


def language_names(name: str) -> tuple[str, ...]:
    """Every spelling of the language that `name` spells, the English one first; `name` alone where it is not known."""
    return _names().get(language_code(name), (name,))


def named_languages(text: str) -> Mapping[str, str]:
    """The languages a text names: code -> as the text writes it, normalised."""
    return {_codes()[found["name"]]: found["name"] for found in _seen().finditer(normal(text))}


def without_languages(words: str) -> str:
    """A normalised text without the languages it names."""
    return _seen().sub(" ", words)
