"""Pictures at named steps: full page, small, with a thumbnail; encoded and written beside the work, not before it."""

import asyncio
import base64
import hashlib
import io
from datetime import UTC, datetime
from pathlib import Path

from PIL import Image
from playwright.async_api import CDPSession, Error

from adapters.contract import Visit
from worker.artifacts import ScreenshotJson, Step
from worker.config import Config

#: Taller pages are cut here (CSS pixels): Chromium's textures end soon after.
_TALLEST = 12_000
#: Longest a picture may take (seconds).
_PATIENCE_SECONDS = 10.0


class Camera:
    """Takes the pictures of one attempt; `developed` waits until all are written and describes them."""

    def __init__(self, config: Config, folder: Path) -> None:
        self._wanted = config.screenshot_steps
        self._options = config.apply.screenshots
        self._folder = folder
        self._session: CDPSession | None = None
        self._pictures: list[asyncio.Task[ScreenshotJson]] = []

    async def take(self, visit: Visit, step: Step, *, page: int = 1, whole: bool = True) -> None:
        """One picture, if this step is wanted; a page that cannot be pictured costs no attempt."""
        if step not in self._wanted:
            return
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                picture = await self._capture(visit, whole=whole)
        except (Error, TimeoutError):  # a page that never loaded does not answer
            return
        taken_at = datetime.now(UTC).isoformat()
        name = f"{len(self._pictures) + 1}-{step}.jpg"
        work = asyncio.to_thread(self._develop, picture, self._folder / name, step, taken_at)
        self._pictures.append(asyncio.create_task(_numbered(work, page)))

    def start(self, visit: Visit, step: Step) -> "asyncio.Task[None]":
        """A picture taken beside work that only reads the page; await it before anything is written."""
        return asyncio.create_task(self.take(visit, step))

    async def developed(self) -> list[ScreenshotJson]:
        return list(await asyncio.gather(*self._pictures))

    async def _capture(self, visit: Visit, *, whole: bool) -> bytes:
        """By the DevTools protocol: a scaled picture beyond the viewport without resizing the page."""
        if self._session is None:
            self._session = await visit.page.context.new_cdp_session(visit.page)
        metrics = await self._session.send("Page.getLayoutMetrics")
        size = metrics["cssContentSize"] if whole else metrics["cssVisualViewport"]
        top = {"x": 0, "y": 0} if whole else {"x": size["pageX"], "y": size["pageY"]}
        width, height = (size["width"], size["height"]) if whole else (size["clientWidth"], size["clientHeight"])
        clip = {**top, "width": max(width, 1), "height": min(max(height, 1), _TALLEST), "scale": self._options.scale}
        shot = {"format": "jpeg", "quality": self._options.quality, "captureBeyondViewport": True, "clip": clip}
        reply = await self._session.send("Page.captureScreenshot", shot)
        return base64.b64decode(reply["data"])

    def _develop(self, picture: bytes, path: Path, step: Step, taken_at: str) -> ScreenshotJson:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(picture)
        width, height, thumbnail = _thumbnail(picture, self._options.thumbnail_width)
        return {
            "step": step,
            "taken_at": taken_at,
            "uri": _data_uri(picture) if self._options.inline else path.absolute().as_uri(),
            "thumbnail": _data_uri(thumbnail),
            "sha256": hashlib.sha256(picture).hexdigest(),
            "width": width,
            "height": height,
            "bytes": len(picture),
            "scale": self._options.scale,
        }


async def _numbered(work: "asyncio.Future[ScreenshotJson] | object", page: int) -> ScreenshotJson:
    described: ScreenshotJson = await work  # type: ignore[misc]
    return {**described, "page": page}


def _thumbnail(picture: bytes, wide: int) -> tuple[int, int, bytes]:
    with Image.open(io.BytesIO(picture)) as image:
        width, height = image.size
        image.draft("RGB", (wide, wide * height // max(width, 1)))  # the JPEG decoder shrinks while it reads
        small = image.resize((wide, max(1, round(wide * height / width))))
    out = io.BytesIO()
    small.save(out, "JPEG", quality=60)
    return width, height, out.getvalue()


def _data_uri(jpeg: bytes) -> str:
    return "data:image/jpeg;base64," + base64.b64encode(jpeg).decode()
