"""Answers come from the applicant's facts and words alone, in the shape the field takes, or not at all."""

from pathlib import Path

import pytest

from adapters.contract import Document
from tests.steps.page import Ask, control
from worker.steps.answer import why


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (control("text", "Full name"), "Ada King"),
        (control("text", "First name"), "Ada"),
        (control("tel", "Phone"), "+14155550132"),
        (control("text", "City"), "El Paso"),
        (control("text", "Current location"), "El Paso, Texas, United States"),
        (control("select", "State", "California", "TX"), "TX"),
        (control("select", "Country", "United States Minor Outlying Islands", "USA"), "USA"),
        (control("url", "LinkedIn profile"), "https://www.linkedin.com/in/ada"),
        (control("text", "Current company"), "Engines Ltd"),
        (control("text", "Current job title"), "Engineer"),
        (control("select", "Highest degree", "High School", "Bachelor's Degree"), "Bachelor's Degree"),
        (control("number", "How many years of experience do you have with Python?"), "6"),
        (control("number", "Total years of work experience"), "11"),
        (control("select", "Years of experience", "0-2 years", "3-10 years", "11+ years"), "11+ years"),
        (control("number", "Desired annual salary (USD)"), "90000"),
        (control("text", "What are your salary expectations?"), "90000 USD per year"),
        (control("date", "Earliest start date"), "2027-01-15"),
        (control("text", "Start date", placeholder="MM/DD/YYYY"), "01/15/2027"),
        (control("text", "Verfügbar ab", placeholder="TT.MM.JJJJ"), "15.01.2027"),
        (control("text", "What is your notice period?"), "1 month"),
        (control("number", "Notice period in months"), "1"),
        (control("radio", "Are you at least 18 years of age?", "Yes", "No"), "Yes"),
        (control("radio", "Sind Sie mindestens 18 Jahre alt?", "Ja", "Nein"), "Ja"),
        (control("select", "How did you hear about us?", "Select...", "Linked In", "Other"), "Linked In"),
    ],
)
def test_facts_take_the_fields_shape(ask: Ask, field: object, value: str) -> None:
    """Each fact goes in as the control takes it."""
    assert ask(field).value == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Are you legally authorized to work in the United States?", "Yes"),
        ("Are you authorized to work in Germany?", "No"),
        ("Will you require visa sponsorship in the US?", "No"),
        ("Will you require visa sponsorship in Germany?", "Yes"),
        ("I will not require visa sponsorship in the US", "Yes"),
        ("Can you work in the US without sponsorship?", "Yes"),
        ("Are you legally able to work in Germany without visa sponsorship?", "No"),
        ("Are you authorized to work in Canada?", None),
        ("Will you require visa sponsorship?", None),
        ("Are you authorized to work in the US or Canada?", None),
        ("Are you not authorized to work in the US?", None),
        ("Do you not require sponsorship in the US?", None),
    ],
)
def test_the_right_to_work(ask: Ask, text: str, value: str | None) -> None:
    """Country and negation decide; a country the applicant has not spoken of is asked."""
    assert ask(control("radio", text, "Yes", "No", required=True)).value == value


def test_a_question_without_a_country(ask: Ask) -> None:
    """It is about the posting's country where that is known, or all where the applicant says one thing of all."""
    field = control("radio", "Will you require visa sponsorship?", "Yes", "No", required=True)
    assert ask(field, country="DE").value == "Yes"
    assert ask(field, sponsorship={"US": False, "*": False}).value == "No"
    assert ask(field, sponsorship={"US": False, "*": True}).value is None


