"""`apply-bot doctor`: what is configured, what is missing, what to type."""

import asyncio
from dataclasses import asdict
from typing import TYPE_CHECKING

import typer

from worker.cli.given import AsJson, StoreUrl, settle
from worker.cli.output import plain, print_json, say

if TYPE_CHECKING:
    from worker.config import Config
    from worker.doctor import Finding

_MARKS = {"ok": "✓", "missing": "–", "bad": "✗"}  # noqa: RUF001 - a dash is meant


def register(app: typer.Typer) -> None:
    app.command()(doctor)


def doctor(context: typer.Context, store: StoreUrl = None, as_json: AsJson = False) -> None:
    """What is configured, what is missing, what to type.

    The exit code is 1 where something is wrong.

    \b
    Example:
      apply-bot doctor
    """  # noqa: D301 - \b keeps Click from joining the lines
    del store
    findings = asyncio.run(_examine(settle(context)))
    wrong = [finding for finding in findings if finding.state == "bad"]
    if as_json:
        print_json({"ok": not wrong, "findings": [asdict(finding) for finding in findings]})
    else:
        _show(findings)
    if wrong:
        raise typer.Exit(1)


async def _examine(config: "Config") -> "list[Finding]":
    from worker.doctor import examine  # noqa: PLC0415 - loads the browser's driver

    return [finding async for finding in examine(config)]


def _show(findings: "list[Finding]") -> None:
    wide = max(len(finding.name) for finding in findings)
    for finding in findings:
        say(f"{_MARKS[finding.state]} {finding.name:<{wide}}  {plain(finding.text)}")
        if finding.advice:
            say(f"  {'':<{wide}}  -> {finding.advice}")
