"""Countries and their parts: every spelling that forms use, dial codes, and which country a text names."""

import gettext
import re
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

import pycountry
import yaml

from adapters.contract.choose import normal

#: Abbreviations that are words in lower case ("work for us"): read as written only.
_SHORT = {
    "US": re.compile(r"\bU\.\s?S\.(?:\s?A\.)?|\bUSA?\b|\bEE\.?\s?UU\b|\bEUA\b|\bde VS\b"),
    "GB": re.compile(r"\bU\.K\.|\bUK\b|\bVK\b"),
    "AE": re.compile(r"\bUAE\b"),
    "EU": re.compile(r"\bEU\b|\bEEA\b|\bE\.U\.|\bUE\b|\bEEE\b|\bEER\b|\bEWR\b"),
}
#: Members, whose citizens and permits a word for "EU" covers.
EUROPEAN_UNION = frozenset(
    {"AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV"}
    | {"MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"}
)
_UNION = re.compile(
    r"\bunionsburger\w*|\bmitglieds?staat(?:e?s|en)?\b"
    r"|\beuropean (?:union|economic area)\b|\beuropaischen? (?:union|wirtschaftsraum)\b|\bl?union europeenne\b"
    r"|\b(?:(?:(?:ne|de|a|da)l)?l)?(?:union|unione|uniao) europe[ai]a?\b|\beuropese (?:unie|economische ruimte)\b"
    r"|\bl?(?:espace|espacio|espaco|spazio) economi[cq]u?[oe] europe(?:en|o|u)\b"
)
#: Languages whose names of countries are known beside those in countries.yaml.
_LANGUAGES = ("de", "fr", "es", "it", "nl", "pt")
#: Shorter names are words of another language.
_NAME_LETTERS = 4
_FALSE_FRIENDS = frozenset({"Maurice", "Chade", "Palaos", "Samoa Americana", "Domenica", "Inde"})
#: Places that hold a country's name and are none, and an adjective that is the beginning of a place's name.
_PLACES = {
    "northern ireland": "GB",
    "new mexico": "US",
    "new england": "US",
    "new jersey": "US",
    "south wales": "GB",
} | {"indian": "IN"}


def read_data(name: str) -> dict[str, Any]:
    """One of this folder's YAML files."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    loaded: dict[str, Any] = yaml.load(files("worker.topics").joinpath(name).read_text("utf-8"), loader)  # noqa: S506 - a safe loader
    return loaded


@lru_cache(maxsize=1)
def _countries() -> Mapping[str, tuple[str, tuple[str, ...]]]:
    return {
        code: (str(row[0]), tuple(dict.fromkeys((*map(str, row[1:]), *_translated(code)))))
        for code, row in read_data("countries.yaml").items()
    }


@lru_cache(maxsize=1)
def _translations() -> tuple[gettext.NullTranslations, ...]:
    return tuple(gettext.translation("iso3166-1", pycountry.LOCALES_DIR, languages=[code]) for code in _LANGUAGES)


def _translated(code: str) -> list[str]:
    """A country's names in the languages that forms are read in; what stands behind a comma is left out."""
    known = pycountry.countries.get(alpha_2=code)
    names = [language.gettext(known.name).partition(",")[0] for language in _translations()] if known else []
    return [name for name in names if len(name) >= _NAME_LETTERS and name not in _FALSE_FRIENDS]


#: Keys under which boards and job lists keep a posting's country.
_POSTING_KEYS = ("country", "countryCode", "country_code")


@lru_cache(maxsize=1)
def _regions() -> Mapping[str, Mapping[str, str]]:
    return read_data("regions.yaml")


def is_country(code: str) -> bool:
    return code.upper() in _countries()


def country_names(code: str) -> tuple[str, ...]:
    """Every spelling of the country, the English name first, the code last; () for no such country."""
    return (*_countries()[code][1], code) if code in _countries() else ()


