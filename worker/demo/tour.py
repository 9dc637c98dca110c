"""One tour: local boards up, applications queued, a simulated run, a real one, a report."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from fixtures import APPLICANTS, Farm
from worker.config import Config
from worker.demo.queue import WISHES, queue_wishes
from worker.errors import BadInput
from worker.model import Application, Mode, User
from worker.profile import Profile, load_profile
from worker.report import write_report
from worker.run import RunOptions, run
from worker.store import Store, open_store
from worker.summary import OnProgress, RunSummary

#: Chromium may ask nobody but this machine.
LOCAL_ONLY = "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1, EXCLUDE localhost"
#: How long the board that never confirms is waited for (milliseconds).
_CONFIRM_MS = 4_000
#: Says that a folder is a demo's own and may be emptied.
_MARK = ".apply-bot-demo"


@dataclass(frozen=True, slots=True)
class Tour:
    """What the tour left behind."""

    simulated: RunSummary
    live: RunSummary
    #: In queue order, after the live run.
    applications: list[Application]
    #: What each of them is there to show.
    shows: list[str]
    report: Path
    #: What each board has stored: board -> number of submissions.
    received: dict[str, int]


async def take_tour(config: Config, folder: Path, *, on_progress: Callable[[Mode], OnProgress]) -> Tour:
    """Run it in `folder`, which afterwards holds the store, the pictures and the report."""
    config, path = local_config(config, folder / "artifacts"), _emptied(folder) / "applications.db"
    with Farm() as farm:
        profile = _consenting(load_profile(APPLICANTS / "ada.yaml"), farm)
        async with open_store(f"sqlite:///{path}") as store:
            return await _runs(store, config, profile, farm, folder, on_progress)


async def _runs(
    store: Store, config: Config, profile: Profile, farm: Farm, folder: Path, on_progress: Callable[[Mode], OnProgress]
) -> Tour:
    user = User(id="", email=profile.basics.email, name=profile.basics.name)
    await store.add(queue_wishes(farm, user))
    simulated = await run(
        store, config, RunOptions(Mode.SIMULATE), profile=profile, on_progress=on_progress(Mode.SIMULATE)
    )
    await store.retry_simulated()
    live = await run(store, config, RunOptions(Mode.LIVE), profile=profile, on_progress=on_progress(Mode.LIVE))
    applications = sorted([a async for a in store.list()], key=lambda a: -a.priority)
    report = await write_report(store.list(), folder / "report", title="apply-bot demo")
    received = {board: len(farm.submissions(board)) for board in sorted({w.board for w in WISHES})}
    return Tour(simulated, live, applications, [wish.shows for wish in WISHES], report, received)


def _emptied(folder: Path) -> Path:
    """The folder without what an earlier tour left there. Raises `BadInput` where somebody else's files are in it."""
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()) and not (folder / _MARK).exists():
        raise BadInput(f"{folder}: expected an empty folder, or an earlier demo's, found other files; name another")
    (folder / _MARK).touch()
    for made in ("artifacts", "report"):
        shutil.rmtree(folder / made, ignore_errors=True)
    for leftover in folder.glob("applications.db*"):
        leftover.unlink()
    return folder


def local_config(config: Config, folder: Path) -> Config:
    """For work on local boards: Chromium stays on this machine, waits are short, pictures go into the folder.

    What spares real boards and people, a pace, a cap, quiet hours, would only hold it up.
    """
    use = config.use
    options = use.launch_options.model_copy(update={"args": (*use.launch_options.args, LOCAL_ONLY)})
    local = config.model_copy(update={"use": use.model_copy(update={"launch_options": options}), "output_dir": folder})
    free = local.apply.model_copy(update={"rates": {}, "per_day": None, "quiet_hours": None})
    return local.model_copy(update={"apply": free}).with_apply(confirm_timeout=_CONFIRM_MS)


def _consenting(profile: Profile, farm: Farm) -> Profile:
    """The applicant's consent for the local boards, under the name 127.0.0.1 alone."""
    consent = {farm.host(board): "auto" for board in {w.board for w in WISHES}}
    apply = profile.apply.model_copy(update={"consent": consent})
    return profile.model_copy(update={"apply": apply})
