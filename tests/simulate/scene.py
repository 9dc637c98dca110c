"""What the tests of simulated runs share: an applicant, postings, and a run over a fresh store."""

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from adapters.contract.registry import load
from worker.config import Config
from worker.drain import run_simulated
from worker.errors import BadInput
from worker.model import Application, Job, NewApplication, User
from worker.profile import Profile, parse_profile
from worker.store.base import Store
from worker.store.memory import MemoryStore
from worker.summary import Progress, RunOptions, RunSummary

ADA = User("user-ada", "ada.example@example.org", "Ada Example")
PROFILE = {"basics": {"name": "Ada Example", "email": "ada.example@example.org"}}
URL = "https://job-boards.greenhouse.io/acme/jobs/4011001"

#: What Greenhouse's public API says it will ask: an e-mail address, and something nobody can know.
ASKS = {
    "questions": [
        {"label": "Email", "required": True, "fields": [{"name": "email", "type": "input_text", "values": []}]},
        {
            "label": "Which of our offices would you like to work in?",
            "required": True,
            "fields": [
                {
                    "name": "question_1",
                    "type": "multi_value_single_select",
                    "values": [{"label": "Ghent", "value": 1}, {"label": "Porto", "value": 2}],
                }
            ],
        },
    ]
}

InThread = Callable[[Coroutine[Any, Any, Any]], Any]


def profile_of(_application: Application) -> Profile:
    return parse_profile(PROFILE, base=Path.cwd(), where="test")


def no_profile(_application: Application) -> Profile:
    raise BadInput("no profile: type `apply-bot init`")


async def run(store: Store, *, limit: int | None = None, seen: list[Progress] | None = None, **more: Any) -> RunSummary:
    more.setdefault("profile_of", profile_of)
    watch = seen.append if seen is not None else lambda _progress: None
    config = more.pop("config", Config())
    return await run_simulated(store, config, RunOptions(limit=limit), registry=load(), on_progress=watch, **more)


def simulated(in_thread: InThread, *jobs: Job, **more: Any) -> list[Application]:
    """These postings' applications after one simulated run over a fresh store."""

    async def play() -> list[Application]:
        async with MemoryStore() as store:
            await store.add([NewApplication(ADA, job, attempt_meta=dict(more.get("meta", {}))) for job in jobs])
            await run(store, **{key: value for key, value in more.items() if key != "meta"})
            return [one async for one in store.list()]

    applications: list[Application] = in_thread(play())
    return applications
