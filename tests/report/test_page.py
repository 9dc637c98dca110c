"""The report as a person opens it, in a browser, on a desk and on a phone."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.report.scene import BOX, Write
from tests.samples import PAGE_WIDTH, application
from worker.model import Application, Job, Status


@pytest.fixture
def heard() -> list[str]:
    """What the page complained of, and what it asked the network for."""
    return []


@pytest.fixture
def opened(tmp_path: Path, write: Write, filled: Application, page: Page, heard: list[str]) -> Page:
    waiting = application(Status.NEEDS_REVIEW, key="22223333-bbbb", job=Job("k", "https://b.example", "Painter"))
    write(tmp_path, filled, waiting)
    page.on("console", lambda message: heard.append(message.text))
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on(
        "request", lambda request: heard.extend([] if request.url.startswith(("file:", "data:")) else [request.url])
    )
    page.goto((tmp_path / "index.html").as_uri())
    return page


@pytest.mark.parametrize("width", [1280, 390])
def test_it_opens_without_a_complaint(opened: Page, heard: list[str], width: int) -> None:
    """No error on the console, no request to the network, every picture shown, nothing wider than the screen."""
    opened.set_viewport_size({"width": width, "height": 800})
    opened.reload()
    for image in opened.locator("img").all():
        image.scroll_into_view_if_needed()
        assert image.evaluate("async image => { await image.decode(); return image.naturalWidth }") > 0
    assert heard == []
    assert opened.evaluate("document.documentElement.scrollWidth") <= width


def test_filter_and_search(opened: Page) -> None:
    """A status and words narrow both the table and what stands below it."""
    shown = opened.locator("tr[data-id]:visible")
    opened.get_by_role("button", name="needs review").click()
    assert shown.count() == opened.locator(".app:visible").count() == 1
    opened.get_by_role("button", name="all").click()
    opened.get_by_role("searchbox").fill("paint")
    assert "Painter" in shown.inner_text()
    opened.get_by_role("searchbox").fill("nobody")
    assert opened.get_by_text("Nothing matches.").is_visible()


def test_a_field_and_its_box_light_up_together(opened: Page) -> None:
    """Over a field of the list its box shows, just where the picture has it."""
    opened.locator(".field").first.hover()
    lit = opened.locator(".spot.lit")
    assert lit.count() == 1
    spot, image = lit.bounding_box(), opened.locator(".zoom img").bounding_box()
    assert spot
    assert image
    scale = image["width"] / PAGE_WIDTH
    assert spot["x"] - image["x"] == pytest.approx(BOX["x"] * scale, abs=1)
    assert spot["y"] - image["y"] == pytest.approx(BOX["y"] * scale, abs=1)
