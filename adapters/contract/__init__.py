"""What an adapter is made of; the only part of `adapters` that the worker knows."""

from adapters.contract.adapter import FILL_METHODS, Adapter, Evidence, FillMethod
from adapters.contract.errors import AdapterError, AnswerLost, Blocked, FormChanged, Retry
from adapters.contract.form import (
    CHOICE_KINDS,
    Answer,
    Blocker,
    Box,
    Button,
    Confirmation,
    Document,
    FieldKind,
    FormField,
    FormPage,
    Option,
    Trouble,
)
from adapters.contract.visit import Visit, Write
from adapters.contract.widgets import Combobox, Widget

__all__ = [
    "CHOICE_KINDS",
    "FILL_METHODS",
    "Adapter",
    "AdapterError",
    "Answer",
    "AnswerLost",
    "Blocked",
    "Blocker",
    "Box",
    "Button",
    "Combobox",
    "Confirmation",
    "Document",
    "Evidence",
    "FieldKind",
    "FillMethod",
    "FormChanged",
    "FormField",
    "FormPage",
    "Option",
    "Retry",
    "Trouble",
    "Visit",
    "Widget",
    "Write",
]
