"""Filling: what the page holds afterwards, whatever script stands behind its controls."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from adapters.contract import Adapter, Answer, Document, FormPage, Trouble, Visit
from worker.steps.sheet import AnswerSheet
from worker.steps.verify import verify

Visiting = Callable[[str, Any], Any]


def filled(visiting: Visiting, body: str, *answers: Answer) -> tuple[FormPage, list[Trouble]]:
    """The page after fill and verify, and what did not take."""

    async def act(visit: Visit, adapter: Adapter) -> tuple[FormPage, list[Trouble]]:
        await adapter.open(visit)
        page = await adapter.scan(visit)
        troubles = await adapter.fill(visit, page, answers)
        return await verify(visit, adapter, page, AnswerSheet(answers=answers), troubles)

    result: tuple[FormPage, list[Trouble]] = visiting(f"<!doctype html><title>t</title><body>{body}</body>", act)
    return result


def held(page: FormPage) -> dict[str, str]:
    return {f.key: f.value for f in page.fields}


def test_native_controls_of_every_kind_hold_their_answer(visiting: Visiting) -> None:
    """Text, numbers, dates, choices and boxes all go in by one call."""
    body = """<form><input name=t aria-label=T><textarea name=a aria-label=A></textarea><input type=email name=e aria-label=E>
    <input type=number name=n aria-label=N><input type=date name=d aria-label=D><input type=month name=m aria-label=M>
    <input type=time name=i aria-label=I><input type=range name=r aria-label=R max=10>
    <select name=s aria-label=S><option value="">Select...<option>One<option>Two</select>
    <select name=x multiple aria-label=X><option>One<option>Two<option>Three</select>
    <fieldset><legend>Q</legend><label><input type=radio name=q value=y> Yes</label><label><input type=radio name=q value=n> No</label></fieldset>
    <fieldset><legend>C</legend><label><input type=checkbox name=c value=1> A</label><label><input type=checkbox name=c value=2 checked> B</label></fieldset>
    <label><input type=checkbox name=o> I agree</label></form>"""
    texts = {
        "t": "Ada",
        "a": "two\nlines",
        "e": "ada@example.org",
        "n": "4",
        "d": "2026-12-01",
        "m": "2026-12",
        "i": "09:30",
        "r": "7",
    }
    answers = [Answer(key, value, "fact") for key, value in texts.items()]
    answers += [
        Answer("s", ("Two",), "fact"),
        Answer("x", ("One", "Three"), "fact"),
        Answer("q", ("No",), "fact"),
        Answer("c", ("A",), "fact"),
        Answer("o", True, "fact"),
    ]
    page, troubles = filled(visiting, body, *answers)
    assert troubles == []
    assert held(page) == {**texts, "s": "Two", "x": "One, Three", "q": "No", "c": "A", "o": "true"}


@pytest.mark.parametrize(
    ("what", "script"),
    [
        (
            "accepts only trusted input events",
            "el.addEventListener('input', e => { if (!e.isTrusted) el.value = ''; })",
        ),
        (
            "accepts only the events of a set value",
            "let own = ''; el.addEventListener('input', e => { if (e.isTrusted) el.value = own; })",
        ),
        (
            "writes only what keys type",
            "let on = false; el.addEventListener('keydown', () => on = true); el.addEventListener('input', () => { if (!on) el.value = ''; on = false; })",
        ),
        (
            "refuses input that is not typed",
            "el.addEventListener('beforeinput', e => { if (e.data && e.data.length > 1) e.preventDefault(); })",
        ),
    ],
)
def test_a_control_that_refuses_one_way_of_filling_takes_another(visiting: Visiting, what: str, script: str) -> None:
    """Each field falls through the methods until the page, read back, holds its answer."""
    body = f"<form><label>Name <input name=a></label></form><script>const el = document.querySelector('input'); {script}</script>"
    page, troubles = filled(visiting, body, Answer("a", "Ada Okafor", "fact"))
    assert troubles == [], what
    assert held(page) == {"a": "Ada Okafor"}


def test_a_field_that_takes_nothing_is_named(visiting: Visiting) -> None:
    """What cannot be filled is a trouble, never passed over."""
    body = "<form><label>Name <input name=a></label></form><script>document.querySelector('input').addEventListener('input', e => e.target.value = '')</script>"
    _, troubles = filled(visiting, body, Answer("a", "Ada", "fact"))
    assert [(t.key, t.why) for t in troubles] == [("a", "it does not keep its answer")]


def test_each_document_goes_into_its_own_input(visiting: Visiting, tmp_path: Path) -> None:
    """Two file inputs never share a file."""
    resume, letter = tmp_path / "resume.pdf", tmp_path / "letter.pdf"
    resume.write_bytes(b"%PDF-1.4 r")
    letter.write_bytes(b"%PDF-1.4 l")
    body = "<form><label>Resume <input type=file id=r></label><label>Cover letter <input type=file id=c></label></form>"
    page, troubles = filled(
        visiting,
        body,
        Answer("c", Document("cover_letter", letter, "x"), "f"),
        Answer("r", Document("resume", resume, "y"), "f"),
    )
    assert troubles == []
    assert {f.key: f.chosen for f in page.fields} == {"r": ("resume.pdf",), "c": ("letter.pdf",)}


COMBO = """<form><label id=l>Country</label><div style="width:300px;border:1px solid">
<input role=combobox aria-labelledby=l aria-controls=box id=c autocomplete=off></div><label>Other <input name=z></label></form>
<ul id=elsewhere role=listbox><li role=option>Germany (decoy)</li></ul>
<script>
const input = document.querySelector('#c'); const all = ['Guernsey', 'Germany', 'German Samoa'];
const close = () => { const box = document.querySelector('#box'); if (box) box.remove(); };
const open = (list) => { close(); const box = document.createElement('ul'); box.id = 'box'; box.setAttribute('role', 'listbox');
  for (const text of list) { const li = document.createElement('li'); li.setAttribute('role', 'option'); li.textContent = text;
    li.onmousedown = (e) => { e.preventDefault(); input.value = text; close(); }; box.append(li); } document.body.append(box); };
