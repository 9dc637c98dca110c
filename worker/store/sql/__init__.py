"""SQL by name: a `.sql` file holds queries under `-- name:` lines, or one version of a schema."""

import re
import sqlite3
from collections.abc import Iterator, Mapping
from importlib.resources import files

_NAME = re.compile(r"^-- name: (\w+)\n", re.MULTILINE)


def read(filename: str) -> str:
    """The text of one file in this folder."""
    return files(__package__).joinpath(filename).read_text(encoding="utf-8")


def queries(filename: str) -> Mapping[str, str]:
    """The named queries of one file."""
    _, *parts = _NAME.split(read(filename))
    return dict(zip(parts[::2], map(str.strip, parts[1::2]), strict=True))


def statements(script: str) -> Iterator[str]:
    """The statements of a script one by one, so that they run inside one transaction of ours."""
    pending = ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            yield pending.strip()
            pending = ""
