"""`apply-bot stop` and `resume`: every worker of this store at once."""

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from worker.cli.given import AsJson, StoreUrl, given_in, opened, settle
from worker.cli.output import print_json, say

if TYPE_CHECKING:
    from worker.config import Config


def register(app: typer.Typer) -> None:
    app.command()(stop)
    app.command()(resume)


def stop(
    context: typer.Context,
    because: Annotated[str, typer.Option("--because", metavar="TEXT", help="Why, for whoever finds it.")] = "by hand",
    store: StoreUrl = None,
    as_json: AsJson = False,
) -> None:
    """Stop every worker of this store: nothing is claimed any more, and nothing is submitted.

    An attempt under way goes back to the queue before its submit click; one that has clicked is finished.

    \b
    Example:
      apply-bot stop --because "the board changed its form"
    """  # noqa: D301 - \b keeps Click from joining the lines
    del store, as_json
    why = because.strip() or "by hand"
    asyncio.run(_switch(settle(context), why))
    _tell(context, why)


def resume(context: typer.Context, store: StoreUrl = None, as_json: AsJson = False) -> None:
    """Let workers go on.

    \b
    Example:
      apply-bot resume
    """  # noqa: D301 - \b keeps Click from joining the lines
    del store, as_json
    asyncio.run(_switch(settle(context), ""))
    _tell(context, "")


async def _switch(config: "Config", because: str) -> None:
    async with opened(config) as store:
        await (store.stop(because) if because else store.resume())


def _tell(context: typer.Context, because: str) -> None:
    if given_in(context).json:
        print_json({"stopped": because})
    elif because:
        say(f"stopped ({because}); `apply-bot resume` lets workers go on")
    else:
        say("workers may go on")