input.onmousedown = () => open(all);
input.oninput = () => setTimeout(() => open(all.filter((t) => t.toLowerCase().includes(input.value.toLowerCase()))), 30);
input.onblur = () => { close(); if (!all.includes(input.value)) input.value = ''; };
</script>"""


def test_a_combobox_is_chosen_from_by_exact_match(visiting: Visiting) -> None:
    """Only its own list counts; a longer or similar option is never taken."""
    page, troubles = filled(visiting, COMBO, Answer("c", ("Germany",), "fact"), Answer("z", "x", "fact"))
    assert troubles == []
    assert held(page) == {"c": "Germany", "z": "x"}


def test_a_combobox_without_the_answer_is_left_and_says_what_it_offers(visiting: Visiting) -> None:
    """No option is chosen when none is the answer, and its list does not stay open over the next field."""
    page, troubles = filled(visiting, COMBO, Answer("c", ("Narnia",), "fact"), Answer("z", "x", "fact"))
    assert [(t.key, t.why) for t in troubles] == [("c", "none of its options is the answer")]
    assert held(page) == {"c": "", "z": "x"}


def test_a_form_that_submits_while_it_is_filled_is_stopped(visiting: Visiting) -> None:
    """Enter, blur or a stray click cannot send it; the scan counts the tries."""
    body = (
        "<form action='/sent' method=post><label>Name <input name=a onblur='this.form.requestSubmit()'></label></form>"
    )
    page, _ = filled(visiting, body, Answer("a", "Ada", "fact"))
    assert page.early_submits == 1
    assert held(page) == {"a": "Ada"}
