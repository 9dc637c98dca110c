"""Whether an attempt may be made now, and whether it may send: the applicant's quiet hours, and their cap per day."""

from collections.abc import Callable
from datetime import UTC, datetime

from worker import policy
from worker.config import Config
from worker.errors import BadInput, Deferred
from worker.model import Application, Mode, Outcome, Status
from worker.profile import Profile
from worker.store.base import Store
from worker.zones import Zone, configured, zone_of

#: Outcomes that have used up one of the day's applications.
_SENT = frozenset({Status.APPLIED, Status.UNCONFIRMED})


class Holding:
    """Admits applications to an attempt, gives leave to submit, and counts what was sent.

    Quiet hours hold for whatever opens a page, the cap for what sends: a dry run knows no cap, a simulated run neither.
    """

    def __init__(
        self,
        store: Store,
        config: Config,
        mode: Mode,
        profile_of: Callable[[Application], Profile],
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._store = store
        self._apply = config.apply
        self._quiet = None if mode is Mode.SIMULATE else config.apply.quiet
        self._cap = config.apply.per_day if mode is Mode.LIVE else None
        self._profile_of = profile_of
        self._clock = clock
        #: Application id -> the applicant's day it was counted on.
        self._counted: dict[str, str] = {}

    async def admit(self, application: Application) -> None:
        """Raises `Deferred` with the reason, and the moment from which it may be tried again."""
        zone = self._zone(application)
        self._insist_on_day(zone)
        if self._cap is not None and await self._store.spent(application.user.id, self._day(zone)) >= self._cap:
            raise self._used_up(self._cap, zone)

    async def leave(self, application: Application) -> None:
        """Count one more for the applicant's day, just before the click; raises `Deferred` where none is left of it.

        Counted here and not before, so that what is parked keeps nothing from being sent.
        """
        zone = self._zone(application)
        self._insist_on_day(zone)
        if self._cap is None:
            return
        day = self._day(zone)
        if not await self._store.spend(application.user.id, day, self._cap):
            raise self._used_up(self._cap, zone)
        self._counted[application.id] = day

    async def settle(self, application: Application, outcome: Outcome | None) -> None:
        """What was not sent does not count. None: there was no outcome."""
        day = self._counted.pop(application.id, None)
        if day and not (outcome and outcome.status in _SENT):
            await self._store.unspend(application.user.id, day)

    def _insist_on_day(self, zone: Zone) -> None:
        """Raises `Deferred` in quiet hours."""
        if until := policy.quiet_until(self._clock(), self._quiet, zone.info):
            raise Deferred(f"it is quiet from {self._apply.quiet_hours} ({zone})", until=until)

    def _used_up(self, cap: int, zone: Zone) -> Deferred:
        sent = "one application was sent, or is" if cap == 1 else f"{cap} applications were sent, or are"
        until = policy.next_day(self._clock(), self._quiet, zone.info)
        return Deferred(f"{sent} being sent, today ({self._day(zone)}, {zone})", until=until)

    def _day(self, zone: Zone) -> str:
        return policy.local_day(self._clock(), zone.info).isoformat()

    def _zone(self, application: Application) -> Zone:
        """The applicant's, as far as their profile says it, else the configured one."""
        try:
            profile = self._profile_of(application)
        except BadInput:  # the attempt will say so
            return configured(self._apply.timezone)
        return zone_of(profile, self._apply.timezone)
