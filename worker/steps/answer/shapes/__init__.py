"""A fact in the shape that one field takes, or why it does not fit. Never shortened, never nearly right."""

from adapters.contract import Answer, Document
from worker.steps.answer.facts import Missing, Wanted
from worker.steps.answer.shapes.attached import attached
from worker.steps.answer.shapes.checked import checked
from worker.steps.answer.shapes.picks import pick
from worker.steps.answer.shapes.written import written
from worker.steps.sheet import Understanding

#: Kinds whose answer is one or more options.
PICKS = frozenset({"select", "radio", "combobox", "multiselect", "checkboxes"})
#: Kinds that take several.
MANY = frozenset({"multiselect", "checkboxes", "combobox"})


def shape(
    one: Understanding, wanted: Wanted, beside: frozenset[str] = frozenset(), *, country: str = ""
) -> Answer | Missing:
    """What to put into the field. `beside`: the topics answered on the same form page; `country`: the posting's."""
    field, value = one.field, wanted.value
    if field.kind == "file":
        return attached(field, wanted, one.topic)
    if isinstance(value, Document):
        return Missing("it does not take a file")
    if field.kind == "checkbox":
        return _tick(one, wanted)
    if field.kind in PICKS:
        return pick(one, wanted)
    if wanted.choice_only:
        return Missing("it is voluntary, and only an answer of your own could be written here")
    text = written(one, wanted, beside, country=country)
    return text if isinstance(text, Missing) else checked(field, text, wanted.source, one.topic)


def _tick(one: Understanding, wanted: Wanted) -> Answer | Missing:
    if not isinstance(wanted.value, bool):
        return Missing("a single box takes a yes or no only")
    if one.field.required and not wanted.value:
        return Missing(f"the form insists on a tick that {wanted.source} does not give")
    return Answer(one.field.key, wanted.value, wanted.source, one.topic)
