"""The local boards, a configuration with short waits, and two ways to apply: in this process, and typed."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from fixtures import Farm
from tests.conftest import LOCAL_ONLY, Terminal
from tests.e2e.rounds import Play, Played, Wish, play
from tests.e2e.typist import Typist
from worker.config import Config
from worker.model import Mode

InThread = Callable[[Coroutine[Any, Any, Any]], Any]


@pytest.fixture(scope="session")
def quick(config: Config, tmp_path_factory: pytest.TempPathFactory) -> Config:
    """The checkout's configuration with short waits; Chromium stays here, pictures go into a folder of the tests."""
    use = config.use
    options = use.launch_options.model_copy(update={"args": (*use.launch_options.args, LOCAL_ONLY)})
    local = {"use": use.model_copy(update={"launch_options": options}), "output_dir": tmp_path_factory.mktemp("out")}
    return config.model_copy(update=local).with_apply(form_timeout=6000.0, confirm_timeout=3000.0)


@pytest.fixture(scope="session")
def playing(farm: Farm, quick: Config) -> Play:
    """The worker's own loop with a real browser, in a thread of its own."""

    def played(wishes: Iterable[Wish], mode: Mode = Mode.LIVE, *, consent: bool = True) -> list[Played]:
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(asyncio.run, play(farm, quick, wishes, mode, consent=consent)).result()

    return played


@pytest.fixture
def typist(terminal: Terminal, farm: Farm, in_thread: InThread) -> Typist:
    """Ada at her terminal; she allows the local boards."""
    typist = Typist(terminal, farm, in_thread)
    typist.settle()
    return typist
