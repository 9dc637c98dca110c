"""`apply-bot selftest`: does all of it work here, with this store and this browser?"""

import asyncio
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from worker.cli.given import AsJson, StoreUrl, opened, settle
from worker.cli.output import print_json, say

if TYPE_CHECKING:
    from worker.config import Config
    from worker.selftest import Told


def register(app: typer.Typer) -> None:
    app.command()(selftest)


def selftest(
    context: typer.Context,
    *,
    keep: Annotated[bool, typer.Option("--keep", help="Leave the test applications in the store.")] = False,
    simulate: Annotated[bool, typer.Option("--simulate", help="Without the browser.")] = False,
    store: StoreUrl = None,
    as_json: AsJson = False,
) -> None:
    """Try everything in the store that is configured, and tidy up.

    Queues test applications of an invented person, lets the worker apply on boards of this machine (first simulated,
    then in the browser), looks at rows, pictures and the boards' own records, and deletes what it made. Rows of yours
    are not touched, and nothing leaves this machine but to the store. The exit code is 1 where something is wrong.

    \b
    Examples:
      apply-bot selftest
      apply-bot selftest --keep
    """  # noqa: D301 - \b keeps Click from joining the lines
    del store
    told = asyncio.run(_test(settle(context), keep=keep, browser=not simulate))
    if as_json:
        print_json({**asdict(told), "ok": told.ok})
    else:
        _show(told)
    if not told.ok:
        raise typer.Exit(1)


async def _test(config: "Config", *, keep: bool, browser: bool) -> "Told":
    from worker.selftest import selftest as test  # noqa: PLC0415 - loads the browser's driver and the boards

    async with opened(config) as store:
        return await test(store, config, keep=keep, browser=browser)


def _show(told: "Told") -> None:
    say(f"store: {told.store}")
    wide = max(len(check.what) for check in told.checks)
    for check in told.checks:
        say(f"{'ok ' if check.ok else 'BAD'} {check.what:<{wide}}  {check.seen}")
    if told.kept:
        say(f"kept: {', '.join(told.applications)}")
    say("all is well" if told.ok else "something is wrong; `apply-bot doctor` and `apply-bot db status` tell more")
