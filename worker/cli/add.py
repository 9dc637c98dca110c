"""`apply-bot add`: queue one job posting, or a curated list of them."""

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from worker.cli.given import AsJson, StoreUrl, opened, profile_in, settle
from worker.cli.output import SHORT_ID, note, print_json, say

if TYPE_CHECKING:
    from worker.config import Config
    from worker.curated import Curated, Queued
    from worker.profile import Profile

#: Bad lines that are told one by one on the terminal; `--json` has them all.
_TOLD = 50


def register(app: typer.Typer) -> None:
    app.command()(add)


def add(  # noqa: PLR0913 - one parameter an option
    context: typer.Context,
    *,
    url: Annotated[str | None, typer.Argument(metavar="[URL]", help="The job posting.")] = None,
    from_file: Annotated[
        str | None,
        typer.Option("--from", metavar="FILE", help="A CSV or JSONL list: url, title, company, priority, board."),
    ] = None,
    title: Annotated[str, typer.Option(help="The job's title.")] = "",
    company: Annotated[str, typer.Option(help="The employer.")] = "",
    priority: Annotated[int, typer.Option(help="Higher goes first.")] = 0,
    board: Annotated[str, typer.Option(metavar="NAME", help="The adapter; found by the URL if not given.")] = "",
    store: StoreUrl = None,
    as_json: AsJson = False,
) -> None:
    """Queue one job posting, or a whole list.

    Bad lines of a list are reported by number and the good ones kept; the exit code is then 2.

    \b
    Examples:
      apply-bot add https://jobs.lever.co/acme/0c7a6a3e-6a0e-4d43-9f5e-2f3c1b7d9a10 --company Acme
      apply-bot add --from postings.csv
      some-program | apply-bot add --from -
    """  # noqa: D301 - \b keeps Click from joining the lines
    del store
    single = {"title": title, "company": company, "priority": priority, "board": board}
    if (url is None) == (from_file is None):
        raise typer.BadParameter("expected either a URL or --from FILE", ctx=context)
    if from_file and any(single.values()):
        raise typer.BadParameter("--title, --company, --priority and --board go with a URL; a list has columns")
    config = settle(context)
    curated = _listed(from_file) if from_file else _single({"url": url, **single})
    queued = asyncio.run(_queue(config, curated, profile_in(context, config)))
    _show(curated, queued, as_json=as_json)
    if curated.bad:
        raise typer.Exit(2)


def _listed(source: str) -> "Curated":
    from worker.curated import read_list  # noqa: PLC0415 - loads the adapters

    return read_list(source)


def _single(given: dict[str, object]) -> "Curated":
    from adapters.contract.registry import load  # noqa: PLC0415 - loads the adapters
    from worker.curated import Curated, judge  # noqa: PLC0415

    return Curated([judge(given, load())])


async def _queue(config: "Config", curated: "Curated", profile: "Profile | None") -> "Queued":
    from worker.curated import queue  # noqa: PLC0415 - loads the adapters

    async with opened(config) as store:
        return await queue(store, curated.wanted, profile)


def _show(curated: "Curated", queued: "Queued", *, as_json: bool) -> None:
    if as_json:
        print_json({
            "added": [{"id": key, "url": one.url, "board": one.board} for key, one in queued.added],
            "already_queued": [{"id": key, "url": one.url} for key, one in queued.known],
            "bad_lines": [{"line": bad.line, "why": bad.why} for bad in curated.bad],
        })  # fmt: skip
        return
    for name in curated.ignored:
        note(f"column {name!r} is not known and was passed over; known are url, title, company, priority, board")
    for bad in curated.bad[:_TOLD]:
        note(f"line {bad.line}: {bad.why}")
    if len(curated.bad) > _TOLD:
        note(f"... and {len(curated.bad) - _TOLD} more bad lines; `--json` names them all")
    for key, one in [*queued.added, *queued.known][:1]:
        if len(curated.wanted) == 1:
            say(f"{'queued' if queued.added else 'already queued'} as {key[:SHORT_ID]}: {one.url}")
    if len(curated.wanted) + len(curated.bad) > 1:
        say(f"{len(queued.added)} queued, {len(queued.known)} already queued, {len(curated.bad)} bad lines")
    if queued.added:
        say("next: `apply-bot run --dry-run`, or `apply-bot run`")
