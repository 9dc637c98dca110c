"""The form as data: what a scan returns, what an answer holds. No browser in here."""

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

FieldKind = Literal[
    "text", "textarea", "email", "tel", "url", "number", "date", "month", "week", "time", "datetime-local",
    "color", "range", "select", "multiselect", "radio", "checkbox", "checkboxes", "file", "combobox",
    "richtext", "password", "search", "unsupported",
]  # fmt: skip

#: Kinds whose answer is one or more of `FormField.options`.
CHOICE_KINDS: frozenset[FieldKind] = frozenset({"select", "multiselect", "radio", "checkboxes", "combobox"})


#: Kinds that are one question over several controls.
_GROUPS: frozenset[FieldKind] = frozenset({"radio", "checkboxes", "file"})

#: Signs of success that are the board's own word; they count once, however many are seen.
OWN_WORD = frozenset({"confirmation_url", "confirmation_text", "confirmation_element"})
#: Signs that do not rest on what the page says.
INDEPENDENT = frozenset({"form_gone", "request_accepted"})


@dataclass(frozen=True, slots=True)
class Box:
    """Where something stands: CSS pixels from the top left of the top document."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a select, a group of radios or checkboxes, or an opened combobox."""

    #: What a person reads.
    label: str
    #: What the form sends; equal to the label where the page does not say.
    value: str
    selected: bool = False
    disabled: bool = False


@dataclass(frozen=True, slots=True)
class FormField:
    """One control, or one group of radios or checkboxes under its question."""

    #: Stable over re-scans and visits: name, else id, else a slug of the label; unique on its form page.
    key: str
    kind: FieldKind
    #: What stands at the control itself, cleaned of marks ("*", "(optional)").
    label: str
    #: The question of the group it belongs to (legend, group label); "" where there is none.
    question: str = ""
    #: The nearest heading or fieldset above.
    section: str = ""
    #: The headings and fieldsets around that one, from the inside out.
    above: tuple[str, ...] = ()
    #: Help text bound to the control (aria-describedby and the like).
    hint: str = ""
    placeholder: str = ""
    name: str = ""
    id: str = ""
    autocomplete: str = ""
    #: The `type` attribute as written ("" for none).
    input_type: str = ""
    options: tuple[Option, ...] = ()
    #: False where the options are known only once the control has been opened.
    options_known: bool = True
    required: bool = False
    #: What it holds: text, the file's name, "true"/"" for a single checkbox, the chosen option's label.
    value: str = ""
    #: The labels chosen, for kinds with options; the file names, for files.
    chosen: tuple[str, ...] = ()
    accept: str = ""
    multiple: bool = False
    max_length: int | None = None
    pattern: str = ""
    #: Bounds and grid of a number or day, as the page writes them; "" for none.
    least: str = ""
    most: str = ""
    step: str = ""
    #: The page's language there ("de", "en-GB"); "" where it does not say.
    language: str = ""
    disabled: bool = False
    visible: bool = True
    #: A control that no person can see or is told to leave empty. Never filled.
    honeypot: bool = False
    #: The page's own validation message at this field.
    complaint: str = ""
    box: Box | None = None
    #: A CSS selector that finds just this control in its frame (Playwright pierces open shadow roots).
    selector: str = ""
    #: Index into `FormPage.frames`.
    frame: int = 0
    #: Index into the table that the scan left in that frame; valid until the next scan.
    ref: int = -1
    #: Which form of the frame it belongs to; -1 for none, -2 for furniture (search, navigation, cookie dialogs).
    form: int = -1
    #: The widget that fills it: "native", "chooser" (a file by a button), or a name known to `contract.widgets`.
    widget: str = "native"

    @property
    def asks(self) -> str:
        """What a person would say this field asks: the group's question, and the label of one part under it."""
        if self.question and self.label not in ("", self.question) and self.kind not in _GROUPS:
            return f"{self.question}: {self.label}"
        return self.question or self.label or self.placeholder or self.name or self.key


@dataclass(frozen=True, slots=True)
class Button:
    """A control that might submit or advance the form."""

    text: str
    #: "submit", "button", "link" ...: what it is in the page.
    type: str
    form: int = -1
    frame: int = 0
    ref: int = -1
    selector: str = ""
    id: str = ""
    disabled: bool = False
    visible: bool = True
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class FormPage:
    """One screen of a form, as one scan saw it."""

    url: str
    title: str
    fields: tuple[FormField, ...]
    buttons: tuple[Button, ...] = ()
    #: URL of each scanned frame; index 0 is the top document.
    frames: tuple[str, ...] = ()
    #: HTTP status of the document, 0 where unknown.
    status: int = 200
    #: Visible headings, top first.
    headings: tuple[str, ...] = ()
    #: Visible messages: role=alert, role=status, aria-live, error and success blocks.
    messages: tuple[str, ...] = ()
    #: Visible text of the top document, first 4,000 characters.
    text: str = ""
    #: Visible text of every frame, all of it, its white space as single spaces.
    whole: str = field(default="", repr=False)
    #: `src` of visible, large frames of CAPTCHA services. Invisible badges are not walls.
    walls: tuple[str, ...] = ()
    #: Submit events the guard stopped while we were filling.
    early_submits: int = 0

    def field(self, key: str) -> FormField | None:
        return next((f for f in self.fields if f.key == key), None)

    @property
    def fingerprint(self) -> str:
        """Changes when what is asked changes; not when values, boxes or classes do."""
        asked = [
            [f.key, f.kind, f.asks, f.required, [o.label for o in f.options]] for f in self.fields if not f.honeypot
        ]
        return hashlib.sha256(json.dumps(asked, ensure_ascii=False).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Document:
    """A file the applicant attaches."""

    #: "resume", "cover_letter" ...
    kind: str
    path: Path
    sha256: str

    @property
    def filename(self) -> str:
        return self.path.name


@dataclass(frozen=True, slots=True)
class Answer:
    """What to put into one field, and which fact says so."""

    key: str
    #: Text; True/False for one checkbox; labels to choose; or a file.
    value: str | bool | tuple[str, ...] | Document
    #: Where it comes from: "profile.basics.email", "answer bank: this posting", "rule: decline" ...
    source: str
    topic: str = ""
    #: Other labels that mean the same, for options seen only once the control is open (best first).
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Blocker:
    """What stands in the way, in words the applicant reads."""

    why: str
    text: str


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What the page and the network said after the click."""

    #: Names of the signs seen, from `OWN_WORD` and `INDEPENDENT`.
    signals: tuple[str, ...] = ()
    text: str = ""
    url: str = ""
    #: The reference number the page printed, if any.
    reference: str = ""
    #: The page's own complaints, when it refused.
    complaints: tuple[str, ...] = ()
    #: What spoke against success: "request_refused: 500" ...
    against: tuple[str, ...] = ()

    @property
    def proven(self) -> bool:
        """The board's own word, one independent sign beside it, and nothing against it."""
        seen = set(self.signals)
        return bool(seen & OWN_WORD) and bool(seen & INDEPENDENT) and not self.against


@dataclass(frozen=True, slots=True)
class Trouble:
    """A field that did not take its answer, and why."""

    key: str
    why: str
    #: The options seen when it was opened, so that the applicant can be asked.
    options: tuple[Option, ...] = field(default=())
