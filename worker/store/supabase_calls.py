"""Calls of the project's functions: signed in, tried again where that is harmless, errors in our own sentences."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextvars import ContextVar
from typing import Any, TypeVar

import httpx
import stamina
from postgrest.exceptions import APIError
from storage3 import AsyncStorageClient
from supabase import AsyncClient, AsyncClientOptions, create_async_client
from supabase_auth.errors import AuthError

from worker.errors import StoreUnavailable
from worker.store.supabase_access import Access
from worker.store.supabase_errors import Passing, Unsigned, Unwritable, not_signed_in, refused, unreached

T = TypeVar("T")

#: Longest wait for an answer, and for a connection (seconds).
ANSWER_SECONDS, CONNECT_SECONDS = 30.0, 10.0
#: Tries of a call, and how long they may go on together (seconds): a lease outlives them.
TRIES, PATIENCE_SECONDS = 6, 45.0

#: HTTP status of this task's last answer; the client's errors do not tell it.
_status: ContextVar[int] = ContextVar("status", default=0)


async def _note_status(response: httpx.Response) -> None:
    _status.set(response.status_code)


class Calls:
    """One worker's connection to a project."""

    def __init__(self, access: Access) -> None:
        self.url = access.url
        self._access = access
        self._signing_in = asyncio.Lock()
        self._client: AsyncClient | None = None
        self._http: httpx.AsyncClient | None = None
        #: How often the worker has signed in.
        self._signed_in = 0

    async def open(self) -> None:
        timeout = httpx.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS)
        # Certificates take a while to load, and without TLS there are none to check. No redirect is followed: it would
        # take the key elsewhere.
        tls = self._access.url.startswith("https://")
        self._http = httpx.AsyncClient(timeout=timeout, event_hooks={"response": [_note_status]}, verify=tls)
        options = AsyncClientOptions(auto_refresh_token=False, persist_session=False, httpx_client=self._http)
        self._client = await create_async_client(self._access.url, self._access.key, options)

    async def close(self) -> None:
        if self._http:
            await self._http.aclose()
        self._http = self._client = None

    async def call(self, verb: str, *, repeatable: bool = True, **given: Any) -> Any:
        """What the function `apply_bot_<verb>` returns.

        `repeatable`: whether doing it twice is as good as once; it is then tried again where its reply was lost.
        """

        def again(error: Exception) -> bool:
            return isinstance(error, Passing) and (repeatable or not error.sent)

        params = {name: value for name, value in given.items() if value is not None}
        async for attempt in stamina.retry_context(
            on=again, attempts=TRIES, timeout=PATIENCE_SECONDS, wait_initial=0.1, wait_max=8.0, wait_jitter=0.5
        ):
            with attempt:
                return await self.signed(lambda: self._writable_call(verb, params))
        raise AssertionError("stamina returns or raises")

    async def signed(self, work: Callable[[], Awaitable[T]]) -> T:
        """What `work` returns; a token that has run out is replaced by a new one, since a refused call did nothing."""
        signed_in = self._signed_in
        if self._access.email and not signed_in:
            await self._sign_in(signed_in)
        try:
            return await work()
        except Unsigned:
            if not self._access.email:
                raise
            await self._sign_in(signed_in)
            return await work()

    @property
    def storage(self) -> AsyncStorageClient:
        """The project's Storage, as whoever is signed in."""
        return self._live().storage

    def _live(self) -> AsyncClient:
        if self._client is None:
            raise StoreUnavailable("supabase: expected an open store, found a closed one; enter the store first")
        return self._client

    async def _writable_call(self, verb: str, params: dict[str, Any]) -> Any:
        try:
            return await self._call(verb, params)
        except (Unwritable, ValueError):
            return await self._call(verb, writable(params))

    async def _call(self, verb: str, params: dict[str, Any]) -> Any:
        client = self._live()
        _status.set(0)
        try:
            return (await client.rpc(f"apply_bot_{verb}", params).execute()).data
        except httpx.HTTPError as error:
            raise unreached(error, self._access.url) from error
        except APIError as error:
            # Its text may quote values.
            raise refused(error, _status.get(), self._access.url) from None

    async def _sign_in(self, known: int) -> None:
        """Sign in, unless another call has done so since `known` was read."""
        async with self._signing_in:
            if self._client is None or self._signed_in != known:
                return
            credentials: Any = {"email": self._access.email, "password": self._access.password}
            try:
                await self._client.auth.sign_in_with_password(credentials)
            except AuthError as error:
                raise not_signed_in(error, self._access.url) from None
            except httpx.HTTPError as error:
                raise unreached(error, self._access.url) from error
            self._signed_in += 1


def writable(value: Any) -> Any:
    """The same with what JSON or PostgreSQL cannot hold replaced: NUL, half a surrogate pair, infinite numbers."""
    if isinstance(value, str):
        return value.replace("\0", "\ufffd").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, Mapping):
        return {writable(key): writable(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [writable(one) for one in value]
    if isinstance(value, float) and value - value != 0:
        return None
    return value
