"""What is stopped or breaks in the middle still leaves a record, and takes nothing else with it."""

import asyncio
import base64
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from adapters.contract import Visit
from tests.samples import picture
from worker.config import Config
from worker.files import Folder
from worker.screenshots import Camera

InThread = Callable[[Coroutine[Any, Any, Any]], Any]


class SlowCamera(Camera):
    """Its pictures take a moment and then cannot be taken."""

    async def _taken(self, visit: Visit) -> bytes | None:
        del visit
        await asyncio.sleep(0.05)
        return None


def test_an_attempt_stopped_while_a_picture_is_taken_can_still_be_recorded(
    config: Config, tmp_path: Path, in_thread: InThread
) -> None:
    """Stopping the one who waits does not stop the picture: `developed` answers."""

    async def story() -> list[Any]:
        camera = SlowCamera(config, Folder(tmp_path), "one")
        camera.snap(None, "filled")  # type: ignore[arg-type]
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01):
                await camera.still()
        return list(await camera.developed())

    assert in_thread(story()) == []


def test_a_picture_that_cannot_be_kept_costs_no_outcome(config: Config, tmp_path: Path, in_thread: InThread) -> None:
    """A full disk or a read-only folder loses the full picture, never the record; its thumbnail and the reason stay."""

    class Kept(Camera):
        async def _taken(self, visit: Visit) -> bytes | None:
            del visit
            return base64.b64decode(picture()["uri"].partition(",")[2])

    (tmp_path / "taken").write_text("a file where a folder should be")

    async def story() -> tuple[list[Any], str]:
        camera = Kept(config, Folder(tmp_path / "taken"), "one")
        camera.snap(None, "filled")  # type: ignore[arg-type]
        return list(await camera.developed()), " ".join(camera.troubles)

    (shot,), trouble = in_thread(story())
    assert (shot["uri"], shot["thumbnail"][:11]) == ("", "data:image/")
    assert "expected room for pictures" in trouble
