"""Whether a page goes on changing once it was filled: some ask more a moment after an answer."""

import asyncio
from time import monotonic
from typing import TYPE_CHECKING

from adapters.contract.html_form.in_page import call

if TYPE_CHECKING:
    from adapters.contract.visit import Visit

#: How long a page is watched; scripts that wait before they ask wait about a tenth of a second (milliseconds).
_WATCH_MS = 150
#: How long the page's own requests are waited for: what they bring may be a question (seconds).
_FETCH_SECONDS = 1.5


async def stirs(visit: "Visit") -> bool:
    """The default `Adapter.stirs`."""
    from playwright.async_api import Error  # noqa: PLC0415 - simulated runs never load Playwright

    end = monotonic() + _FETCH_SECONDS
    while True:
        watched = (call(frame, "stirred", _WATCH_MS) for frame in visit.asking if not frame.is_detached())
        seen = await asyncio.gather(*watched, return_exceptions=True)
        for result in seen:
            if isinstance(result, BaseException) and not isinstance(result, Error):
                raise result
        if any(result is not False for result in seen):  # a frame that just went counts as changed
            return True
        if not visit.fetching or monotonic() > end:
            return False
