"""Each topic is answered from its fact, as narrow as it was said; what is narrower, or of another time, is asked."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.steps.page import Ask, control

_LATER = {"sponsorship": {"US": {"now": False, "future": True}}}
TODAY = datetime.now(UTC).date()


def yes_no(text: str, kind: str = "radio") -> Any:
    return control(kind, text, "Yes", "No", required=True)


@pytest.mark.parametrize(
    ("text", "apply", "value"),
    [
        ("Are you currently employed?", {}, "Yes"),
        ("Are you currently employed?", {"employed_now": False}, "No"),
        ("Are you willing to relocate?", {"relocation": {"*": True}}, "Yes"),
        ("Are you willing to relocate to Berlin?", {"relocation": {"Berlin": True, "*": False}}, "Yes"),
        ("Are you willing to relocate to Germany?", {"relocation": {"Germany": True, "*": False}}, "Yes"),
        ("Are you willing to relocate to Austin?", {"relocation": {"Berlin": True, "*": False}}, "No"),
        ("Are you willing to relocate to Austin?", {"relocation": {"Berlin": True}}, None),
        ("Are you willing to travel up to 25% of the time?", {"travel": 30}, "Yes"),
        ("Are you willing to travel up to 50% of the time?", {"travel": 30}, "No"),
        ("Are you willing to travel up to 50% of the time?", {"travel": True}, "Yes"),
        ("Are you willing to travel?", {"travel": 30}, None),
        ("Do you have a driver's license?", {"driving_license": ["B"]}, "Yes"),
        ("Do you have a driver's license?", {"driving_license": False}, "No"),
        ("Do you have a driver's license?", {}, None),
        ("Possédez-vous le permis de conduire B ?", {"driving_license": ["A"]}, "No"),
        ("Você possui CNH B?", {"driving_license": ["A"]}, "No"),
        ("Você possui CNH B?", {"driving_license": ["B"]}, "Yes"),
        ("Do you own a car?", {"own_vehicle": False}, "No"),
        ("Are you willing to work weekends?", {"weekends": True}, "Yes"),
        ("Do you speak German?", {}, None),
        ("Do you have experience with Python?", {}, "Yes"),
        ("Do you have experience with Rust?", {}, None),
        ("Are you a citizen of the United States?", {"citizenships": ["US"]}, "Yes"),
        ("Are you a US citizen?", {"citizenships": ["DE"]}, "No"),
        ("Are you an EU citizen?", {"citizenships": ["DE"]}, "Yes"),
        ("Are you an EU citizen?", {"citizenships": ["NO"]}, None),
        ("Are you a US citizen?", {}, None),
        ("Do you hold an active Secret security clearance?", {"clearance": "Top Secret"}, "Yes"),
        ("Do you hold an active Top Secret security clearance?", {"clearance": "Secret"}, "No"),
        ("Do you hold an active security clearance?", {"clearance": "none"}, "No"),
        ("Are you at least 21 years old?", {}, None),
        ("Are you at least 21 years old?", {"birth_date": "1990-01-01"}, "Yes"),
        ("Are you at least 16 years old?", {}, "Yes"),
        ("Have you previously applied to Acme?", {"previously_applied": {"*": False}}, "No"),
        ("Have you previously applied to Acme?", {"previously_applied": {"Acme": True, "*": False}}, "Yes"),
        ("Have you previously applied to Acme?", {"previously_applied": {"Globex": True}}, None),
        ("Have you ever interviewed with Acme?", {"previously_interviewed": {"*": False}}, "No"),
        ("Have you applied to Acme within the past 6 months?", {"previously_applied": {"*": False}}, "No"),
        ("Have you applied to Acme within the past 6 months?", {"previously_applied": {"*": True}}, None),
        ("Have you worked for Acme in the last two years?", {"previously_employed": {"*": False}}, "No"),
        ("Have you worked for Acme in the last two years?", {"previously_employed": {"*": True}}, None),
        ("Do you have relatives working at Acme?", {"relative_here": {"*": False}}, "No"),
        ("Are you currently an employee of Acme?", {}, "No"),
        ("Are you bound by a non-compete agreement?", {"non_compete": False}, "No"),
        ("Have you ever been convicted of a crime?", {"criminal_record": False}, "No"),
        ("Have you ever been convicted of a crime?", {"criminal_record": True}, None),
        ("Will you now or in the future require sponsorship in the US?", {"sponsorship": {"US": False}}, "No"),
        ("Do you currently require sponsorship in the US?", _LATER, "No"),
        ("Will you in the future require sponsorship in the US?", _LATER, "Yes"),
        ("Do you require sponsorship in the US?", _LATER, None),
        ("Did you require sponsorship in the US in the past?", {}, None),
        ("Are you authorized to work in France?", {"work_authorization": {"EU": True}}, "Yes"),
        ("Are you authorized to work in Switzerland?", {"work_authorization": {"EU": True}}, None),
    ],
)  # fmt: skip
def test_yes_or_no(ask: Ask, text: str, apply: dict[str, Any], value: str | None) -> None:
    """Country, company, place, level, age and time decide; what nobody said is asked, and why is told."""
    asked = ask(yes_no(text), **apply)
    assert asked.value == value
    assert value or asked.why


@pytest.mark.parametrize(
    ("field", "apply", "value"),
    [
        (control("text", "Date of birth"), {"birth_date": "1994-03-14"}, "1994-03-14"),
        (control("text", "Place of birth"), {"birth_place": "Porto"}, "Porto"),
        (control("select", "Salutation", "Mr.", "Ms.", "Mx."), {"salutation": "Ms"}, "Ms."),
        (control("select", "Anrede", "Herr", "Frau", "Divers"), {"salutation": "Mr"}, "Herr"),
        (control("select", "Nationality", "German", "Austrian"), {"citizenships": ["DE"]}, "German"),
        (control("select", "Nationality", "Portugal", "Brazil"), {"citizenships": ["PT", "BR"]}, None),
        (control("text", "Signature"), {}, None),
        (control("text", "Signature"), {"consents": {"signature": True}}, "Ada King"),
        (control("date", "Expected graduation year"), {}, None),
        (control("number", "Weekly hours"), {"weekly_hours": 40}, "40"),
        (
            control("select", "Employment type", "Full time", "Part time"),
            {"employment_types": "full-time"},
            "Full time",
        ),
        (control("number", "Desired monthly salary (USD)"), {"salary": {"amount": 96000, "currency": "USD"}}, None),
        (
            control("number", "Desired monthly salary (USD)"),
            {"salary": {"amount": 96000, "currency": "USD", "per_year": {"month": 12}}},
            "8000",
        ),
        (
            control("number", "Desired hourly rate (USD)"),
            {"salary": {"amount": 96000, "currency": "USD", "per_year": {"hour": 2080}}},
            None,
        ),
        (
            control("number", "Desired annual salary (USD)"),
            {"salary": {"amount": 50, "currency": "USD", "period": "hour", "per_year": {"hour": 2080}}},
            "104000",
        ),
        (control("number", "Notice period in weeks"), {"notice_period": "28 days"}, "4"),
        (control("number", "Notice period in weeks"), {"notice_period": "1 month"}, None),
    ],
)
def test_facts_of_the_apply_section(ask: Ask, field: Any, apply: dict[str, Any], value: str | None) -> None:
    """Each key answers what it is for, in the field's own shape."""
    assert ask(field, **apply).value == value


