"""Which of the options says the fact: word for word, by a listed synonym, or by plain logic; never by resemblance."""

import re
from collections.abc import Sequence

from adapters.contract import Answer, Option
from adapters.contract.choose import choose, normal
from worker.steps.answer.facts import Missing, Wanted
from worker.steps.answer.shapes.ranges import holding, holding_span
from worker.steps.answer.shapes.stances import sided
from worker.steps.answer.shapes.written import said
from worker.steps.answer.spans import span
from worker.steps.sheet import Understanding

_CEFR = re.compile(r"\b([abc][12])\b")
#: Of these, a part would say something else than the whole.
_WHOLE = frozenset({"nationality"})


def pick(one: Understanding, wanted: Wanted) -> Answer | Missing:
    field = one.field
    if isinstance(wanted.value, tuple):
        return _several(one, wanted, wanted.value)
    label, synonyms = _spoken(wanted)
    if not field.options_known:
        return Answer(field.key, (label,), wanted.source, one.topic, synonyms)
    found = _found(one, wanted)
    if found is None:
        return Missing(f"none of its options says just what {wanted.source} says; choose one")
    return Answer(field.key, (found.label,), wanted.source, one.topic)


def _found(one: Understanding, wanted: Wanted) -> Option | None:
    options, value = one.field.options, wanted.value
    if isinstance(value, bool):
        return sided(one, value, wanted)
    label, synonyms = _spoken(wanted)
    if found := choose(options, label, synonyms):
        return found
    if isinstance(value, float):
        return holding(options, value, wanted.unit)
    if wanted.unit == "notice":
        own = span(str(value))
        return holding_span(options, own) if own else None
    return _level(options, wanted.unit.lower()) if _CEFR.fullmatch(wanted.unit.lower()) else None


def _spoken(wanted: Wanted) -> tuple[str, tuple[str, ...]]:
    if isinstance(wanted.value, bool):
        first, *others = wanted.synonyms or (("Yes",) if wanted.value else ("No",))
        return first, tuple(others)
    return said(wanted), wanted.synonyms


def _level(options: Sequence[Option], level: str) -> Option | None:
    """The one option that names this level of the European scale, alone or beside another ("B1/B2")."""
    naming = [o for o in options if not o.disabled and level in _CEFR.findall(normal(o.label))]
    alone = [option for option in naming if set(_CEFR.findall(normal(option.label))) == {level}]
    held = alone or naming
    return held[0] if len(held) == 1 else None


def _several(one: Understanding, wanted: Wanted, each: tuple[Wanted, ...]) -> Answer | Missing:
    """All that are offered; where only the whole is true, all or none."""
    field = one.field
    if not field.options_known:
        return Answer(field.key, tuple(said(part) for part in each), wanted.source, one.topic)
    found = [choose(field.options, said(part), part.synonyms) for part in each]
    labels = tuple(dict.fromkeys(option.label for option in found if option))
    if not labels or (one.topic in _WHOLE and not all(found)):
        return Missing(f"its options do not say what {wanted.source} says; choose yourself")
    return Answer(field.key, labels, wanted.source, one.topic)
