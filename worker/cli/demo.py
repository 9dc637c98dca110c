"""`apply-bot demo`: the whole job on local boards, to watch."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from worker.cli.given import AsJson, settle
from worker.cli.output import SHORT_ID, print_json, print_table, say
from worker.cli.progress import progress_bars
from worker.model import Application, Mode

if TYPE_CHECKING:
    from worker.config import Config
    from worker.demo import Tour


def register(app: typer.Typer) -> None:
    app.command()(demo)


def demo(
    context: typer.Context,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where its store, pictures and report go.")] = Path(
        "apply-bot-demo"
    ),
    as_json: AsJson = False,
) -> None:
    """Apply on local boards, first simulated, then in headless Chromium, and write a report.

    Nothing leaves 127.0.0.1; applicants, employers and postings are invented.

    \b
    Example:
      apply-bot demo
    """  # noqa: D301 - \b keeps Click from joining the lines
    tour = asyncio.run(_take(settle(context), out.expanduser().absolute()))
    if as_json:
        print_json(_told(tour))
    else:
        _show(tour)


async def _take(config: "Config", folder: Path) -> "Tour":
    from worker.demo import take_tour  # noqa: PLC0415 - loads the browser's driver and the boards

    with progress_bars() as bars:
        return await take_tour(config, folder, on_progress=bars)


def _show(tour: "Tour") -> None:
    rows = [_row(application, shows) for application, shows in zip(tour.applications, tour.shows, strict=True)]
    print_table("", ("id", "what it shows", "board", "simulated", "status", "why"), rows, status_column=4)
    arrived = ", ".join(f"{board} {count}" for board, count in tour.received.items())
    say(f"Simulated {tour.simulated.processed}, then worked through {tour.live.processed} in headless Chromium.")
    say(f"What the boards themselves have stored: {arrived}.")
    say(f"The report: {tour.report}")


def _row(application: Application, shows: str) -> tuple[str, ...]:
    artifacts = application.artifacts
    attempts = application.attempt_meta["attempts"]
    simulated = next((a["outcome"] for a in attempts if a["mode"] == Mode.SIMULATE.value), "")
    key, status = application.id[:SHORT_ID], application.status.value
    return key, shows, str(artifacts.get("board", "")), simulated, status, str(artifacts.get("note", ""))


def _told(tour: "Tour") -> dict[str, object]:
    return {
        "simulated": tour.simulated.to_json(),
        "live": tour.live.to_json(),
        "applications": [
            {"id": a.id, "shows": shows, "status": a.status.value, "note": a.artifacts.get("note", "")}
            for a, shows in zip(tour.applications, tour.shows, strict=True)
        ],
        "received": tour.received,
        "report": str(tour.report),
    }
