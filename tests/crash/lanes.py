"""Nurseries side by side: where workers are started, and how their ends are told."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from queue import SimpleQueue
from select import select
from typing import Any, Self

from tests.conftest import ROOT

#: Longest a worker may live (seconds).
PATIENCE = 100


class Lane:
    """One nursery, in which one worker lives at a time."""

    def __init__(self, env: Mapping[str, str]) -> None:
        command = [sys.executable, "-m", "tests.crash.nursery"]
        pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("APPLY_BOT_", "SUPABASE_"))}
        self._nursery = subprocess.Popen(command, **pipes, cwd=ROOT, env={**kept, **env}, text=True)

    def start(self, order: Mapping[str, Any]) -> int:
        """Start a worker; its process id."""
        assert self._nursery.stdin
        self._nursery.stdin.write(json.dumps(order) + "\n")
        self._nursery.stdin.flush()
        return int(self._line())

    def told(self, key: int) -> dict[str, int]:
        """How it stopped or ended: {"stopped": signal} or {"ended": code or -signal}."""
        assert self._nursery.stdout
        if not select([self._nursery.stdout], [], [], PATIENCE)[0]:
            os.kill(key, signal.SIGKILL)
            raise AssertionError(f"expected the worker to stop or end within {PATIENCE} s")
        result: dict[str, int] = self._line()
        return result

    def _line(self) -> Any:
        assert self._nursery.stdout
        return json.loads(self._nursery.stdout.readline())

    def close(self) -> None:
        self._nursery.communicate(timeout=PATIENCE)


class Lanes:
    """`with Lanes(3, env) as lanes:` keeps three nurseries; they end with the block."""

    def __init__(self, count: int, env: Mapping[str, str]) -> None:
        self.pool = ThreadPoolExecutor(count)
        self._lanes = [Lane(env) for _ in range(count)]
        self._free: SimpleQueue[Lane] = SimpleQueue()
        for lane in self._lanes:
            self._free.put(lane)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.pool.shutdown()
        for lane in self._lanes:
            lane.close()

    @contextmanager
    def lane(self) -> Iterator[Lane]:
        """A lane that nobody else uses meanwhile."""
        lane = self._free.get()
        try:
            yield lane
        finally:
            self._free.put(lane)

    def live(self, order: Mapping[str, Any]) -> int:
        """A worker's whole life; its exit code, or minus the signal that ended it."""
        with self.lane() as lane:
            return lane.told(lane.start(order))["ended"]
