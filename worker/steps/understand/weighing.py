"""Which signs hold against a field, and how sure they make it together."""

from collections.abc import Sequence

from adapters.contract import FormField
from worker.steps.understand.bar import BAR
from worker.steps.understand.signs import ATTRIBUTE, Sign
from worker.steps.understand.whose import somebody
from worker.topics.accounting import question
from worker.topics.language import Topic
from worker.topics.reading import Reader
from worker.topics.scopes import without_parentheses

#: Sources that say what is agreed to.
_TEXTS = frozenset({"label", "question", "heading"})
_AGREES, _AGAINST, _UNKNOWN_LABEL, _STRANGE_QUESTION = 0.05, 0.5, 0.1, 0.6


def strike(field: FormField, signs: Sequence[Sign], eyes: Reader) -> tuple[list[Sign], str]:
    """The signs that hold, and why the strongest of the others does not."""
    reasons = {topic: _objection(field, eyes, topic) for topic in dict.fromkeys(sign.topic for sign in signs)}
    held = [sign for sign in signs if not reasons[sign.topic]]
    kept = [sign for sign in held if not _doubtful(sign)]
    beaten = {lost for sign in kept for lost in eyes.lexicon.topics[sign.topic].over if sign.weight > ATTRIBUTE}
    kept = [sign for sign in kept if sign.topic not in beaten]
    if bundled := _bundled(kept, held, eyes):
        return [], f"its signs contradict each other: {bundled}"
    return kept, _why_none(signs, reasons, [sign for sign in held if _doubtful(sign)])


def _bundled(kept: Sequence[Sign], held: Sequence[Sign], eyes: Reader) -> str:
    """The consents of one box, where it speaks of several: it may be ticked for none of them alone, doubtful or not."""
    topics = eyes.lexicon.topics
    told = dict.fromkeys(one.topic for one in held if one.source in _TEXTS and topics[one.topic].wordy)
    for agreed in (one.topic for one in kept if one.topic in told):
        near = {agreed, *topics[agreed].over, *(other for other in told if agreed in topics[other].over)}
        others = [other for other in told if other not in near]
        if others:
            return ", ".join((agreed, *others))
    return ""


def _doubtful(sign: Sign) -> bool:
    """A text with too many words that the topic leaves unaccounted for says nothing of it."""
    return bool(sign.doubt) and sign.weight < BAR


def _why_none(signs: Sequence[Sign], reasons: dict[str, str], doubtful: Sequence[Sign]) -> str:
    topics = dict.fromkeys(sign.topic for sign in doubtful)
    if len(topics) > 1:
        return f"its signs contradict each other: {', '.join(topics)}"
    if doubtful:
        return f"it seems to ask for {doubtful[0].topic}, but {doubtful[0].doubt}"
    strongest = max(signs, key=lambda sign: sign.weight, default=None)
    return reasons[strongest.topic] if strongest else ""


def _objection(field: FormField, eyes: Reader, name: str) -> str:
    topic = eyes.lexicon.topics.get(name)
    if topic is None:
        return f"the adapter names a topic that there is not: {name}"
    if field.kind not in topic.kinds:
        return f"a control of kind {field.kind} does not hold {name}"
    if topic.own and (subject := somebody(field, eyes, anyone=topic.anyone)):
        return f"it is about somebody else ({subject})"
    if trap := eyes.vetoed(name, _asking(field, topic)):
        return f'"{trap}" says that it asks something else than {name}'
    return _misplaced(field, eyes, topic)


def _asking(field: FormField, topic: Topic) -> str:
    """The words in which a trap may stand: not a preamble's, nor examples of what permits somebody to work."""
    texts = (field.question, field.label)
    asked = " ".join(texts if topic.wordy else map(question, texts))
    return without_parentheses(asked) if topic.scope == "country" else asked


def _misplaced(field: FormField, eyes: Reader, topic: Topic) -> str:
    """Why the headings over the field leave no room for the topic; "" where they do."""
    wished = topic.wish and eyes.says("wished", f"{field.question} {field.label}")
    if (topic.personal or topic.wish) and not wished and (over := _elsewhere(field, eyes)):
        return f'it stands under "{over}", so it is about an employment, a school or the posting'
    if topic.entry and (over := _another_entry(field, eyes, topic.entry)):
        return f'"{over}" says that it is about another employment or school'
    return ""


def _another_entry(field: FormField, eyes: Reader, entry: str) -> str:
    """The words of a heading over an employment or school that is not the latest or highest; "" for none."""
    titles = (field.section, field.question, *field.above)
    return next((words for title in titles if (words := eyes.says(f"not_{entry}", title))), "")


def _elsewhere(field: FormField, eyes: Reader) -> str:
    """The heading of an employment, a school or the posting over the field; "" where there is none."""
    return next(
        (over for over in (field.section, field.question, *field.above) if eyes.section(over) == "elsewhere"), ""
    )


def weigh(field: FormField, signs: Sequence[Sign], eyes: Reader) -> tuple[str, float]:
    """The likeliest topic, and how sure it is, 0 to 1."""
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


def doubt(best: str, signs: Sequence[Sign], eyes: Reader) -> str:
    """Why the best topic is not sure enough."""
    near = eyes.lexicon.topics[best].near
    others = dict.fromkeys(sign.topic for sign in signs if sign.topic != best and sign.topic not in near)
    if others:
        return f"its signs contradict each other: {best}, {', '.join(others)}"
    return f"the signs for {best} are too weak"
