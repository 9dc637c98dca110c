"""Reports of applications made by hand."""

from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.report.scene import FIELDS, Write
from tests.samples import application, artifacts, picture
from worker.model import Application
from worker.report import write_report


async def _each(applications: Sequence[Application]) -> AsyncIterator[Application]:
    for one in applications:
        yield one


@pytest.fixture
def write(in_thread: Callable[[Coroutine[Any, Any, Path]], Path]) -> Write:
    """Write a report of these applications into a folder; the page's text."""

    def write(out: Path, *applications: Application) -> str:
        return in_thread(write_report(_each(applications), out, title="My report")).read_text(encoding="utf-8")

    return write


@pytest.fixture
def filled() -> Application:
    """An application that was sent, with a field of each kind of source."""
    proof = {"signals": ["confirmation_text", "form_gone"], "text": "Thank you", "url": "", "reference": "NO-7"}
    shots = [picture("opened"), picture("filled"), picture("submitted")]
    return application(artifacts=artifacts(fields=FIELDS, screenshots=shots, confirmation=proof))