def test_a_fact_past_its_day_answers_nothing(ask: Ask) -> None:
    """It is asked, and the reason names its key; up to that day it holds, and its neighbours hold on."""
    field = yes_no("Are you authorized to work in the US?")
    over = ask(field, valid_until={"work_authorization.US": "2020-01-01"})
    assert over.value is None
    assert "profile.apply.work_authorization.US is past its day" in over.why
    assert ask(field, valid_until={"work_authorization.US": date.max}).value == "Yes"
    beside = yes_no("Are you authorized to work in Germany?")
    assert ask(beside, valid_until={"work_authorization.US": "2020-01-01"}).value == "No"


def test_a_signature_bears_the_applicants_day(ask: Ask) -> None:
    """Today, in the applicant's own time zone, and only where they allowed it."""
    fields = [control("text", "Signature"), control("date", "Signature date", key="day")]
    sheet = ask(*fields, consents={"signature": True}, timezone="UTC").sheet
    assert [answer.value for answer in sheet.answers] == ["Ada King", TODAY.isoformat()]


@pytest.mark.parametrize(
    ("title", "value"),
    [("Data Engineer", "resume_data.pdf"), ("Database Engineer", "resume.pdf"), ("Weaver", "resume.pdf")],
)
def test_a_resume_by_title(ask: Ask, title: str, value: str) -> None:
    """The first rule whose words stand in the title decides which file it is."""
    documents = {"resume": "resume.pdf", "resume_data": "resume_data.pdf"}
    rules = [{"title": "data", "use": {"resume": "resume_data"}}]
    found = ask(control("file", "Resume"), documents=documents, documents_by=rules, title=title).value
    assert getattr(found, "filename", "") == value


