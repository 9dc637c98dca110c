"""Applications made by hand, in every status, with artifacts as real attempts leave them."""

import base64
import io
from datetime import UTC, datetime
from typing import Any

from PIL import Image

from worker.model import Application, Job, Status, User

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
#: The page that the pictures show, CSS pixels; the pictures are taken at half of that.
PAGE_WIDTH, PAGE_HEIGHT, SCALE = 1200, 800, 0.5


def picture(step: str = "filled", *, page: int = 1, scale: float = SCALE, uri: str | None = None) -> dict[str, Any]:
    """A blank page as `screenshots[]` describes it, inside the JSON unless `uri` says where else it is."""
    size = (round(PAGE_WIDTH * scale), round(PAGE_HEIGHT * scale))
    inline = _data_uri(Image.new("RGB", size, "white"))
    return {
        "step": step,
        "taken_at": NOON.isoformat(),
        "uri": inline if uri is None else uri,
        "thumbnail": _data_uri(Image.new("RGB", (320, 213), "white")),
        "sha256": "0" * 64,
        "width": size[0],
        "height": size[1],
        "bytes": 1000,
        "scale": scale,
        "page": page,
    }


def _data_uri(image: Image.Image) -> str:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=95)
    return "data:image/jpeg;base64," + base64.b64encode(out.getvalue()).decode()


def row(key: str, **changes: Any) -> dict[str, Any]:
    """One of `artifacts.fields`; by default filled from the profile and read back."""
    field = {
        "key": key,
        "label": key.replace("_", " ").capitalize(),
        "kind": "text",
        "required": False,
        "topic": key,
        "value": f"value of {key}",
        "source": f"profile.basics.{key}",
        "verified": True,
        "page": 1,
        "box": None,
    }
    return {**field, **changes}


def artifacts(**changes: Any) -> dict[str, Any]:
    """What a live attempt leaves."""
    left = {
        "version": 1,
        "method": "browser",
        "mode": "live",
        "note": "Applied and confirmed.",
        "board": "generic",
        "adapter": "generic 0.1.0",
        "url": "https://jobs.example.com/1",
        "applied_at": NOON.isoformat(),
        "confirmation": None,
        "fields": [],
        "documents": [],
        "screenshots": [],
        "questions": [],
        "timings": {"open": 400.0, "fill": 100.0, "total": 700.0},
        "side_effects": [],
        "application_details": {"previous_artifacts": []},
    }
    return {**left, **changes}


def application(status: Status = Status.APPLIED, *, key: str = "11112222-aaaa", **changes: Any) -> Application:
    """One application that stands there; `artifacts` and `attempt_meta` as given."""
    given: dict[str, Any] = {
        "user": User("u", "ada@example.com", "Ada Example"),
        "job": Job("j", "https://jobs.example.com/1", "Engineer", "Northwind"),
        "artifacts": artifacts(),
        "attempt_meta": {},
        "created_at": NOON,
        "updated_at": NOON,
    }
    return Application(key, status=status, **{**given, **changes})


QUESTION: dict[str, Any] = {
    "key": "clearance",
    "question": "Which security clearance do you hold?",
    "kind": "select",
    "required": True,
    "options": ["None", "Secret"],
    "why": "no fact says it",
}
