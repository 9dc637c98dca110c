"""Runs every test of the contract over every store; a further store is one more entry of `STORES`."""

import asyncio
import inspect
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.store.scene import Clock, Scene
from worker.store.base import Store
from worker.store.memory import MemoryStore
from worker.store.sqlite import SqliteStore
from worker.store.supabase import SupabaseStore
from worker.store.supabase_access import Access

if TYPE_CHECKING:
    from tests.supabase.project import Project


def _sqlite(request: pytest.FixtureRequest, clock: Clock) -> Store:
    folder: Path = request.getfixturevalue("tmp_path")
    return SqliteStore(folder / "store.db", clock=clock)


def _supabase(request: pytest.FixtureRequest, clock: Clock) -> Store:
    project: Project = request.getfixturevalue("project")
    return SupabaseStore(Access(project.url, project.service_key), clock=clock)


#: Name -> how to make one that reads this clock.
STORES: dict[str, Callable[[pytest.FixtureRequest, Clock], Store]] = {
    "memory": lambda _, clock: MemoryStore(clock=clock),
    "sqlite": _sqlite,
    "supabase": _supabase,
}


@pytest.fixture(params=sorted(STORES))
def scene(request: pytest.FixtureRequest) -> Scene:
    """The store under test, which is open while an `async def` test runs."""
    clock = Clock()
    return Scene(STORES[request.param](request, clock), clock)


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run `async def` tests, in a thread since pytest-playwright may keep a loop in this one."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    wanted = inspect.signature(pyfuncitem.obj).parameters
    given = {name: value for name, value in pyfuncitem.funcargs.items() if name in wanted}

    async def play() -> None:
        scene = given.get("scene")
        if not isinstance(scene, Scene):
            await pyfuncitem.obj(**given)
            return
        async with scene.store:
            await pyfuncitem.obj(**given)

    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, play()).result()
    return True
