"""Files in a Supabase project's Storage: pictures in one private bucket, applicants' documents in another."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from mimetypes import guess_type
from typing import TypeVar

import httpx
import stamina
from storage3.exceptions import StorageApiError

from worker.errors import BadInput, FilesUnavailable, StoreUnavailable
from worker.files import Address
from worker.store.supabase_calls import Calls
from worker.store.supabase_errors import Passing, Unsigned, unreached

T = TypeVar("T")

#: Private buckets; below each a folder per user, named by the user's id.
ARTIFACTS, DOCUMENTS = "apply-bot-artifacts", "apply-bot-documents"
#: Tries, and how long they may go on together (seconds): an attempt that has ended waits for its pictures.
_TRIES, _PATIENCE_SECONDS = 4, 20.0
#: Say that the token was meant, and not the file; Storage has had several sentences for that.
_OF_TOKENS = ("jwt", '"exp"', "signature", "token")
_NOT_FOUND, _REFUSED, _TOO_LARGE = 404, 403, 413


class Bucket:
    """The files of one project, over the same connection and login as its rows."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    async def keep(self, name: str, content: bytes, *, owner: str, hours: float) -> Address:
        path = f"{owner}/{name}"
        life = timedelta(hours=hours)

        async def put() -> Address:
            bucket = self._calls.storage.from_(ARTIFACTS)
            # Written over: a try whose reply was lost has written it already.
            await bucket.upload(path, content, {"content-type": "image/jpeg", "upsert": "true"})
            ends = datetime.now(UTC) + life
            signed = await bucket.create_signed_url(path, int(life.total_seconds()))
            return Address(str(signed["signedUrl"]), path, ends.isoformat(timespec="seconds"))

        return await self._patiently(put, ARTIFACTS)

    async def fetch(self, path: str) -> bytes:
        return await self._patiently(lambda: self._calls.storage.from_(ARTIFACTS).download(path), ARTIFACTS)

    async def document(self, owner: str, name: str) -> bytes:
        path = f"{owner}/{name}"
        return await self._patiently(lambda: self._calls.storage.from_(DOCUMENTS).download(path), DOCUMENTS)

    async def keep_document(self, owner: str, name: str, content: bytes) -> None:
        path, kind = f"{owner}/{name}", _kind(name)

        async def put() -> None:
            bucket = self._calls.storage.from_(DOCUMENTS)
            await bucket.upload(path, content, {"content-type": kind, "upsert": "true"})

        await self._patiently(put, DOCUMENTS)

    async def remove(self, owner: str, *, pictures: Sequence[str], documents: Sequence[str]) -> None:
        for bucket, paths in ((ARTIFACTS, list(pictures)), (DOCUMENTS, [f"{owner}/{name}" for name in documents])):
            if paths:
                remove = partial(self._remove, bucket, paths)
                await self._patiently(remove, bucket)

    async def _remove(self, bucket: str, paths: list[str]) -> None:
        await self._calls.storage.from_(bucket).remove(paths)

    async def _patiently(self, work: Callable[[], Awaitable[T]], bucket: str) -> T:
        async def told() -> T:
            try:
                return await work()
            except StorageApiError as error:
                raise _refused(error, bucket) from None
            except httpx.HTTPError as error:
                raise unreached(error, self._calls.url) from error

        try:
            async for attempt in stamina.retry_context(
                on=Passing, attempts=_TRIES, timeout=_PATIENCE_SECONDS, wait_initial=0.1, wait_max=5.0, wait_jitter=0.5
            ):
                with attempt:
                    return await self._calls.signed(told)
        except StoreUnavailable as error:
            raise FilesUnavailable(str(error)) from error
        raise AssertionError("stamina returns or raises")


def _refused(error: StorageApiError, bucket: str) -> Exception:
    status = int(error.status) if str(error.status).isdigit() else 0
    words = f"{error.code} {error.message}".lower()
    if status == httpx.codes.UNAUTHORIZED or any(word in words for word in _OF_TOKENS):
        return Unsigned(f"supabase: expected the bucket {bucket} to accept the worker's token, found it refused")
    if status >= httpx.codes.INTERNAL_SERVER_ERROR or status == httpx.codes.TOO_MANY_REQUESTS:
        return Passing(f"supabase: expected the bucket {bucket} to be ready, found it busy ({status})", sent=True)
    if "bucket not found" in words:
        return FilesUnavailable(
            f"supabase: expected the bucket {bucket}, found none; run `apply-bot db migrate` to have it made"
        )
    if status == _NOT_FOUND:
        return BadInput(
            f"supabase: expected a file of that name in the applicant's folder of the bucket {bucket}, found none; "
            "upload it, or mend its name in users.profile"
        )
    found = {
        _REFUSED: "it refused this account; run `apply-bot db migrate`, which lets the worker in",
        _TOO_LARGE: "it takes no file that large; raise the bucket's limit",
    }.get(status, f"an error ({error.code}); see the project's Storage")
    return FilesUnavailable(f"supabase: expected the bucket {bucket} to take or give a file, found: {found}")


def _kind(name: str) -> str:
    """The content type that a name's ending says."""
    return guess_type(name)[0] or "application/octet-stream"
