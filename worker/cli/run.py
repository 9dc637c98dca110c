"""`apply-bot run`: work through what is due."""

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from worker.artifacts import posting_of
from worker.cli.given import AsJson, StoreUrl, given_in, opened, profile_in, settle
from worker.cli.output import SHORT_ID, note, print_json, print_table, say
from worker.cli.progress import progress_bars
from worker.errors import BadInput
from worker.model import Mode, Status
from worker.summary import Progress, RunOptions, RunSummary

if TYPE_CHECKING:
    from worker.config import Config
    from worker.profile import Profile
    from worker.store import Store
    from worker.watching import Next

Schedule = Annotated[
    str | None, typer.Option(metavar="CRON", help='Go on for ever: run at these moments, as "0 9 * * mon-fri".')
]

#: Applications that the table after a run names; a longer run is summed up.
_NAMED = 40


def register(app: typer.Typer) -> None:
    app.command()(run)
    app.command("run_once", hidden=True)(run_once)


def run(  # noqa: PLR0913 - one parameter an option
    context: typer.Context,
    *,
    simulate: Annotated[bool, typer.Option("--simulate", help="No browser; nothing is opened or sent.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Everything but the submit click.")] = False,
    headed: Annotated[bool, typer.Option("--headed", help="Show the browser.")] = False,
    slow_mo: Annotated[float | None, typer.Option(metavar="MS", min=0, help="Pause after each step.")] = None,
    pause: Annotated[bool, typer.Option("--pause", help="Open the Playwright inspector in each attempt.")] = False,
    trace: Annotated[bool, typer.Option("--trace", help="Leave a trace for `playwright show-trace`.")] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Go on for ever: take what becomes due.")] = False,
    schedule: Schedule = None,
    limit: Annotated[int | None, typer.Option(metavar="N", min=1, help="At most so many applications.")] = None,
    concurrency: Annotated[int | None, typer.Option(metavar="N", min=1, help="Attempts at once.")] = None,
    store: StoreUrl = None,
    as_json: AsJson = False,
) -> None:
    """Work through what is due, then exit.

    Submits only where your profile consents or you approved; elsewhere it fills, takes its evidence and waits for you.

    \b
    Examples:
      apply-bot run --simulate
      apply-bot run --dry-run --headed --slow-mo 200
      apply-bot run --limit 10 --json
      apply-bot run --schedule "0 9 * * mon-fri"

    \b
    Exit codes:
      0    success: all that was due was worked through
      2    partial_success: some applications failed or are unconfirmed
      1    error, told in one sentence; or every application failed
      64   the command line was not understood
      130  stopped by Ctrl-C or SIGTERM; what was not clicked went back (0 with --watch and --schedule, which end so)
    """  # noqa: D301 - \b keeps Click from joining the lines
    del store, as_json
    _insist_on_one(context, "simulate", "dry_run", "headed", "slow_mo", "pause", "trace")
    _insist_on_one(context, "watch", "schedule")
    mode = Mode.SIMULATE if simulate else Mode.DRY_RUN if dry_run else Mode.LIVE
    _work(context, RunOptions(mode, limit, concurrency, headed, slow_mo, pause, trace), _Endless(watch, schedule))


def run_once(
    context: typer.Context,
    limit: Annotated[int | None, typer.Option(metavar="N", min=1, help="At most so many applications.")] = None,
    store: StoreUrl = None,
    as_json: AsJson = False,
) -> None:
    """Work through what is due without a browser: `apply-bot run --simulate --json`.

    \b
    Example:
      python -m worker run_once
    """  # noqa: D301 - \b keeps Click from joining the lines
    del store, as_json
    given_in(context).json = True
    _work(context, RunOptions(Mode.SIMULATE, limit))


def _insist_on_one(context: typer.Context, name: str, *others: str) -> None:
    """Options that cannot be had together."""
    for other in others:
        if context.params[name] and context.params[other]:
            either = f"--{name} or --{other.replace('_', '-')}"
            raise typer.BadParameter(f"expected {either}, found both", ctx=context)


@dataclass(frozen=True, slots=True)
class _Endless:
    """Whether the run goes on, and when it drains."""

    watch: bool = False
    schedule: str | None = None

    def __bool__(self) -> bool:
        return self.watch or self.schedule is not None

    def following(self, config: "Config") -> "Next":
        """Raises `BadInput` for a schedule that is none."""
        from worker.watching import every, schedule  # noqa: PLC0415 - loads the scheduler

        if self.schedule is None:
            return every(config.apply.poll_seconds)
        return schedule(self.schedule, ZoneInfo(config.apply.timezone))


