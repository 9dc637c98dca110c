"""The applicant's own answer in the field's shape; a choice has to be one of the options, word for word."""

from collections.abc import Sequence
from datetime import date

from adapters.contract import Answer, FormField
from adapters.contract.choose import choose, normal
from worker.steps.answer.bank import Kept
from worker.steps.answer.facts import Facts, Missing, Wanted
from worker.steps.answer.rules.words import yes_no
from worker.steps.answer.shapes import MANY, PICKS, shape
from worker.steps.sheet import Understanding
from worker.topics import lexicon, meaning, spellings


def give(one: Understanding, kept: Kept, facts: Facts) -> Answer | Missing:
    """Raises `BadInput` where it names a document that is not there."""
    if kept.over:
        return Missing("your answer to it is past its valid_until; see that it holds and move the day")
    return _file(one, kept, facts) if one.field.kind == "file" else given(one, kept)


def given(one: Understanding, kept: Kept) -> Answer | Missing:
    """What is no file."""
    field, value = one.field, kept.value
    if kept.by_topic:
        return _by_topic(one, kept)
    if field.kind == "checkbox":
        return _tick(one, kept)
    if field.options or field.kind in PICKS:
        return _options(one, kept)
    return shape(one, Wanted("\n".join(value) if isinstance(value, tuple) else value, kept.source))


def _by_topic(one: Understanding, kept: Kept) -> Answer | Missing:
    """What the question means was answered once: a yes is turned the way it asks, a word takes its other spellings."""
    value = kept.value
    topic = lexicon().topics[one.topic]
    if topic.yesno and (said := yes_or_no(value)) is not None:
        return shape(one, yes_no(one, said, kept.source, consent=topic.name.startswith("consent_")))
    if one.polarity == "negated" or isinstance(value, bool):
        return Missing("your answer by topic does not tell yes from no, and the question needs it; answer it itself")
    if isinstance(value, tuple):
        return shape(one, Wanted(tuple(Wanted(each, kept.source, spellings(each)) for each in value), kept.source))
    return shape(one, Wanted(_typed(value), kept.source, spellings(value)))


def _typed(value: str) -> str | float | date:
    """A day or a number where the text is one."""
    try:
        return date.fromisoformat(value) if "-" in value else float(value)
    except ValueError:
        return value


def yes_or_no(value: object) -> bool | None:
    if isinstance(value, bool):
        return value
    word = normal(str(value))
    for yes, names in ((True, ("yes", "agree")), (False, ("no", "disagree"))):
        if word in {normal(said) for name in names for said in meaning(name)}:
            return yes
    return None


def _file(one: Understanding, kept: Kept, facts: Facts) -> Answer | Missing:
    kind = normal(str(kept.value)).replace(" ", "_")
    document = facts.profile.document(kind)
    if document is None:
        return Missing(
            "the answer given is not the name of a file in profile.apply.documents; name one, such as resume"
        )
    return shape(one, Wanted(document, kept.source))


def _tick(one: Understanding, kept: Kept) -> Answer | Missing:
    yes = yes_or_no(kept.value)
    if yes is None:
        return Missing("the answer given to a single box is neither yes nor no; give one of the two")
    return Answer(one.field.key, yes, kept.source, one.topic)


def _options(one: Understanding, kept: Kept) -> Answer | Missing:
    field, value = one.field, kept.value
    if isinstance(value, bool):
        return shape(one, Wanted(value, kept.source, meaning("yes" if value else "no")))
    wanted = value if isinstance(value, tuple) else (value,)
    if not field.options_known:
        return Answer(field.key, wanted, kept.source, one.topic)
    labels = _labels(field, wanted) or _labels(field, _parted(field, wanted))
    if labels:
        return Answer(field.key, labels, kept.source, one.topic)
    offered = ", ".join(f"“{option.label}”" for option in field.options if not option.disabled)
    return Missing(f"the answer given is none of its options; give one of {offered}")


def _parted(field: FormField, wanted: Sequence[str]) -> tuple[str, ...]:
    """Several choices in one text, by line or semicolon, where the field takes several."""
    if field.kind not in MANY:
        return ()
    return tuple(part.strip() for text in wanted for part in text.replace(";", "\n").splitlines() if part.strip())


def _labels(field: FormField, wanted: Sequence[str]) -> tuple[str, ...]:
    found = [choose(field.options, label) for label in wanted]
    return tuple(option.label for option in found if option) if found and all(found) else ()
