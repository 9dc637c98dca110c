"""Every control in every layout, with every decoy: found, bound to its words, and nothing else touched."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import get_args

import pytest

from tests.corpus.entries import OWN_LABEL, WIDGETS, YES_NO, Entry, File, Form, Language
from tests.corpus.loading import Expected, Sheet
from tests.corpus.pages import LAYOUTS
from tests.corpus.reading import Reading, read_pages
from tests.corpus.truth import ASK
from worker.config import Config

LANGUAGES: tuple[Language, ...] = get_args(Language)
DECOYS = (
    "search", "search_plain", "newsletter", "login", "cookie", "honeypot", "honeypot_clip", "honeypot_words",
    "honeypot_aria", "captcha", "hidden", "autofill",
)  # fmt: skip
#: No file but the decoy that fills the form.
FEW = ("text", "email", "radios", "select", *OWN_LABEL)
_CHOICES = ("select", "multi", "radios", "checks", "customradio")
#: The only layout that shows no marks.
_BARE = "placeholder"


def _entry(widget: str, language: Language, *, marked: bool) -> Entry:
    options: tuple[str, ...] | str = ("Alpha", "Beta") if widget in _CHOICES else ()
    if widget.startswith("combo") or widget == "typeahead":
        options = "open"
    if widget == "yesno":
        options = YES_NO[language]
    mark = {"required": True, "mark": "star"} if marked else {}
    return Entry.model_validate({"label": f"Kind of {widget}", "widget": widget, "options": options, **mark})


def _sheet(layout: str, language: Language, widgets: tuple[str, ...], decoys: tuple[str, ...]) -> Sheet:
    entries = tuple(_entry(widget, language, marked=layout != _BARE) for widget in widgets)
    form = Form(form=f"{layout} {language} {len(widgets)}", layout=layout, decoys=decoys, fields=entries)
    file = File(language=language, forms=(form,))
    return Sheet(form.form, "page", file, form, tuple(Expected(entry, ((ASK,),) * 3) for entry in entries))


@pytest.fixture(scope="module")
def readings(config: Config) -> dict[str, Reading]:
    sheets = [_sheet(layout, "en", tuple(WIDGETS), DECOYS) for layout in LAYOUTS]
    sheets += [_sheet("dl", language, FEW, DECOYS) for language in LANGUAGES]
    with ThreadPoolExecutor(1) as pool:
        read = pool.submit(asyncio.run, read_pages(sheets, config)).result()
    return {sheet.name: one for sheet, one in zip(sheets, read, strict=True)}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_control_is_read_in_every_layout(readings: dict[str, Reading], layout: str) -> None:
    one = readings[f"{layout} en {len(WIDGETS)}"]
    assert (one.misread, one.touched) == ([], [])


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_decoy_is_touched_in_any_language(readings: dict[str, Reading], language: Language) -> None:
    one = readings[f"dl {language} {len(FEW)}"]
    assert (one.misread, one.touched) == ([], [])
