"""What a field asks is told from all its signs together; where they leave a doubt, it is not told."""

import pytest

from adapters.contract import FormField
from tests.steps.page import control
from worker.steps.sheet import Understanding
from worker.steps.understand import understand


def one(field: FormField, **board_topics: str) -> Understanding:
    return understand([field], board_topics=board_topics, company="Acme")[0]


@pytest.mark.parametrize(
    ("field", "topic"),
    [
        (control("text", name="job_application[first_name]"), "first_name"),
        (control("text", id="candidate_email"), "email"),
        (control("text", placeholder="Last name"), "last_name"),
        (control("text", autocomplete="section-a shipping given-name"), "first_name"),
        (control("text", "LinkedIn URL", name="urls[LinkedIn]"), "linkedin"),
        (control("combobox", "Country", question="Phone"), "phone_country"),
        (control("select", "Select one", "Yes", "No", question="Are you at least 18 years old?"), "over_18"),
        (control("checkbox", "Yes", question="I agree to the privacy policy"), "consent_privacy"),
        (control("select", "Choose", "I am not a protected veteran", "I don't wish to answer"), "veteran"),
    ],
)
def test_every_source_counts(field: FormField, topic: str) -> None:
    """Name, id, placeholder, autocomplete, question and options each say what is asked where the label does not."""
    assert one(field).topic == topic


def test_adapter_has_the_strongest_word() -> None:
    """What the adapter says of a key holds, whatever little the page says."""
    found = one(control("text", "Your answer", key="q_17"), q_17="email")
    assert (found.topic, found.confidence) == ("email", 1.0)


def test_adapter_is_not_blind() -> None:
    """A label that says something else lowers even the adapter's word."""
    assert not one(control("text", "Phone", key="q_17"), q_17="email").understood


def test_unknown_topic_of_an_adapter() -> None:
    """An adapter's word for a topic that there is not is told, not followed."""
    assert "there is not" in one(control("text", "Nonsense", key="q"), q="e_mail").why_not


@pytest.mark.parametrize(
    "field",
    [
        control("text", "City", autocomplete="email"),
        control("text", "Email", name="phone"),
        control("text", "What are your salary expectations and when can you start?"),
        control("checkbox", "I agree to the privacy policy and want to receive marketing emails"),
        control("checkbox", "I agree to receive texts about my application, and I have read the privacy policy"),
    ],
)
def test_contradictions_are_asked(field: FormField) -> None:
    """Signs for two topics at once leave a field not understood."""
    found = one(field)
    assert not found.understood
    assert "contradict" in found.why_not


def test_what_a_yes_refers_to() -> None:
    """The sentence before a question says what "this" is, where nothing in it turns that round."""
    check = "Acme runs a background check on every new hire."
    assert one(control("radio", f"{check} Are you happy with this?", "Yes", "No")).topic == "background_check"
    none = "Acme does not run a background check on new hires."
    assert not one(control("radio", f"{none} Are you happy with this?", "Yes", "No")).understood


def test_a_word_that_is_joined_on_is_not_spared() -> None:
    """A long question may hold one unknown word, but none behind an "and"."""
    asked = "Are you willing to undergo a background check, as our insurers require of every new hire?"
    joined = "Are you willing to undergo a background check, as we require of every new hire, and babysit?"
    assert one(control("radio", asked, "Yes", "No")).topic == "background_check"
    assert not one(control("radio", joined, "Yes", "No")).understood


def test_a_foreign_label_lowers_the_name() -> None:
    """A name alone does not answer a label that is not known."""
    assert not one(control("text", "Jméno", name="first_name")).understood


@pytest.mark.parametrize(
    ("field", "whose"),
    [
        (control("tel", "Reference's phone number"), "reference"),
        (control("tel", "Phone", section="Emergency contact"), "emergency"),
        (control("tel", "Phone", question="Emergency contact"), "emergency"),
        (control("tel", "Phone", name="emergency_phone"), "emergency"),
        (control("text", "Name", hint="The name of your professional references"), "reference"),
        (control("email", "Email of your manager"), "manager"),
        (control("text", "Spouse's first name"), "family"),
        (control("text", "Telefonnummer", question="Notfallkontakt"), "emergency"),
    ],
)
def test_somebody_elses_fact(field: FormField, whose: str) -> None:
    """A fact about a reference, a relative or a superior is not the applicant's."""
    assert whose in one(field).why_not


