"""Greenhouse: the React form of job-boards.greenhouse.io, hosted or embedded in an employer's own page.

The legacy Rails form (`form#application_form`) is no longer seen live and not served here.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from adapters.contract import Adapter, Answer, Combobox, Evidence, FieldKind, FormField, Option, Visit, Widget
from adapters.contract.html_form import form_frames

#: React has taken an element over once it carries React's own keys; before that, typed text is lost and a click on
#: submit sends the form as a plain GET (the server-rendered form has method=get).
_HYDRATED = """() => {
  const form = document.querySelector('form#application-form');
  return !form || Object.keys(form).some((key) => key.startsWith('__react'));
}"""

#: Question types of the public job board API -> field kinds.
_KINDS: Mapping[str, FieldKind] = {
    "input_text": "text",
    "textarea": "textarea",
    "input_file": "file",
    "multi_value_single_select": "combobox",
    "multi_value_multi_select": "checkboxes",
}


class Greenhouse(Adapter):
    """One page, no `name` attributes: fields are known by id; every single choice is a react-select."""

    name = "greenhouse"
    title = "Greenhouse"
    patterns = (
        r"(boards|job-boards)(\.eu)?\.greenhouse\.io/(?P<token>[^/?]+)/jobs/(?P<id>\d+)",
        r"(boards|job-boards)(\.eu)?\.greenhouse\.io/embed/job_app\?(.*&)?token=\d+",
        r"[^?]+\?(.*&)?gh_jid=\d+",
        r"grnh\.se/\w+",
    )
    home = r"(boards|job-boards)(\.eu)?\.greenhouse\.io"
    examples = (
        "https://job-boards.greenhouse.io/acme/jobs/4011001",
        "https://boards.greenhouse.io/acme/jobs/4011001?gh_src=abc",
        "https://job-boards.eu.greenhouse.io/acme/jobs/4011001",
        "https://boards.greenhouse.io/embed/job_app?for=acme&token=4011001",
        "https://careers.example.com/openings?gh_jid=4011001",
        "https://grnh.se/ab12cd3",
    )
    side_effects = ("files may be uploaded to the board's storage as soon as they are attached",)
    evidence = Evidence(
        date="2026-09-30",
        source="saved pages of job-boards.greenhouse.io, the Job Board API's documentation; autumn 2026, no live check",
    )
    topics: ClassVar[Mapping[str, str]] = {
        "first_name": "first_name",
        "last_name": "last_name",
        "email": "email",
        "phone": "phone",
        "country": "phone_country",
        "candidate-location": "location",
        "resume": "resume",
        "cover_letter": "cover_letter",
        "gender": "gender",
        "hispanic_ethnicity": "hispanic",
        "race": "race",
        "veteran_status": "veteran",
        "disability_status": "disability",
        "gdpr_consent_given": "consent_privacy",
        "gdpr_processing_consent_given": "consent_privacy",
        "gdpr_retention_consent_given": "consent_privacy",
    }
    #: The location list comes from a geocoder and stays empty until something is typed.
    widgets: ClassVar[Mapping[str, Widget]] = {"candidate-location": Combobox(types_first=True)}
    submit_words = ("submit application",)
    closed_signs = (r"[?&]error=true\b", r"job you are looking for is no longer open")
    confirmation_url = r"/confirmation\b"
    confirmation_element = ".confirmation__content, .confirmation"

    async def ready(self, visit: Visit) -> bool:
        """Whether React has taken the form over, in whichever frame it stands."""
        return all([await frame.evaluate(_HYDRATED) for frame in form_frames(visit)])

    def holds(self, field: FormField, answer: Answer) -> bool:
        """The phone's country shows only its dialling code once chosen: "United States +1" reads back as "+1"."""
        if field.id == "country" and field.chosen and isinstance(answer.value, tuple):
            spellings = (*answer.value, *answer.synonyms)
            return any(
                shown in spelling.split() or shown == spelling for shown in field.chosen for spelling in spellings
            )
        return super().holds(field, answer)

    def questions(self, raw: Mapping[str, Any]) -> tuple[FormField, ...]:
        """From the Job Board API: `GET /v1/boards/<token>/jobs/<id>?questions=true` (documented, no key)."""
        asked = [*raw.get("location_questions", ()), *raw.get("questions", ())]
        return tuple(
            _field(question, part)
            for question in asked
            for part in question.get("fields", ())[:1]
            if part.get("type") in _KINDS
        )


def _field(question: Mapping[str, Any], part: Mapping[str, Any]) -> FormField:
    """The first of a question's fields; the others are its alternatives (a résumé as text)."""
    options = tuple(Option(label=str(v["label"]), value=str(v["value"])) for v in part.get("values") or ())
    name = str(part.get("name", ""))
    return FormField(
        key=name,
        kind=_KINDS[part["type"]],
        label=str(question.get("label", "")),
        question=str(question.get("label", "")) if options else "",
        name=name,
        id=name,
        options=options,
        required=bool(question.get("required")),
    )
