"""How long large pages take to read, understand and answer; `understanding.py` prints it."""

import asyncio
import statistics
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from itertools import cycle, islice
from pathlib import Path
from time import perf_counter
from typing import Any

from playwright.async_api import Frame

from adapters.contract.registry import FALLBACK, load
from tests.corpus.loading import Sheet, applicants, load_corpus
from tests.corpus.pages import page_url, render
from tests.corpus.reading import serve
from worker.browser import Browser
from worker.config import Config
from worker.steps.answer import Facts, answer
from worker.steps.understand import understand

ROUNDS = 15
UNDERSTOOD, SCANNED = 100, 400
Figures = dict[str, float]


async def measure(config: Config) -> Figures:
    """Milliseconds, medians of the rounds; and how often a scan of one frame goes to the browser."""
    with tempfile.TemporaryDirectory() as folder:
        async with Browser(config) as browser:
            return await _thinking(browser, Path(folder)) | await _scanning(browser, Path(folder))


def show(figures: Figures) -> None:
    share = figures["understand_answer_ms"] / figures["screenshot_ms"]
    print("\n# Speed\n\n| what | median |\n|---|---|")
    print(f"| understand and answer a page of {UNDERSTOOD} fields | {figures['understand_answer_ms']:.1f} ms |")
    print(f"| one full-page screenshot of it | {figures['screenshot_ms']:.1f} ms |")
    print(f"| the one to the other | {share:.2f} |")
    print(f"| scan {figures['scanned']:.0f} controls of one frame | {figures['scan_ms']:.1f} ms |")
    print(f"| round trips of that scan | {figures['round_trips']:.0f} |")


async def _thinking(browser: Browser, folder: Path) -> Figures:
    sheet, adapter, profile = _large(UNDERSTOOD), load().get(FALLBACK), applicants()[0]
    async with browser.visit(page_url(sheet), keep=folder) as visit:
        await serve(visit, render(sheet))
        await adapter.open(visit)
        asked = adapter.asked(await adapter.scan(visit))

        async def think() -> None:
            facts = Facts(profile=profile, company="Acme", url=visit.url, given={})
            answer(understand(asked, board_topics={}, company="Acme", url=visit.url), facts)

        async def picture() -> None:
            await visit.page.screenshot(full_page=True, type="jpeg", scale="css")

        thinking, pictures = await _in_turn(think, picture)
    return {"understand_answer_ms": thinking, "screenshot_ms": pictures, "understood": len(asked)}


async def _scanning(browser: Browser, folder: Path) -> Figures:
    sheet, adapter = _large(SCANNED), load().get(FALLBACK)
    async with browser.visit(page_url(sheet), keep=folder) as visit:
        await serve(visit, render(sheet))
        await adapter.open(visit)
        with _counted() as trips:
            page = await adapter.scan(visit)

        async def scan() -> None:
            await adapter.scan(visit)

        (took,) = await _in_turn(scan)
    return {"scan_ms": took, "round_trips": len(trips), "scanned": len(page.fields)}


async def _in_turn(*ways: Callable[[], Awaitable[None]]) -> list[float]:
    """The ways in turn, so that what else the machine does falls on all of them; medians in milliseconds."""
    took: list[list[float]] = [[] for _ in ways]
    for _ in range(ROUNDS):
        for own, way in zip(took, ways, strict=True):
            began = perf_counter()
            await way()
            own.append((perf_counter() - began) * 1000)
            await asyncio.sleep(0)
    return [statistics.median(own) for own in took]


@contextmanager
def _counted() -> Iterator[list[str]]:
    """Every evaluate of any frame while it lasts."""
    trips: list[str] = []
    originals = {name: getattr(Frame, name) for name in ("evaluate", "evaluate_handle", "eval_on_selector_all")}

    def counting(name: str) -> Callable[..., Any]:
        def call(self: Frame, *args: Any, **kwargs: Any) -> Any:
            trips.append(name)
            return originals[name](self, *args, **kwargs)

        return call

    for name in originals:
        setattr(Frame, name, counting(name))
    try:
        yield trips
    finally:
        for name, original in originals.items():
            setattr(Frame, name, original)


def _large(controls: int) -> Sheet:
    """One page with so many entries: the English pages of the corpus, over and over."""
    pages = [sheet for sheet in load_corpus("development").of("page") if sheet.file.language == "en"]
    first = next(sheet for sheet in pages if sheet.form.layout == "for")
    entries = [one.entry.model_copy(update={"name": ""}) for sheet in pages for one in sheet.fields]
    chosen = tuple(islice(cycle(entries), controls))
    form = first.form.model_copy(update={"fields": chosen, "decoys": (), "form": f"{controls} controls"})
    expected = tuple(type(first.fields[0])(entry, ()) for entry in chosen)
    return Sheet(f"speed: {controls} controls", "page", first.file, form, expected)
