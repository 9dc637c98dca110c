"""Test applications under leases of their own: the worker's loop gets these, and no other row of the store."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from worker.errors import BadInput
from worker.model import Application, Swept, lease_of
from worker.store.base import ClaimRequest, Store

#: The highest there is in either store, so that one claim takes the test's rows.
FIRST = 2**31 - 1
#: Longest that the rows wait for their turn in the loop, which then keeps the leases alive.
_LEASE = timedelta(minutes=10)


class Reserved:
    """A store whose queue is these applications alone; everything else is the store's own."""

    def __init__(self, store: Store, claimed: Sequence[Application]) -> None:
        self._store = store
        self._left = list(claimed)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    async def claim(self, request: ClaimRequest) -> list[Application]:
        given, self._left = self._left[: request.limit], self._left[request.limit :]
        return given

    async def due(self, now: datetime | None = None) -> int:
        del now
        return len(self._left)

    async def sweep(self) -> Swept:
        """Other workers' leases are no business of a test."""
        return Swept()


async def reserve(store: Store, wanted: Sequence[str], worker: str) -> list[Application]:
    """Claim just these, which are pending with the priority `FIRST`. Raises `BadInput` where a worker was quicker."""
    claimed = await store.claim(ClaimRequest(worker, len(wanted), _LEASE))
    others = [lease_of(one) for one in claimed if one.id not in wanted]
    if others:
        await store.release(others)
    ours = [one for one in claimed if one.id in wanted]
    if len(ours) < len(wanted):
        await store.release([lease_of(one) for one in ours])
        raise BadInput(
            f"selftest: expected its {len(wanted)} test applications to be free, found {len(wanted) - len(ours)} taken "
            "by another worker; stop the workers of this store for a minute, and type it again"
        )
    return sorted(ours, key=lambda one: wanted.index(one.id))
