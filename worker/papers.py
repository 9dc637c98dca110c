"""Brings the documents that an applicant's row names from the store to this machine, for attaching them."""

import asyncio
import re
import time
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from worker.errors import BadInput
from worker.files import Files
from worker.model import Application, User

#: A document that was fetched is good for so long (seconds).
_FRESH_SECONDS = 60.0


class Papers:
    """The documents of a store's applicants, each applicant's in a folder of their own."""

    def __init__(self, files: Files, root: Path) -> None:
        self._files = files
        self._root = root
        self._fetched: dict[Path, float] = {}

    def folder(self, user: User) -> Path:
        """Where this applicant's documents lie after `bring`, under the names that their profile gives them."""
        return self._root / (re.sub(r"[^\w-]", "_", user.id) or "_")

    async def bring(self, application: Application) -> None:
        """Fetch what the row names, unless it was fetched just now.

        Raises `BadInput` for a name outside the applicant's own folder or of no file, `FilesUnavailable` where one
        cannot be had now.
        """
        user = application.user
        for kind, name in _named(user):
            _insist_inside(user, kind, name)
            path = self.folder(user) / name
            if time.monotonic() - self._fetched.get(path, float("-inf")) > _FRESH_SECONDS:
                content = await self._files.document(user.id, name)
                await asyncio.to_thread(_replace, path, content)
                self._fetched[path] = time.monotonic()


def _named(user: User) -> Iterator[tuple[str, str]]:
    """Kind and name of each document; the profile's shape is checked by who reads it."""
    section = (user.profile or {}).get("apply")
    documents = section.get("documents") if isinstance(section, dict) else None
    for kind, name in documents.items() if isinstance(documents, dict) else ():
        if isinstance(name, str) and name:
            yield kind, name


def _insist_inside(user: User, kind: str, name: str) -> None:
    """Applicants write their own profiles: nobody may have another's file sent, or one of this machine."""
    parts = PurePosixPath(name).parts
    if name.startswith(("/", "~")) or "\\" in name or ".." in parts:
        raise BadInput(
            f"users.profile of {user.id}: apply.documents.{kind}: expected the name of a file that the applicant "
            "uploaded, found a path that leads elsewhere; write the name alone"
        )


def _replace(path: Path, content: bytes) -> None:
    """Whoever reads it meanwhile sees the old one or the new one."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.is_file() and path.read_bytes() == content:
        return  # its time stays, by which its hash is known
    half = path.with_name(f"{path.name}.half")
    half.write_bytes(content)
    half.chmod(0o600)
    half.replace(path)
