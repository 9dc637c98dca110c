"""Before an attempt: whether it may be made now, by the applicant's quiet hours and their cap per day."""

from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from worker import policy
from worker.config import Config
from worker.errors import BadInput, Deferred
from worker.model import Application, Mode, Outcome, Status
from worker.profile import Profile
from worker.store.base import Store

#: Outcomes that have used up one of the day's applications.
_SENT = frozenset({Status.APPLIED, Status.UNCONFIRMED})


class Holding:
    """Admits applications to an attempt, and counts what was sent. Runs that send nothing are never held back."""

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
        self._live = mode is Mode.LIVE
        self._profile_of = profile_of
        self._clock = clock
        #: Application id -> the applicant's day it was counted on.
        self._counted: dict[str, str] = {}

    async def admit(self, application: Application) -> None:
        """Raises `Deferred` with the reason, and the moment from which it may be tried again."""
        if not self._live:
            return
        zone, now, quiet = self._zone(application), self._clock(), self._apply.quiet
        if until := policy.quiet_until(now, quiet, zone):
            raise Deferred(f"it is quiet from {self._apply.quiet_hours} ({zone.key})", until=until)
        cap = self._apply.per_day
        if cap is None:
            return
        day = policy.local_day(now, zone).isoformat()
        if not await self._store.spend(application.user.id, day, cap):
            sent = "one application was" if cap == 1 else f"{cap} applications were"
            raise Deferred(f"{sent} sent today ({day}, {zone.key})", until=policy.next_day(now, quiet, zone))
        self._counted[application.id] = day

    async def settle(self, application: Application, outcome: Outcome | None) -> None:
        """What was not sent does not count. None: there was no outcome."""
        day = self._counted.pop(application.id, None)
        if day and not (outcome and outcome.status in _SENT):
            await self._store.unspend(application.user.id, day)

    def _zone(self, application: Application) -> ZoneInfo:
        """The applicant's own, else the configured one."""
        try:
            own = self._profile_of(application).apply.timezone
        except BadInput:  # the attempt will say so
            own = ""
        return ZoneInfo(own or self._apply.timezone)
