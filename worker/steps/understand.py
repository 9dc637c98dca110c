"""What each field asks: a topic with its subject, scope and polarity, or why that cannot be told.

The rule, in the order it is applied:
1. Each source names topics with a weight: the adapter's word 1.0, `autocomplete` 0.9, the label or a group's question
   0.9 (the whole of it) or 0.85 (a phrase in it), name or id, placeholder and options 0.65 each.
2. A topic is struck where the field's kind cannot hold it, where its trap words stand in label or question, or where a
   fact about the person stands in an employment, education or reference section.
3. Of two topics that fit, one may be declared to win over the other (sponsorship over work authorization).
4. Confidence is the best weight, plus 0.05 for each other source that agrees, minus half the weight of the best topic
   that contradicts, minus 0.1 where only attributes speak beside a label that says nothing known, minus 0.35 where
   the group's question is about something else.
5. Below 0.6, or where subject, scope or polarity is not settled, the field is not understood.
6. A fact about the person asked twice on a page is understood the first time only: the second may be somebody else's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from adapters.contract import FormField
from worker.steps.sheet import Polarity, Understanding
from worker.topics.loading import Topic
from worker.topics.reading import Reader, Scope, reader

#: Confidence from which a field counts as understood.
BAR = 0.6

_ADAPTER, _AUTOCOMPLETE, _WHOLE, _WITHIN, _ATTRIBUTE = 1.0, 0.9, 0.9, 0.85, 0.65
_AGREES, _AGAINST, _UNKNOWN_LABEL, _STRANGE_QUESTION = 0.05, 0.5, 0.1, 0.35
#: Kinds whose question, not their label, says what is asked.
_GROUPS = frozenset({"radio", "checkboxes"})
#: A box with a longer label than "I do agree" says itself to what.
_BARE_WORDS = 3
#: Tokens of `autocomplete` that make it somebody's or something else's.
_NOT_OWN = frozenset({"work", "fax", "pager", "billing"})


@dataclass(frozen=True, slots=True)
class _Sign:
    """One source's word for one topic."""

    topic: str
    weight: float
    #: "label", "name", ...: where it was seen, and the words for `evidence`.
    source: str
    words: str


def understand(
    fields: Sequence[FormField],
    *,
    board_topics: Mapping[str, str],
    company: str = "",
    url: str = "",
) -> tuple[Understanding, ...]:
    """Each field's meaning, in the order of the fields. Pure; `company` is the posting's employer."""
    del url
    eyes = reader()
    return _first_only([_one(field, eyes, board_topics, company) for field in fields], eyes)


def _one(field: FormField, eyes: Reader, board_topics: Mapping[str, str], company: str) -> Understanding:
    if field.honeypot or field.kind in ("unsupported", "password"):
        return Understanding(field, why_not="it is not a control for an answer")
    signs = _signs(field, eyes, board_topics)
    fitting, struck = _strike(field, signs, eyes)
    if not fitting:
        return Understanding(field, why_not=struck or _nothing(field, eyes))
    best, confidence = _weigh(field, fitting, eyes)
    evidence = tuple(sign.words for sign in fitting if sign.topic == best)
    if confidence < BAR:
        return Understanding(field, confidence=confidence, evidence=evidence, why_not=_doubt(best, fitting, eyes))
    found = Understanding(field, topic=best, confidence=confidence, evidence=evidence)
    return _settle(found, eyes, company)


# --- signs ---


def _signs(field: FormField, eyes: Reader, board_topics: Mapping[str, str]) -> list[_Sign]:
    signs: list[_Sign] = []
    fixed = board_topics.get(field.key) or board_topics.get(field.name) or board_topics.get(field.id)
    if fixed:
        signs.append(_Sign(fixed, _ADAPTER, "adapter", f"the adapter knows this field as {fixed}"))
    signs += _by_autocomplete(field, eyes)
    signs += _by_together(field, eyes) or _by_texts(field, eyes)
    signs += _by_attributes(field, eyes)
    labels = tuple(option.label for option in field.options)
    signs += [_Sign(t, _ATTRIBUTE, "options", f"its options are those of {t}") for t in eyes.topics_of_options(labels)]
    return signs


def _by_together(field: FormField, eyes: Reader) -> list[_Sign]:
    """A single control under a group's question: "Phone" and "Country" ask for the phone's country."""
    if field.kind in _GROUPS or not field.question or not field.label or field.question == field.label:
        return []
    text = f"{field.question} {field.label}"
    hits = [topic for topic, how in eyes.topics_in(text).items() if how == "whole"]
    return [_Sign(topic, _WHOLE, "question", f'question and label "{text}" ask for {topic}') for topic in hits]