@pytest.mark.parametrize("section", ["Engineering Manager", "Partner Programme", "Emergency Nurse", "About Acme"])
def test_a_job_title_above_is_no_subject(section: str) -> None:
    """The nearest heading is often the job's title, which says nothing about whose e-mail is asked."""
    page = [control("text", "Email", section=section), control("file", "Resume", key="resume", section=section)]
    assert [found.topic for found in understand(page, board_topics={}, company="Acme")] == ["email", "resume"]


@pytest.mark.parametrize(
    ("label", "section"),
    [("City", "Education"), ("Start date", "Work experience"), ("Location", "Previous employment")],
)
def test_entries_are_not_the_person(label: str, section: str) -> None:
    """A city or date inside an employment or a school is not the applicant's own."""
    assert not one(control("text", label, section=section)).understood


def test_a_label_under_a_strange_question() -> None:
    """“City” under a question about something else is not where the applicant lives."""
    assert not one(control("text", "City", question="Where would you open a shop?")).understood
    assert one(control("text", "City", question="Your address")).topic == "city"


@pytest.mark.parametrize(
    ("text", "topic", "polarity"),
    [
        ("Will you require visa sponsorship in the US?", "sponsorship", "plain"),
        ("I will not require visa sponsorship in the US", "sponsorship", "negated"),
        ("Are you under 18 years of age?", "over_18", "negated"),
        ("Would you start without needing visa sponsorship?", "sponsorship", "negated"),
        ("Do you not require sponsorship in the US?", "", "plain"),
        ("Are you not authorized to work in the US?", "", "plain"),
        ("Are you authorized to work in the US (Yes/No)?", "work_authorization", "plain"),
    ],
)
def test_polarity(text: str, topic: str, polarity: str) -> None:
    """A negation turns the answer round where it is known what it turns; elsewhere it is asked."""
    found = one(control("radio", text, "Yes", "No"))
    assert (found.topic, found.polarity) == (topic, polarity)


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("Are you authorized to work in the U.S.?", "US"),
        ("Haben Sie eine Arbeitserlaubnis für Deutschland?", "DE"),
        ("Are you authorized to work in the country in which this job is located?", ""),
        ("Have you previously worked for Acme?", "Acme"),
        ("Have you previously worked for us?", "Acme"),
        ("How many years of experience do you have with Python?", "python"),
        ("How many years of work experience do you have?", ""),
        ("Expected salary in EUR per month", "EUR/month"),
    ],
)
def test_scope(text: str, scope: str) -> None:
    """Which country, company, skill or currency a question is about is part of what it asks."""
    found = one(control("text", text))
    assert (found.understood, found.scope) == (True, scope)


@pytest.mark.parametrize(
    "text",
    [
        "Are you authorized to work in the US or Canada?",
        "Are you authorized to work in Ruritania?",
        "Have you ever worked at Globex?",
        "How many years of relevant experience do you have?",
        "Are you authorized to work in the US? If so, please explain.",
        "What is your current location and are you willing to relocate?",
        "State your reason for leaving your current employer",
    ],
)
def test_unsettled(text: str) -> None:
    """Two countries, an unknown place, another company, an open question: not understood, with the reason."""
    found = one(control("text", text))
    assert not found.understood
    assert found.why_not


def test_a_second_time_is_somebody_elses() -> None:
    """A second phone number on a page may be a reference's: only the first is the applicant's."""
    page = [control("tel", "Phone", key="a"), control("tel", "Phone", key="b")]
    first, second = understand(page, board_topics={})
    assert (first.topic, second.topic) == ("phone", "")


