"""The program around every command: which exit code each ending has, and that an error is one sentence."""

import sys
import tempfile
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperGroup

from worker.cli.given import Given
from worker.cli.output import complain, print_json
from worker.errors import ApplyBotError

#: All that was asked for was done.
OK = 0
#: An error, told in one sentence.
ERROR = 1
#: Some of it was done: applications failed, or lines of a list were bad.
PARTIAL = 2
#: The command line was not understood (`EX_USAGE` of sysexits.h; 2 is taken).
USAGE = 64
#: Stopped by Ctrl-C (128 + SIGINT, as shells count).
INTERRUPTED = 130

#: Typer keeps its own copy of Click from 0.21 on; its public error leads to the base in either.
_UsageError: type[Exception] = typer.BadParameter.__mro__[1]


class Program(TyperGroup):
    """The command group that ends with the exit codes above, started by `main` or by a test's runner."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run one command line to its end; always leaves by `SystemExit`."""
        given = Given()
        begin = super().main
        kwargs["standalone_mode"] = False
        sys.exit(_ended(given, lambda: begin(*args, **kwargs, obj=given)))


def _ended(given: Given, begin: Callable[[], object]) -> int:
    """Run it; the exit code of whatever happened."""
    try:
        code = begin()
    except _UsageError as error:
        complain(_usage(error))
        return USAGE
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - nobody sees a traceback who did not ask for one
        _tell(given, error)
        return ERROR
    return code if isinstance(code, int) else OK


def _usage(error: Exception) -> str:
    told = getattr(error, "format_message", error.__str__)()
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "apply-bot"
    return f"{told.strip().rstrip('.')}; see `{path} --help`"


def _tell(given: Given, error: Exception) -> None:
    """One sentence on stderr, and with `--json` one document on stdout."""
    if given.debug:
        traceback.print_exception(error)
    text = str(error) if isinstance(error, ApplyBotError) or _of_adapters(error) else _unforeseen(given, error)
    complain(text)
    if given.json:
        print_json({**given.failure, "status": "error", "error": text, "timestamp": datetime.now(UTC).isoformat()})


def _of_adapters(error: Exception) -> bool:
    """Whether an adapter raised it on purpose. Nobody can have, where the contract was never loaded."""
    contract = sys.modules.get("adapters.contract.errors")
    return contract is not None and isinstance(error, contract.AdapterError)


def _unforeseen(given: Given, error: Exception) -> str:
    what = f"something unforeseen happened ({type(error).__name__})"
    if given.debug:
        return f"{what}; please report it with the lines above"
    where = _written(error)
    return f"{what}; please report it with {where}, or see it with `apply-bot --debug ...`"


def _written(error: Exception) -> Path:
    """The traceback in a file that only this user can read: its texts may hold facts."""
    with tempfile.NamedTemporaryFile("w", prefix="apply-bot-", suffix=".log", delete=False, encoding="utf-8") as file:
        traceback.print_exception(error, file=file)
    return Path(file.name)
