"""Pictures at named steps: full page, small, with a thumbnail; encoded and written beside the work, not before it."""

import asyncio
import base64
import hashlib
import io
from datetime import UTC, datetime
from typing import Any

from PIL import Image
from playwright.async_api import CDPSession, Error

from adapters.contract import Visit
from worker.artifacts import ScreenshotJson, Step
from worker.config import Config
from worker.errors import FilesUnavailable
from worker.files import Address, Pictures

#: Taller pages are cut here (CSS pixels): Chromium's textures end soon after.
_TALLEST = 12_000
#: How often a picture is tried.
_TRIES = 4
#: Longest a picture may take (seconds).
_PATIENCE_SECONDS = 10.0


class Camera:
    """Takes the pictures of one attempt beside work that only reads the page.

    `snap` begins one, `still` waits until none is being taken (before anything is written or pressed), `developed`
    until all are encoded and described.
    """

    def __init__(self, config: Config, files: Pictures, place: str, *, owner: str = "") -> None:
        self._wanted = config.screenshot_steps
        self._options = config.apply.screenshots
        self._files = files
        self._place = place
        self._owner = owner
        #: Why pictures could not be kept, each reason once.
        self.troubles: dict[str, None] = {}
        self._captures: list[asyncio.Task[bytes | None]] = []
        #: Step and form page -> its picture, in the order in which they were first begun.
        self._pictures: dict[tuple[Step, int], asyncio.Task[ScreenshotJson | None]] = {}

    def snap(self, visit: Visit, step: Step, *, page: int = 1) -> None:
        """Begin one picture of the whole page, if this step is wanted; a later one takes an earlier one's place."""
        if step not in self._wanted:
            return
        capture = asyncio.create_task(self._taken(visit))
        self._captures.append(capture)
        before = self._pictures.get((step, page))
        number = list(self._pictures).index((step, page)) + 1 if before else len(self._pictures) + 1
        name = f"{self._place}/{number}-{step}.jpg"
        self._pictures[step, page] = asyncio.create_task(self._described(capture, name, step, page, before))

    async def still(self) -> None:
        """Until every picture begun so far is taken."""
        if self._captures:
            await asyncio.wait(self._captures)  # an attempt that is stopped here still gets its pictures

    async def developed(self) -> list[ScreenshotJson]:
        """Every picture, in the order in which they were begun; one that could not be taken is left out."""
        done = await asyncio.gather(*self._pictures.values(), return_exceptions=True)
        return [picture for picture in done if picture and not isinstance(picture, BaseException)]

    async def _taken(self, visit: Visit) -> bytes | None:
        """A page that never loaded, or a browser that is gone, leaves no picture; it costs no attempt."""
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                return await self._capture(visit)
        except (Error, TimeoutError):
            return None

    async def _capture(self, visit: Visit) -> bytes:
        """By the DevTools protocol: a scaled picture beyond the viewport without resizing the page."""
        session = await visit.session()
        width, height = visit.size or await _measured(session)
        clip = {"x": 0, "y": 0, "width": width, "height": min(height, _TALLEST), "scale": self._options.scale}
        shot = {"format": "jpeg", "quality": self._options.quality, "captureBeyondViewport": True, "clip": clip}
        for _ in range(_TRIES - 1):
            try:
                return await _shot(session, shot)
            except Error as error:
                # Now and then a page that is just being painted cannot be captured (Chromium 156, November 2026).
                if "Unable to capture" not in error.message:
                    raise
        return await _shot(session, shot)

    async def _described(
        self,
        capture: "asyncio.Task[bytes | None]",
        name: str,
        step: Step,
        page: int,
        before: "asyncio.Task[ScreenshotJson | None] | None",
    ) -> ScreenshotJson | None:
        picture = await capture
        earlier = await before if before else None  # both have one name: the later one is written last
        taken_at = datetime.now(UTC).isoformat()
        if picture is None:
            return earlier
        address = asyncio.create_task(self._kept(name, picture))
        try:
            shot = await asyncio.to_thread(self._develop, picture, step, taken_at, page)
        finally:
            kept = await address
        shot["uri"] = kept.uri
        if kept.path:
            shot["path"], shot["expires_at"] = kept.path, kept.expires_at
        return shot

    async def _kept(self, name: str, picture: bytes) -> Address:
        """Where it is kept; nowhere where that cannot be: the thumbnail in the JSON is left, and the reason."""
        if self._options.inline:
            return Address(_data_uri(picture))
        try:
            return await self._files.keep(name, picture, owner=self._owner, hours=self._options.url_hours)
        except FilesUnavailable as error:
            self.troubles[str(error)] = None
            return Address("")

    def _develop(self, picture: bytes, step: Step, taken_at: str, page: int) -> ScreenshotJson:
        width, height, thumbnail = _thumbnail(picture, self._options.thumbnail_width)
        return {
            "step": step,
            "taken_at": taken_at,
            "uri": "",
            "thumbnail": _data_uri(thumbnail),
            "sha256": hashlib.sha256(picture).hexdigest(),
            "width": width,
            "height": height,
            "bytes": len(picture),
            "scale": self._options.scale,
            "page": page,
        }


async def _shot(session: CDPSession, options: dict[str, Any]) -> bytes:
    """One picture. A page that was scrolled may say afterwards that it stands elsewhere than it does, and jump back
    under the next press (Chromium 156, November 2026): it is put where it was.
    """
    found = await session.send("Runtime.evaluate", {"expression": "[scrollX, scrollY]", "returnByValue": True})
    try:
        reply = await session.send("Page.captureScreenshot", options)
    finally:
        x, y = found["result"].get("value", (0, 0))
        await session.send(
            "Runtime.evaluate", {"expression": f"scrollTo({{left: {x}, top: {y}, behavior: 'instant'}})"}
        )
    return base64.b64decode(reply["data"])


async def _measured(session: CDPSession) -> tuple[int, int]:
    size = (await session.send("Page.getLayoutMetrics"))["cssContentSize"]
    return max(1, size["width"]), max(1, size["height"])


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
