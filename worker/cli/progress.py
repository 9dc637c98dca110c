"""Progress bars on stderr: one for each run of a command."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from worker.cli.output import console
from worker.model import Mode
from worker.summary import OnProgress

_WORDS = {Mode.SIMULATE: "simulating", Mode.DRY_RUN: "filling, not sending", Mode.LIVE: "applying"}


@contextmanager
def progress_bars() -> Iterator[Callable[[Mode], OnProgress]]:
    """Calling what it gives begins the bar of one run; what that gives moves it."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415 - only runs pay for it

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    drawn = Progress(*columns, console=console(stderr=True))

    def begin(mode: Mode) -> OnProgress:
        drawn.start()  # only now: an error before any run is one line, not one below an empty bar
        task = drawn.add_task(_WORDS[mode], total=None)
        return lambda progress: drawn.update(task, completed=progress.done, total=progress.total)

    try:
        yield begin
    finally:
        if drawn.tasks:  # stopping ends a line even where none was begun
            drawn.stop()
