"""Reads a part of the corpus; a bad entry is one clear sentence that names its file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import yaml

from tests.corpus.entries import APPLICANTS, Entry, File, Form, Right
from tests.corpus.truth import HERE, Place, Truth, load_truth, right_answers
from worker.errors import BadInput
from worker.profile import Profile, load_profile
from worker.yamlfile import validate

Part = Literal["development", "held_back"]
PARTS: tuple[Part, ...] = ("development", "held_back")
Source = Literal["list", "page", "screening"]


@dataclass(frozen=True, slots=True)
class Expected:
    """One entry, and everything that is right in it."""

    entry: Entry
    #: Per applicant: the answers that are right.
    answers: tuple[tuple[Right, ...], ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is understood together: one form, or one screening question."""

    name: str
    source: Source
    file: File
    form: Form
    fields: tuple[Expected, ...]


@dataclass(frozen=True, slots=True)
class Corpus:
    """One part of it."""

    part: Part
    sheets: tuple[Sheet, ...]

    def of(self, *sources: Source) -> tuple[Sheet, ...]:
        return tuple(sheet for sheet in self.sheets if sheet.source in sources)


@cache
def load_corpus(part: Part, root: Path = HERE) -> Corpus:
    """Every file of the part. Raises `BadInput` for the first bad one."""
    truth = load_truth(root / "truth.yaml")
    files = sorted((root / part).rglob("*.yaml"))
    if not files:
        raise BadInput(f"{root / part}: expected YAML files of the corpus, found none; write one")
    sheets = tuple(sheet for path in files for sheet in _sheets(path, truth))
    _unique(sheets)
    return Corpus(part, sheets)


@cache
def applicants(root: Path = HERE) -> tuple[Profile, ...]:
    """In the order of every entry's answers."""
    return tuple(load_profile(root / "applicants" / f"{name}.yaml") for name in APPLICANTS)


def _sheets(path: Path, truth: Truth) -> Iterator[Sheet]:
    where = "/".join(path.parts[-2:])
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        marked = isinstance(error, yaml.MarkedYAMLError) and error.problem_mark
        line = f" line {marked.line + 1}" if marked else ""
        raise BadInput(f"{where}{line}: expected YAML, found something else; a text with , or ? needs quotes") from None
    if not isinstance(content, dict):
        raise BadInput(f"{where}: expected language and forms or screening, found neither; see tests/corpus/README.md")
    file = validate(File, content, where, show_values=True)
    try:
        for form in file.forms:
            source: Source = "page" if form.layout else "list"
            yield Sheet(f"{path.stem}: {form.form}", source, file, form, _expected(form.fields, file, truth))
        for entry in file.screening:
            alone = Form(form=entry.asks, fields=(entry,))
            yield Sheet(f"{path.stem}: {entry.asks}", "screening", file, alone, _expected((entry,), file, truth))
    except BadInput as error:
        raise BadInput(f"{where}: {error}") from None


def _expected(entries: Sequence[Entry], file: File, truth: Truth) -> tuple[Expected, ...]:
    place = Place(file.language, file.country)
    return tuple(Expected(entry, right_answers(entry, place, truth)) for entry in entries)


def _unique(sheets: Sequence[Sheet]) -> None:
    seen: set[str] = set()
    for sheet in sheets:
        if sheet.name in seen:
            raise BadInput(f"{sheet.name}: expected each form and question once in a file, found it twice; drop one")
        seen.add(sheet.name)
