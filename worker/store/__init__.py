"""Where applications wait, and what became of them: `open_store` gives the store that a URL names."""

from pathlib import Path

from worker.config import Secrets
from worker.errors import BadInput
from worker.store.base import Added, ClaimRequest, Finished, Store
from worker.store.memory import MemoryStore
from worker.store.sqlite import SqliteStore
from worker.store.supabase_access import access_of, is_supabase

__all__ = ["Added", "ClaimRequest", "Finished", "Store", "existing_store", "open_store"]

_FORMS = "sqlite:///PATH, sqlite:////ABSOLUTE/PATH, supabase or memory:"


def open_store(url: str, secrets: Secrets | None = None) -> Store:
    """The store at this URL; entering it (`async with`) opens it. Raises `BadInput` for a URL of no store.

    `secrets` is the way into a Supabase project; the other stores need none.
    """
    if url == "memory:":
        return MemoryStore()
    if is_supabase(url):
        return _supabase(url, secrets or Secrets())
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


def existing_store(url: str, secrets: Secrets | None = None) -> Store:
    """The same, of a store that is there: raises `BadInput` for a file that is not, in place of making an empty one."""
    store = open_store(url, secrets)
    if isinstance(store, SqliteStore) and not store.path.is_file():
        raise BadInput(f"store: expected applications in {store.path}, found no such file; correct the path")
    return store


def _supabase(url: str, secrets: Secrets) -> Store:
    access = access_of(url, secrets)
    try:
        from worker.store.supabase import SupabaseStore  # noqa: PLC0415 - its client takes long to load
    except ModuleNotFoundError as error:
        raise BadInput(
            f"supabase: expected its client to be installed, found no {error.name}; `pip install 'apply-bot[supabase]'`"
        ) from None
    return SupabaseStore(access)