@pytest.mark.parametrize(
    ("labels", "topics"),
    [
        (("Vorname", "Name"), ("first_name", "last_name")),
        (("Ihr Name", "Ihr Vorname"), ("last_name", "first_name")),
        (("Name", "E-Mail"), ("full_name", "email")),
        (("Vorname", "Nachname", "Name"), ("first_name", "last_name", "full_name")),
        (("Vorname", "Vollständiger Name"), ("first_name", "full_name")),
    ],
)
def test_a_name_beside_a_first_name(labels: tuple[str, ...], topics: tuple[str, ...]) -> None:
    """What is called a mere name is the last name where the first is asked for itself."""
    fields = [FormField(key=label, kind="text", label=label) for label in labels]
    assert tuple(one.topic for one in understand(fields, board_topics={})) == topics


def test_traps_are_not_read() -> None:
    """Honeypots and passwords are no questions."""
    assert not one(control("text", "Email", honeypot=True)).understood
    assert not one(control("password", "Email")).understood


def test_evidence_is_told_in_words() -> None:
    """What was seen, strongest first, so that `explain` can say it."""
    found = one(control("text", "Email", autocomplete="email", name="email"))
    assert found.evidence[0] == 'autocomplete="email"'
    assert any('label "Email"' in words for words in found.evidence)


@pytest.mark.parametrize(
    ("text", "topic", "scope"),
    [
        ("Do you have a criminal record? If yes, please explain.", "criminal_record", ""),
        ("Were you referred by an employee? If so, who?", "was_referred", "Acme"),
        (
            "Federal law requires us to verify identity and eligibility. Are you legally eligible to work in the US?",
            "work_authorization",
            "US",
        ),
        ("This role is based in Canada. Are you authorized to work there?", "work_authorization", "CA"),
        ("Have you been convicted of a crime? A record will not disqualify you.", "criminal_record", ""),
        ("Are you authorized to work in the US? If not, do you need sponsorship?", "", ""),
        ("This role requires driving. Do you have a valid driver's license?", "driving_license", ""),
        ("A requirement of our contract: are you a US citizen?", "citizenship_of", "US"),
        ("Do you need sponsorship? Answer no if you do NOT hold a visa.", "", ""),
    ],
)
def test_sentences_around_the_question(text: str, topic: str, scope: str) -> None:
    """A choice is told by its question: not by what it asks for afterwards, nor by what only explains it."""
    found = one(control("radio", text, "Yes", "No"))
    assert (found.topic, found.scope) == (topic, scope)


def test_a_text_is_asked_all_of_it() -> None:
    """Where it is typed, "If yes, please explain" is part of what is asked."""
    assert not one(control("textarea", "Do you have a criminal record? If yes, please explain.")).understood
    assert not one(control("text", "Do you speak English? State your level.")).understood
    assert not one(control("text", "Fala inglês? Indique o nível.")).understood
    assert one(control("text", "Are you willing to travel? *Required")).understood
    assert one(control("text", "Are you willing to travel? Please answer yes or no.")).understood


@pytest.mark.parametrize(
    ("heading", "label", "own"),
    [
        ("College", "University", True),
        ("Vos coordonnées", "Code postal", True),
        ("Où habitez-vous ?", "Ville", True),
        ("Référence n° 1", "Téléphone", False),
        ("Votre tuteur", "Nom", False),
        ("Magasin souhaité", "Ville", False),
        ("Adresse de facturation", "Code postal", False),
        ("Datos de contacto", "Teléfono", True),
        ("Segunda referencia", "Teléfono", False),
        ("Datos de la empresa", "Dirección", False),
        ("Dados pessoais", "Telemóvel", True),
        ("Filiação", "Nome", False),
        ("Encarregado de educação", "Telefone", False),
        ("Morada anterior", "Código postal", False),
    ],
)
def test_headings_tell_whose_it_is(heading: str, label: str, own: bool) -> None:
    """A detail that anybody has is the applicant's only under their own heading, in every language."""
    resume, detail = control("file", "CV"), control("text", label, key="detail", section=heading)
    assert understand([resume, detail], board_topics={})[1].understood is own
