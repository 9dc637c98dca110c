"""Workers that die over one store, what they leave behind, and the verdict on it."""

import asyncio
import os
import signal
from collections import Counter
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

import yaml

from fixtures import Farm
from tests.crash.lanes import Lanes
from tests.crash.stores import Ground
from tests.e2e.applicants import facts_of
from worker.model import LOCAL_APPLICANT, Application, Job, NewApplication, Status, User
from worker.store import Store

T = TypeVar("T")
#: Board, case, misbehaviours.
Place = tuple[str, str, tuple[str, ...]]

#: Attempts are lost by the dozen here; no application is to be given up for it.
BUDGET = 1000
#: Runs until nothing waits any more.
ROUNDS = 5
#: The exit code of a run that was told to stop.
STOPPED = 130
#: Her facts are the local profile.
ADA = User(LOCAL_APPLICANT, "ada@example.com", "Ada Example")


async def _hurry(store: Store) -> int:
    """What waits for its next attempt is due at once; how many that are."""
    waiting = [row.id async for row in store.list(Status.PENDING) if row.next_attempt_at]
    for key in waiting:
        await store.retry(key)
    return len(waiting)


@dataclass(frozen=True, slots=True)
class Death:
    """How one worker ends: the nth time that it reaches a point, or by itself."""

    #: One of `points.POINTS`; "" for none.
    point: str = ""
    nth: int = 1
    #: Seconds after its first claim, for the point "at random".
    delay: float = 0.0
    #: What it gets there, and how often.
    signal: int = signal.SIGKILL
    times: int = 1
    concurrency: int = 1
    #: One of `wrong.WRONG`; "" for a worker as it should be.
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one application."""

    row: Application
    #: How often its board has stored it.
    sent: int

    @property
    def double(self) -> bool:
        return self.sent > 1

    @property
    def unconfirmed(self) -> bool:
        return self.row.status is Status.UNCONFIRMED

    @property
    def lost(self) -> bool:
        """Neither sent and proven, nor marked before a click and left for a person to judge."""
        marked = self.unconfirmed and "submit_begun" in self.row.attempt_meta
        return not marked and (self.row.status is not Status.APPLIED or self.sent == 0)


@dataclass
class Harness:
    """One store, its applications, and the workers that die over it."""

    farm: Farm
    lanes: Lanes
    ground: Ground
    folder: Path
    #: How many workers were killed where.
    kills: Counter[str] = field(default_factory=Counter)
    #: Application id -> (board, run): its oracle's bucket.
    buckets: dict[str, tuple[str, str]] = field(default_factory=dict)
    _workers: int = 0

    def bound(self, seconds: float) -> None:
        """How long a stopped worker waits for what has begun to submit."""
        path = self.folder / "playwright.config.yaml"
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        content["apply"]["stopSeconds"] = seconds
        path.write_text(yaml.safe_dump(content), encoding="utf-8")

    def settle(self, endpoint: str) -> None:
        """Write Ada's facts, who allows the boards, and the workers' configuration: a shared browser, no pictures."""
        facts = facts_of("ada", consent={self.farm.host(board): "auto" for board in self.farm.boards()})
        (self.folder / "profile.yaml").write_text(yaml.safe_dump(facts, allow_unicode=True), encoding="utf-8")
        waits = {"leaseSeconds": 60, "heartbeatSeconds": 5, "formTimeout": 20_000, "confirmTimeout": 20_000}
        apply = {"store": self.ground.url, "attempts": BUDGET, "dataDir": "data", **waits}
        content = {"connect": {"wsEndpoint": endpoint}, "use": {"screenshot": "off"}, "apply": apply}
        (self.folder / "playwright.config.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")

    def queue(self, count: int, places: Sequence[Place]) -> None:
        """So many applications, to these places in turn."""
        new = [self._new(*places[n % len(places)]) for n in range(count)]
        self.with_store(lambda store: store.add(new))

    def _new(self, board: str, case: str, misbehave: tuple[str, ...]) -> NewApplication:
        key, run = str(uuid4()), uuid4().hex[:8]
        self.buckets[key] = board, run
        url = self.farm.url(board, case, misbehave=misbehave, run=run)
        return NewApplication(ADA, Job("", url, board="" if board == "generic" else board), id=key)

    def order(self, death: Death) -> dict[str, Any]:
        """What a nursery has to know of a new worker."""
        self._workers += 1
        words = ["run", "--json", "--concurrency", str(death.concurrency)]
        known = {"name": f"worker-{self._workers}", "folder": str(self.folder), "words": words}
        return {**asdict(death), **known, "store": self.ground.name, "env": dict(self.ground.env)}

    def kill(self, deaths: Sequence[Death]) -> None:
        """Workers side by side, each with its own death; then the time of their leases passes."""
        orders = [self.order(death) for death in deaths]
        for order, end in zip(orders, self.lanes.pool.map(self.lanes.live, orders), strict=True):
            assert end == -signal.SIGKILL, f"expected {order['name']} to be killed, found {end}: {self.log(order)}"
            self.kills[order["point"]] += 1
        self.lapse([order["name"] for order in orders])

    def lapse(self, workers: Sequence[str]) -> None:
        """These workers' leases run out and are swept."""
        self.ground.expire(workers)
        self.with_store(lambda store: store.sweep())

    def drain(self, death: Death = Death(concurrency=3)) -> None:
        """Another worker does what is left, and ends by itself; what met a passing error comes again."""
        for _ in range(ROUNDS):
            order = self.order(death)
            end = self.lanes.live(order)
            assert end in {0, 1, 2}, f"expected the worker to end by itself, found {end}: {self.log(order)}"
            if not self.with_store(_hurry):
                return
        raise AssertionError(f"expected nothing to wait after {ROUNDS} rounds: {self.log(order)}")

    def stop(self, death: Death) -> None:
        """A worker is told to stop, which it does by itself."""
        order = self.order(death)
        end = self.lanes.live(order)
        assert end == STOPPED, f"expected the worker to say that it was stopped, found {end}: {self.log(order)}"

    def freeze(self, point: str) -> None:
        """A worker stops in the middle for longer than its lease; another does what is left; then it goes on."""
        order = self.order(Death(point, signal=signal.SIGSTOP))
        with self.lanes.lane() as lane:
            key = lane.start(order)
            assert lane.told(key) == {"stopped": signal.SIGSTOP}, self.log(order)
            self.lapse([order["name"]])
            self.drain()
            os.kill(key, signal.SIGCONT)
            told = lane.told(key)
        assert told["ended"] in {0, 1, 2}, self.log(order)

    def log(self, order: dict[str, Any]) -> str:
        """What a worker has said."""
        return (self.folder / f"{order['name']}.log").read_text(encoding="utf-8")

    def verdicts(self) -> list[Verdict]:
        """One for each application that was queued. A row that is gone fails here."""

        async def rows(store: Store) -> dict[str, Application]:
            return {row.id: row async for row in store.list()}

        found = self.with_store(rows)
        assert found.keys() == self.buckets.keys(), "expected all rows that were queued, and no other"
        oracle = {key: self.farm.submissions(board, run=run) for key, (board, run) in self.buckets.items()}
        return [Verdict(found[key], len(sent)) for key, sent in oracle.items()]

    def with_store(self, work: Callable[[Store], Coroutine[Any, Any, T]]) -> T:
        async def opened() -> T:
            async with self.ground.open() as store:
                return await work(store)

        with ThreadPoolExecutor(1) as pool:
            return pool.submit(asyncio.run, opened()).result()
