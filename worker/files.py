"""Where the pictures of artifacts are kept: a folder of this machine, unless the store brings a place of its own."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from worker.errors import FilesUnavailable


@dataclass(frozen=True, slots=True)
class Address:
    """Where a file is kept."""

    #: What shows it: a file: URI, or a signed https: URL.
    uri: str
    #: Its path in the store's own place, by which it can be signed anew; "" in a folder.
    path: str = ""
    #: When `uri` ends to show it: ISO 8601, UTC; "" for never.
    expires_at: str = ""


class Pictures(Protocol):
    """A place for pictures. Every verb raises `FilesUnavailable` saying why, and is harmless when repeated."""

    async def keep(self, name: str, content: bytes, *, owner: str, hours: float) -> Address:
        """Keep a picture (JPEG) of this user's; `hours`: how long its address is to show it, where that has an end."""
        ...


class Files(Pictures, Protocol):
    """A store's own place for files."""

    async def fetch(self, path: str) -> bytes:
        """A kept picture, by `Address.path`. Raises `BadInput` where it is gone."""
        ...

    async def document(self, owner: str, name: str) -> bytes:
        """A document that this user has uploaded. Raises `BadInput` where there is none."""
        ...

    async def remove(self, owner: str, *, pictures: Sequence[str], documents: Sequence[str]) -> None:
        """Delete pictures, by `Address.path`, and this user's documents, by name; what is gone is passed over."""
        ...

    async def keep_document(self, owner: str, name: str, content: bytes) -> None:
        """Put a document where its user would upload it."""
        ...


class Folder:
    """A folder of this machine; each user's documents are wherever their profile says."""

    def __init__(self, root: Path) -> None:
        self._root = root

    async def keep(self, name: str, content: bytes, *, owner: str, hours: float) -> Address:
        del owner, hours
        path = (self._root / name).absolute()
        try:
            await asyncio.to_thread(_write, path, content)
        except OSError as error:
            reason = (error.strerror or type(error).__name__).lower()
            raise FilesUnavailable(
                f"artifacts: expected room for pictures in {self._root}, found: {reason}; free some, or set outputDir"
            ) from None
        return Address(path.as_uri())


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        path.write_bytes(content)
    except OSError:
        path.unlink(missing_ok=True)  # half a picture is none
        raise
