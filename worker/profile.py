"""The applicant's facts: load, validate, look up. Their values appear in no error, no log and no repr."""

import hashlib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple, Self

from pydantic import Field, PrivateAttr

from adapters.contract import Document
from worker.errors import BadInput
from worker.resume import Apply, Basics, Education, Given, Language, Part, Skill, Work
from worker.resume.answers import answers_beside, kept_answers
from worker.yamlfile import read_mapping, validate

#: Sections of JSON Resume that no form asks for yet; kept so that a whole resume loads.
_Loose = tuple[dict[str, Any], ...]


class Fact(NamedTuple):
    """A value, and where it comes from: "profile.basics.email"."""

    value: Any
    source: str


class Profile(Part):
    """JSON Resume, and an `apply:` section with what forms ask beside it."""

    basics: Basics
    work: tuple[Work, ...] = ()
    education: tuple[Education, ...] = ()
    skills: tuple[Skill, ...] = ()
    languages: tuple[Language, ...] = ()
    apply: Apply = Field(default_factory=Apply)
    volunteer: _Loose = ()
    awards: _Loose = ()
    certificates: _Loose = ()
    publications: _Loose = ()
    interests: _Loose = ()
    references: _Loose = ()
    projects: _Loose = ()
    meta: dict[str, Any] = Field(default_factory=dict)
    json_schema: str = Field(default="", alias="$schema")

    #: Where relative paths of documents start, and what errors call this profile.
    _base: Path = PrivateAttr(default=Path())
    _where: str = PrivateAttr(default="profile")
    #: Whether documents may lie there alone: the applicant, who is not this machine's user, wrote the paths.
    _confined: bool = PrivateAttr(default=False)

    def fact(self, path: str) -> Fact | None:
        """The fact at a path such as "basics.email" or "work.0.position"; None where there is none. False is a fact."""
        value: Any = self
        for step in path.split("."):
            value = _step(value, step)
        return None if value is None or value in ("", (), {}) else Fact(value, f"profile.{path}")

    def document(self, kind: str) -> Document | None:
        """The file of that kind with its hash; None where none is named. Raises `BadInput` where it cannot be read."""
        named = self.apply.documents.get(kind)
        if named is None:
            return None
        path = (self._base / Path(named).expanduser()).resolve()
        if self._confined and not path.is_relative_to(self._base.resolve()):
            raise BadInput(
                f"{self._where}: apply.documents.{kind}: expected the name of an uploaded file, found a path "
                "that leads elsewhere; write the name alone"
            )
        try:
            facts = path.stat()
            return Document(kind=kind, path=path, sha256=_sha256(path, facts.st_mtime_ns, facts.st_size))
        except OSError:
            raise BadInput(
                f"{self._where}: apply.documents.{kind}: expected a file that can be read, found none at {path}; "
                "put it there or mend the path"
            ) from None

    def documents(self) -> dict[str, Document]:
        """Every document by kind. Raises `BadInput` naming the first that cannot be read."""
        return {kind: found for kind in self.apply.documents if (found := self.document(kind))}

    def answering(self, more: Sequence[Given]) -> Self:
        """This profile with more answers, which win over those it has."""
        if not more:
            return self
        return self.model_copy(
            update={"apply": self.apply.model_copy(update={"answers": (*self.apply.answers, *more)})}
        )

    @property
    def untouched(self) -> bool:
        """Whether it is still the template that `apply-bot init` wrote."""
        return self.basics.email == "you@example.com"


def load_profile(path: Path) -> Profile:
    """The profile in a YAML or JSON file. Raises `BadInput`: one sentence with every bad key."""
    if not path.is_file():
        raise BadInput(f"{path}: expected a profile, found no file; run `apply-bot init` to write one")
    content = read_mapping(path)
    if not content:
        raise BadInput(
            f"{path}: expected a profile, found an empty file; run `apply-bot init` elsewhere for a template"
        )
    profile = parse_profile(content, base=path.parent, where=str(path))
    return profile.answering(kept_answers(answers_beside(path)))


def parse_profile(data: Mapping[str, Any], *, base: Path, where: str, confined: bool = False) -> Profile:
    """The profile in a mapping (a file's, or `users.profile`); its documents' paths are relative to `base`.

    `confined`: a path that leads out of `base` is refused when its document is asked for.
    """
    if not isinstance(data, Mapping):
        raise BadInput(f"{where}: expected a profile with keys and values, found something else; see profile.yaml")
    profile = validate(Profile, data, where)
    profile._base = base  # noqa: SLF001 - its own, set once
    profile._where = where  # noqa: SLF001
    profile._confined = confined  # noqa: SLF001
    return profile


def _step(value: Any, step: str) -> Any:
    if isinstance(value, Part):
        return value.by_key(step)
    if isinstance(value, Mapping):
        return value.get(step)
    if isinstance(value, tuple) and step.isdigit():
        return value[int(step)] if int(step) < len(value) else None
    return None


@lru_cache(maxsize=64)
def _sha256(path: Path, modified_ns: int, size: int) -> str:
    """Cached by what changes when the file does."""
    del modified_ns, size
    return hashlib.sha256(path.read_bytes()).hexdigest()
