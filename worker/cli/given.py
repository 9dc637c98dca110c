"""What stands before the command on the command line, and the configuration that comes of it."""

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from worker.errors import BadInput
from worker.model import Status

if TYPE_CHECKING:
    from worker.config import Config
    from worker.profile import Profile
    from worker.store import Store


@dataclass
class Given:
    """The global options; every command finds them in `Context.obj`."""

    store: str | None = None
    config: Path | None = None
    profile: Path | None = None
    debug: bool = False
    #: Whether stdout gets one JSON document and nothing else.
    json: bool = False
    #: Keys that the JSON document keeps when the command fails.
    failure: dict[str, Any] = field(default_factory=dict)


def _store(context: typer.Context, url: str | None) -> str | None:
    context.ensure_object(Given).store = url or context.ensure_object(Given).store
    return url


def _json(context: typer.Context, wanted: bool) -> bool:
    context.ensure_object(Given).json = wanted
    return wanted


STORE_HELP = "Where applications are kept: sqlite:///PATH (also $APPLY_BOT_STORE)."

#: `--store` behind the command, where hands put it; the same as before it.
StoreUrl = Annotated[str | None, typer.Option("--store", metavar="URL", help=STORE_HELP, callback=_store)]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout.", callback=_json)]
ApplicationId = Annotated[str, typer.Argument(metavar="ID", help="The application's id; its first characters will do.")]
StatusName = Annotated[str | None, typer.Option("--status", metavar="STATUS", help="Only these, such as needs_review.")]


def status_named(word: str | None) -> Status | None:
    """The status that a person means. Raises `BadInput` naming all of them."""
    if word is None:
        return None
    try:
        return Status(word.lower())
    except ValueError:
        raise BadInput(f"--status: expected one of {', '.join(Status)}, found {word!r}; name one") from None


def given_in(context: typer.Context) -> Given:
    """The global options of this command line."""
    return context.ensure_object(Given)


def settle(context: typer.Context) -> "Config":
    """The configuration in force, flags over all else; logging is set up by it."""
    from worker import log  # noqa: PLC0415 - `--help` needs none of these and should come at once
    from worker.config import load_config, log_format  # noqa: PLC0415

    given = given_in(context)
    style = log_format()
    log.configure(style, _level(given, style))
    profile = given.profile.expanduser().absolute() if given.profile else None
    return load_config(given.config).with_apply(store=given.store, profile=profile)


def _level(given: Given, style: str) -> str:
    """A person watches the progress bar; a program reads every line."""
    named = os.environ.get("APPLY_BOT_LOG_LEVEL", "").upper()
    known = ("DEBUG", "INFO", "WARNING", "ERROR")
    if named and named not in known:
        raise BadInput(f"APPLY_BOT_LOG_LEVEL: expected one of {', '.join(known)}, found {named!r}; set one of them")
    return named or ("DEBUG" if given.debug else "INFO" if style == "json" else "WARNING")


def opened(config: "Config") -> "Store":
    """The store of this configuration, to be entered."""
    from worker.store import open_store  # noqa: PLC0415 - sqlite3 is for those who open one

    return open_store(config.store_url, config.secrets)


def profile_in(context: typer.Context, config: "Config") -> "Profile | None":
    """The local applicant's facts; None where there is no file and none was named."""
    from worker.profile import load_profile  # noqa: PLC0415 - pydantic is for those who need it

    path = config.apply.profile
    named = given_in(context).profile or os.environ.get("APPLY_BOT_PROFILE")
    return load_profile(path) if named or path.exists() else None
