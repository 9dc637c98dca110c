"""Writes the report's folder: application by application, so that memory stays flat however many there are."""

import asyncio
import base64
import hashlib
import tempfile
from collections import Counter
from collections.abc import AsyncIterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from worker.errors import ApplyBotError, BadInput
from worker.files import Files
from worker.model import Application, Status
from worker.report.pictures import place
from worker.report.sources import SOURCES
from worker.report.view import View, moment, seconds, view_of

#: Statuses in the order in which a person looks at them.
_ORDER = ("applied", "needs_review", "unconfirmed", "failed", "pending", "processing", "closed", "cancelled")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the summary on top."""

    id: str
    status: str
    title: str
    company: str
    board: str
    mode: str
    note: str
    total: str
    written: int
    asked: int


@dataclass
class Summary:
    """What stands on top; collected while the applications below are written."""

    rows: list[Row] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def add(self, view: View) -> None:
        board = str(view.artifacts.get("board") or view.application.job.board)
        facts = (view.id, view.status, view.title, view.company, board, view.mode, view.note, view.total)
        self.rows.append(Row(*facts, written=view.written, asked=view.asked))
        self.counts[view.status] += 1

    @property
    def ordered(self) -> list[tuple[str, int]]:
        return [(status, self.counts[status]) for status in _ORDER if self.counts[status]]


async def write_report(
    applications: AsyncIterable[Application], out: Path, *, title: str, files: Files | None = None
) -> Path:
    """Write `out`/index.html and the pictures beside it; returns its path. Raises `BadInput` where that cannot be.

    An earlier report in the same folder is written over. `files` is where the store keeps its pictures.
    """
    try:
        await asyncio.to_thread(out.mkdir, parents=True, exist_ok=True)
        with tempfile.TemporaryFile("w+", encoding="utf-8") as body:
            summary = await _write_body(applications, out, body, files)
            return await asyncio.to_thread(_write_page, out, title, summary, body)
    except OSError as error:
        reason = "a file" if isinstance(error, FileExistsError | NotADirectoryError) else type(error).__name__
        raise BadInput(f"{out}: expected a folder that can be written, found {reason}; name another") from None


async def _write_body(
    applications: AsyncIterable[Application], out: Path, body: IO[str], files: Files | None
) -> Summary:
    summary = Summary()
    section = _environment().get_template("application.html")
    async for application in applications:
        view = view_of(application)
        if files:
            await _fetch_pictures(view, files)
        await asyncio.to_thread(place, view, out)
        body.write(section.render(view=view))
        summary.add(view)
    return summary


async def _fetch_pictures(view: View, files: Files) -> None:
    """Pictures of the store's own place are put into the JSON; one that cannot be had leaves its thumbnail."""
    for shot in view.artifacts.get("screenshots") or ():
        if shot.get("path"):
            with suppress(ApplyBotError):
                shot["uri"] = "data:image/jpeg;base64," + base64.b64encode(await files.fetch(shot["path"])).decode()


def _write_page(out: Path, title: str, summary: Summary, body: IO[str]) -> Path:
    environment = _environment()
    script = environment.get_template("report.js").render()
    known = {
        "title": title,
        "summary": summary,
        "sources": SOURCES,
        "style": environment.get_template("report.css").render(sources=SOURCES),
        "script": script,
        "script_hash": base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        "written_at": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        "statuses": {status.value: status.value.replace("_", " ") for status in Status},
    }
    page = out / "index.html"
    body.seek(0)
    with page.open("w", encoding="utf-8") as file:
        file.write(environment.get_template("top.html").render(known))
        while piece := body.read(1 << 16):
            file.write(piece)
        file.write(environment.get_template("end.html").render(known))
    return page


def _environment() -> Environment:
    """Every text is escaped; a name that the template misspells is an error."""
    environment = Environment(
        loader=PackageLoader("worker.report"),
        autoescape=select_autoescape(("html",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"moment": moment, "seconds": seconds, "words": lambda text: str(text).replace("_", " ")}
    return environment
