"""`apply-bot explain`: how a page would be understood and answered, and why."""

import asyncio
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from worker.cli.given import AsJson, profile_in, settle
from worker.cli.output import note, print_json, print_table, say

if TYPE_CHECKING:
    from worker.explain import Explained, Explanation

_WHEN = {"now": "now", "future": "in the future", "ever": "ever", "past": "in the past"}


def register(app: typer.Typer) -> None:
    app.command()(explain)


def explain(
    context: typer.Context,
    target: Annotated[str, typer.Argument(metavar="URL-OR-FILE", help="A job posting, or a saved page.")],
    *,
    board: Annotated[str, typer.Option(metavar="NAME", help="The adapter; found by the URL if not given.")] = "",
    company: Annotated[str, typer.Option(help="The employer: some answers hold for one alone.")] = "",
    as_json: AsJson = False,
) -> None:
    """How each field would be answered, and why; fills nothing.

    Shows the first form page: how every field is understood, the answer with its source, and a unique CSS selector.

    \b
    Examples:
      apply-bot explain https://jobs.lever.co/acme/0c7a6a3e-6a0e-4d43-9f5e-2f3c1b7d9a10
      apply-bot explain saved-page.html --board greenhouse --json
    """  # noqa: D301 - \b keeps Click from joining the lines
    from worker.explain import explain as read  # noqa: PLC0415 - loads the browser's driver

    config = settle(context)
    profile = profile_in(context, config)
    explanation = asyncio.run(read(target, config, profile, board=board, company=company))
    if profile is None:
        note(f"no profile at {config.apply.profile}: fields are understood, not answered; type `apply-bot init`")
    if as_json:
        print_json(asdict(explanation))
    else:
        _show(explanation)


def _show(explanation: "Explanation") -> None:
    say(f"{explanation.title or explanation.url} (adapter {explanation.adapter})")
    if explanation.blocker:
        say(f"in the way: {explanation.blocker}")
    if not explanation.fields:
        say("no application form was found on this page")
        return
    columns = ("#", "field", "understood as", "sure", "answer", "source", "why", "CSS selector")
    print_table("", columns, [_line(number, row) for number, row in enumerate(explanation.fields, 1)])
    if not explanation.final:
        say("further form pages follow; what they ask shows once this one is filled")


def _line(number: int, row: "Explained") -> tuple[str, ...]:
    return (
        str(number),
        row.label + ("*" if row.required else ""),
        _meaning(row) or "-",
        f"{row.confidence:.0%}" if row.topic else "",
        row.answer or "-",
        row.source,
        row.empty or next(iter(row.evidence), row.why),
        row.selector + (f" in {row.frame}" if row.frame else ""),
    )


def _meaning(row: "Explained") -> str:
    """What a field was taken for ("sponsorship (US), turned round, in the future"), or whose it is, if not theirs."""
    if not row.topic:
        return f"(the {row.subject}'s)" if row.subject != "applicant" else ""
    parts = [
        row.topic.replace("_", " ") + (f" ({row.scope})" if row.scope else ""),
        "turned round" if row.polarity == "negated" else "",
        _WHEN.get(row.time, ""),
    ]
    return ", ".join(part for part in parts if part)