def test_a_letter_that_is_plain_text_is_typed(ask: Ask) -> None:
    """A cover letter is a file here and a text there."""
    documents = {"cover_letter": "letter.txt"}
    assert ask(control("textarea", "Cover letter"), documents=documents).value == "Dear all"
    assert getattr(ask(control("file", "Cover letter"), documents=documents).value, "filename", "") == "letter.txt"


# --- kept answers ---


def test_answers_by_topic(ask: Ask) -> None:
    """Whatever the words, where topic and scope are the same; a yes is turned where the question is."""
    kept = [{"topic": "work_authorization", "about": "CA", "answer": True}]
    assert ask(yes_no("May you legally work in Canada?"), answers=kept).value == "Yes"
    assert ask(yes_no("Are you authorized to work in Canada?"), answers=kept).value == "Yes"
    assert ask(yes_no("Are you authorized to work in Mexico?"), answers=kept).value is None
    turned = [{"topic": "sponsorship", "about": "CA", "answer": "no"}]
    assert ask(yes_no("I will not require visa sponsorship in Canada"), answers=turned).value == "Yes"
    skill = [{"topic": "years_of_experience", "about": "Rust", "answer": 4}]
    years = "How many years of experience do you have with {}?"
    assert ask(control("number", years.format("Rust")), answers=skill).value == "4"
    assert ask(control("select", years.format("Rust"), "0-2", "3-5", "6+"), answers=skill).value == "3-5"
    assert ask(control("number", years.format("Ada")), answers=skill).value is None


def test_words_win_over_topics_and_later_over_earlier(ask: Ask) -> None:
    """The narrowest scope, then the question's words, then what was said last."""
    field = control("text", "Notice period")
    topic = {"topic": "notice_period", "answer": "by topic"}
    words = {"question": "Notice period", "answer": "by words"}
    company = {"topic": "notice_period", "answer": "here", "company": "Acme"}
    assert ask(field, answers=[topic, words]).value == "by words"
    assert ask(field, answers=[words, company]).value == "here"
    assert ask(field, answers=[topic, {**topic, "answer": "later"}]).value == "later"


def test_a_kept_answer_past_its_day(ask: Ask) -> None:
    """It answers nothing; where nothing else does, that is the reason."""
    field = control("text", "Why us?", required=True)
    asked = ask(field, answers=[{"question": "Why us?", "answer": "s3cret", "valid_until": "2020-01-01"}])
    assert asked.value is None
    assert "past its valid_until" in asked.why
    over = [{"question": "First name", "answer": "Bea", "valid_until": "2020-01-01"}]
    assert ask(control("text", "First name"), answers=over).value == "Ada"