@pytest.mark.parametrize(
    "field",
    [
        control("tel", "Phone", question="Emergency contact"),
        control("tel", "Reference's phone number"),
        control("textarea", "State your reason for applying"),
        control("number", "How many years of experience do you have with Rust?"),
        control("radio", "Do you have at least 5 years of experience with Python?", "Yes", "No"),
        control("text", "What is your age?"),
        control("radio", "Were you referred by a current employee?", "Yes", "No"),
        control("radio", "Have you ever worked at Globex?", "Yes", "No"),
        control("radio", "Are you related to anyone at Acme?", "Yes", "No"),
        control("number", "Expected salary (EUR)"),
        control("number", "Expected hourly rate (USD)"),
        control("text", "Current salary"),
        control("text", "Notice period in days"),
        control("radio", "Are you at least 18 and able to lift 50 pounds?", "Yes", "No"),
        control("radio", "Have you ever been denied authorization to work in the US?", "Yes", "No"),
        control("radio", "Do you currently live in Berlin or are you willing to relocate?", "Yes", "No"),
        control("select", "Gender", "Male", "Transgender Female", "Femaleish"),
        control("select", "Country", "United States Minor Outlying Islands", "Canada"),
        control("select", "Current location", "El Paso, Cesar, Colombia"),
        control("select", "Years of experience", "0-11", "11-20"),
        control("checkbox", "I consent to a background check"),
        control("checkbox", "I agree to receive marketing emails"),
        control("text", "Signature"),
    ],
)
def test_traps_are_asked(ask: Ask, field: object) -> None:
    """What no fact answers for certain goes to the applicant, with a reason."""
    asked = ask(_required(field))
    assert (asked.value, [row.field.key for row in asked.sheet.unanswered]) == (None, ["asked"])
    assert asked.why


def _required(field: object) -> object:
    from dataclasses import replace  # noqa: PLC0415 - one use

    return replace(field, required=True)  # type: ignore[type-var]


def test_optional_fields_stay_empty(ask: Ask) -> None:
    """A field the form does not insist on is left alone, and said so."""
    asked = ask(control("text", "Middle name"), control("text", "Favourite colour", key="colour"))
    assert not asked.sheet.answers
    assert [row.field.key for row in asked.sheet.left_empty] == ["asked", "colour"]


def test_the_key_that_would_answer_is_named(ask: Ask) -> None:
    """A missing fact is told by its place in the profile."""
    assert "profile.apply.cover_letter_text" in ask(control("textarea", "Cover letter", required=True)).why


def test_sources_are_named(ask: Ask) -> None:
    """Every answer says which fact it rests on."""
    answer = ask(control("radio", "Are you authorized to work in the US?", "Yes", "No")).answer
    assert answer is not None
    assert (answer.source, answer.topic) == ("profile.apply.work_authorization.US", "work_authorization")


# --- voluntary questions and consents ---

_DISABILITY = (
    "Yes, I have a disability, or have had one in the past",
    "No, I do not have a disability and have not had one in the past",
    "I do not want to answer",
)


def test_voluntary_questions_are_declined(ask: Ask) -> None:
    """Unless the applicant says otherwise, by the option that declines."""
    asked = ask(control("radio", "Please check one of the boxes below", *_DISABILITY, section="Form CC-305"))
    assert asked.value == "I do not want to answer"
    assert asked.answer is not None
    assert asked.answer.source == "rule: decline"


def test_voluntary_questions_in_the_applicants_words(ask: Ask) -> None:
    """The applicant's own word is matched with the form's, exactly or by a listed synonym."""
    field = control("select", "Gender", "Male", "Woman", "Decline To Self Identify")
    assert ask(field).value == "Woman"
    disability = control("radio", "Do you have a disability?", *_DISABILITY)
    assert ask(disability, demographics={"disability": False}).value == _DISABILITY[1]


def test_nothing_to_decline_with(ask: Ask) -> None:
    """Without an option that declines, a voluntary question stays empty; so does a text."""
    fields = (control("select", "Race", "Asian", "White"), control("text", "Veteran status", key="text"))
    assert not ask(*fields).sheet.answers


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("I have read the privacy policy", True),
        ("I agree to the Terms of Service and Privacy Policy", True),
        ("I certify that the above is true and complete", True),
        ("Send me your newsletter", False),
    ],
)
def test_boxes(ask: Ask, text: str, value: bool) -> None:
    """A box is ticked only for what the applicant agreed to; marketing is declined."""
    assert ask(control("checkbox", text)).value is value


def test_no_word_no_tick(ask: Ask) -> None:
    """Without the applicant's word there is no consent."""
    field = control("checkbox", "I have read the privacy policy", required=True)
    asked = ask(field, consents={})
    assert asked.value is None
    assert "profile.apply.consents.privacy" in asked.why


