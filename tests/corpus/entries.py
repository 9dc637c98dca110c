"""What an entry of the corpus may say: the form as shown, and what is right about each of its fields."""

from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from adapters.contract import FormField, Option
from adapters.contract.form import FieldKind

Language = Literal["en", "de", "fr", "es", "it", "nl", "pt"]
#: What a right answer may be: yes or no, a text with alternatives ("Ms|Mrs"), a number, a day, several labels.
Right = bool | date | int | float | str | tuple[str, ...]

#: The applicants, in the order in which entries name their answers.
APPLICANTS = ("ada", "karl", "ines")
YES_NO: dict[str, tuple[str, str]] = {
    "en": ("Yes", "No"),
    "de": ("Ja", "Nein"),
    "fr": ("Oui", "Non"),
    "es": ("Sí", "No"),
    "it": ("Sì", "No"),
    "nl": ("Ja", "Nee"),
    "pt": ("Sim", "Não"),
}
_GROUPS = ("radio", "checkboxes")
#: Controls of pages, and the kinds a scan may give them.
WIDGETS: dict[str, tuple[FieldKind, ...]] = {
    "text": ("text",), "email": ("email",), "tel": ("tel",), "url": ("url",), "number": ("number",), "date": ("date",),
    "month": ("month",), "textarea": ("textarea",), "select": ("select",), "multi": ("multiselect",),
    "radios": ("radio",), "checks": ("checkboxes",), "check": ("checkbox",), "check_wrapped": ("checkbox",),
    "customradio": ("radio",), "yesno": ("radio",), "customcheck": ("checkbox",), "switch": ("checkbox",),
    "combo": ("combobox",), "typeahead": ("combobox", "text"), "combo_beside": ("combobox",),
    "combo_button": ("combobox",), "date3": ("date", "select"), "spin": ("date", "text", "number"), "phone": ("tel",),
    "phone_button": ("tel",), "rich": ("richtext",), "file": ("file",), "file_button": ("file",),
    "file_drop": ("file",),
}  # fmt: skip
#: Controls that stand under a question, and controls that bring their own label.
GROUPS = ("radios", "checks", "customradio", "yesno", "date3", "spin")
OWN_LABEL = ("check", "check_wrapped", "customcheck", "switch")


def _words(value: object) -> object:
    """YAML reads a bare Yes or No as a boolean and 2024 as a number; the words are meant."""
    if not isinstance(value, list):
        return value
    return [("Yes" if one else "No") if isinstance(one, bool) else str(one) for one in value]


class Strict(BaseModel):
    """No keys but the known ones."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Entry(Strict):
    """One field: what the form shows, and what is right about it."""

    #: A screening question, wherever a form of its kind would show it.
    ask: str = ""
    label: str = ""
    question: str = ""
    section: str = ""
    hint: str = ""
    placeholder: str = ""
    name: str = ""
    autocomplete: str = ""
    kind: FieldKind | None = None
    #: "": yes and no in the form's language, for a screening question; "open": seen only once opened.
    options: Annotated[tuple[str, ...] | Literal["open"], BeforeValidator(_words)] = ()
    required: bool = False
    accept: str = ""
    max_length: int | None = None

    #: Pages: which control of `layouts/widgets.html` it is, and how its label is marked.
    widget: str = ""
    mark: str = ""

    #: "" where nothing should be understood; alternatives are parted by "|".
    topic: str = ""
    subject: str = "applicant"
    scope: str = ""
    negated: bool = False
    time: Literal["", "now", "future", "ever", "past"] = ""
    #: One per applicant: True, False, text with alternatives, or "ask"; absent: what `truth.yaml` says of the topic.
    answers: tuple[Right, Right, Right] | None = None
    #: What would mislead a careless reader; "" for an ordinary question.
    trap: Literal[
        "", "negation", "double", "whose", "scope", "verb", "essay", "hypothetical", "conditional", "substring",
        "decline", "time", "context",
    ] = ""  # fmt: skip

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not (self.ask or self.label or self.question or self.placeholder or self.name):
            raise ValueError("expected ask, label, question, placeholder or name, found none; add one")
        if self.widget and self.widget not in WIDGETS:
            raise ValueError(f"expected a widget of {', '.join(WIDGETS)}, found another; mend it")
        return self

    @property
    def asks(self) -> str:
        return self.ask or self.question or self.label or self.placeholder or self.name

    def shown_kind(self) -> FieldKind:
        return self.kind or (WIDGETS[self.widget][0] if self.widget else "radio" if self.ask else "text")

    def shown_options(self, language: str) -> tuple[str, ...]:
        if self.options == "open":
            return ()
        yes_no = self.shown_kind() == "radio" or (self.ask and self.shown_kind() == "select")
        return self.options or (YES_NO[language] if yes_no else ())

    def field(self, number: int, language: str) -> FormField:
        """The field as a scan would hand it over."""
        kind = self.shown_kind()
        grouped = kind in _GROUPS
        return FormField(
            key=self.name or f"field-{number}",
            kind=kind,
            label=self.label or ("" if grouped else self.ask),
            question=self.question or (self.ask if grouped else ""),
            section=self.section,
            hint=self.hint,
            placeholder=self.placeholder,
            name=self.name,
            autocomplete=self.autocomplete,
            options=tuple(Option(label, label) for label in self.shown_options(language)),
            options_known=self.options != "open",
            required=self.required,
            accept=self.accept,
            max_length=self.max_length,
        )


class Form(Strict):
    """Fields that stand on one form page, or screening questions that stand alone."""

    form: str = Field(min_length=1)
    #: The pages' alone.
    layout: str = ""
    decoys: tuple[str, ...] = ()
    fields: tuple[Entry, ...] = Field(min_length=1)


class File(Strict):
    """One file of the corpus: forms as field lists, forms as pages (they name a layout), or screening questions."""

    language: Language
    #: The posting's employer, and ISO code of its country; "" where the posting does not say.
    company: str = "Acme"
    country: str = ""
    forms: tuple[Form, ...] = ()
    screening: tuple[Entry, ...] = ()


def plain(value: Any) -> str:
    """For messages: a right answer as it stands in the file."""
    return "Yes" if value is True else "No" if value is False else str(value)
