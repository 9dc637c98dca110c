"""What is left alone: controls that nobody sees or is told not to fill. What only sounds like one is asked."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from adapters.contract import Adapter, Visit

Visiting = Callable[[str, Any], Any]

PAGE = (Path(__file__).parent / "pages" / "traps.html").read_text(encoding="utf-8")


def test_no_trap_is_asked_and_everything_else_is(visiting: Visiting) -> None:
    """By words in seven languages, by place, by name; "leave blank if none" is a hint for a person."""

    async def act(visit: Visit, adapter: Adapter) -> list[str]:
        await visit.page.goto(visit.url)
        asked = adapter.asked(await adapter.scan(visit))
        for field in asked:
            await visit.page.locator(field.selector).evaluate("(el) => { el.dataset.found = ''; }")
        wrong = "[data-trap][data-found], [data-asked]:not([data-found]), [data-found]:not([data-asked])"
        return [
            str(one) for one in await visit.page.locator(wrong).evaluate_all("(all) => all.map((el) => el.outerHTML)")
        ]

    assert visiting(PAGE, act) == []
