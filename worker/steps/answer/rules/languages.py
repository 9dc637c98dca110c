"""Languages the applicant speaks, and how well."""

import re
from collections.abc import Mapping

from adapters.contract.choose import normal
from worker.resume import Language
from worker.steps.answer.facts import Facts, Found, Missing, Rule, Wanted, add
from worker.steps.answer.levels import level_names, rank, rank_asked
from worker.steps.answer.rules.words import yes_no
from worker.steps.sheet import Understanding
from worker.topics.tongues import language_code, language_names

#: Below this level (B1) "do you speak it" is the applicant's own call.
_SPEAKS = rank("B1")
_MANY = frozenset({"checkboxes", "multiselect", "combobox"})


def _spoken(understanding: Understanding, facts: Facts) -> tuple[Language | None, str]:
    """The entry for the language that a field is about."""
    code = language_code(understanding.scope)
    for at, entry in enumerate(facts.profile.languages):
        same = normal(entry.language) == normal(understanding.scope)
        if same or (code and language_code(entry.language) == code):
            return entry, f"profile.languages.{at}"
    return None, ""


def _missing(understanding: Understanding) -> Missing:
    return Missing(f"profile.languages does not list “{understanding.scope}”; add it there, or answer it")


def _level(understanding: Understanding, facts: Facts) -> Found:
    entry, source = _spoken(understanding, facts)
    if entry is None:
        return _missing(understanding)
    if not (entry.fluency or entry.cefr):
        return add(f"languages[{source.rpartition('.')[2]}].fluency")
    return Wanted(entry.fluency or entry.cefr, source, level_names(entry.fluency, entry.cefr), unit=entry.cefr)


def _speaks(understanding: Understanding, facts: Facts) -> Found:
    """Yes where it is listed at the level that is asked; what is below, or not listed, is the applicant's own call."""
    entry, source = _spoken(understanding, facts)
    if entry is None:
        return _missing(understanding)
    own = max(rank(entry.cefr), rank(entry.fluency))
    asked = rank_asked(understanding.field.asks)
    if own >= (asked or _SPEAKS) or (not asked and not own):
        return yes_no(understanding, value=True, source=source)
    return Missing(f"whether {source} is enough for what it asks is for you to say; answer it yourself")


def _all(understanding: Understanding, facts: Facts) -> Found:
    """Each language that is offered; in a text, all of them with their levels."""
    entries = facts.profile.languages
    if not entries:
        return add("languages")
    if understanding.field.kind in _MANY:
        each = [(entry.language, language_names(entry.language)) for entry in entries]
        return Wanted(tuple(Wanted(name, "profile.languages", names) for name, names in each), "profile.languages")
    shown = [f"{one.language} ({level})" if (level := one.fluency or one.level) else one.language for one in entries]
    return Wanted("; ".join(re.sub(r"\s+", " ", one) for one in shown), "profile.languages")


RULES: Mapping[str, Rule] = {"language_level": _level, "speaks_language": _speaks, "languages": _all}
