"""What every adapter must hold to: each guard looks at one adapter and says what is wrong with it, or nothing."""

import ast
import datetime as dt
import inspect
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from adapters.contract import Adapter
from adapters.contract.registry import FALLBACK, Registry

#: Pages that are nobody's form; no board may claim them.
NOBODYS = (
    "https://example.org/",
    "https://careers.example.org/jobs/4711",
    "https://jobs.example.org/acme/0c7a6a3e-6a0e-4d43-9f5e-2f3c1b7d9a10",
    "https://www.linkedin.com/jobs/view/4711",
    "https://smartapply.indeed.com/4711",
    "http://127.0.0.1:8000/acme/jobs/4711",
)
#: Waiting for time, not for the page.
_IDLE = ("wait_for_timeout", "asyncio.sleep", "time.sleep", "networkidle")


@dataclass(frozen=True, slots=True)
class House:
    """Where the guards look beside the adapter itself."""

    registry: Registry
    fixtures: Path
    readme: str
    #: Every topic there is.
    topics: frozenset[str]


Guard = Callable[[Adapter, House], str]


def named_like_its_file(adapter: Adapter, house: House) -> str:
    del house
    parts = type(adapter).__module__.split(".")
    own = parts[1] if parts[0] == "adapters" and len(parts) > 1 else parts[-1]
    return "" if adapter.name == own else f"expected the module's name {own}, found {adapter.name!r}"


def titled(adapter: Adapter, house: House) -> str:
    del house
    return "" if adapter.title.strip() else "expected a title, as people write the board"


def documented(adapter: Adapter, house: House) -> str:
    """An inherited docstring does not count."""
    del house
    cls = type(adapter)
    if not (vars(cls).get("__doc__") or "").strip():
        return f"expected a docstring on {cls.__name__}: what its pages do otherwise"
    module = (sys.modules[cls.__module__].__doc__ or "").strip()
    if adapter.title.split()[0].lower() not in module.lower():
        return f"expected a module docstring that names {adapter.title}"
    return ""


def dated(adapter: Adapter, house: House) -> str:
    del house
    try:
        seen = dt.date.fromisoformat(adapter.evidence.date)
    except ValueError:
        return f"expected evidence with an ISO date, found {adapter.evidence.date!r}"
    if seen > dt.datetime.now(dt.UTC).date():
        return f"expected evidence from the past, found {seen}"
    return "" if adapter.evidence.source.strip() else "expected the source of the evidence"


def claims_its_examples_alone(adapter: Adapter, house: House) -> str:
    if adapter.name == FALLBACK:
        return f"{FALLBACK} may have no patterns" if adapter.patterns else ""
    if not adapter.examples:
        return "expected at least one example URL"
    for url in (*adapter.examples, *map(_shouted, adapter.examples)):
        claims = [other.name for other in house.registry.adapters if other.name != FALLBACK and other.matches(url)]
        if claims != [adapter.name]:
            return f"expected {url} to be claimed by {adapter.name} alone, found {claims}"
    return ""


def every_pattern_is_hit(adapter: Adapter, house: House) -> str:
    del house
    bare = [re.sub(r"^https?://", "", url) for url in adapter.examples]
    missed = [p for p in adapter.patterns if not any(re.match(p, url, re.IGNORECASE) for url in bare)]
    return f"expected an example for each pattern, found none for {missed}" if missed else ""


def leaves_others_alone(adapter: Adapter, house: House) -> str:
    """Neither nobody's pages, nor hosts that only look like its own, nor pages that only mention them."""
    del house
    taken = [url for url in (*NOBODYS, *_lookalikes(adapter)) if adapter.matches(url)]
    return f"expected no claim on {taken[0]}" if taken else ""


def has_a_case(adapter: Adapter, house: House) -> str:
    folder = house.fixtures / adapter.name / "cases"
    return "" if any(folder.glob("*.yaml")) else f"expected a case in fixtures/{adapter.name}/cases/, found none"


def listed_in_the_readme(adapter: Adapter, house: House) -> str:
    row = rf"^\| {re.escape(adapter.title)} \| `{re.escape(adapter.name)}` \|"
    found = re.search(row, house.readme, re.MULTILINE)
    return (
        ""
        if found
        else f"expected the row `| {adapter.title} | \\`{adapter.name}\\` | ...` in README's table of boards"
    )


def stands_alone(adapter: Adapter, house: House) -> str:
    """A board knows the contract, and neither the worker, nor the fixtures, nor another board."""
    del house
    module = type(adapter).__module__
    own = ".".join(module.split(".")[:2])
    for name in _imports(inspect.getsource(sys.modules[module])):
        inside = name.split(".")[0] in {"worker", "fixtures", "tests", "adapters"}
        if inside and not f"{name}.".startswith(("adapters.contract.", f"{own}.")):
            return f"expected imports from adapters.contract alone, found {name}"
    return ""


def waits_for_the_page(adapter: Adapter, house: House) -> str:
    """Never a sleep, never networkidle: an expectation is quicker and surer."""
    del house
    source = inspect.getsource(sys.modules[type(adapter).__module__])
    found = [word for word in _IDLE if word in source]
    return f"expected waits for an expectation, found {found[0]}" if found else ""


def knows_its_topics(adapter: Adapter, house: House) -> str:
    unknown = sorted(set(adapter.topics.values()) - house.topics)
    return f"expected topics of worker/topics/, found {unknown}" if unknown else ""


GUARDS: tuple[Guard, ...] = (
    named_like_its_file,
    titled,
    documented,
    dated,
    claims_its_examples_alone,
    every_pattern_is_hit,
    leaves_others_alone,
    has_a_case,
    listed_in_the_readme,
    stands_alone,
    waits_for_the_page,
    knows_its_topics,
)


def fixtures_without_adapter(house: House) -> list[str]:
    """The other direction: folders of cases that no adapter answers to."""
    known = {adapter.name for adapter in house.registry.adapters}
    return sorted(folder.parent.name for folder in house.fixtures.glob("*/cases") if folder.parent.name not in known)


def _shouted(url: str) -> str:
    """Scheme and host in capitals: they mean the same."""
    parts = urlsplit(url)
    return parts._replace(scheme=parts.scheme, netloc=parts.netloc.upper()).geturl()


def _lookalikes(adapter: Adapter) -> Iterator[str]:
    for url in adapter.examples:
        parts = urlsplit(url)
        if adapter.matches(parts._replace(netloc="unrelated.example").geturl()):
            continue  # it goes by the path or query, on any host
        yield parts._replace(netloc=f"{parts.netloc}.unrelated.example").geturl()
        yield parts._replace(netloc=f"not{parts.netloc}").geturl()
        yield parts._replace(netloc=parts.netloc.replace(".", "x")).geturl()
        yield f"https://unrelated.example/?next={url}"
        yield f"https://unrelated.example/{parts.netloc}{parts.path}"


def _imports(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = "." * node.level + (node.module or "")
            yield from (f"{base}.{alias.name}" for alias in node.names)
