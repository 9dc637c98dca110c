"""Forms of the corpus as HTML pages: hand-written layouts, each form with its own fields, controls and decoys."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from adapters.contract.choose import normal
from tests.corpus.entries import GROUPS, OWN_LABEL, Entry
from tests.corpus.loading import Sheet

#: Layout to how its labels are bound: aria (aria-labelledby), named (aria-label alone), linked (custom widgets point at
#: the label's id), fors (label for=); a frame: the form stands in one, of the page's own origin or another.
LAYOUTS: Mapping[str, frozenset[str]] = {
    "for": frozenset({"fors", "linked"}),
    "wrap": frozenset(),
    "table": frozenset(),
    "above": frozenset({"fors"}),
    "aria": frozenset({"aria", "linked"}),
    "placeholder": frozenset({"named"}),
    "heading": frozenset({"linked", "fors"}),
    "dl": frozenset({"fors"}),
    "floating": frozenset({"fors", "linked"}),
    "cards": frozenset(),
    "bootstrap": frozenset({"fors", "linked"}),
    "shadow": frozenset({"fors", "linked"}),
    "frame": frozenset({"fors", "linked"}),
    "cross_frame": frozenset({"fors", "linked"}),
}
ORIGIN = "http://127.0.0.1:9"
#: Another origin on this machine.
ELSEWHERE = "http://localhost:9"
_MARKS = {"": "", "star": " *", "word": "required", "optional": "optional"}
#: Parts of the form itself; all other decoys stand around it, outside of frames.
_INSIDE = ("honeypot", "captcha", "hidden", "autofill")
_LAYOUTS = Path(__file__).parent / "layouts"

_jinja = Environment(
    loader=FileSystemLoader(_LAYOUTS),
    autoescape=True, undefined=StrictUndefined, trim_blocks=True,
)  # fmt: skip


def page_url(sheet: Sheet) -> str:
    return f"{ORIGIN}/{_slug(sheet)}/apply"


def render(sheet: Sheet) -> dict[str, str]:
    """URL to HTML: the page, and the frame that its form stands in, where it does."""
    name = sheet.form.layout
    framed = name.endswith("frame")
    url = page_url(sheet)
    if not framed:
        return {url: _html(sheet, name)}
    frame = f"{ELSEWHERE if name == 'cross_frame' else ORIGIN}/{_slug(sheet)}/embedded"
    return {url: _html(sheet, "for", frame=frame), frame: _html(sheet, "for", bare=True)}


def _html(sheet: Sheet, name: str, *, frame: str = "", bare: bool = False) -> str:
    language = sheet.file.language
    words = _words()[language]
    bound = {key: key in LAYOUTS[name] for key in ("aria", "named", "linked", "fors")}
    decoys = [one for one in sheet.form.decoys if not bare or one.startswith(_INSIDE)]
    shown = () if frame else enumerate(one.entry for one in sheet.fields)
    return _jinja.get_template("page.html").render(
        language=language, title=sheet.form.form, words=words, frame=frame, shadow=name == "shadow",
        layout={**words, **bound, "name": name}, decoys=decoys,
        fields=[_field(number, entry, language, name, words) for number, entry in shown],
    )  # fmt: skip


@cache
def _words() -> dict[str, dict[str, str]]:
    words: dict[str, dict[str, str]] = yaml.safe_load((_LAYOUTS / "words.yaml").read_text(encoding="utf-8"))
    return words


def _field(number: int, entry: Entry, language: str, layout: str, words: Mapping[str, str]) -> dict[str, Any]:
    label = entry.asks
    mark = entry.mark
    word = f" ({words[_MARKS[mark]]})" if mark in ("word", "optional") else _MARKS[mark]
    shown = layout == "placeholder" and entry.widget not in OWN_LABEL
    return {
        "n": number, "id": f"q{number}x", "name": entry.name, "label": label, "section": entry.section,
        "mark": word, "must": entry.required and mark in ("", "optional"), "widget": entry.widget,
        "options": entry.shown_options(language), "accept": entry.accept, "autocomplete": entry.autocomplete,
        "placeholder": entry.placeholder or (label if shown and entry.widget not in GROUPS else ""),
        "group": entry.widget in GROUPS, "own": entry.widget in OWN_LABEL,
    }  # fmt: skip


def _slug(sheet: Sheet) -> str:
    return normal(sheet.name).replace(" ", "-")
