"""What Lever's own résumé parser makes of an attempt."""

from collections.abc import Callable
from typing import Any

import pytest

from adapters.contract import Adapter, Retry, Visit
from adapters.contract.registry import load

READING = "<form><label>Name <input name=name></label><span class=resume-upload-working>Analyzing</span></form>"


def test_a_resume_that_is_never_read_promises_no_other_attempt(visiting: Callable[[str, Any], Any]) -> None:
    """Whether this was the last one is the worker's to know."""
    lever = load().get("lever")

    async def act(visit: Visit, plain: Adapter) -> str:
        await plain.open(visit)
        page = await plain.scan(visit)
        visit.timeout_ms = 0
        with pytest.raises(Retry) as told:
            await lever.attached(visit, page)
        return str(told.value)

    assert visiting(READING, act) == "Lever did not finish reading the résumé in time."
