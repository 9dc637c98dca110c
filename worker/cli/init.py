"""`apply-bot init`: the three files a person begins with."""

from importlib.resources import files
from pathlib import Path
from typing import Annotated

import typer

from worker.cli.given import AsJson
from worker.cli.output import print_json, say
from worker.errors import BadInput

#: File in the folder -> the template it is a copy of.
TEMPLATES = {"profile.yaml": "profile.yaml", "playwright.config.yaml": "playwright.config.yaml", ".env": "env"}


def register(app: typer.Typer) -> None:
    app.command()(init)


def init(
    folder: Annotated[Path, typer.Argument(help="Where to write them.")] = Path(),
    as_json: AsJson = False,
) -> None:
    """Write the three files to begin with; never over existing ones.

    They are profile.yaml (your facts), playwright.config.yaml and .env (secrets), each with comments.

    \b
    Example:
      apply-bot init
    """  # noqa: D301 - \b keeps Click from joining the lines
    written: list[str] = []
    kept: list[str] = []
    for name, template in TEMPLATES.items():
        (written if _write(folder / name, template) else kept).append(str(folder / name))
    if as_json:
        print_json({"written": written, "kept": kept})
        return
    for name in written:
        say(f"wrote {name}")
    for name in kept:
        say(f"kept  {name}, which was there")
    say("next: put your facts into profile.yaml, then type `apply-bot doctor`")


def _write(path: Path, template: str) -> bool:
    """Whether it was written: an existing file stays as it is. `.env` is for its owner's eyes."""
    content = files("worker").joinpath("templates", template).read_text(encoding="utf-8")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(content)
        path.chmod(0o600)
    except FileExistsError:
        if path.parent.is_dir():
            return False
        raise BadInput(f"{path.parent}: expected a folder, found a file; name another") from None
    except OSError as error:
        raise BadInput(f"{path}: cannot be written ({type(error).__name__}); choose another folder") from None
    return True
