"""What each source of a field says that it asks: the adapter, `autocomplete`, texts, attributes, options."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from adapters.contract import FormField
from adapters.contract.choose import normal
from worker.topics.accounting import before_question, question
from worker.topics.reading import Hit, Reader

ADAPTER, AUTOCOMPLETE, WHOLE, WITHIN, ATTRIBUTE = 1.0, 0.9, 0.9, 0.85, 0.65
#: What a word costs that a topic leaves unaccounted for, and where it is asked in many words of law.
STRANGE, STRANGE_WORDY = 0.35, 0.05
#: Kinds whose question, not their label, says what is asked.
GROUPS = frozenset({"radio", "checkboxes"})
#: A box with a longer label than "I do agree" says itself to what.
_BARE_WORDS = 3
#: So many unaccounted words are named.
_TOLD = 3
#: Tokens of `autocomplete` that make it somebody's or something else's.
_NOT_OWN = frozenset({"work", "fax", "pager", "billing"})


@dataclass(frozen=True, slots=True)
class Sign:
    """One source's word for one topic."""

    topic: str
    weight: float
    #: "label", "name", ...: where it was seen, and the words for `evidence`.
    source: str
    words: str
    #: Why it counts for little; "" where it does not.
    doubt: str = ""


def signs_of(field: FormField, eyes: Reader, board_topics: Mapping[str, str], company: str) -> list[Sign]:
    signs: list[Sign] = []
    if fixed := adapters_word(field, board_topics):
        signs.append(Sign(fixed, ADAPTER, "adapter", f"the adapter knows this field as {fixed}"))
    signs += _by_autocomplete(field, eyes)
    signs += _by_together(field, eyes) or list(_by_texts(field, eyes, company))
    signs += _by_attributes(field, eyes)
    labels = tuple(option.label for option in field.options)
    signs += [Sign(t, ATTRIBUTE, "options", f"its options are those of {t}") for t in eyes.topics_of_options(labels)]
    return signs


def adapters_word(field: FormField, board_topics: Mapping[str, str]) -> str:
    """The topic by which the adapter knows the field; "" where it does not."""
    return board_topics.get(field.key) or board_topics.get(field.name) or board_topics.get(field.id) or ""


def bare_tick(label: str) -> bool:
    """A box that says only "Yes" or "I agree": its question says to what."""
    return len(label.split()) <= _BARE_WORDS


def _by_together(field: FormField, eyes: Reader) -> list[Sign]:
    """A single control under a group's question: "Phone" and "Country" ask for the phone's country."""
    if field.kind in GROUPS or not field.question or not field.label or field.question == field.label:
        return []
    text = f"{field.question} {field.label}"
    hits = [topic for topic, hit in eyes.topics_in(text).items() if hit.whole and not hit.strange]
    return [Sign(topic, WHOLE, "question", f'question and label "{text}" ask for {topic}') for topic in hits]


def _by_texts(field: FormField, eyes: Reader, company: str) -> Iterator[Sign]:
    for source, text in _texts(field, eyes):
        if _leads_from_account(text, eyes):
            continue
        for topic, hit in eyes.topics_in(text, company).items():
            if hit.whole or not _speaks_of(eyes, topic, text):
                wordy = eyes.lexicon.topics[topic].wordy
                yield _by_text(source, text, topic, hit, STRANGE_WORDY if wordy else STRANGE)


def _leads_from_account(text: str, eyes: Reader) -> bool:
    """Whether a question is only what an account is wanted of ("Describe how you dealt with this: are you ...?")."""
    before = before_question(text)
    return before.endswith(":") and bool(eyes.says("essay", before))


def _speaks_of(eyes: Reader, name: str, text: str) -> bool:
    """Whether a text merely speaks of a topic: wants an account of it, depends on something, or asks yes or no of it.

    A consent does so where it begins with such words, or with a question's; a yes or no that depends on something is
    settled later.
    """
    topic, account = eyes.lexicon.topics[name], eyes.says("essay", text)
    if topic.wordy:
        return any(word and normal(text).startswith(word) for word in (account, eyes.says("asks", text)))
    if topic.yesno:
        return bool(account)
    yes_or_no = not topic.demographic and eyes.says("opens", question(text)) and not eyes.says("begs", question(text))
    return bool(account or eyes.says("condition", text) or yes_or_no)


def _by_text(source: str, text: str, topic: str, hit: Hit, each: float) -> Sign:
    weight = max(0.0, (WHOLE if hit.whole else WITHIN) - each * len(hit.strange))
    told = "”, “".join(dict.fromkeys(hit.strange[:_TOLD]))
    doubt = f"it also says “{told}”, which {topic} does not account for" if hit.strange else ""
    return Sign(topic, weight, source, f'{source} "{text}" asks for {topic}', doubt)


def _texts(field: FormField, eyes: Reader) -> list[tuple[str, str]]:
    """The texts that may say what is asked, each with what it is."""
    label, question = field.label.strip(), field.question.strip()
    if eyes.bare(label) or label == question:
        return [("question", question)] if question else _over_a_file(field)
    if not question:
        return [("label", label)]
    if field.kind in GROUPS:
        return [("question", question), ("label", label)]
    if field.kind == "checkbox" and bare_tick(label):
        return [("label", label), ("question", question)]
    return [("label", label)]


def _over_a_file(field: FormField) -> list[tuple[str, str]]:
    """The heading of a control for files that says nothing itself ("Attach")."""
    return [("heading", field.section)] if field.kind == "file" and field.section else []


def _by_autocomplete(field: FormField, eyes: Reader) -> list[Sign]:
    tokens = field.autocomplete.lower().split()
    if not tokens or _NOT_OWN & set(tokens):
        return []
    named = [topic.name for topic in eyes.lexicon.topics.values() if tokens[-1] in topic.autocomplete]
    return [Sign(topic, AUTOCOMPLETE, "autocomplete", f'autocomplete="{tokens[-1]}"') for topic in named]


def _by_attributes(field: FormField, eyes: Reader) -> Sequence[Sign]:
    signs = [
        Sign(topic, ATTRIBUTE, "name", f'name "{written}" is that of {topic}')
        for written in dict.fromkeys(filter(None, (field.name, field.id)))
        for topic in eyes.topics_named(written)
    ]
    held = eyes.topics_in(field.placeholder) if field.placeholder else {}
    signs += [
        Sign(topic, ATTRIBUTE, "placeholder", f'placeholder "{field.placeholder}" asks for {topic}')
        for topic, hit in held.items()
        if hit.whole and not hit.strange
    ]
    return signs
