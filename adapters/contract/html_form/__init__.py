"""The defaults of the adapter contract: what works on a plain HTML form, and on most that only look different."""

from adapters.contract.html_form.blockers import find_blocker, find_complaints
from adapters.contract.html_form.buttons import click_submit, is_final, leads_on, next_page
from adapters.contract.html_form.confirming import await_confirmation
from adapters.contract.html_form.filling import attach_documents, fill_controls, fill_page, fill_widgets
from adapters.contract.html_form.holding import holds
from adapters.contract.html_form.in_page import install
from adapters.contract.html_form.opening import form_frames, go, open_form
from adapters.contract.html_form.scanning import application_fields, scan_page
from adapters.contract.html_form.stirring import stirs

__all__ = [
    "application_fields",
    "attach_documents",
    "await_confirmation",
    "click_submit",
    "fill_controls",
    "fill_page",
    "fill_widgets",
    "find_blocker",
    "find_complaints",
    "form_frames",
    "go",
    "holds",
    "install",
    "is_final",
    "leads_on",
    "next_page",
    "open_form",
    "scan_page",
    "stirs",
]
