"""`apply-bot adapters`: which boards are known, and which adapter serves a URL."""

from typing import Annotated

import typer

from worker.cli.given import AsJson
from worker.cli.output import note, print_json, print_table, say


def register(app: typer.Typer) -> None:
    app.command()(adapters)


def adapters(
    url: Annotated[str | None, typer.Argument(metavar="[URL]", help="Which one serves this posting?")] = None,
    as_json: AsJson = False,
) -> None:
    """List the adapters, or say which one serves a URL.

    \b
    Examples:
      apply-bot adapters
      apply-bot adapters https://jobs.lever.co/acme/0c7a6a3e-6a0e-4d43-9f5e-2f3c1b7d9a10
    """  # noqa: D301 - \b keeps Click from joining the lines
    from adapters.contract.registry import load  # noqa: PLC0415 - loads every adapter

    registry = load()
    if url is not None:
        adapter = registry.for_url(url)
        if as_json:
            print_json({"url": url, "adapter": adapter.name, "side_effects": list(adapter.side_effects)})
        else:
            say(f"{adapter.name} serves {url}")
            for effect in adapter.side_effects:
                say(f"  before the submit click: {effect}")
        return
    rows = [
        {
            "name": entry.name,
            "title": entry.adapter.title if entry.adapter else "",
            "origin": entry.origin,
            "evidence": entry.adapter.evidence.date if entry.adapter else "",
            "error": entry.error,
        }
        for entry in registry.entries
    ]
    if as_json:
        print_json({"adapters": rows})
        return
    print_table("", ("name", "board", "from", "last seen"), [list(r.values())[:4] for r in rows if not r["error"]])
    for row in rows:
        if row["error"]:
            note(f"{row['name']} ({row['origin']}) is broken and was skipped: {row['error']}")
