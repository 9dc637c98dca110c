"""`apply-bot profile`: the applicant's facts: checked, and imported from a JSON Resume."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from worker.cli.given import AsJson, settle
from worker.cli.output import note, print_json, say
from worker.errors import BadInput

if TYPE_CHECKING:
    from worker.profile import Profile

app = typer.Typer(no_args_is_help=False, rich_markup_mode=None)


@app.callback()
def profile() -> None:
    """Your facts: checked, and imported from a JSON Resume.

    \b
    Example:
      apply-bot profile check
    """  # noqa: D301 - \b keeps Click from joining the lines


@app.command("import")
def take(
    source: Annotated[Path, typer.Argument(metavar="FILE", help="A JSON Resume (https://jsonresume.org).")],
    target: Annotated[Path, typer.Option("--to", metavar="FILE", help="The profile to write.")] = Path("profile.yaml"),
    as_json: AsJson = False,
) -> None:
    """Write a profile out of a JSON Resume; never over an existing file.

    What cannot be used is named. Below the resume stands the `apply:` section, to fill in.

    \b
    Example:
      apply-bot profile import resume.json
    """  # noqa: D301 - \b keeps Click from joining the lines
    from worker.importing import profile_from  # noqa: PLC0415 - pydantic is for those who need it

    text, left_out = profile_from(source)
    try:
        with target.open("x", encoding="utf-8") as file:
            file.write(text)
        target.chmod(0o600)
    except FileExistsError:
        raise BadInput(f"{target}: expected no file there, found one, which is kept; name another by --to") from None
    except OSError as error:
        raise BadInput(f"{target}: cannot be written ({type(error).__name__}); choose another folder") from None
    if as_json:
        print_json({"written": str(target), "left_out": left_out})
        return
    for line in left_out:
        note(line)
    say(f"wrote {target}; next: fill in its `apply:` section, then type `apply-bot profile check`")


@app.command()
def check(context: typer.Context, as_json: AsJson = False) -> int:
    """Whether the profile and the answers beside it can be read, what is over, and what most forms ask beside it.

    The exit code is 1 where something is wrong.

    \b
    Example:
      apply-bot profile check
    """  # noqa: D301 - \b keeps Click from joining the lines
    from worker.profile import load_profile  # noqa: PLC0415 - as above

    path = settle(context).apply.profile
    found = load_profile(path)
    wrong, over, missing = _unreadable(found), _over(found), _missing(found)
    if as_json:
        print_json({"profile": str(path), "wrong": wrong, "over": over, "missing": missing})
        return 1 if wrong else 0
    say(f"{path} can be read, and {len(found.apply.answers)} kept answers with it")
    for line in wrong:
        say(f"wrong:   {line}")
    for key in over:
        say(f"over:    apply.{key} answers nothing any more; see that it holds and move its day in apply.valid_until")
    for key in missing:
        say(f"missing: {key}, which most forms ask")
    return 1 if wrong else 0


#: What nearly every form asks.
_USUAL = ("basics.phone", "basics.location.city", "basics.location.countryCode", "apply.documents.resume")
_USUAL_APPLY = ("apply.work_authorization", "apply.sponsorship", "apply.consents.privacy")


def _unreadable(found: "Profile") -> list[str]:
    wrong = []
    for kind in found.apply.documents:
        try:
            found.document(kind)
        except BadInput as error:
            wrong.append(str(error))
    return wrong


def _over(found: "Profile") -> list[str]:
    today = datetime.now(UTC).date()
    return [key for key, day in found.apply.valid_until.items() if day < today]


def _missing(found: "Profile") -> list[str]:
    return [key for key in (*_USUAL, *_USUAL_APPLY) if found.fact(key) is None]
