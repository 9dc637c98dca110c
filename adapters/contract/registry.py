"""Which adapters there are, and which one serves a URL: boards are found by being there, strangers by entry point."""

import difflib
import importlib
import pkgutil
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib.metadata import EntryPoint, entry_points
from types import ModuleType
from urllib.parse import urlsplit

import adapters
from adapters.contract.adapter import Adapter
from adapters.contract.errors import AdapterError, Blocked

#: Third parties register a module or an `Adapter` subclass under this group, named as the board.
GROUP = "apply_bot.adapters"
#: Serves every URL that no board claims.
FALLBACK = "generic"

_TLD = r"(com|[a-z]{2}|com?\.[a-z]{2})"
#: Host -> (site, reason). Their pages are never opened.
REFUSED: tuple[tuple[str, str, str], ...] = (
    (rf"(.+\.)?(linkedin\.{_TLD}|lnkd\.in)", "LinkedIn", "its User Agreement (section 8.2) forbids automated access"),
    (rf"(.+\.)?indeed\.{_TLD}", "Indeed", "it prohibits automated applications outside its own partner API"),
)


class NoAdapter(AdapterError):  # noqa: N818 - what it is, to the person who reads it
    """No adapter, or more than one, claims this URL, or none has this name; a person has to say which."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One adapter that was found, whether it works or not."""

    name: str
    #: "built-in", or the distribution that ships it.
    origin: str
    #: None where it is broken.
    adapter: Adapter | None = None
    #: Why it was skipped; "" where it works.
    error: str = ""


@dataclass(frozen=True, slots=True)
class Registry:
    """Every adapter found, built-ins first, in alphabetical order."""

    entries: tuple[Entry, ...]

    @property
    def adapters(self) -> tuple[Adapter, ...]:
        """Those that work."""
        return tuple(entry.adapter for entry in self.entries if entry.adapter)

    def get(self, name: str) -> Adapter:
        """The adapter of that name. Raises `NoAdapter` naming the nearest one."""
        known = {adapter.name: adapter for adapter in self.adapters}
        if name in known:
            return known[name]
        broken = next((f"it was skipped: {entry.error}" for entry in self.entries if entry.name == name), "")
        near = difflib.get_close_matches(name.lower(), known, n=1)
        advice = broken or (f"did you mean {near[0]}?" if near else f"known: {', '.join(known)}")
        raise NoAdapter(f"board: expected the name of an adapter, found {name!r}; {advice}")

    def for_url(self, url: str, board: str = "") -> Adapter:
        """The adapter that serves this posting; an explicit board wins over the URL, a refusal over both.

        Raises `Blocked` for a refused site, `NoAdapter` for an unknown board, an ambiguous URL or one not of the web.
        """
        refuse(url)
        if board:
            return self.get(board)
        claims = [adapter for adapter in self.adapters if adapter.name != FALLBACK and adapter.matches(url)]
        if len(claims) > 1:
            names = " and ".join(adapter.name for adapter in claims)
            raise NoAdapter(f"expected one adapter for {url}, found {names}; name the board with the posting")
        return claims[0] if claims else self.get(FALLBACK)


def refuse(url: str) -> None:
    """Raises `Blocked` for a site whose terms forbid automation, `NoAdapter` for what is not a web address.

    For a posting's URL before it is opened, and again for where its redirects led.
    """
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        parts, host = urlsplit(""), ""
    if parts.scheme.lower() not in {"http", "https"} or not host or re.search(r"\s", url.strip()):
        raise NoAdapter(
            f"expected the web address of a job posting (https://...), found {url[:120]!r}; correct the URL"
        )
    for pattern, site, reason in REFUSED:
        if re.fullmatch(pattern, host):
            advice = "find this posting on the employer's own career page and apply there"
            raise Blocked(f"{site} is not automated: {reason}; {advice}", why="unsupported")


def load() -> Registry:
    """Find all adapters. A broken one is listed with its error and skipped; a name that is taken is broken."""
    found: dict[str, Entry] = {}
    rejected: list[Entry] = []
    for entry in (*_built_in(), *_third_party()):
        taken = found.get(entry.name)
        if taken is None:
            found[entry.name] = entry
        else:
            text = f"the name {entry.name} is taken ({taken.origin}); its author has to choose another"
            rejected.append(Entry(entry.name, entry.origin, error=text))
    return Registry((*found.values(), *rejected))


def adapter_in(module: ModuleType) -> type[Adapter]:
    """The one `Adapter` subclass that a module defines. Raises `AdapterError` where there are none or several."""
    prefix = module.__name__
    own = {
        value
        for value in vars(module).values()
        if isinstance(value, type)
        and issubclass(value, Adapter)
        and (value.__module__ == prefix or value.__module__.startswith(f"{prefix}."))
    }
    if len(own) != 1:
        names = ", ".join(sorted(cls.__name__ for cls in own)) or "none"
        raise AdapterError(f"expected one Adapter subclass in {prefix}, found {names}; one board, one module")
    return own.pop()


def _built_in() -> Iterator[Entry]:
    for info in sorted(pkgutil.iter_modules(adapters.__path__), key=lambda info: info.name):
        if info.name != "contract":
            yield _entry(info.name, "built-in", partial(importlib.import_module, f"adapters.{info.name}"))


def _third_party() -> Iterator[Entry]:
    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        yield _entry(point.name, _origin(point), point.load)


def _origin(point: EntryPoint) -> str:
    return point.dist.name if point.dist else point.value


def _entry(name: str, origin: str, bring: Callable[[], object]) -> Entry:
    try:
        return Entry(name, origin, adapter=_adapter(name, bring()))
    except Exception as error:  # noqa: BLE001 - whatever a stranger's module raises, the others go on
        text = str(error) if isinstance(error, AdapterError) else f"{type(error).__name__}: {error}"
        return Entry(name, origin, error=text)


def _adapter(name: str, brought: object) -> Adapter:
    cls = adapter_in(brought) if isinstance(brought, ModuleType) else brought
    if not (isinstance(cls, type) and issubclass(cls, Adapter)):
        raise AdapterError(
            f"expected a module or an Adapter subclass, found {type(cls).__name__}; see docs/adapters.md"
        )
    if cls.name != name:
        raise AdapterError(
            f"expected the name {name}, found {cls.name!r}; name the class, its module and its entry alike"
        )
    for pattern in cls.patterns:
        re.compile(pattern)
    return cls()
