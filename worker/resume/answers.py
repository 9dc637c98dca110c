"""The file of kept answers beside a profile: the program adds to it, so that the profile stays as it was written."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from worker.errors import BadInput
from worker.resume.groups import Given
from worker.yamlfile import read_list, validate

ANSWERS_FILE = "answers.yaml"
_HEADER = (
    "# Your answers to what no fact answers. apply-bot adds to the end; of two for the same, the later one holds.\n"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a file: an answer, or what is wrong with it."""

    #: From 1.
    line: int
    given: Given | None = None
    #: One sentence; "" where nothing is.
    mistake: str = ""
    #: Whether it is a question that was left open.
    blank: bool = False


def answers_beside(profile: Path) -> Path:
    """Where the answers of the applicant of that profile are kept."""
    return profile.with_name(ANSWERS_FILE)


def read_entries(path: Path) -> Iterator[Entry]:
    """Each entry by itself: a bad one does not spoil the others. Raises `BadInput` where the file is no list."""
    for line, content in read_list(path):
        if isinstance(content, dict) and content.get("answer") in (None, "", []):
            yield Entry(line, blank=True)
            continue
        try:
            if not isinstance(content, dict):
                raise BadInput(f"{path}: expected question and answer, found no keys")  # noqa: TRY301 - told like the others
            yield Entry(line, validate(Given, content, str(path)))
        except BadInput as error:
            yield Entry(line, mistake=f"{path} line {line}: {str(error).partition(': ')[2]}")


def kept_answers(path: Path) -> tuple[Given, ...]:
    """The answers in the file, none where there is no file. Raises `BadInput` naming every bad line."""
    entries = list(read_entries(path)) if path.is_file() else []
    mistakes = [entry.mistake for entry in entries if entry.mistake]
    if mistakes:
        raise BadInput("; ".join(mistakes))
    return tuple(entry.given for entry in entries if entry.given)


def keep_answers(path: Path, answers: Sequence[Given]) -> None:
    """Put them at the end of the file, in one piece. Raises `BadInput` where the file cannot be read or written."""
    kept_answers(path)
    try:
        before = path.read_text(encoding="utf-8") if path.is_file() else _HEADER
        lines = "".join(_written(plain_of(one)) for one in answers)
        after = f"{before}{'' if before.endswith(chr(10)) else chr(10)}{lines}"
        beside = path.with_suffix(".new")
        beside.write_text(after, encoding="utf-8")
        beside.chmod(0o600)
        kept_answers(beside)
        beside.replace(path)
    except OSError as error:
        raise BadInput(f"{path}: cannot be written ({type(error).__name__}); choose another folder") from None


def plain_of(given: Given) -> dict[str, Any]:
    """As the file and a row's profile hold it: only what was said."""
    content = given.model_dump(mode="json", exclude_defaults=True)
    answer = given.answer
    return {**content, "answer": list(answer) if isinstance(answer, tuple) else answer}


def _written(content: dict[str, Any]) -> str:
    return yaml.safe_dump([content], allow_unicode=True, sort_keys=False, width=10_000)


def template_of(rows: Iterable[tuple[dict[str, Any], Sequence[str]]]) -> str:
    """A file to fill in: each entry's keys, with comments above them; `answer` is left open."""
    parts = ["# Write your answers behind `answer:`; what you leave open is passed over.\n"]
    for content, comments in rows:
        parts += [f"# {' '.join(comment.split())}\n" for comment in comments]
        parts.append(yaml.safe_dump([content], allow_unicode=True, sort_keys=False, width=10_000) + "  answer:\n\n")
    return "".join(parts)
