"""Put answers into the page: documents first, then all text and native choices in one call, then widgets by mouse."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from adapters.contract import widgets
from adapters.contract.choose import choose
from adapters.contract.form import Answer, Document, FormField, FormPage, Option, Trouble
from adapters.contract.html_form.in_page import ELEMENT, call
from adapters.contract.opened import Opened

if TYPE_CHECKING:
    from playwright.async_api import Locator

    from adapters.contract.adapter import Adapter, FillMethod
    from adapters.contract.visit import Visit

#: How long suggestions may take that no attribute announces (seconds).
_SUGGEST_SECONDS = 1.5

Pair = tuple[FormField, Answer]


async def fill_page(
    visit: "Visit", page: FormPage, answers: Sequence[Answer], method: "FillMethod", adapter: "Adapter"
) -> list[Trouble]:
    """The default `Adapter.fill`."""
    pairs = _pairs(page, answers)
    documents = [(f, a) for f, a in pairs if isinstance(a.value, Document)]
    moved = [(f, a) for f, a in pairs if a.value != "" and widgets.for_field(f, adapter.widgets)]
    native = [pair for pair in pairs if pair not in documents and pair not in moved]
    troubles = await attach_documents(visit, documents)
    troubles += await fill_controls(visit, native, method)
    troubles += await fill_widgets(visit, moved, adapter)
    if documents:  # what the board writes into other fields meanwhile is found by reading back
        await adapter.attached(visit, page)
    return troubles


def _pairs(page: FormPage, answers: Sequence[Answer]) -> list[Pair]:
    found = ((page.field(a.key), a) for a in answers)
    return sorted(((f, a) for f, a in found if f is not None), key=lambda pair: (pair[0].frame, pair[0].ref))


def _locator(visit: "Visit", field: FormField) -> "Locator":
    return visit.frames[field.frame].locator(field.selector)


async def attach_documents(visit: "Visit", pairs: Sequence[Pair]) -> list[Trouble]:
    """Give each file input its own file; they may be hidden behind buttons. No focus is involved: side by side."""
    found = await asyncio.gather(*(_attach(visit, *pair) for pair in pairs if pair[0].widget != "chooser"))
    chosen = [await _attach_by_button(visit, *pair) for pair in pairs if pair[0].widget == "chooser"]
    return [trouble for trouble in (*found, *chosen) if trouble]


async def _attach(visit: "Visit", field: FormField, answer: Answer) -> Trouble | None:
    from playwright.async_api import Error  # noqa: PLC0415 - simulated runs never load Playwright

    if not isinstance(answer.value, Document):
        raise TypeError(f"expected a document for the file field {field.key}, found {type(answer.value).__name__}")
    try:
        if not (visit.local and field.frame == 0 and await _hand_over(visit, field, answer.value)):
            await _locator(visit, field).set_input_files(answer.value.path, timeout=visit.timeout_ms)
    except Error as error:
        return Trouble(field.key, f"the file could not be attached: {_first_line(error)}")
    return None


async def _attach_by_button(visit: "Visit", field: FormField, answer: Answer) -> Trouble | None:
    """Press the button whose script makes the file input, and answer the dialog that opens."""
    from playwright.async_api import Error  # noqa: PLC0415 - simulated runs never load Playwright

    from adapters.contract.html_form.buttons import click_at  # noqa: PLC0415 - buttons stand above filling

    frame = visit.frames[field.frame]
    spot = await call(frame, "point", field.ref)
    if not isinstance(answer.value, Document) or spot is None or spot["over"]:
        return Trouble(field.key, "its button cannot be pressed: something lies over it, or it is gone")
    try:
        async with visit.page.expect_file_chooser(timeout=visit.timeout_ms / 3) as opened:
            await click_at(visit, frame, spot)
        await (await opened.value).set_files(answer.value.path)
    except Error as error:
        return Trouble(field.key, f"the file could not be attached: {_first_line(error)}")
    return None


async def _hand_over(visit: "Visit", field: FormField, document: Document) -> bool:
    """Let a local browser take the file itself, a third of the time; False where the control is not to be had so."""
    session = await visit.session()
    found = await session.send("Runtime.evaluate", {"expression": ELEMENT % field.ref})
    handle = found["result"].get("objectId")
    if handle is None:
        return False
    await session.send("DOM.setFileInputFiles", {"files": [str(document.path.absolute())], "objectId": handle})
    return True


async def fill_controls(visit: "Visit", pairs: Sequence[Pair], method: "FillMethod") -> list[Trouble]:
    """Text, boxes and native choices by one method; in-page methods cost one call per frame."""
    if method in {"locator", "type"}:
        return [t for pair in pairs if (t := await _fill_one(visit, pair, method))]
    troubles = []
    for index in sorted({f.frame for f, _ in pairs}):
        mine = {f.ref: (f, a) for f, a in pairs if f.frame == index}
        items = [{"ref": f.ref, "value": _wire(f, a), "method": method} for f, a in mine.values()]
        failed: list[dict[str, Any]] = await call(visit.frames[index], "fill", items)
        troubles += [Trouble(mine[t["ref"]][0].key, t["why"]) for t in failed]
    return troubles


def _wire(field: FormField, answer: Answer) -> str | bool | list[str]:
    if isinstance(answer.value, tuple):
        return list(answer.value)
    if isinstance(answer.value, Document):
        raise TypeError(f"a document cannot go into the {field.kind} field {field.key}")
    return answer.value


async def _fill_one(visit: "Visit", pair: Pair, method: "FillMethod") -> Trouble | None:
    from playwright.async_api import Error  # noqa: PLC0415

    field = pair[0]
    try:
        if field.kind in {"radio", "checkboxes", "checkbox"}:
            await _press_members(visit, *pair)
        else:
            await _by_locator(visit, pair, typed=method == "type", patience=visit.timeout_ms / 5)
            await call(visit.frames[field.frame], "leave", field.ref)  # what is not committed is not held
    except Error as error:
        return Trouble(field.key, f"the page does not take it: {_first_line(error)}")
    return None


async def _press_members(visit: "Visit", field: FormField, answer: Answer) -> None:
    """Press the real mouse on each member of a group that is not as it should be."""
    from adapters.contract.html_form.buttons import click_at  # noqa: PLC0415 - buttons stand above filling

    frame = visit.frames[field.frame]
    for spot in await call(frame, "pointMembers", field.ref, _wire(field, answer)):
        if spot and not spot["over"]:
            await click_at(visit, frame, spot)


async def _by_locator(visit: "Visit", pair: Pair, *, typed: bool, patience: float) -> None:
    field, answer = pair
    control = _locator(visit, field)
    if isinstance(answer.value, tuple) and field.kind in {"select", "multiselect"}:
        await control.select_option(label=list(answer.value), timeout=patience)
    elif isinstance(answer.value, str) and typed:
        await control.click(timeout=patience)
        await control.press("ControlOrMeta+a")
        await _type(visit, field, answer.value)
    elif isinstance(answer.value, str):
        await control.fill(answer.value, timeout=patience)


async def _type(visit: "Visit", field: FormField, text: str) -> None:
    """Key by key; where suggestions come up and the page takes nothing else, the one that says it is chosen."""
    if field.kind != "text" or not text:
        await visit.page.keyboard.type(text)
        return
    opened = Opened(visit, field)
    await opened.open()
    await opened.write(text, by_key=True)

    def matches(options: tuple[Option, ...]) -> bool:
        return choose(options, text) is not None

    options = await opened.wait(matches, seconds=_SUGGEST_SECONDS, typed=True)
    chosen = choose(options, text)
    if chosen:
        await opened.press(options.index(chosen))


async def fill_widgets(visit: "Visit", pairs: Sequence[Pair], adapter: "Adapter") -> list[Trouble]:
    """What needs a real mouse and keyboard, one after another: only one list can be open at a time."""
    troubles = []
    for field, answer in pairs:
        widget = widgets.for_field(field, adapter.widgets)
        trouble = await widget.fill(visit, field, answer) if widget else None
        if trouble:
            troubles.append(trouble)
    return troubles


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0][:200]
