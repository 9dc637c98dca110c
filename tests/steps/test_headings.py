"""Whose details a field asks for, where only a heading says it: the nearest one, or one further out."""

import pytest

from adapters.contract import FormField
from tests.steps.page import control
from worker.steps.understand import understand

_SOMEBODYS = (
    "Reference 1",
    "Second referee",
    "Line manager",
    "Your current supervisor",
    "Hiring manager",
    "Next of kin",
    "Parent or guardian",
    "Contact person 2",
    "Person to notify in an emergency",
    "Who should we call in an emergency?",
    "Recruitment agency",
    "Employer's address",
    "Nominated by",
    "Your mentor",
    "Referenzen",
    "Ansprechpartner",
    "Direkte Vorgesetzte",
    "Sorgeberechtigte",
    "Geworben von",
    "Bewirbt sich für",
)
_OWN = (
    "",
    "About you",
    "Let's get to know you",
    "Contact details",
    "1. Personal details",
    "Where do you live?",
    "Persönliche Daten",
    "Wer bist du?",
    "Stammdaten",
)


def _page(*rows: tuple[str, str], above: tuple[str, ...] = (), title: str = "", page: str = "") -> list[str]:
    """The topics of text fields: (heading, label)."""
    fields = [
        FormField(key=str(at), kind="text", label=label, section=section, above=above)
        for at, (section, label) in enumerate(rows)
    ]
    return [one.topic for one in understand(fields, board_topics={}, company="Acme", title=title, page=page)]


@pytest.mark.parametrize("heading", _SOMEBODYS)
def test_a_heading_over_somebody_elses_details(heading: str) -> None:
    """A name, an e-mail and an address under such a heading are not the applicant's, wherever it stands."""
    labels = ("Name", "Email", "Phone", "City")
    assert _page(*((heading, label) for label in labels)) == [""] * 4
    assert _page(("Personal details", "First name"), *((heading, label) for label in labels)) == [
        "first_name",
        *[""] * 4,
    ]


@pytest.mark.parametrize("heading", _SOMEBODYS)
def test_a_heading_further_out(heading: str) -> None:
    """“Contact details” under “Referees” are theirs."""
    assert _page(("Contact details", "Email"), ("Address", "City"), above=(heading, "Apply")) == ["", ""]


@pytest.mark.parametrize("heading", _OWN)
def test_a_heading_over_the_applicants_own(heading: str) -> None:
    """Neutral words, or a question for such a detail, leave the field what it is."""
    assert _page(("About you", "Name"), (heading, "Email"), (heading, "City")) == ["full_name", "email", "city"]


def test_an_unknown_heading_after_the_applicants_own() -> None:
    """A heading that is not known may stand over anybody: what it asks that anybody has is asked."""
    assert _page(("", "Name"), ("Ombudsperson", "Email"), ("Ombudsperson", "Notice period")) == [
        "full_name",
        "",
        "notice_period",
    ]


def test_an_unknown_heading_over_all() -> None:
    """A page's first heading is often the job's title: where it is also over what only applicants are asked."""
    assert _page(("Senior nurse", "Name"), ("Senior nurse", "Email")) == ["", ""]
    assert _page(("Senior nurse", "Name"), ("Senior nurse", "Notice period")) == ["full_name", "notice_period"]
    assert _page(("Senior nurse", "Email"), page="Apply: Senior Nurse (m/f/d) - Acme") == ["email"]


def test_an_unknown_heading_beside_the_applicants_own() -> None:
    """Where a heading that is known as the applicant's asks for the same, the other is over somebody else's."""
    page = _page(("Zeppelin", "Email"), ("Zeppelin", "Notice period"), ("About you", "Email"))
    assert page == ["", "notice_period", "email"]


