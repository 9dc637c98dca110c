"""Where applications wait, and what became of them: `open_store` gives the store that a URL names."""

from pathlib import Path

from worker.errors import BadInput
from worker.store.base import Added, ClaimRequest, Finished, Store
from worker.store.memory import MemoryStore
from worker.store.sqlite import SqliteStore

__all__ = ["Added", "ClaimRequest", "Finished", "Store", "open_store"]

_FORMS = "sqlite:///PATH, sqlite:////ABSOLUTE/PATH or memory:"


def open_store(url: str) -> Store:
    """The store at this URL; entering it (`async with`) opens it. Raises `BadInput` for a URL of no store."""
    if url == "memory:":
        return MemoryStore()
    scheme, colon, rest = url.partition(":")
    if scheme != "sqlite" or not colon:
        # The rest of an unknown URL may hold a password.
        found = f"{scheme}:..." if colon else f"{url!r}"
        raise BadInput(f"store: expected {_FORMS}, found {found}; correct the URL")
    path = rest.removeprefix("///")
    if path == rest or not path or path.endswith("/"):
        raise BadInput(
            f"store: expected a path after sqlite:///, found {url!r}; name a file, such as sqlite:///apply-bot.db"
        )
    if path == ":memory:":
        raise BadInput("store: expected a file after sqlite:///, found :memory:; write memory: for a store in memory")
    return SqliteStore(Path(path).expanduser())
