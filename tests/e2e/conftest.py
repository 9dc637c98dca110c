"""One applicant, the local boards, and the worker's own loop with a real browser, in a thread of its own."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest

from fixtures import APPLICANTS, Farm, Submission
from tests.conftest import LOCAL_ONLY, Terminal
from tests.e2e.schema import follows_schema
from tests.e2e.typist import Typist
from worker.config import Config
from worker.model import Application, Job, Mode, NewApplication, User
from worker.profile import Profile, load_profile
from worker.run import RunOptions, RunSummary, run
from worker.store import open_store

InThread = Callable[[Coroutine[Any, Any, Any]], Any]


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of one application, and what its board has stored."""

    application: Application
    summary: RunSummary
    submissions: list[Submission]

    @property
    def status(self) -> str:
        return self.application.status.value

    @property
    def review(self) -> dict[str, Any]:
        return dict(self.application.attempt_meta.get("review") or {})

    @property
    def artifacts(self) -> dict[str, Any]:
        return self.application.artifacts

    def fields(self) -> dict[str, dict[str, Any]]:
        return {f["key"]: f for f in self.artifacts["fields"]}


@dataclass
class Desk:
    """Where applications are made from."""

    farm: Farm
    config: Config
    profile: Profile
    in_thread: InThread

    def apply(self, board: str, case: str, *misbehave: str, **wishes: Any) -> Applied:
        """Queue one posting of a local board, run once, and see what came of it."""
        token = uuid4().hex[:8]
        url = self.farm.url(board, case, misbehave=list(misbehave), run=token)
        application, summary = self.apply_to(url, board="" if board == "generic" else board, **wishes)
        return Applied(application, summary, self.farm.submissions(board, case, run=token))

    def apply_to(
        self, url: str, *, board: str = "", mode: Mode = Mode.LIVE, consent: bool = True, **wishes: Any
    ) -> Any:
        """The same for any URL. `answers`: given for this posting; `options`: more for the run."""
        hosts = {self.farm.host(name): "auto" for name in self.farm.boards()} if consent else {}
        profile = self.profile.model_copy(update={"apply": self.profile.apply.model_copy(update={"consent": hosts})})
        return self.in_thread(self._run(url, board, mode, profile, wishes))

    async def _run(self, url: str, board: str, mode: Mode, profile: Profile, wishes: dict[str, Any]) -> Any:
        async with open_store("memory:") as store:
            user = User(id="u", email="ada@example.com", name="Ada")
            meta = {"answers": wishes.get("answers", {})}
            new = NewApplication(user=user, job=Job(id="", url=url, company="Acme", board=board), attempt_meta=meta)
            (added,) = await store.add([new])
            options = RunOptions(mode, **wishes.get("options", {}))
            summary = await run(store, self.config, options, profile=profile)
            row = await store.get(added.id)
            follows_schema(row.artifacts)
            return row, summary


@pytest.fixture(scope="session")
def quick(config: Config, tmp_path_factory: pytest.TempPathFactory) -> Config:
    """The checkout's configuration with short waits; Chromium stays here, pictures go into a folder of the tests."""
    use = config.use
    options = use.launch_options.model_copy(update={"args": (*use.launch_options.args, LOCAL_ONLY)})
    local = {"use": use.model_copy(update={"launch_options": options}), "output_dir": tmp_path_factory.mktemp("out")}
    return config.model_copy(update=local).with_apply(form_timeout=6000.0, confirm_timeout=3000.0)


@pytest.fixture
def applying(farm: Farm, quick: Config, in_thread: InThread) -> Desk:
    """A desk with the first invented applicant's profile."""
    return Desk(farm, quick, load_profile(APPLICANTS / "ada.yaml"), in_thread)


@pytest.fixture
def typist(terminal: Terminal, farm: Farm, in_thread: InThread) -> Typist:
    """Ada at her terminal; she allows the local boards."""
    typist = Typist(terminal, farm, in_thread)
    typist.settle()
    return typist
