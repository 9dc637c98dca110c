"""Pages of the corpus through the real scan: what was found of each control, what was wrongly touched."""

import asyncio
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, NamedTuple

from playwright.async_api import Route

from adapters.contract import Adapter, FormField, Visit
from adapters.contract.choose import normal
from adapters.contract.registry import FALLBACK, load
from tests.corpus.entries import WIDGETS, Entry
from tests.corpus.judging import Verdict, judge
from tests.corpus.loading import Sheet
from tests.corpus.pages import page_url, render
from worker.browser import Browser
from worker.config import Config

#: Pages open at once.
TABS = 3
#: The mark of a control: its own, or that of what it stands in, through shadow roots.
_MARK = """(found) => {
  for (let node = found; node; node = node.parentNode || node.host) {
    if (node.dataset && (node.dataset.c || node.dataset.decoy || node.dataset.part)) return {...node.dataset};
  }
  return {};
}"""
#: The marks of what selectors find in the document itself; null for none.
_MARKS = f"""(selectors) => {{
  const mark = {_MARK};
  return selectors.map((selector) => {{
    const found = document.querySelector(selector);
    return found && mark(found);
  }});
}}"""
_OPTIONS_KINDS = ("select", "radio", "checkboxes", "multiselect")


class Fault(NamedTuple):
    """What was read otherwise than a person would."""

    #: The control's entry.
    entry: Entry
    what: Literal["missing", "label", "kind", "required", "options"]
    #: What was read instead.
    read: str


@dataclass(slots=True)
class Reading:
    """One page, as the scan saw it."""

    sheet: Sheet
    #: Each entry's number to the fields that were bound to its control.
    bound: dict[int, list[FormField]] = field(default_factory=dict)
    #: Decoys that would be filled, and fields that belong to no control of the page.
    touched: list[str] = field(default_factory=list)
    #: What was read otherwise than a person would.
    misread: list[Fault] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)


async def read_pages(sheets: Sequence[Sheet], config: Config) -> list[Reading]:
    """Every page, in one browser with a few tabs."""
    with tempfile.TemporaryDirectory() as folder:
        async with Browser(config) as browser:
            shares = [sheets[tab::TABS] for tab in range(TABS)]
            read = await asyncio.gather(*(_share(browser, share, Path(folder)) for share in shares if share))
    return [read[number % TABS][number // TABS] for number in range(len(sheets))]


async def _share(browser: Browser, sheets: Sequence[Sheet], folder: Path) -> list[Reading]:
    """One tab's pages, one after the other."""
    adapter, pages = load().get(FALLBACK), {url: html for sheet in sheets for url, html in render(sheet).items()}
    readings = []
    async with browser.visit(page_url(sheets[0]), keep=folder) as first:
        await serve(first, pages)
        for sheet in sheets:
            visit = Visit(first.page, page_url(sheet), timeout_ms=first.timeout_ms)
            visit.watch()
            readings.append(await _read(visit, adapter, sheet))
    return readings


async def serve(visit: Visit, pages: Mapping[str, str]) -> None:
    """The pages at their addresses; nothing is asked of any host."""

    async def fulfil(route: Route) -> None:
        body = pages.get(route.request.url)
        await route.fulfill(status=200 if body else 404, body=body or "", content_type="text/html; charset=utf-8")

    await visit.page.context.route("**/*", fulfil)


async def _read(visit: Visit, adapter: Adapter, sheet: Sheet) -> Reading:
    await adapter.open(visit)
    page = await adapter.scan(visit)
    asked = adapter.asked(page)
    reading = Reading(sheet)
    for one, mark in zip(asked, await _marks(visit, asked), strict=True):
        if mark is None:
            reading.touched.append(f"the selector of “{one.asks}” finds nothing")
        elif "c" in mark:
            reading.bound.setdefault(int(mark["c"]), []).append(one)
        elif "part" not in mark:
            reading.touched.append(mark.get("decoy") or f"no control of the page: “{one.asks}”")
    entries = [one.entry for one in sheet.fields]
    reading.misread = [
        fault
        for number, entry in enumerate(entries)
        for fault in faults(entry, reading.bound.get(number, []), sheet.file.language)
    ]
    pairs = [(one, reading.bound.get(number, [])) for number, one in enumerate(sheet.fields)]
    reading.verdicts = judge(sheet, pairs, asked, adapter.topics, page.title)
    return reading


async def _marks(visit: Visit, asked: Sequence[FormField]) -> list[dict[str, Any] | None]:
    """What each field's own selector finds: one evaluate per frame, and one for each control in a shadow root."""
    marks: dict[int, dict[str, Any] | None] = {}
    for index, frame in enumerate(visit.frames):
        own = [number for number, one in enumerate(asked) if one.frame == index]
        found = await frame.evaluate(_MARKS, [asked[number].selector for number in own]) if own else []
        for number, mark in zip(own, found, strict=True):
            deep = None if mark else frame.locator(asked[number].selector)  # pierces shadow roots
            marks[number] = await deep.first.evaluate(_MARK) if deep and await deep.count() else mark
    return [marks.get(number) for number in range(len(asked))]


def faults(entry: Entry, fields: Sequence[FormField], language: str) -> list[Fault]:
    """The fields bound to an entry beside what a person would have read."""
    if not fields:
        return [Fault(entry, "missing", "")]
    first, seen = fields[0], []
    if not any(normal(one.asks) == normal(entry.asks) for one in fields):
        seen.append(Fault(entry, "label", first.asks))
    if first.kind not in WIDGETS[entry.widget]:
        seen.append(Fault(entry, "kind", first.kind))
    if first.required != entry.required:
        seen.append(Fault(entry, "required", str(first.required)))
    shown = {normal(option.label) for option in first.options}
    asked = {normal(option) for option in entry.shown_options(language)}
    if first.kind in _OPTIONS_KINDS and entry.widget != "date3" and asked - shown:
        seen.append(Fault(entry, "options", "; ".join(option.label for option in first.options)))
    return seen
