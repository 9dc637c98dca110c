"""A stranger's package of the same name is told in one sentence at start-up."""

import sys
from pathlib import Path

import pytest

from worker.errors import ApplyBotError
from worker.siblings import SIBLINGS, check_siblings


def test_our_own() -> None:
    """As installed, the packages beside the worker are its own."""
    check_siblings()


@pytest.mark.parametrize("name", SIBLINGS)
def test_stranger(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another distribution's package that comes first on the path is named, with what to do."""
    (tmp_path / name).mkdir()
    (tmp_path / name / "__init__.py").touch()
    monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(ApplyBotError, match=f"{tmp_path / name}; install apply-bot into an environment of its own"):
        check_siblings()


def test_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A package that is not there at all is told alike."""
    monkeypatch.setattr("worker.siblings.SIBLINGS", ("no_such_package",))
    with pytest.raises(ApplyBotError, match="found none"):
        check_siblings()
