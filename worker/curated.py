"""Queueing what a person chose: one URL or a whole list of them, each line judged by itself."""

import csv
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any

from adapters.contract.errors import AdapterError
from adapters.contract.registry import FALLBACK, Registry, load
from worker.errors import BadInput
from worker.model import LOCAL_APPLICANT, Job, NewApplication, User
from worker.profile import Profile
from worker.store import Added, Store

#: The columns of a list; `url` is the one that must be there.
COLUMNS = ("url", "title", "company", "priority", "board")
#: Applications that go into the store in one transaction.
_BATCH = 1000
_MOST_PRIORITY = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Wanted:
    """One posting that is to be queued."""

    url: str
    title: str = ""
    company: str = ""
    board: str = ""
    priority: int = 0


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line of a list that could not be queued, and why."""

    #: From 1.
    line: int
    why: str


@dataclass
class Curated:
    """What a list held."""

    wanted: list[Wanted] = field(default_factory=list)
    bad: list[BadLine] = field(default_factory=list)
    #: Columns that nobody knows: passed over, but not in silence.
    ignored: list[str] = field(default_factory=list)


@dataclass
class Queued:
    """What became of them in the store."""

    added: list[tuple[str, Wanted]] = field(default_factory=list)
    known: list[tuple[str, Wanted]] = field(default_factory=list)


def judge(given: Mapping[str, Any], registry: Registry) -> Wanted:
    """A posting from what was given of it. Raises `BadInput` for no web address, a refused site, an unknown board."""
    texts = {name: str(given.get(name) or "").strip() for name in COLUMNS}
    if not texts["url"]:
        raise BadInput("url: expected the web address of a job posting, found none; add it")
    try:
        adapter = registry.for_url(texts["url"], texts["board"])
    except AdapterError as error:
        raise BadInput(str(error)) from None
    # The board's name is what its rate counts by. A stranger's site is left open for an adapter that comes later.
    board = texts["board"] or ("" if adapter.name == FALLBACK else adapter.name)
    return Wanted(texts["url"], texts["title"], texts["company"], board, _priority(texts["priority"]))


def _priority(text: str) -> int:
    try:
        number = int(text or 0)
    except ValueError:
        number = _MOST_PRIORITY + 1
    if abs(number) > _MOST_PRIORITY:
        raise BadInput(f"priority: expected a whole number such as 10, found {text[:40]!r}; mend it")
    return number


def read_list(source: str, registry: Registry | None = None) -> Curated:
    """The postings of a CSV or JSONL file, "-" for standard input. Raises `BadInput` where it is no list at all."""
    known = registry or load()
    text = _text(source)
    curated = Curated()
    lines = _json_lines(text) if _is_json(source, text) else _csv_lines(text, source, curated)
    for number, given in lines:
        try:
            if isinstance(given, BadInput):
                raise given
            curated.wanted.append(judge(given, known))
        except BadInput as error:
            curated.bad.append(BadLine(number, str(error)))
    if not curated.wanted and not curated.bad:
        raise BadInput(f"{source}: expected at least one job posting, found none; add a line with its url")
    return curated


def _text(source: str) -> str:
    try:
        data = sys.stdin.buffer.read() if source == "-" else Path(source).expanduser().read_bytes()
    except OSError as error:
        reason = "no file" if isinstance(error, FileNotFoundError) else type(error).__name__
        raise BadInput(f"{source}: expected a CSV or JSONL file, found {reason}; check the path") from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput(f"{source}: expected UTF-8 text, found other bytes; save it as UTF-8") from None
    if "\0" in text:
        raise BadInput(f"{source}: expected a CSV or JSONL file, found binary data; export it as CSV")
    return text


def _is_json(source: str, text: str) -> bool:
    return Path(source).suffix.lower() in {".jsonl", ".ndjson", ".json"} or text.lstrip().startswith("{")


def _json_lines(text: str) -> Iterator[tuple[int, Mapping[str, Any] | BadInput]]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            given = json.loads(line)
        except ValueError:
            given = None
        if isinstance(given, dict) and all(isinstance(given.get(c), str | int | None) for c in COLUMNS):
            yield number, given
        else:
            yield number, BadInput('expected one JSON object such as {"url": "https://..."}, found something else')


def _csv_lines(text: str, source: str, curated: Curated) -> Iterator[tuple[int, Mapping[str, Any] | BadInput]]:
    first = next((line for line in text.splitlines() if line.strip()), "")
    reader = csv.reader(StringIO(text), delimiter=max(",;\t", key=first.count), strict=True)
    header: list[str] = []
    line = 1
    try:
        for cells in reader:
            number, line = line, reader.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            if not header:
                header = _header(cells, source, curated)
                if cells[0].strip().lower() in header:
                    continue
            extra = any(cell.strip() for cell in cells[len(header) :])
            given = dict(zip(header, cells, strict=False))
            yield number, BadInput(f"expected {len(header)} columns, found {len(cells)}") if extra else given
    except csv.Error as error:
        yield line, BadInput(f"expected CSV, found a broken line ({error}); mend it, the lines after it were not read")


def _header(cells: Sequence[str], source: str, curated: Curated) -> list[str]:
    """The columns' names; a list that begins with a URL has none, and holds URLs alone."""
    names = [cell.strip().lower() for cell in cells]
    if names[0].startswith(("http://", "https://")):
        return ["url"]
    if "url" not in names:
        raise BadInput(
            f"{source}: expected a column named url in the first line, found {', '.join(cells)[:120]}; add one"
        )
    curated.ignored += [name for name in names if name and name not in COLUMNS]
    return names


async def queue(store: Store, wanted: Sequence[Wanted], profile: Profile | None) -> Queued:
    """Put them into the open store, in their order; what this applicant has queued before stays as it is."""
    user = User(LOCAL_APPLICANT)
    if profile and not profile.untouched:
        basics = profile.basics
        user = User(LOCAL_APPLICANT, basics.email, basics.name or f"{basics.first_name} {basics.last_name}")
        await store.save_user(user)
    queued = Queued()
    for start in range(0, len(wanted), _BATCH):
        batch = wanted[start : start + _BATCH]
        done: list[Added] = await store.add([_new(one, user) for one in batch])
        for one, added in zip(batch, done, strict=True):
            (queued.added if added.created else queued.known).append((added.id, one))
    return queued


def _new(wanted: Wanted, user: User) -> NewApplication:
    job = Job("", wanted.url, wanted.title, wanted.company, wanted.board)
    return NewApplication(user, job, wanted.priority)