def _by_texts(field: FormField, eyes: Reader) -> list[_Sign]:
    return [
        _Sign(topic, _WHOLE if how == "whole" else _WITHIN, source, f'{source} "{text}" asks for {topic}')
        for source, text in _texts(field, eyes)
        for topic, how in eyes.topics_in(text).items()
        if how == "whole" or topic.startswith("consent_") or not _told_freely(text, eyes)
    ]


def _told_freely(text: str, eyes: Reader) -> str:
    """The words by which a text asks for an account ("describe a time when"): a topic in it is its matter, no more."""
    return eyes.says("essay", text)


def _texts(field: FormField, eyes: Reader) -> list[tuple[str, str]]:
    """The texts that may say what is asked, each with what it is."""
    label, question = field.label.strip(), field.question.strip()
    if eyes.bare(label) or label == question:
        return [("question", question)] if question else []
    if not question:
        return [("label", label)]
    if field.kind in _GROUPS:
        return [("question", question), ("label", label)]
    if field.kind == "checkbox" and _bare_tick(label):
        return [("label", label), ("question", question)]
    return [("label", label)]


def _bare_tick(label: str) -> bool:
    """A box that says only "Yes" or "I agree": its question says to what."""
    return len(label.split()) <= _BARE_WORDS


def _by_autocomplete(field: FormField, eyes: Reader) -> list[_Sign]:
    tokens = field.autocomplete.lower().split()
    if not tokens or _NOT_OWN & set(tokens):
        return []
    named = [topic.name for topic in eyes.lexicon.topics.values() if tokens[-1] in topic.autocomplete]
    return [_Sign(topic, _AUTOCOMPLETE, "autocomplete", f'autocomplete="{tokens[-1]}"') for topic in named]


def _by_attributes(field: FormField, eyes: Reader) -> list[_Sign]:
    signs = [
        _Sign(topic, _ATTRIBUTE, "name", f'name "{written}" is that of {topic}')
        for written in dict.fromkeys(filter(None, (field.name, field.id)))
        for topic in eyes.topics_named(written)
    ]
    held = eyes.topics_in(field.placeholder) if field.placeholder else {}
    signs += [
        _Sign(topic, _ATTRIBUTE, "placeholder", f'placeholder "{field.placeholder}" asks for {topic}')
        for topic, how in held.items()
        if how == "whole"
    ]
    return signs


# --- what strikes a sign out ---


def _strike(field: FormField, signs: Sequence[_Sign], eyes: Reader) -> tuple[list[_Sign], str]:
    """The signs that hold, and why the strongest of the others does not."""
    reasons = {topic: _objection(field, eyes, topic) for topic in dict.fromkeys(sign.topic for sign in signs)}
    kept = [sign for sign in signs if not reasons[sign.topic]]
    beaten = {lost for sign in kept for lost in eyes.lexicon.topics[sign.topic].over if sign.weight > _ATTRIBUTE}
    kept = [sign for sign in kept if sign.topic not in beaten]
    strongest = max(signs, key=lambda sign: sign.weight, default=None)
    return kept, reasons[strongest.topic] if strongest else ""


def _objection(field: FormField, eyes: Reader, name: str) -> str:
    topic = eyes.lexicon.topics.get(name)
    if topic is None:
        return f"the adapter names a topic that there is not: {name}"
    if field.kind not in topic.kinds:
        return f"a control of kind {field.kind} does not hold {name}"
    if topic.own and (subject := _somebody(field, eyes)):
        return f"it is about somebody else ({subject})"
    if trap := eyes.vetoed(name, f"{field.question} {field.label}"):
        return f'"{trap}" says that it asks something else than {name}'
    if topic.personal and "elsewhere" in (eyes.section(field.section), eyes.section(field.question)):
        return f'it stands under "{field.section or field.question}", so it is about an employment or a school'
    return ""


def _nothing(field: FormField, eyes: Reader) -> str:
    if words := _told_freely(field.asks, eyes):
        return f'"{words}" asks for an account in your own words'
    subject = _somebody(field, eyes)
    return f"it is about somebody else ({subject})" if subject else "nothing in its label, question or name is known"