def test_consent_as_a_choice(ask: Ask) -> None:
    """“I agree” is how a choice says yes to a policy."""
    field = control("radio", "Do you consent to our Privacy Notice?", "I agree", "I do not agree")
    assert ask(field).value == "I agree"


# --- comboboxes, files, limits ---


def test_options_not_yet_known(ask: Ask) -> None:
    """A closed combobox gets the label, and every spelling that means the same, the best first."""
    answer = ask(control("combobox", "Location (City)", options_known=False)).answer
    assert answer is not None
    assert answer.value == ("El Paso, Texas, United States",)
    assert "El Paso, TX, USA" in answer.synonyms
    assert "El Paso" not in answer.synonyms


def test_phone_country(ask: Ask) -> None:
    """The phone's country comes from the number, and from home where several share its code."""
    answer = ask(control("combobox", "Country", question="Phone", options_known=False)).answer
    assert answer is not None
    assert answer.value == ("United States",)
    assert "United States +1" in answer.synonyms


def test_files(ask: Ask, tmp_path: Path) -> None:
    """A file input gets the document of its kind, with its hash."""
    value = ask(control("file", "Resume/CV", accept=".pdf,.docx")).value
    assert isinstance(value, Document)
    assert (value.kind, value.path, len(value.sha256)) == ("resume", tmp_path / "resume.pdf", 64)


def test_files_of_a_wrong_type(ask: Ask) -> None:
    """A document that the input does not accept is not sent."""
    asked = ask(control("file", "Resume", accept=".docx,image/*", required=True))
    assert asked.value is None
    assert ".docx" in asked.why


def test_a_file_that_is_gone(ask: Ask) -> None:
    """A document that is named but not there is asked about, even where the form would do without."""
    asked = ask(control("file", "Cover letter"), documents={"cover_letter": "gone.pdf"})
    assert [row.field.key for row in asked.sheet.unanswered] == ["asked"]
    assert "apply.documents.cover_letter" in asked.why


def test_limits(ask: Ask) -> None:
    """What is too long is not cut, and what the form's pattern refuses is not sent."""
    assert ask(control("text", "Full name", max_length=5)).value is None
    assert ask(control("text", "Phone", pattern="[0-9]{9}")).value is None
    assert ask(control("text", "Phone", pattern=r"\+[0-9]+")).value == "+14155550132"
    assert ask(control("number", "Notice period")).value is None


def test_closed_controls(ask: Ask) -> None:
    """Honeypots and disabled controls get nothing and ask nothing, even where the applicant gave an answer."""
    fields = [
        control("text", "Email", key="a", honeypot=True, required=True),
        control("text", "Email", key="b", disabled=True, required=True),
    ]
    sheet = ask(*fields, given={"a": "x", "b": "x"}).sheet
    assert (sheet.answers, sheet.unanswered) == ((), ())


def test_prefilled_values_are_answered_too(ask: Ask) -> None:
    """What the page holds already is compared with the answer, so there has to be one."""
    assert ask(control("text", "First name", value="Ada")).value == "Ada"


def test_why(ask: Ask) -> None:
    """`explain` says what was understood, on what evidence, and which fact answers."""
    asked = ask(control("text", "Email"), control("text", "Favourite colour", key="colour", required=True))
    first, second = (why(one, asked.sheet) for one in asked.understood)
    assert first == 'asks for email, because label "Email" asks for email. Answered from profile.basics.email.'
    assert second.startswith("not understood: ")
    assert "Unanswered" in second


def test_no_reason_shows_a_value(ask: Ask) -> None:
    """Reasons name keys and labels, never what the applicant said."""
    fields = [
        control("text", "Full name", key="a", max_length=3, required=True),
        control("select", "Country", "Atlantis", key="b", required=True),
        control("text", "Phone", key="c", pattern="x", required=True),
        control("number", "Expected salary (EUR)", key="d", required=True),
        control("select", "How did you hear about us?", "Radio", key="e", required=True),
    ]
    sheet = ask(*fields).sheet
    assert len(sheet.unanswered) == len(fields)
    for row in sheet.unanswered:
        assert not [value for value in ("Ada", "United States", "415", "90000", "LinkedIn") if value in row.why]
