"""The applicant's own answers win over every fact, and are taken word for word."""

from adapters.contract import Document
from tests.steps.page import URL, Ask, control


def test_given_answers_win(ask: Ask) -> None:
    """By key or by the question's words, over every fact."""
    field = control("text", "First name")
    assert ask(field, given={"asked": "Augusta"}).value == "Augusta"
    assert ask(field, given={" first NAME* ": "Augusta"}).value == "Augusta"


def test_given_answers_answer_the_unknown(ask: Ask) -> None:
    """A question nobody understands is answered by the applicant's word."""
    asked = ask(control("textarea", "Why Acme?", required=True), given={"Why Acme?": "Anvils."})
    assert asked.answer is not None
    assert (asked.value, asked.answer.source) == ("Anvils.", "answer bank: this posting")


def test_given_choices_are_exact(ask: Ask) -> None:
    """A given choice that is no option is asked again with the options, even on an optional field."""
    field = control("radio", "Favourite tool?", "Hammer", "Sledgehammer")
    assert ask(field, given={"asked": "hammer"}).value == "Hammer"
    asked = ask(field, given={"asked": "sledge"})
    assert [row.field.key for row in asked.sheet.unanswered] == ["asked"]
    assert "Sledgehammer" in asked.why
    assert "sledge," not in asked.why


def test_given_several_choices(ask: Ask) -> None:
    """Several choices come by line or semicolon; one that is no option voids them all."""
    field = control("checkboxes", "Which tools?", "Hammer", "Saw", "Yes, all; really")
    asked = ask(field, given={"asked": "Saw; Hammer"})
    assert asked.answer is not None
    assert asked.answer.value == ("Saw", "Hammer")
    assert ask(field, given={"asked": "Yes, all; really"}).value == "Yes, all; really"
    assert ask(field, given={"asked": "Saw; Axe"}).value is None


def test_given_ticks(ask: Ask) -> None:
    """A single box takes yes or no in words."""
    field = control("checkbox", "I like anvils")
    assert ask(field, given={"asked": "yes"}).value is True
    assert ask(field, given={"asked": "Nein"}).value is False
    assert ask(field, given={"asked": "perhaps"}).value is None


def test_given_documents(ask: Ask) -> None:
    """A file input is answered by the name of a document."""
    value = ask(control("file", "Anything else"), given={"asked": "resume"}).value
    assert isinstance(value, Document)


def test_the_answer_bank_narrows(ask: Ask) -> None:
    """This posting's answer before this company's, before the one for everywhere; another company's never."""
    here = {"question": "Why us?", "answer": "here", "url": URL}
    company = {"question": "Why us?", "answer": "company", "company": "ACME"}
    everywhere = {"question": "why us", "answer": "everywhere"}
    other = {"question": "Why us?", "answer": "other", "company": "Globex"}
    field = control("text", "Why us?")
    assert ask(field, answers=[everywhere, other, company, here]).value == "here"
    assert ask(field, answers=[everywhere, other, company]).value == "company"
    assert ask(field, answers=[everywhere, other]).value == "everywhere"
    assert ask(field, answers=[other]).value is None


def test_one_question_asked_twice(ask: Ask) -> None:
    """An answer by question does not go into two fields that read alike; one by key does."""
    fields = [control("text", "Name of tool", key="a"), control("text", "Name of tool", key="b")]
    assert not ask(*fields, given={"Name of tool": "Saw"}).sheet.answers
    assert [a.key for a in ask(*fields, given={"b": "Saw"}).sheet.answers] == ["b"]
