"""Queue test applications, run the worker on them twice, look at what is there, and tidy up."""

import asyncio
import tempfile
import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import cast

import orjson

from fixtures import APPLICANTS, Farm
from worker.config import Config
from worker.demo import local_config, queue_wishes
from worker.model import Application, Json, Mode, User
from worker.run import RunOptions, run
from worker.selftest import checks
from worker.selftest.checks import WISHES, Check
from worker.selftest.reserved import FIRST, Reserved, reserve
from worker.store.base import Store
from worker.yamlfile import read_mapping

_RESUME = "ada-resume.pdf"


@dataclass
class Told:
    """What a self-test has to tell."""

    store: str
    checks: list[Check] = field(default_factory=list)
    #: The test applications; gone again unless they were to be kept.
    applications: list[str] = field(default_factory=list)
    kept: bool = False

    @property
    def ok(self) -> bool:
        return all(check.ok for check in self.checks)


async def selftest(store: Store, config: Config, *, keep: bool, browser: bool) -> Told:
    """Run it in an open store. What it made is deleted in the end whatever happens, unless `keep`."""
    told = Told(store.url, kept=keep)
    with Farm() as farm, tempfile.TemporaryDirectory(prefix="apply-bot-selftest-") as folder:
        place = config.artifacts_dir if keep else Path(folder)
        test = _Test(store, local_config(config, place), farm, told)
        async with test.queued():
            await test.simulated()
            if browser:
                await test.in_browser()
    return told


class _Test:
    def __init__(self, store: Store, config: Config, farm: Farm, told: Told) -> None:
        self._store, self._config, self._farm, self._told = store, config, farm, told
        self._user = User(str(uuid.uuid4()), "selftest@example.com", "apply-bot self-test")

    @asynccontextmanager
    async def queued(self) -> AsyncIterator[None]:
        """The test's rows are there while the block runs."""
        try:
            user = replace(self._user, profile=await self._profile())
            wishes = queue_wishes(self._farm, user, [wish for wish, _ in WISHES])
            added = await self._store.add([replace(one, priority=FIRST) for one in wishes])
            self._told.applications = [one.id for one in added]
            self._told.checks.append(Check("queue", all(one.created for one in added), f"{len(added)} test rows added"))
            yield
        finally:
            if not self._told.kept:
                await asyncio.shield(self._tidy())

    async def simulated(self) -> None:
        self._told.checks += checks.simulated(await self._worked(Mode.SIMULATE))

    async def in_browser(self) -> None:
        for key in self._told.applications:
            await self._store.retry(key)
        rows = await self._worked(Mode.LIVE)
        self._told.checks += checks.in_browser(rows, self._farm)
        self._told.checks.append(await checks.pictures(rows, self._store.files))
        self._told.checks.append(await checks.stale_token(self._store, rows[0]))

    async def _worked(self, mode: Mode) -> list[Application]:
        """The rows after the worker's own loop has had them."""
        claimed = await reserve(self._store, self._told.applications, self._config.worker_name)
        reserved = cast("Store", Reserved(self._store, claimed))
        await run(reserved, self._config, RunOptions(mode), profile=None)
        return [await self._store.get(key) for key in self._told.applications]

    async def _profile(self) -> Json:
        """An invented applicant's facts, with consent for the local boards alone; the résumé goes into the store."""
        profile: Json = orjson.loads(orjson.dumps(read_mapping(APPLICANTS / "ada.yaml")))  # days as text
        resume = APPLICANTS.parent / "files" / _RESUME
        if self._store.files:
            await self._store.files.keep_document(self._user.id, _RESUME, await asyncio.to_thread(resume.read_bytes))
        named = _RESUME if self._store.files else str(resume)
        consent = {self._farm.host(wish.board): "auto" for wish, _ in WISHES}
        profile["apply"] |= {"documents": {"resume": named}, "consent": consent}
        return profile

    async def _tidy(self) -> None:
        """Rows that a stopped run still holds are given back first, for none is deleted under a lease."""
        rows = [await self._store.get(key) for key in self._told.applications]
        await self._store.release([row.lease for row in rows if row.lease])
        gone = await self._store.forget(self._told.applications)
        if self._store.files:
            shots = [shot["path"] for row in rows for shot in _shots(row) if shot.get("path")]
            await self._store.files.remove(self._user.id, pictures=shots, documents=[_RESUME])
        self._told.checks.append(Check("tidying up", gone == len(rows), f"{gone} of {len(rows)} test rows deleted"))


def _shots(row: Application) -> Sequence[Json]:
    return list(row.artifacts.get("screenshots") or ())
