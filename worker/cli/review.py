"""`retry`, `cancel`, `approve` and `answer`: what a person decides about an application."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from worker.cli.given import ApplicationId, AsJson, StoreUrl, given_in, opened, profile_in, settle
from worker.cli.output import SHORT_ID, brief, note, print_json, say
from worker.model import Application

if TYPE_CHECKING:
    from worker.config import Config
    from worker.store import Store


class Scope(StrEnum):
    """How far an answer holds."""

    POSTING = "posting"
    COMPANY = "company"
    EVERYWHERE = "everywhere"


#: What is done to one application, in an open store: (store, its whole id) -> how it stands then.
_Decision = Callable[["Store", str], Awaitable[Application]]


def register(app: typer.Typer) -> None:
    for command in (retry, cancel, approve, answer):
        app.command()(command)


def retry(
    context: typer.Context,
    key: Annotated[str | None, typer.Argument(metavar="[ID]", help="The application's id, or its beginning.")] = None,
    simulated: Annotated[bool, typer.Option("--simulated", help="All that were only simulated.")] = False,
    store: StoreUrl = None,
    as_json: AsJson = False,
) -> None:
    """Try again; earlier artifacts are kept.

    With --simulated: all that were only simulated, for a real run.

    \b
    Examples:
      apply-bot retry 3f2a9c1e
      apply-bot retry --simulated
    """  # noqa: D301 - \b keeps Click from joining the lines
    del store
    if (key is None) != simulated:
        raise typer.BadParameter("expected either an ID or --simulated", ctx=context)
    if key is not None:
        _decide(context, key, lambda store, whole: store.retry(whole))
        return
    count = asyncio.run(_retry_simulated(settle(context)))
    if as_json:
        print_json({"retried": count})
    else:
        say(f"{count} simulated applications are pending again" + ("; next: `apply-bot run`" if count else ""))


async def _retry_simulated(config: "Config") -> int:
    async with opened(config) as store:
        return await store.retry_simulated()


def cancel(context: typer.Context, key: ApplicationId, store: StoreUrl = None, as_json: AsJson = False) -> None:
    """Withdraw an application that was not sent yet.

    \b
    Example:
      apply-bot cancel 3f2a9c1e
    """  # noqa: D301 - \b keeps Click from joining the lines
    del store, as_json
    _decide(context, key, lambda store, whole: store.cancel(whole))


def approve(context: typer.Context, key: ApplicationId, store: StoreUrl = None, as_json: AsJson = False) -> None:
    """Allow this one application to be sent.

    The approval holds for exactly the answers and documents that you saw, for apply.approvalHours.

    \b
    Example:
      apply-bot approve 3f2a9c1e
    """  # noqa: D301 - \b keeps Click from joining the lines
    del store, as_json
    hours = settle(context).apply.approval_hours

    async def decision(store: "Store", whole: str) -> Application:
        from worker.consent import approve as signed  # noqa: PLC0415 - loads the contract
        from worker.review import review_of  # noqa: PLC0415

        plan = review_of(await store.get(whole)).get("plan", "")
        return await store.approve(whole, signed(plan, datetime.now(UTC), hours))

    _decide(context, key, decision)


def answer(
    context: typer.Context,
    key: ApplicationId,
    field: Annotated[
        str, typer.Argument(metavar="FIELD", help="The field: its key, its question, or the question's number.")
    ],
    value: Annotated[str, typer.Argument(metavar="VALUE", help="The answer; where options are offered, one of them.")],
    *,
    scope: Annotated[
        Scope, typer.Option(help="For this posting alone, for all of this company, or for all that ask the same.")
    ] = Scope.POSTING,
    store: StoreUrl = None,
    as_json: AsJson = False,
) -> None:
    """Answer a question that no fact answers.

    What holds for more than this posting is kept in answers.yaml beside your profile, and frees all that wait for it.

    \b
    Examples:
      apply-bot answer 3f2a9c1e clearance "None"
      apply-bot answer 3f2a9c1e "Which security clearance do you hold?" "None" --scope everywhere
    """  # noqa: D301 - \b keeps Click from joining the lines
    del store, as_json
    if scope is not Scope.POSTING:
        _decide(context, key, lambda opened, whole: _keep(context, opened, whole, (field, value), scope))
        return

    async def decision(store: "Store", whole: str) -> Application:
        from worker.review import answer_for  # noqa: PLC0415 - loads the contract

        return await store.answer(whole, answer_for(await store.get(whole), field, value))

    _decide(context, key, decision)


async def _keep(context: typer.Context, store: "Store", whole: str, said: tuple[str, str], scope: Scope) -> Application:
    """Keep (field, answer) for more than one posting, and make due again all that wait for nothing else."""
    from worker.questions import Keeper, free  # noqa: PLC0415 - loads the contract
    from worker.questions.asking import parked  # noqa: PLC0415
    from worker.review import kept_answer  # noqa: PLC0415
    from worker.run import profiles  # noqa: PLC0415

    config = settle(context)
    application = await store.get(whole)
    kept = kept_answer(application, *said, everywhere=scope is Scope.EVERYWHERE)
    where = await Keeper(store, config.apply.profile).keep(application.user, [kept])
    profile_of = profiles(profile_in(context, config), config)
    freed = await free(store, await parked(store, profile_of), profile_of)
    others = len(set(freed) - {whole})
    note(f"kept in {where}" + (f"; {others} other applications are ready too" if others else ""))
    return await store.get(whole)


def _decide(context: typer.Context, key: str, decision: _Decision) -> None:
    """Do it to the application that the key names, and say how it stands now."""
    from worker.review import advice  # noqa: PLC0415 - loads the contract

    application = asyncio.run(_decided(settle(context), key, decision))
    if given_in(context).json:
        print_json(brief(application))
        return
    next_step = advice(application)
    say(f"{application.id[:SHORT_ID]} is {application.status.value} now. {next_step.text}")
    for command in next_step.commands:
        say(f"  {command}")


async def _decided(config: "Config", key: str, decision: _Decision) -> Application:
    async with opened(config) as store:
        return await decision(store, await store.find(key))
