"""A whole queue from one store to another: rows, pictures, documents; repeatable, and never over what is newer."""

import asyncio
import copy
import re
import unicodedata
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

from worker.config import Config
from worker.errors import ApplyBotError, UnknownApplication
from worker.files import Folder, Pictures
from worker.model import Application, Json, Status, User
from worker.store.base import Store

#: Rows that are written in one go; each holds its thumbnails.
_BATCH = 25
#: Rows whose pictures are carried at once.
_AT_ONCE = 8
#: What Storage takes in a file's name.
_NO_KEY = re.compile(r"[^\w!\-.*'() &$@=;:+,?]", re.ASCII)


@dataclass(slots=True)
class Moved:
    """What a copy did: how many of each."""

    #: Rows: added, replaced, kept (newer in the target, or held there), processing (held in the source, left out).
    rows: Counter[str] = field(default_factory=Counter)
    #: Files: carried; missing, where the source names one that cannot be read.
    pictures: Counter[str] = field(default_factory=Counter)
    documents: Counter[str] = field(default_factory=Counter)


async def move(source: Store, target: Store, config: Config) -> Moved:
    """Copy every row. Both stores are open; what the source says of expired leases is settled first."""
    await source.sweep()
    carrier = _Carrier(source, target, config)
    async for batch in _batches(source, carrier.moved):
        carried: list[Application] = []
        for start in range(0, len(batch), _AT_ONCE):
            carried += await asyncio.gather(*map(carrier.carried, batch[start : start + _AT_ONCE]))
        carrier.moved.rows.update(await target.restore(carried))
    return carrier.moved


async def _batches(source: Store, moved: Moved) -> AsyncIterator[list[Application]]:
    batch: list[Application] = []
    async for one in source.list(page=_BATCH):
        if one.status is Status.PROCESSING:
            moved.rows["processing"] += 1
            continue
        batch.append(one)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


class _Carrier:
    """Carries the files of rows from where the source has them to where the target keeps its own."""

    def __init__(self, source: Store, target: Store, config: Config) -> None:
        self._source, self._target, self._config = source, target, config
        self._hours = config.apply.screenshots.url_hours
        self.moved = Moved()
        #: User id -> the row as it goes into the target.
        self._users: dict[str, asyncio.Task[User]] = {}

    async def carried(self, application: Application) -> Application:
        """The row as the target is to have it."""
        if not (self._source.files or self._target.files):
            return application  # both name files of this machine
        user = application.user
        if user.id not in self._users:
            self._users[user.id] = asyncio.create_task(self._user(user))
        row = replace(application, user=await self._users[user.id])
        there = await self._there(application.id)
        if there and there.updated_at >= application.updated_at:
            return replace(row, artifacts=there.artifacts)  # carried before, or newer: then it is not written
        artifacts = copy.deepcopy(application.artifacts)
        for shot in _shots(artifacts):
            await self._picture(shot, user.id)
        return replace(row, artifacts=artifacts)

    async def _there(self, key: str) -> Application | None:
        try:
            return await self._target.get(key)
        except UnknownApplication:
            return None

    async def _picture(self, shot: Json, owner: str) -> None:
        uri, path = str(shot.get("uri") or ""), str(shot.get("path") or "")
        if not path and not uri.startswith("file:"):
            return  # inside the JSON already, or nowhere
        try:
            content = await self._source.files.fetch(path) if path and self._source.files else _local(uri).read_bytes()
        except (OSError, ApplyBotError):
            self.moved.pictures["missing"] += 1
            return
        parts = PurePosixPath(path).parts[1:] if path else _local(uri).parts[-3:]
        place: Pictures = self._target.files or Folder(self._config.artifacts_dir)
        address = await place.keep("/".join(parts), content, owner=owner, hours=self._hours)
        shot.update({"uri": address.uri, "path": address.path, "expires_at": address.expires_at})
        for key in ("path", "expires_at"):
            if not shot[key]:
                del shot[key]
        self.moved.pictures["carried"] += 1

    async def _user(self, user: User) -> User:
        """The applicant with the documents that their profile names, as the target names them."""
        profile = copy.deepcopy(user.profile)
        section = (profile or {}).get("apply")
        named = section.get("documents") if isinstance(section, dict) else None
        documents: Json = named if isinstance(named, dict) else {}
        for kind, name in documents.items():
            try:
                documents[kind] = await self._document(user, str(name), {str(n) for n in documents.values()})
            except (OSError, ApplyBotError):
                self.moved.documents["missing"] += 1
            else:
                self.moved.documents["carried"] += 1
        return replace(user, profile=profile)

    async def _document(self, user: User, name: str, taken: set[str]) -> str:
        if self._source.files:
            content = await self._source.files.document(user.id, name)
        else:
            content = _content(self._config.apply.profile.parent, name)
        if self._target.files:
            key = _key(name, taken)
            await self._target.files.keep_document(user.id, key, content)
            return key
        path = self._config.data_dir / "documents" / user.id / PurePosixPath(name).name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.write_bytes(content)
        return str(path)


def _shots(artifacts: Json) -> Iterator[dict[str, Any]]:
    """Every picture of a row, earlier attempts' too."""
    details = artifacts.get("application_details")
    earlier = details.get("previous_artifacts") if isinstance(details, dict) else None
    for one in [artifacts, *(earlier if isinstance(earlier, list) else ())]:
        for shot in one.get("screenshots") or () if isinstance(one, dict) else ():
            if isinstance(shot, dict):
                yield shot


def _local(uri: str) -> Path:
    return Path(url2pathname(urlsplit(uri).path))


def _content(folder: Path, name: str) -> bytes:
    return (folder / Path(name).expanduser()).read_bytes()


def _key(name: str, taken: set[str]) -> str:
    """The file's own name, in letters that Storage takes; another document's of the same name stays another."""
    plain = unicodedata.normalize("NFKD", Path(name).name).encode("ascii", "ignore").decode()
    key = _NO_KEY.sub("_", plain) or "document"
    twins = sorted(other for other in taken if Path(other).name == Path(name).name)
    return key if len(twins) < 2 else f"{twins.index(name) + 1}-{key}"  # noqa: PLR2004 - one is no twin
