"""`apply-bot report`: everything as pages to look at."""

import asyncio
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from worker.cli.given import AsJson, StatusName, StoreUrl, opened, settle, status_named
from worker.cli.output import print_json, say
from worker.model import Status

if TYPE_CHECKING:
    from worker.config import Config


def register(app: typer.Typer) -> None:
    app.command()(report)


def report(
    context: typer.Context,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where to write it.")] = Path("apply-bot-report"),
    open_it: Annotated[bool, typer.Option("--open", help="Open it in your browser.")] = False,
    status: StatusName = None,
    store: StoreUrl = None,
    as_json: AsJson = False,
) -> None:
    """Write the HTML report.

    Per application: its annotated screenshots, its fields with the fact behind each, the proof or the reason to stop.

    \b
    Examples:
      apply-bot report --open
      apply-bot report --status needs_review --out waiting
    """  # noqa: D301 - \b keeps Click from joining the lines
    del store
    page = asyncio.run(_write(settle(context), out.expanduser().absolute(), status_named(status)))
    if as_json:
        print_json({"report": str(page)})
    else:
        say(str(page))
    if open_it:
        webbrowser.open(page.as_uri())


async def _write(config: "Config", out: Path, status: Status | None) -> Path:
    from worker.report import write_report  # noqa: PLC0415 - loads Jinja and Pillow

    async with opened(config) as store:
        return await write_report(store.list(status), out, title="apply-bot report", files=store.files)
