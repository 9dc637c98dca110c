"""The command line: `main` is the console script; each file beside this one holds one group of commands."""

from pathlib import Path
from typing import Annotated

import typer

from worker import __version__
from worker.cli import (
    adapters,
    add,
    db,
    demo,
    doctor,
    explain,
    fixtures,
    init,
    look,
    profile,
    questions,
    report,
    review,
    run,
    selftest,
    switch,
)
from worker.cli.given import STORE_HELP, given_in
from worker.cli.program import Program
from worker.siblings import check_siblings

app = typer.Typer(
    cls=Program,
    name="apply-bot",
    no_args_is_help=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"apply-bot {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def apply_bot(
    context: typer.Context,
    store: Annotated[str | None, typer.Option("--store", metavar="URL", help=STORE_HELP)] = None,
    config: Annotated[
        Path | None,
        typer.Option("--config", metavar="FILE", help="The configuration; ./playwright.config.yaml if it is there."),
    ] = None,
    profile: Annotated[
        Path | None, typer.Option("--profile", metavar="FILE", help="Your facts; ./profile.yaml by default.")
    ] = None,
    debug: Annotated[bool, typer.Option("--debug", help="Log everything, and show the traceback of a bug.")] = False,
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Show it.")] = False,
) -> None:
    """Fill employers' own application forms from your facts, and prove what was done.

    Begin with `apply-bot init`, or watch it work: `apply-bot demo`.
    """
    del version
    check_siblings()
    given = given_in(context)
    given.store, given.config, given.profile, given.debug = store, config, profile, debug
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


for group in (demo, init, doctor, add, run, look, review, questions, report, explain, adapters, selftest, switch):
    group.register(app)
app.add_typer(fixtures.app, name="fixtures")
app.add_typer(db.app, name="db")
app.add_typer(profile.app, name="profile")


def main() -> None:
    """What `apply-bot` and `python -m worker` start."""
    app(prog_name="apply-bot")
