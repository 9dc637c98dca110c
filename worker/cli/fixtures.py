"""`apply-bot fixtures serve`: the local boards, to look at them or to test another tool."""

from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=False, rich_markup_mode=None)


@app.callback()
def fixtures() -> None:
    """The local boards that tests and demo use.

    \b
    Example:
      apply-bot fixtures serve
    """  # noqa: D301 - \b keeps Click from joining the lines


@app.command()
def serve(
    port: Annotated[
        list[str] | None, typer.Option(metavar="BOARD=PORT", help="A fixed port for a board; may be repeated.")
    ] = None,
) -> None:
    """Serve the local boards until Ctrl-C.

    Prints where each case stands, and how to make it misbehave.

    \b
    Examples:
      apply-bot fixtures serve
      apply-bot fixtures serve --port lever=8001
    """  # noqa: D301 - \b keeps Click from joining the lines
    from fixtures.serve import main  # noqa: PLC0415 - the boards are for those who ask for them

    main(_ports(port or []))


def _ports(given: list[str]) -> dict[str, int]:
    ports = {}
    for word in given:
        board, _, number = word.partition("=")
        if not board or not number.isdigit() or not 0 < int(number) < 65_536:  # noqa: PLR2004 - a port's own bounds
            raise typer.BadParameter(f"--port: expected BOARD=PORT such as lever=8001, found {word!r}")
        ports[board] = int(number)
    return ports