@pytest.mark.parametrize(
    ("heading", "label"),
    [
        ("Previous employer", "Company"),
        ("Employment 2", "Job title"),
        ("High school", "School"),
        ("Military service", "Job title"),
        ("Schulbildung", "Abschluss"),
        ("Frühere Arbeitgeber", "Position"),
    ],
)
def test_another_employment_or_school(heading: str, label: str) -> None:
    """The latest employment and the highest degree do not answer for earlier ones."""
    assert _page((heading, label)) == [""]


def test_the_postings_own_title() -> None:
    """A job called like a person's part in somebody's life says nothing of whose details they are."""
    assert _page(("Recruiter", "Email")) == [""]
    assert _page(("Recruiter", "Email"), title="Recruiter") == ["email"]


def test_all_signs_agree_and_the_question_does_not() -> None:
    """Label, name and autocomplete together do not outweigh a group's question about somebody else."""
    field = control("text", "Email", question="Ombudsperson", name="email", autocomplete="email", placeholder="E-mail")
    assert not understand([field], board_topics={})[0].understood


def test_a_second_time_however_sure() -> None:
    """The second e-mail of a page is not the applicant's, however many signs it has."""
    page = [control("email", "Email", key=key, name="email", autocomplete="email") for key in "ab"]
    assert [one.topic for one in understand(page, board_topics={})] == ["email", ""]


@pytest.mark.parametrize(
    ("heading", "label", "topic"),
    [
        ("Resume/CV", "Attach", "resume"),
        ("Cover Letter", "Upload file", "cover_letter"),
        ("Résumé", "Choose file or drag and drop here", "resume"),
        ("Resume or cover letter", "Attach", ""),
        ("Documents", "Attach", ""),
        ("Video introduction", "Upload", ""),
    ],
)
def test_a_file_that_only_its_heading_names(heading: str, label: str, topic: str) -> None:
    """A control for files that says only what to do is what the heading over it says."""
    (found,) = understand([control("file", label, section=heading)], board_topics={})
    assert found.topic == topic


def test_what_follows_somebody_elses_detail_is_theirs() -> None:
    """“Phone” after “Reference name” is the reference's, where nothing of the applicant's stands before."""
    assert _page(("", "Reference name"), ("", "Phone"), ("", "Email")) == ["", "", ""]
    assert _page(("", "Email"), ("", "Reference name"), ("", "City")) == ["email", "", "city"]


@pytest.mark.parametrize("beside", [("", "Reason for leaving"), ("", "Current employer"), ("", "End date")])
def test_a_bare_first_day_or_pay_may_be_an_employments(beside: tuple[str, str]) -> None:
    """“Start date” beside an employer may be that employment's; “Earliest start date” is a wish."""
    assert _page(beside, ("", "Start date"), ("", "Salary"))[1:] == ["", ""]
    assert _page(beside, ("", "Earliest start date"), ("", "Desired salary"))[1:] == [
        "start_date",
        "salary_expectation",
    ]
    assert _page(("About our shop", "Start date")) == [""]
    assert _page(("Present job", "Start date"), ("Present job", "Notice period")) == ["", "notice_period"]


@pytest.mark.parametrize(
    ("heading", "label"),
    [
        ("Client details", "Website"),
        ("Refer a friend", "LinkedIn profile"),
        ("Conference talk", "URL"),
        ("For office use only", "Desired salary"),
        ("Internal use", "Notice period"),
        ("Nur für interne Verwendung", "Kündigungsfrist"),
    ],
)
def test_a_page_of_somebody_else_and_what_the_employer_fills(heading: str, label: str) -> None:
    """A client's website is not the applicant's, and nothing under “office use” is theirs to fill."""
    assert _page((heading, label)) == [""]


@pytest.mark.parametrize("heading", ["Links", "Online presence", "Almost done!", "A few more questions"])
def test_headings_that_say_nothing_of_whose(heading: str) -> None:
    """Over links, or last questions, they are the applicant's own."""
    assert _page(("About you", "Name"), (heading, "LinkedIn"), (heading, "City")) == ["full_name", "linkedin", "city"]
