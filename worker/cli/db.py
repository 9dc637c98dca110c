"""`apply-bot db`: the store itself: how it stands, and a Supabase project made ready."""

import asyncio
from typing import TYPE_CHECKING, Annotated, Any

import typer

from worker.cli.given import AsJson, StoreUrl, opened, settle
from worker.cli.output import complain, print_json, say
from worker.errors import ApplyBotError, BadInput

if TYPE_CHECKING:
    from worker.config import Config
    from worker.moving import Moved

app = typer.Typer(no_args_is_help=False, rich_markup_mode=None)

DbUrl = Annotated[
    str | None,
    typer.Option("--db-url", metavar="URI", help="The project's PostgreSQL; $SUPABASE_DB_URL where not given."),
]


@app.callback()
def db() -> None:
    """The store: how it stands, and a Supabase project made ready.

    \b
    Example:
      apply-bot db status
    """  # noqa: D301 - \b keeps Click from joining the lines


@app.command()
def status(context: typer.Context, store: StoreUrl = None, as_json: AsJson = False) -> None:
    """How the store stands: whether it answers, what it holds, which migrations it has.

    The exit code is 1 where it cannot be used.

    \b
    Example:
      apply-bot db status
    """  # noqa: D301 - \b keeps Click from joining the lines
    del store
    config = settle(context)
    told = asyncio.run(_status(config))
    if as_json:
        print_json(told)
    else:
        _show(told)
    if told["error"]:
        raise typer.Exit(1)


async def _status(config: "Config") -> dict[str, Any]:
    told: dict[str, Any] = {"store": config.store_url, "rows": {}, "due": 0, "missing_migrations": None, "error": ""}
    try:
        async with opened(config) as store:
            told["store"] = store.url
            told["rows"] = {status.value: count for status, count in (await store.counts()).items() if count}
            told["due"] = await store.due()
    except ApplyBotError as error:
        told["error"] = str(error)
    dsn = config.secrets.supabase_db_url
    if dsn and not told["store"].startswith(("sqlite:", "memory:")):
        from worker.store.migrations import missing  # noqa: PLC0415 - psycopg is an extra

        told["missing_migrations"] = await asyncio.to_thread(missing, dsn.get_secret_value())
    return told


def _show(told: dict[str, Any]) -> None:
    say(f"store       {told['store']}")
    if not told["error"]:
        rows = ", ".join(f"{count} {status}" for status, count in told["rows"].items()) or "none yet"
        say(f"rows        {rows}; {told['due']} due now")
    if told["missing_migrations"] is not None:
        missing = ", ".join(told["missing_migrations"])
        # The record knows names alone: what a file of an older apply-bot brought has the same.
        recorded = "all recorded, perhaps by an older apply-bot" if told["error"] else "all there"
        say(f"migrations  {f'missing: {missing}' if missing else recorded}")
    if told["error"]:
        complain(told["error"])


@app.command()
def migrate(context: typer.Context, db_url: DbUrl = None, as_json: AsJson = False) -> None:
    """Make a Supabase project ready, or bring it up to date.

    Adopts tables that are there already: adds what is missing, loses nothing, and may be repeated. Needs the project's
    connection string in SUPABASE_DB_URL and `pip install 'apply-bot[db]'`; without them, paste `apply-bot db sql`.

    \b
    Example:
      apply-bot db migrate
    """  # noqa: D301 - \b keeps Click from joining the lines
    from worker.store import migrations  # noqa: PLC0415 - psycopg is an extra

    new = migrations.migrate(_dsn(settle(context), db_url))
    if as_json:
        print_json({"applied": new, "migrations": [one.name for one in migrations.migrations()]})
    elif new:
        say(f"{len(new)} migrations applied: {', '.join(new)}")
        say("next: `apply-bot db status`, then `apply-bot selftest`")
    else:
        say("all migrations were recorded; they were applied once more, which brings older functions up to date")


def _dsn(config: "Config", given: str | None) -> str:
    kept = config.secrets.supabase_db_url
    dsn = given or (kept.get_secret_value() if kept else "")
    if not dsn:
        raise BadInput(
            "SUPABASE_DB_URL: expected the project's connection string, found none; set it (the project's page has it "
            "under Connect), or paste what `apply-bot db sql` prints into the project's SQL editor"
        )
    return dsn


@app.command()
def sql(as_json: AsJson = False) -> None:
    """Print the SQL that makes a Supabase project ready, to be pasted into its SQL editor.

    \b
    Examples:
      apply-bot db sql
      apply-bot db sql > apply-bot.sql
    """  # noqa: D301 - \b keeps Click from joining the lines
    from worker.store.migrations import migrations, script  # noqa: PLC0415

    if as_json:
        print_json({"migrations": [one.name for one in migrations()], "sql": script()})
    else:
        typer.echo(script(), nl=False)


@app.command("copy")
def copy_(
    context: typer.Context,
    source: Annotated[str, typer.Argument(metavar="FROM", help="A store: sqlite:///PATH or supabase.")],
    target: Annotated[str, typer.Argument(metavar="TO", help="Another; it keeps what it has.")],
    as_json: AsJson = False,
) -> None:
    """Copy a whole queue into another store: rows, pictures, documents.

    May be repeated: a row that is newer in TO, or held there, is left as it is. Rows that a worker holds in FROM are
    left out; stop the workers first, and have them use TO alone afterwards.

    \b
    Example:
      apply-bot db copy sqlite:///applications.db supabase
    """  # noqa: D301 - \b keeps Click from joining the lines
    if source == target:
        raise BadInput(f"TO: expected another store than FROM, found {source} twice; name the one to copy into")
    moved = asyncio.run(_copy(settle(context), source, target))
    if as_json:
        print_json({"rows": moved.rows, "pictures": moved.pictures, "documents": moved.documents})
        return
    rows = moved.rows
    say(f"{rows['added']} rows added, {rows['replaced']} brought up to date, {rows['kept']} newer there and kept")
    files = (("pictures", moved.pictures), ("documents", moved.documents))
    for what, count in files:
        if count:
            say(f"{count['carried']} {what} carried" + (f", {count['missing']} not found" if count["missing"] else ""))
    if rows["processing"]:
        say(f"{rows['processing']} left out, since a worker holds them: stop it, and type this again")
    say(f"Both hold the queue now: have your workers use {target} alone (APPLY_BOT_STORE), or both would apply.")


async def _copy(config: "Config", source: str, target: str) -> "Moved":
    from worker.moving import move  # noqa: PLC0415 - loads what `--help` does not need
    from worker.store import existing_store, open_store  # noqa: PLC0415

    async with existing_store(source, config.secrets) as one, open_store(target, config.secrets) as other:
        return await move(one, other, config)