def _work(context: typer.Context, options: RunOptions, endless: _Endless = _Endless()) -> None:
    given = given_in(context)
    given.failure = RunSummary().to_json()
    config = settle(context)
    watch = _Watch()
    summary = asyncio.run(_run(config, options, profile_in(context, config), watch, endless))
    if given.json:
        print_json(summary.to_json())
    else:
        _show(summary, watch)
    raise typer.Exit(0 if endless and summary.stopped else _exit_code(summary))


async def _run(
    config: "Config", options: RunOptions, profile: "Profile | None", watch: "_Watch", endless: _Endless
) -> RunSummary:
    from worker import run as working  # noqa: PLC0415 - loads the browser's driver

    following = endless.following(config) if endless else None
    async with opened(config) as store:
        if (because := await store.stopped()) and not endless:
            raise BadInput(f"run: expected workers to be running, found them stopped ({because}); `apply-bot resume`")
        if options.mode is not Mode.SIMULATE:
            await _insist_on_facts(store, config, profile)
        if options.mode is Mode.DRY_RUN:
            _warn()
        with progress_bars() as bars:
            draw = bars(options.mode)

            def on_progress(progress: Progress) -> None:
                watch.see(progress)
                draw(progress)

            if following is None:
                summary = await working.run(store, config, options, profile=profile, on_progress=on_progress)
            else:
                from worker.watching import watch as keep_watching  # noqa: PLC0415 - loads the scheduler

                beat = config.apply.heartbeat_seconds
                async with working.rounds(store, config, options, profile=profile, on_progress=on_progress) as drain:
                    summary = await keep_watching(store, drain, following, at_once=endless.watch, sweep_seconds=beat)
        await watch.name(store)
    return summary


async def _insist_on_facts(store: "Store", config: "Config", profile: "Profile | None") -> None:
    """Raises `BadInput` before anything is claimed, where every application would fail for want of facts."""
    if profile and profile.untouched:
        raise BadInput(
            f"{config.apply.profile}: expected your facts, found the template of `apply-bot init`; fill it in"
        )
    if profile is None:
        async for application in store.list(Status.PENDING):
            if application.user.profile is None:
                raise BadInput(
                    f"{config.apply.profile}: expected a profile, found no file; type `apply-bot init`, "
                    "or name one with --profile"
                )


def _warn() -> None:
    """A dry run is not silent: what filling alone sends, board by board."""
    from adapters.contract.registry import load  # noqa: PLC0415 - loads every adapter

    for adapter in load().adapters:
        for effect in adapter.side_effects:
            note(f"nothing is submitted, but on {adapter.name}: {effect}")


class _Watch:
    """Remembers what the table after a run names, and no more, however long the run."""

    def __init__(self) -> None:
        self.ended: list[tuple[str, str, str]] = []
        self.rows: list[tuple[str, str, str, str]] = []
        self.count = 0

    def see(self, progress: Progress) -> None:
        self.count += len(progress.outcomes)
        for outcome in progress.outcomes[: _NAMED - len(self.ended)]:
            told = str(outcome.artifacts.get("note", ""))
            self.ended.append((outcome.application_id, outcome.status.value, told))

    async def name(self, store: "Store") -> None:
        """Which posting each was."""
        for key, status, told in self.ended:
            self.rows.append((key[:SHORT_ID], posting_of(await store.get(key)), status, told))


def _show(summary: RunSummary, watch: _Watch) -> None:
    if not summary.processed:
        _show_put_off(summary)
        say("nothing is due; queue a posting with `apply-bot add URL`")
        return
    print_table("", ("id", "posting", "status", "why"), watch.rows, status_column=2)
    if watch.count > len(watch.rows):
        say(f"... and {watch.count - len(watch.rows)} more; `apply-bot list` has them all")
    counts = ", ".join(f"{count} {status.value}" for status, count in sorted(summary.counts.items()))
    say(f"{summary.processed} of {summary.total_found} worked through: {counts}")
    _show_put_off(summary)
    if summary.stopped:
        note("stopped; what was not clicked went back to the queue")
    say("next: `apply-bot report` shows what was written where and why; `apply-bot show ID` what comes next")


def _show_put_off(summary: RunSummary) -> None:
    for because, count in summary.put_off.items():
        note(f"{count} put off: {because}; `apply-bot show ID` says until when")


def _exit_code(summary: RunSummary) -> int:
    if summary.stopped:
        return 130
    return {"success": 0, "partial_success": 2, "error": 1}[summary.status]
