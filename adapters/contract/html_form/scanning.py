"""Turn the page into data: one evaluate per frame, every control with what a person would read beside it."""

import asyncio
import json
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from adapters.contract.form import Box, Button, FormField, FormPage, Option
from adapters.contract.html_form.in_page import call
from adapters.contract.html_form.opening import form_frames

if TYPE_CHECKING:
    from playwright.async_api import Frame

    from adapters.contract.visit import Visit

#: `FormField.form` of search boxes, navigation, newsletters and cookie dialogs.
FURNITURE = -2
#: Kinds that are never an applicant's answer.
_NOT_ASKED = frozenset({"search", "password"})


async def scan_page(visit: "Visit") -> FormPage:
    """The default `Adapter.scan`."""
    from playwright.async_api import Error  # noqa: PLC0415 - simulated runs never load Playwright

    frames = form_frames(visit)
    raw = await asyncio.gather(*(call(f, "scan", {"guard": visit.guarded}) for f in frames), return_exceptions=True)
    views: list[tuple[Frame, dict[str, Any]]] = []
    for frame, text in zip(frames, raw, strict=True):
        if isinstance(text, str):
            views.append((frame, json.loads(text)))
        elif not isinstance(text, Error) or frame is visit.page.main_frame:
            raise text
    shown = [(f, v) for f, v in views if f is visit.page.main_frame or min(v["size"]) > 1]
    visit.frames = [f for f, _ in shown]
    visit.asking = [f for f, v in shown if v["fields"]]
    width, height = views[0][1]["page"]
    visit.size = (width, height)
    return await _assemble(visit, shown)


async def _assemble(visit: "Visit", views: "list[tuple[Frame, dict[str, Any]]]") -> FormPage:
    top = views[0][1]
    fields: list[FormField] = []
    buttons: list[Button] = []
    for index, (frame, view) in enumerate(views):
        x, y = await _offset(frame, view)
        fields += [_field(f, index, x, y) for f in view["fields"]]
        buttons += [Button(**{**b, "frame": index, "box": _box(b["box"], x, y)}) for b in view["buttons"]]
    return FormPage(
        url=visit.page.url,
        title=top["title"],
        fields=tuple(_unique(fields)),
        buttons=tuple(buttons),
        frames=tuple(f.url for f, _ in views),
        status=visit.status,
        headings=tuple(h for _, v in views for h in v["headings"]),
        messages=tuple(m for _, v in views for m in v["messages"]),
        text=top["text"],
        whole=" ".join(v["whole"] for _, v in views),
        walls=tuple(w for _, v in views for w in v["walls"]),
        early_submits=sum(v["early"] for _, v in views),
    )


async def _offset(frame: "Frame", view: dict[str, Any]) -> tuple[float, float]:
    """Where the frame stands in the top document; only a frame of another origin costs a round trip."""
    offset = view["offset"]
    if offset is None and view["fields"]:
        element = await frame.frame_element()
        box = await element.bounding_box()
        offset = box and {"x": box["x"], "y": box["y"]}
    return (offset["x"], offset["y"]) if offset else (0.0, 0.0)


def _box(raw: dict[str, float] | None, x: float, y: float) -> Box | None:
    return Box(raw["x"] + x, raw["y"] + y, raw["width"], raw["height"]) if raw else None


def _field(raw: dict[str, Any], frame: int, x: float, y: float) -> FormField:
    chosen = tuple(raw.pop("chosen", ()))
    value = raw.pop("value", ", ".join(chosen))
    options = tuple(Option(**o) for o in raw.pop("options"))
    ours = {"options": options, "chosen": chosen, "value": value, "frame": frame, "box": _box(raw["box"], x, y)}
    return FormField(**{**raw, **ours, "above": tuple(raw["above"])})


def _unique(fields: Iterable[FormField]) -> list[FormField]:
    """Keys are unique in each frame; two frames may share one."""
    seen: set[str] = set()
    unique = []
    for field in fields:
        key = field.key if field.key not in seen else f"{field.key}@{field.frame}"
        seen.add(key)
        unique.append(field if key == field.key else replace(field, key=key))
    return unique


def application_fields(page: FormPage) -> tuple[FormField, ...]:
    """The default `Adapter.asked`: of all forms on the page, the one that asks most like an application."""
    groups: dict[tuple[int, int], list[FormField]] = {}
    for field in page.fields:
        if field.visible and not (
            field.honeypot or field.disabled or field.kind in _NOT_ASKED or field.form == FURNITURE
        ):
            groups.setdefault((field.frame, field.form), []).append(field)
    if not groups:
        return ()
    best = max(groups.values(), key=_likeness)
    return tuple(best) if _likeness(best) > 1 or _alone(best[0]) else ()


def _alone(field: FormField) -> bool:
    """Whether one field by itself may be a form page: what has to be answered, and is no e-mail for a newsletter."""
    return field.required and field.kind != "email"


def _likeness(fields: list[FormField]) -> int:
    """Documents and many questions make an application; a lone e-mail box is a newsletter."""
    documents = sum(5 for f in fields if f.kind == "file")
    return documents + len(fields) + (0 if any(f.kind == "password" for f in fields) else 1) - 1
