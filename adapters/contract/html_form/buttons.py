"""Find and press the one control that submits, or the one that leads on; never a lookalike."""

import re
from time import monotonic
from typing import TYPE_CHECKING

from adapters.contract.errors import AnswerLost, FormChanged
from adapters.contract.form import Button, FormPage
from adapters.contract.html_form import words
from adapters.contract.html_form.in_page import call
from adapters.contract.html_form.scanning import application_fields

if TYPE_CHECKING:
    from playwright.async_api import Frame

    from adapters.contract.adapter import Adapter
    from adapters.contract.visit import Visit

#: "Step 1 of 3", "Schritt 1 von 3", "1/3".
_STEPS = re.compile(r"\b(\d{1,2})\s*(?:of|von|sur|de|di|van|/)\s*(\d{1,2})\b", re.IGNORECASE)
_SUBMITS = frozenset({"submit", "image"})
#: "Apply with LinkedIn", "Mit Xing bewerben": another site's business.
_ELSEWHERE = re.compile(r"\b(with|mit|avec|con)\b", re.IGNORECASE)


def plain(text: str) -> str:
    """A button's words as they are compared."""
    return re.sub(r"[\s→\u203a»>!.]+", " ", text.lower()).strip()


def _nearby(page: FormPage) -> list[Button]:
    """Buttons of the application form; where the fields stand in no form, those that stand in none either."""
    asked = application_fields(page)
    if not asked:
        return []
    frame, form = asked[0].frame, asked[0].form
    return [b for b in page.buttons if b.frame == frame and b.form == form]


def submit_button(page: FormPage, said: tuple[str, ...] = ()) -> Button | None:
    """The submit control: by its words in full, else the form's only control of type submit. None where unsure."""
    near = _nearby(page)
    wanted = said or words.SUBMIT
    named = [b for b in near if plain(b.text) in wanted]
    typed = [b for b in named if b.type in _SUBMITS] or named
    if len(typed) == 1:
        return typed[0]
    if typed:
        return None
    if said or next_button(page):
        return None  # where a button leads on, whatever else has the type submit leads elsewhere
    only = [b for b in near if b.type in _SUBMITS and plain(b.text) not in words.BACK and not _ELSEWHERE.search(b.text)]
    return only[0] if len(only) == 1 else None


def next_button(page: FormPage) -> Button | None:
    """The control that leads to the next form page."""
    named = [b for b in _nearby(page) if plain(b.text) in words.NEXT]
    return named[0] if len(named) == 1 else None


def is_final(page: FormPage, said: tuple[str, ...] = ()) -> bool:
    """The default `Adapter.final`: a submit control is there, or at least none that leads on."""
    button = submit_button(page, said)
    return bool(button and not button.disabled) or next_button(page) is None


async def click_submit(visit: "Visit", page: FormPage, said: tuple[str, ...] = ()) -> None:
    """The default `Adapter.submit`."""
    button = submit_button(page, said)
    if button is None:
        found = ", ".join(f"“{b.text}”" for b in _nearby(page)) or "none"
        raise FormChanged(f"expected one submit button beside the form, found {found}; nothing was sent.")
    await press(visit, button)


async def press(visit: "Visit", button: Button) -> None:
    """One real click, once it is certain that the pointer meets the button; the guard is lifted just before."""
    if button.disabled:
        raise FormChanged(f"the button “{button.text}” is disabled though every field is filled; nothing was sent.")
    for other in visit.frames:
        if other is not visit.frames[button.frame]:
            await call(other, "release")
    frame = visit.frames[button.frame]
    spot = await call(frame, "aim", button.ref)
    if spot is None:
        raise FormChanged(f"the button “{button.text}” vanished before it could be clicked; nothing was sent.")
    if spot["over"]:
        raise FormChanged(f"“{spot['over']}” lies over the button “{button.text}”; nothing was sent.")
    await click_at(visit, frame, spot)


async def _held_back(visit: "Visit", button: Button) -> bool:
    from playwright.async_api import Error  # noqa: PLC0415 - simulated runs never load Playwright

    try:
        return bool(await call(visit.frames[button.frame], "held"))
    except Error:  # the click led elsewhere, so it was not held
        return False


async def click_at(visit: "Visit", frame: "Frame", spot: dict[str, float]) -> None:
    """Press the real mouse at a point of a frame."""
    x, y = spot["x"], spot["y"]
    if not spot["local"]:
        box = await (await frame.frame_element()).bounding_box()
        x, y = x + (box["x"] if box else 0), y + (box["y"] if box else 0)
    await visit.page.mouse.click(x, y)


async def next_page(visit: "Visit", page: FormPage, adapter: "Adapter") -> FormPage:
    """The default `Adapter.advance`: press next, then wait until other questions are asked."""
    button = next_button(page)
    if button is None:
        raise FormChanged("expected a button that leads to the next form page, found none; nothing was sent.")
    await press(visit, button)
    if await _held_back(visit, button):
        raise AnswerLost("a field lost its answer just before the form went on; nothing was sent.")
    visit.guarded = False  # a page that checks first submits itself a moment later
    try:
        await _moved_on(visit, page, adapter, button)
    finally:
        visit.guarded = True
    return await adapter.scan(visit)


async def _moved_on(visit: "Visit", page: FormPage, adapter: "Adapter", button: Button) -> None:
    deadline = monotonic() + visit.timeout_ms / 1000
    while monotonic() < deadline:
        await visit.change(0.05)
        now = await _scan_quietly(visit, adapter)
        if now is not None and now.fingerprint != page.fingerprint:
            return
        complaints = adapter.complaints(now) if now else ()
        if complaints:
            raise FormChanged(f"the page does not go on: {'; '.join(complaints)[:300]}")
    raise FormChanged(f"the page did not change after “{button.text}” within {visit.timeout_ms / 1000:.0f} s.")


def leads_on(page: FormPage) -> bool:
    """The default `Adapter.leads_on`: the page itself counts its steps, and this is not the last of them."""
    counted = [(int(at), int(of)) for at, of in _STEPS.findall(" ".join((page.text, *page.headings)))]
    return any(at < of for at, of in counted)


async def _scan_quietly(visit: "Visit", adapter: "Adapter") -> FormPage | None:
    from playwright.async_api import Error  # noqa: PLC0415 - simulated runs never load Playwright

    try:
        await visit.page.wait_for_load_state("domcontentloaded")
        return await adapter.scan(visit)
    except Error:  # the document is being replaced under the scan
        return None