def _somebody(field: FormField, eyes: Reader) -> str:
    """Whose fact it is, where it is not the applicant's."""
    own_words = f"{field.question} {field.label} {field.placeholder}"
    attributes = f"{field.name} {field.id}".replace("_", " ")
    around = f"{field.section} | {field.hint}"
    return (
        eyes.subject(own_words, strict=False)
        or eyes.subject(attributes, strict=False)
        or eyes.subject(around, strict=True)
    )


# --- weighing ---


def _weigh(field: FormField, signs: Sequence[_Sign], eyes: Reader) -> tuple[str, float]:
    weights: dict[str, dict[str, float]] = {}
    for sign in signs:
        sources = weights.setdefault(sign.topic, {})
        sources[sign.source] = max(sign.weight, sources.get(sign.source, 0))
    best = max(weights, key=lambda topic: (max(weights[topic].values()), len(weights[topic])))
    near = eyes.lexicon.topics[best].near
    against = max((max(weights[t].values()) for t in weights if t != best and t not in near), default=0.0)
    confidence = max(weights[best].values()) + _AGREES * (len(weights[best]) - 1) - _AGAINST * against
    confidence -= _penalty(field, set(weights[best]), eyes, eyes.lexicon.topics[best])
    return best, round(min(1.0, max(0.0, confidence)), 3)


def _penalty(field: FormField, sources: set[str], eyes: Reader, topic: Topic) -> float:
    if "adapter" in sources:
        return 0.0
    penalty = 0.0
    if not eyes.bare(field.label) and not sources & {"label", "question"}:
        penalty += _UNKNOWN_LABEL
    strange = topic.personal and field.question not in ("", field.label) and "question" not in sources
    if strange and eyes.section(field.question) == "other":
        penalty += _STRANGE_QUESTION
    return penalty


def _doubt(best: str, signs: Sequence[_Sign], eyes: Reader) -> str:
    near = eyes.lexicon.topics[best].near
    others = dict.fromkeys(sign.topic for sign in signs if sign.topic != best and sign.topic not in near)
    if others:
        return f"its signs contradict each other: {best}, {', '.join(others)}"
    return f"the signs for {best} are too weak"


# --- subject, scope, polarity ---


def _settle(found: Understanding, eyes: Reader, company: str) -> Understanding:
    topic, field = eyes.lexicon.topics[found.topic], found.field
    text = (field.label if field.kind == "checkbox" and not _bare_tick(field.label) else field.asks) or field.asks
    polarity: Polarity = "plain"
    if topic.yesno:
        if topic.fact and (word := eyes.open_ended(text)):
            return _unsettled(found, f'"{word}" asks for more than a yes or no')
        if word := eyes.says("condition", text):
            return _unsettled(found, f'"{word}" makes it depend on something else')
        way = "plain" if topic.settled else eyes.negated(topic.name, text)
        if way == "unsettled":
            return _unsettled(found, "a negation leaves open what yes would mean")
        polarity = way
    scope = _scope(topic, eyes, field, text, company)
    if scope.unsettled:
        return _unsettled(found, scope.unsettled)
    return replace(found, scope=scope.name, polarity=polarity, time=eyes.time(text) if topic.yesno else "")


def _scope(topic: Topic, eyes: Reader, field: FormField, text: str, company: str) -> Scope:
    if topic.scope == "company":
        return eyes.company(text, company)
    if topic.scope == "employer":
        return Scope(company)
    if topic.scope == "pay":
        return eyes.pay(f"{text} {field.hint} {field.placeholder}")
    by_text = {
        "country": eyes.country,
        "skill": eyes.skill,
        "named_skill": eyes.named_skill,
        "language": eyes.language,
        "place": eyes.place,
        "age": eyes.age,
        "percent": eyes.percent,
        "level": eyes.level,
    }
    return by_text[topic.scope](text) if topic.scope else Scope()


def _unsettled(found: Understanding, why: str) -> Understanding:
    return replace(found, topic="", why_not=f"it seems to ask for {found.topic}, but {why}")


def _first_only(all_found: Sequence[Understanding], eyes: Reader) -> tuple[Understanding, ...]:
    seen: set[str] = set()
    return tuple(_unless_seen(found, eyes, seen) for found in all_found)


def _unless_seen(found: Understanding, eyes: Reader, seen: set[str]) -> Understanding:
    topic = eyes.lexicon.topics.get(found.topic)
    if topic is None or not topic.once or not found.field.visible:
        return found
    again = topic.name in seen and found.confidence < 1
    seen.add(topic.name)
    if not again:
        return found
    return _unsettled(found, "it is asked a second time here, which may be about somebody or something else")
