"""Which option is meant: exact after normalising, or a listed synonym; never a part of one, never the first. Pure."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from adapters.contract.form import Option

#: Signs that tell options apart ("C++" and "C#", "5+" and "<5"); all other punctuation is noise.
_NOISE = re.compile(r"[^\w+#<>%]+|_+")
_APOSTROPHE = re.compile("['\u2019]")
#: A place has two to four parts of at most this many words; sentences with commas have longer ones.
_PLACE_PARTS = range(2, 5)
_PLACE_WORDS = 5


@lru_cache(maxsize=16_384)
def normal(text: str) -> str:
    """The text without what people vary: case, accents, punctuation, spaces."""
    folded = unicodedata.normalize("NFKD", text.replace("ß", "ss").replace("&", " and ")).casefold()
    bare = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return _NOISE.sub(" ", _APOSTROPHE.sub("", bare)).strip()


def choose(options: Sequence[Option], wanted: str, synonyms: Sequence[str] = ()) -> Option | None:
    """The one option that says `wanted`, or the best of its synonyms that one option says; None leaves it to a person.

    A place ("El Paso, Texas, United States") also matches an option with more parts ("El Paso, El Paso County, TX,
    USA") where the city comes first and every other part is there, each in a spelling that a synonym lists.
    """
    open_ones = [option for option in options if not option.disabled]
    for spelling in (wanted, *synonyms):
        found = _same(open_ones, normal(spelling))
        if found:
            return found[0] if _one(found) else None
    places = _places(open_ones, wanted, synonyms)
    return places[0] if places and _one(places) else None


def _same(options: Sequence[Option], spelling: str) -> list[Option]:
    return [option for option in options if spelling and normal(option.label) == spelling]


def _one(found: Sequence[Option]) -> bool:
    """Two options that read alike but send different values are not one."""
    return len({option.value for option in found}) == 1


def _places(options: Sequence[Option], wanted: str, synonyms: Sequence[str]) -> list[Option]:
    parts = _parts(wanted)
    if not _is_place(parts):
        return []
    alike = [other for spelling in synonyms if len(other := _parts(spelling)) == len(parts) and other[0] == parts[0]]
    spellings = [{part, *(other[at] for other in alike)} for at, part in enumerate(parts)]
    return [option for option in options if _covers(_parts(option.label), spellings)]


def _covers(shown: Sequence[str], spellings: Sequence[set[str]]) -> bool:
    if not shown or shown[0] not in spellings[0]:
        return False
    rest = set(shown[1:])
    return all(rest & spelling for spelling in spellings[1:])


def _parts(text: str) -> list[str]:
    return [part for piece in text.split(",") if (part := normal(piece))]


def _is_place(parts: Sequence[str]) -> bool:
    return len(parts) in _PLACE_PARTS and all(len(part.split()) <= _PLACE_WORDS for part in parts)
