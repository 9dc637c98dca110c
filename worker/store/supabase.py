"""The hosted store: a Supabase project, whose functions (`supabase/migrations`) keep the contract."""

import secrets
import uuid
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Self

from worker.errors import StoreUnavailable
from worker.files import Files
from worker.model import Application, Approval, Json, Lease, NewApplication, Outcome, Status, Swept, User
from worker.store import rules, supabase_rows
from worker.store.base import Added, ClaimRequest, Finished, Restored
from worker.store.bucket import Bucket
from worker.store.rows import text_of
from worker.store.supabase_access import Access
from worker.store.supabase_calls import Calls
from worker.store.supabase_errors import not_worker
from worker.store.supabase_rows import applications_from, whole_row

#: The version of the project's functions that this program speaks to; raised with `apply_bot_status` when they change.
VERSION = 2


class SupabaseStore:
    """The store contract over a Supabase project. Its clock is the database's, unless a test brings another."""

    def __init__(self, access: Access, *, clock: Callable[[], datetime] | None = None) -> None:
        self.url = access.url
        self._calls = Calls(access)
        self.files: Files | None = Bucket(self._calls)
        self._clock = clock

    async def __aenter__(self) -> Self:
        """Connect. Raises `StoreUnavailable` where the project lacks our functions or the account is no worker's."""
        await self._calls.open()
        try:
            await self._meet()
        except BaseException:
            await self._calls.close()
            raise
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self._calls.close()

    async def save_user(self, user: User) -> None:
        await self._call("save_user", applicant=supabase_rows.user_row(user))

    async def add(self, new: Sequence[NewApplication]) -> list[Added]:
        # With ids of ours, rows of a call whose reply was lost are known for new ones when it is made again.
        made = [str(uuid.uuid4()) for _ in new]
        rows = [supabase_rows.new_row(one, one.id or key) for one, key in zip(new, made, strict=True)]
        added = await self._call("add", applications=rows)
        return [
            Added(one["id"], created=one["created"] or one["id"] == key) for one, key in zip(added, made, strict=True)
        ]

    async def claim(self, request: ClaimRequest) -> list[Application]:
        told = await self._call(
            "claim",
            worker=request.worker,
            wanted=request.limit,
            lease_seconds=request.lease.total_seconds(),
            # Chosen here: the same claim made again, after a lost reply, returns what it took.
            token=secrets.token_hex(16),
            boards=None if request.boards is None else sorted(request.boards),
            spacing=dict(request.spacing) or None,
        )
        return applications_from(told)

    async def name_board(self, job_id: str, board: str) -> None:
        await self._calls.call("name_board", job=job_id, its_board=board)

    async def heartbeat(self, leases: Sequence[Lease], lease: timedelta) -> set[str]:
        held = supabase_rows.lease_rows(leases)
        return set(await self._call("heartbeat", leases=held, lease_seconds=lease.total_seconds()))

    async def begin_submit(self, application_id: str, token: str, plan: Json) -> None:
        await self._call("begin_submit", id=application_id, token=token, plan=plan)

    async def finish(self, outcomes: Sequence[Outcome]) -> list[Finished]:
        written: list[Finished] = await self._call(
            "finish", outcomes=[supabase_rows.outcome_row(one) for one in outcomes]
        )
        return written

    async def release(self, leases: Sequence[Lease], *, until: datetime | None = None, because: str = "") -> None:
        moment = text_of(until) if until else None
        await self._call("release", leases=supabase_rows.lease_rows(leases), until=moment, because=because)

    async def spend(self, key: str, day: str, cap: int) -> bool:
        # Made again after a lost reply it would count twice, which errs on the side of fewer applications.
        return bool(await self._calls.call("spend", key=key, day=day, cap=cap))

    async def spent(self, key: str, day: str) -> int:
        return int(await self._calls.call("spent", key=key, day=day))

    async def unspend(self, key: str, day: str) -> None:
        await self._calls.call("unspend", repeatable=False, key=key, day=day)

    async def stop(self, because: str) -> None:
        await self._calls.call("stop", because=because)

    async def resume(self) -> None:
        await self._calls.call("resume")

    async def stopped(self) -> str:
        return str(await self._calls.call("stopped"))

    async def sweep(self) -> Swept:
        swept = await self._call("sweep")
        return Swept(tuple(swept["pending"]), tuple(swept["unconfirmed"]))

    async def restore(self, applications: Sequence[Application]) -> list[Restored]:
        for one in applications:
            rules.insist_settled(one)
        written: list[Restored] = await self._calls.call(
            "restore", applications=[whole_row(one) for one in applications]
        )
        return written

    async def forget(self, application_ids: Sequence[str]) -> int:
        return int(await self._calls.call("forget", ids=list(application_ids)))

    async def get(self, application_id: str) -> Application:
        found = applications_from(await self._calls.call("get", id=application_id))
        if not found:
            raise rules.unknown(application_id)
        return found[0]

    async def find(self, prefix: str) -> str:
        return rules.only(prefix, await self._calls.call("find", prefix=prefix))

    async def list(self, status: Status | None = None, *, page: int = 500) -> AsyncIterator[Application]:
        after: dict[str, Any] = {}
        word = status and status.value
        while read := applications_from(await self._calls.call("page", status=word, wanted=page, **after)):
            for one in read:
                yield one
            after = {"after_at": text_of(read[-1].created_at), "after_id": read[-1].id}

    async def counts(self) -> dict[Status, int]:
        found = await self._calls.call("counts")
        return {status: found.get(status.value, 0) for status in Status}

    async def due(self, now: datetime | None = None) -> int:
        moment = now or (self._clock() if self._clock else None)
        return int(await self._calls.call("due", at=text_of(moment) if moment else None))

    async def answer(self, application_id: str, answers: Mapping[str, str]) -> Application:
        return await self._decide("answer", application_id, answers=dict(answers))

    async def approve(self, application_id: str, approval: Approval) -> Application:
        granted, expires = text_of(approval.granted_at), text_of(approval.expires_at)
        return await self._decide("approve", application_id, plan=approval.plan, granted_at=granted, expires_at=expires)

    async def retry(self, application_id: str) -> Application:
        # Made again after a lost reply it might free a row that a worker has ended meanwhile.
        return await self._decide("retry", application_id, repeatable=False)

    async def retry_simulated(self) -> int:
        return int(await self._call("retry_simulated", repeatable=False))

    async def cancel(self, application_id: str) -> Application:
        return await self._decide("cancel", application_id)

    async def _meet(self) -> None:
        met = await self._calls.call("status")
        if met["version"] != VERSION:
            old = met["version"] < VERSION
            raise StoreUnavailable(
                f"supabase: expected version {VERSION} of apply-bot's functions at {self.url}, found {met['version']}; "
                + ("run `apply-bot db migrate`" if old else "update apply-bot")
            )
        if not met["worker"]:
            raise not_worker(self.url)

    async def _call(self, verb: str, **given: Any) -> Any:
        """A verb that depends on the time."""
        return await self._calls.call(verb, at=text_of(self._clock()) if self._clock else None, **given)

    async def _decide(self, verb: str, application_id: str, **given: Any) -> Application:
        (decided,) = applications_from(await self._call(verb, id=application_id, **given))
        return decided