def country_of_posting(raw: Mapping[str, Any]) -> str:
    """The code of the country that a posting's own data name, and nothing else; "" where they do not.

    A place ("Atlanta, Georgia") names none: its last word may be a part of a country that is called like another.
    """
    named = {_exact(raw[key]) for key in _POSTING_KEYS if isinstance(raw.get(key), str) and raw[key].strip()}
    return named.pop() if len(named) == 1 else ""


@lru_cache(maxsize=256)
def _exact(name: str) -> str:
    """The country of which this is a name or the code, all of it."""
    if is_country(name.strip()):
        return name.strip().upper()
    return next((code for code in _countries() if normal(name) in map(normal, country_names(code))), "")


def region_names(country: str, region: str) -> tuple[str, ...]:
    """The part of the country as given, and its short or long form."""
    same = [
        form for pair in _regions().get(country, {}).items() if normal(region) in map(normal, pair) for form in pair
    ]
    return tuple(dict.fromkeys((region, *(same or _subdivision(country, region)))))


@lru_cache(maxsize=64)
def _subdivision(country: str, short: str) -> tuple[str, ...]:
    """The name of a part given by its ISO 3166-2 code; never the other way round: another country's list has it too."""
    known = pycountry.subdivisions.get(code=f"{country}-{short.upper()}")  # type: ignore[no-untyped-call]
    return (known.name,) if known else ()


@lru_cache(maxsize=256)
def dial_country(phone: str, home: str) -> tuple[str, str]:
    """Country code and dial code of an E.164 number; home wins where several share a code; ("", "") where unsettled."""
    digits = phone.removeprefix("+")
    by_dial: dict[str, list[str]] = {}
    for code, (dial, _) in _countries().items():
        by_dial.setdefault(dial, []).append(code)
    dial = next((digits[:size] for size in (4, 3, 2, 1) if digits[:size] in by_dial), "")
    sharing = by_dial.get(dial, [])
    if home in sharing:
        return home, dial
    return (sharing[0], dial) if len(sharing) == 1 else ("", "")


def shares_dial(dial: str) -> bool:
    """Whether several countries have that dial code."""
    return sum(other == dial for other, _ in _countries().values()) > 1


@lru_cache(maxsize=1)
def _named() -> tuple[re.Pattern[str], Mapping[str, str]]:
    spelled = {
        normal(name): code for code, (_, names) in _countries().items() for name in names if len(name) > len("USA")
    }
    spelled |= _PLACES
    longest_first = sorted(spelled, key=len, reverse=True)
    # French joins its article: "dAllemagne".
    return re.compile(r"\b[dl]?(" + "|".join(map(re.escape, longest_first)) + r")\b"), spelled


@lru_cache(maxsize=4096)
def named_countries(text: str) -> frozenset[str]:
    """The countries that a text names, as codes; "EU" for the European Union and its neighbours in the EEA."""
    pattern, spelled = _named()
    words = normal(text)
    found = {spelled[match] for match in pattern.findall(words)}
    adjectives, stems = _demonyms()
    found |= {stems[match] for match in adjectives.findall(words)}
    found |= {code for code, short in _SHORT.items() if short.search(text)}
    return frozenset(found | ({"EU"} if _UNION.search(words) else set()))


def without_countries(words: str) -> str:
    """A normalised text without the countries it names in full, or by an adjective."""
    return _UNION.sub(" ", _named()[0].sub(" ", _demonyms()[0].sub(" ", words)))


@lru_cache(maxsize=1)
def _demonyms() -> tuple[re.Pattern[str], Mapping[str, str]]:
    stems = {str(stem): code for code, row in read_data("demonyms.yaml").items() for stem in row}
    longest_first = "|".join(sorted(stems, key=len, reverse=True))
    return re.compile(rf"\b({longest_first})(?:e|er|en|es|em|a|o|as|os|ne|nes|in|se|sa|sas|ses)?\b"), stems
