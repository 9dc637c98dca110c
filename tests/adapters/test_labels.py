"""Labels, required marks and groups on one page where they stand in every place that people put them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from adapters.contract import Adapter, FormField, FormPage, Visit

Visiting = Callable[[str, Any], Any]

PAGES = Path(__file__).parent / "pages"
#: What each control of the page says of itself.
_WRITTEN = """(el) => [el.dataset.says || '', 'must' in el.dataset, el.dataset.hint || '', el.dataset.options || '',
  el.dataset.kind || '', el.dataset.question || '']"""


def _read(field: FormField, *, kind: bool, question: bool, option_list: bool) -> list[Any]:
    options = "|".join(option.label for option in field.options)
    listed = options if field.kind in {"radio", "checkboxes"} or (field.kind == "select" and option_list) else ""
    said = (field.question or field.label) if field.kind == "file" else field.label
    asked = field.question if question else ""
    return [said, field.required, field.hint, listed, field.kind if kind else "", asked]


@pytest.mark.parametrize("name", ["labels", "marks"])
def test_every_label_is_read_as_a_person_reads_it(visiting: Visiting, name: str) -> None:
    """Wherever the words stand, they are bound to their control, without marks and noise, and the marks are kept."""

    async def act(visit: Visit, adapter: Adapter) -> list[tuple[list[Any], list[Any]]]:
        await visit.page.goto(visit.url)
        page = await adapter.scan(visit)
        assert len({f.selector for f in page.fields}) == len(page.fields)
        written = [await visit.page.locator(f.selector).evaluate(_WRITTEN) for f in page.fields]
        return [
            (w, _read(f, kind=bool(w[4]), question=bool(w[5]), option_list=bool(w[3])))
            for w, f in zip(written, page.fields, strict=True)
        ]

    html = (PAGES / f"{name}.html").read_text(encoding="utf-8")
    seen = visiting(html, act)
    assert [pair for pair in seen if pair[0] != pair[1]] == []
    assert len(seen) == html.count("data-says=")


#: Page -> section, question, kind and a "*" where it has to be answered, for each field that is asked.
ASKED = {
    "bewerbung": """
Berufserfahrung: Position 1 | Firma | text
Berufserfahrung: Position 1 | Titel | text
Berufserfahrung: Position 1 | Aktuell | checkbox
Berufserfahrung: Position 2 | Firma | text
Berufserfahrung: Position 2 | Titel | text
Persönliches | Vorname | text *
Persönliches | Nachname | text *
Persönliches | Strasse | text
Persönliches | Ort | text
Persönliches | Anrede | radio *
Persönliches | Haben Sie einen Führerschein? | radio
Persönliches | 1. Wie viele Jahre Erfahrung haben Sie mit Python? | number *
Persönliches | 2. Warum wir? | textarea
Persönliches | E-Mail | email *
Persönliches | E-Mail bestätigen | email *
Persönliches | Gehaltsvorstellung (brutto/Jahr) | text
Persönliches | Land | text
Persönliches | Welche Sprachen sprechen Sie? (Mehrfachauswahl) | checkboxes
Persönliches | Ich habe die Datenschutzerklärung gelesen und stimme zu. | checkbox *
Persönliches | Ich möchte in den Talentpool aufgenommen werden. | checkbox
Persönliches | Wie haben Sie von uns erfahren? | select
Persönliches | Staatsangehörigkeit: | text""",
    "components": """
Apply | Slotted in | text *
Apply | Label outside the host | text
Apply | Aria on the host | text
Inside | Deep name | text *
Inside | Deep question | radio *
Inside | Deep box | combobox
Apply | Do you need a visa? | radio *
Apply | I accept the privacy policy | checkbox *""",
}


@pytest.mark.parametrize("name", ASKED)
def test_every_question_is_bound_to_its_part_of_the_page(visiting: Visiting, name: str) -> None:
    """Blocks that repeat keep their title, in shadow trees too; logins, cookies, searches and riddles are no questions."""

    async def act(visit: Visit, adapter: Adapter) -> FormPage:
        await visit.page.goto(visit.url)
        return await adapter.scan(visit)

    page = visiting((PAGES / f"{name}.html").read_text(encoding="utf-8"), act)
    fields = [f for f in page.fields if f.visible and f.form >= -1 and f.kind != "password" and f.name != "l"]
    told = [f"{f.section} | {f.asks} | {f.kind}{' *' if f.required else ''}" for f in fields if f.name != "s"]
    assert told == ASKED[name].strip().splitlines()
    assert len(page.walls) == (name == "bewerbung"), "a picture's riddle is for a person"


def test_a_row_of_a_table_may_be_a_title(visiting: Visiting) -> None:
    """One cell over all columns, a header or in bold, is the title of the rows that follow."""

    async def act(visit: Visit, adapter: Adapter) -> list[tuple[str, str]]:
        await visit.page.goto(visit.url)
        return [(f.section, f.label) for f in (await adapter.scan(visit)).fields]

    page = """<!doctype html><html lang="en"><h1>Cook</h1><form><table><tr><td>Email</td><td><input></td></tr>
    <tr><th colspan="2">Referee</th></tr><tr><td>Email</td><td><input></td></tr>
    <tr><td colspan="2"><b>Next of kin</b></td></tr><tr><td>Phone</td><td><input></td></tr></table></form></html>"""
    assert visiting(page, act) == [("Cook", "Email"), ("Referee", "Email"), ("Next of kin", "Phone")]


def test_the_titles_around_a_title_are_read_from_the_inside_out(visiting: Visiting) -> None:
    """Headings of a higher rank and fieldsets around a field say of what its nearest title is a part; siblings do not."""

    async def act(visit: Visit, adapter: Adapter) -> dict[str, tuple[str, ...]]:
        await visit.page.goto(visit.url)
        return {f.name: (f.section, *f.above) for f in (await adapter.scan(visit)).fields}

    page = """<!doctype html><html lang="en"><h1>Lorry driver</h1><form><h2>About you</h2><h3>Contact details</h3>
    <label>Email <input name="own"></label><h2>Referees</h2><h3>Contact details</h3><label>Email <input name="theirs"></label>
    <fieldset><legend>Guardian</legend><fieldset><legend>Home</legend><label>City <input name="home"></label>
    </fieldset></fieldset></form></html>"""
    assert visiting(page, act) == {
        "own": ("Contact details", "About you", "Lorry driver"),
        "theirs": ("Contact details", "Referees", "Lorry driver"),
        "home": ("Home", "Guardian", "Contact details", "Referees", "Lorry driver"),
    }
