"""`apply-bot list` and `apply-bot show`: where applications stand, what happened, and what comes next."""

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from worker.artifacts import posting_of
from worker.cli.given import ApplicationId, AsJson, StatusName, StoreUrl, opened, settle, status_named
from worker.cli.output import SHORT_ID, ago, brief, note, print_json, print_table, row_of, say
from worker.model import Application, Status, attempts_of

if TYPE_CHECKING:
    from worker.config import Config

#: Longest answer that `show` prints on its line.
_LONGEST = 70
#: Rows that `list` prints for a person who names no number; `--json` has them all.
_SCREENFUL = 500


def register(app: typer.Typer) -> None:
    app.command("list")(list_)
    app.command()(show)


def list_(
    context: typer.Context,
    status: StatusName = None,
    limit: Annotated[int | None, typer.Option(metavar="N", min=1, help="At most so many rows.")] = None,
    store: StoreUrl = None,
    as_json: AsJson = False,
) -> None:
    """List the applications and where they stand.

    In the order of queueing. Says so where workers are stopped.

    \b
    Examples:
      apply-bot list
      apply-bot list --status needs_review --json
    """  # noqa: D301 - \b keeps Click from joining the lines
    del store
    wanted = status_named(status)
    most = limit or (None if as_json else _SCREENFUL)
    found, counts, stopped = asyncio.run(_list(settle(context), wanted, most))
    if as_json:
        numbers = {s.value: n for s, n in counts.items()}
        print_json({"applications": [brief(a) for a in found], "counts": numbers, "stopped": stopped})
        return
    _warn(stopped)
    if not found:
        say(f"no application is {wanted}" if wanted else "no applications yet; queue one with `apply-bot add URL`")
        return
    print_table("", ("id", "posting", "status", "why", "changed"), [_line(a) for a in found], status_column=2)
    total = counts[wanted] if wanted else sum(counts.values())
    if total > len(found):
        note(f"{len(found)} of {total} shown; `--limit N` shows more")


def _warn(stopped: str) -> None:
    if stopped:
        note(f"workers are stopped ({stopped}); `apply-bot resume` lets them go on")


async def _list(
    config: "Config", status: Status | None, limit: int | None
) -> tuple[list[Application], dict[Status, int], str]:
    found: list[Application] = []
    async with opened(config) as store:
        rows = store.list(status, page=min(limit or 500, 500))
        async for application in rows:
            found.append(application)
            if len(found) == limit:
                break
        return found, await store.counts(), await store.stopped()


def _line(application: Application) -> tuple[str, ...]:
    told = brief(application)
    status = application.status
    why = told["note"] or told["why"] if status is not Status.PENDING or attempts_of(application.attempt_meta) else ""
    if because := _held_back_by(application):
        why = f"waits: {because}"
    return application.id[:SHORT_ID], posting_of(application), status.value, why, ago(application.updated_at)


def _held_back_by(application: Application) -> str:
    """What it still waits for; nothing once its moment is over, when it is due like any other."""
    due = application.next_attempt_at
    if application.status is not Status.PENDING or due is None or due <= datetime.now(UTC):
        return ""
    from worker.review import held_back_by  # noqa: PLC0415 - loads the contract

    return held_back_by(application)


def show(context: typer.Context, key: ApplicationId, store: StoreUrl = None, as_json: AsJson = False) -> None:
    """Show one application: what happened, why, what comes next.

    `--json` prints the whole row.

    \b
    Example:
      apply-bot show 3f2a9c1e
    """  # noqa: D301 - \b keeps Click from joining the lines
    del store
    application, stopped = asyncio.run(_get(settle(context), key))
    if as_json:
        print_json(row_of(application))
    else:
        _show(application)
        _warn(stopped if application.status is Status.PENDING else "")


async def _get(config: "Config", key: str) -> tuple[Application, str]:
    async with opened(config) as store:
        return await store.get(await store.find(key)), await store.stopped()


def _show(application: Application) -> None:
    from worker.review import advice, questions_of  # noqa: PLC0415 - loads the contract

    job, artifacts = application.job, application.artifacts
    say(posting_of(application))
    if posting_of(application) != job.url:
        say(job.url)
    say(f"{application.id}\n")
    say(f"{application.status.value}: {artifacts.get('note') or 'no attempt yet'}")
    _show_fields(application)
    for question in questions_of(application):
        offered = "; ".join(question.get("options") or ())
        say(f"asked: “{question['question']}” ({question['key']})" + (f", one of: {offered}" if offered else ""))
    _show_evidence(application)
    next_step = advice(application)
    say(f"\nnext: {next_step.text}")
    for command in next_step.commands:
        say(f"  {command}")


def _show_fields(application: Application) -> None:
    rows = [
        (str(number), row["label"], row["value"][:_LONGEST] or "-", row["source"] or row.get("note", ""), _mark(row))
        for number, row in enumerate(application.artifacts.get("fields") or (), 1)
    ]
    if rows:
        print_table("", ("#", "field", "value", "from", "read back"), rows)


def _mark(row: dict[str, object]) -> str:
    return "yes" if row["verified"] else "no" if row["value"] else ""


def _show_evidence(application: Application) -> None:
    proof = application.artifacts.get("confirmation")
    if proof:
        parts = [", ".join(proof["signals"]), proof["text"], proof["reference"] and f"reference {proof['reference']}"]
        say("evidence: " + " · ".join(part for part in parts if part))
    for attempt in attempts_of(application.attempt_meta):
        error = f": {attempt['error']['message']}" if attempt.get("error") else ""
        say(f"attempt {attempt.get('number', '?')} ({attempt.get('mode', '?')}): {attempt.get('outcome', '?')}{error}")
