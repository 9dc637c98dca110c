"""Puts an application's pictures into the report's folder, those of filled pages with their boxes."""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from worker.model import Json
from worker.report.annotate import Mark, annotate, jpeg, load
from worker.report.view import FormPageView, Line, Shown, View, faint

#: The folder beside index.html.
FOLDER = "pictures"
#: Shown beside the outermost fields, and at least in all (CSS pixels).
_ASIDE = 64
_NARROWEST = 480


def place(view: View, out: Path) -> None:
    """Write the pictures and tell the view where they lie. Blocking: call it in a thread."""
    folder = Path(FOLDER) / _safe(view.id)
    shots: list[Json] = list(view.artifacts.get("screenshots") or ())
    for index, shot in enumerate(shots, 1):
        step = _safe(str(shot.get("step") or "picture"))
        page = _page_of(view, shot) if step == "filled" else None
        lines = page.lines if page else []
        shown = _write(shot, lines, out, folder / f"{index}-{step}.jpg")
        if shown is None:
            continue
        if page and not page.picture:
            page.picture = zoomed(shown, lines)
        else:
            view.pictures.append(shown)


def _page_of(view: View, shot: Json) -> FormPageView | None:
    number = int(shot.get("page") or 1)
    return next((page for page in view.pages if page.number == number), None)


def _write(shot: Json, lines: Sequence[Line], out: Path, href: Path) -> Shown | None:
    picture = load(shot)
    if picture is None:
        return None
    if lines:
        picture = annotate(picture, marks_of(lines))
    target = out / href
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(jpeg(picture.image))
    thumbnail = str(shot.get("thumbnail") or "")
    return Shown(
        step=str(shot.get("step") or "picture"),
        href=href.as_posix(),
        thumbnail=thumbnail if thumbnail.startswith("data:image/") else href.as_posix(),
        taken_at=str(shot.get("taken_at") or ""),
        width=picture.image.width / picture.scale,
        height=picture.image.height / picture.scale,
    )


def marks_of(lines: Sequence[Line]) -> list[Mark]:
    """A mark for every field that stands somewhere; the thin ones first, so that none of them covers another."""
    marks = [
        Mark(line.number, line.source.colour, box["x"], box["y"], box["width"], box["height"], faint(line))
        for line in lines
        if (box := line.box)
    ]
    return sorted(marks, key=lambda mark: not mark.faint)


def zoomed(shown: Shown, lines: Sequence[Line]) -> Shown:
    """Shown from side to side of its fields, where that makes them larger; the file still holds the whole page."""
    boxes = [box for line in lines if (box := line.box)]
    left = max(0.0, min((box["x"] for box in boxes), default=0.0) - _ASIDE)
    right = min(shown.width, max((box["x"] + box["width"] for box in boxes), default=shown.width) + _ASIDE)
    right = min(shown.width, max(right, left + _NARROWEST))
    return replace(shown, left=left, right=right) if 0 < right - left < shown.width else shown


def _safe(name: str) -> str:
    """An id as a file name: whatever a store calls its rows, the pictures stay in the folder."""
    return re.sub(r"[^\w-]", "_", name) or "_"
