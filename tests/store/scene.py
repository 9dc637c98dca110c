"""A store on a stage: a clock that passes only when told, and the words in which tests of stores speak."""

from datetime import UTC, datetime, timedelta
from typing import Any

from worker.model import Application, Job, NewApplication, Outcome, Status, User, lease_of
from worker.store.base import ClaimRequest, Store

LEASE = timedelta(seconds=60)

#: Ids are UUIDs, which every store takes.
ADA = User(
    "00000000-0000-4000-8000-0000000000ad",
    "ada.example@example.org",
    "Ada Example",
    {"basics": {"name": "Ada Example"}},
)
BEN = User("00000000-0000-4000-8000-0000000000be", "ben.example@example.org", "Ben Example")


class Clock:
    """The time a store is told."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


class Scene:
    """A store, its clock, and short ways to fill it."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self.store = store
        self.clock = clock

    async def queue(self, count: int = 1, *, board: str = "", priority: int = 0, **more: Any) -> list[str]:
        """Queue so many new postings for Ada; returns the applications' ids in that order."""
        number = sum((await self.store.counts()).values())
        jobs = [Job("", f"https://jobs.example/{board}/{number + i}", board=board) for i in range(count)]
        added = await self.store.add([NewApplication(ADA, job, priority, **more) for job in jobs])
        return [one.id for one in added]

    async def claim(self, limit: int = 10, worker: str = "w1", **more: Any) -> list[Application]:
        return await self.store.claim(ClaimRequest(worker, limit, LEASE, **more))

    async def claim_one(self) -> Application:
        (application,) = await self.claim(1)
        return application

    async def parked(self, why: str, **review: Any) -> str:
        """An application that waits for a person."""
        return await self.ended(Status.NEEDS_REVIEW, review={"why": why, "text": "Says why.", **review})

    async def ended(self, status: Status, **more: Any) -> str:
        """An application whose attempt ended so."""
        await self.queue()
        claimed = await self.claim_one()
        await self.store.finish([outcome(claimed, status, **more)])
        return claimed.id

    async def status(self, application_id: str) -> Status:
        return (await self.store.get(application_id)).status


def outcome(claimed: Application, status: Status = Status.APPLIED, **more: Any) -> Outcome:
    """How an attempt on a claimed application ended."""
    more.setdefault("artifacts", {"method": "browser", "mode": "live"})
    more.setdefault("attempt", {"number": 1, "outcome": status.value})
    return Outcome(claimed.id, lease_of(claimed).token, status, **more)


def ids(applications: list[Application]) -> list[str]:
    return [application.id for application in applications]
