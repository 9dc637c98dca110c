"""What commands print: tables and sentences for a person, one JSON document for a program."""

import json
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from worker.artifacts import title_of
from worker.model import Application, Json

if TYPE_CHECKING:
    from rich.console import Console

#: Characters of an id that are shown; enough to name one row among thousands.
SHORT_ID = 8
#: Columns of a table that nobody's terminal limits, such as in a pipe.
_WIDE = 160

#: All but tab and line feed.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")

COLOURS = {
    "pending": "cyan",
    "processing": "blue",
    "needs_review": "yellow",
    "applied": "green",
    "unconfirmed": "magenta",
    "failed": "red",
    "closed": "bright_black",
    "cancelled": "bright_black",
}


def print_json(document: object) -> None:
    """The one document, indented for the eye."""
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2, default=str) + "\n")


def complain(text: str) -> None:
    """One sentence on stderr."""
    sys.stderr.write(f"apply-bot: {' '.join(plain(text).split())}\n")


def say(text: str) -> None:
    """One line for a person, on stdout."""
    sys.stdout.write(f"{plain(text)}\n")


def note(text: str) -> None:
    """One line for a person, on stderr: not the result itself."""
    sys.stderr.write(f"{plain(text)}\n")


def console(*, stderr: bool = False) -> "Console":
    """Rich's console; wide where there is no terminal to fit into."""
    from rich.console import Console  # noqa: PLC0415 - only those who draw pay for it

    made = Console(stderr=stderr, highlight=False)
    return made if made.is_terminal else Console(stderr=stderr, highlight=False, width=max(made.width, _WIDE))


def print_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]], *, status_column: int = -1) -> None:
    """A table on stdout; the column that holds a status is coloured by it."""
    from rich.box import SIMPLE_HEAD  # noqa: PLC0415 - as above
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    table = Table(title=title or None, title_justify="left", header_style="bold", box=SIMPLE_HEAD, pad_edge=False)
    for name in columns:
        table.add_column(name, overflow="fold", no_wrap=name in {"id", "status"})
    for row in rows:
        cells = [Text(plain(cell)) for cell in row]
        if status_column >= 0:
            cells[status_column].stylize(COLOURS.get(row[status_column], ""))
        table.add_row(*cells)
    console().print(table)


def plain(text: str) -> str:
    """Without control characters: pages and lists hold texts of strangers, and a terminal obeys them."""
    return _CONTROLS.sub(" ", text)


def ago(moment: datetime, now: datetime | None = None) -> str:
    """How long ago, as a person says it."""
    seconds = max(0, int(((now or datetime.now(UTC)) - moment).total_seconds()))
    for unit, size in (("d", 86_400), ("h", 3600), ("min", 60)):
        if seconds >= size:
            return f"{seconds // size} {unit} ago"
    return "just now"


def row_of(application: Application) -> Json:
    """The whole row, but for the token that opens its lease."""
    row: dict[str, Any] = asdict(application)
    if row["lease"]:
        del row["lease"]["token"]
    return row


def brief(application: Application) -> Json:
    """One line of a list."""
    job, meta = application.job, application.attempt_meta
    return {
        "id": application.id,
        "status": application.status.value,
        "title": title_of(application),
        "company": job.company,
        "board": job.board,
        "url": job.url,
        "priority": application.priority,
        "attempts": application.attempts,
        "why": (meta.get("review") or {}).get("why", ""),
        "note": application.artifacts.get("note", ""),
        "created_at": application.created_at.isoformat(),
        "updated_at": application.updated_at.isoformat(),
        "next_attempt_at": application.next_attempt_at.isoformat() if application.next_attempt_at else None,
    }
