"""Draws the numbered boxes of the fields on the picture of a filled form page."""

import base64
import binascii
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

from PIL import Image, ImageDraw, ImageFont, UnidentifiedImageError

from worker.model import Json

#: Picture pixels per CSS pixel of an annotated picture: digits stay sharp on a picture that was taken smaller.
DRAWN_SCALE = 1.0
#: Air between a control and its box (pixels of the annotated picture).
AIR = 3
_LINE = 2
_DIGITS = 15
_BADGE = 21.0
#: Pictures beyond this are not drawn on (pixels): a stranger's file must not fill the memory.
_MOST_PIXELS = 60_000_000


#: Left, top, right, bottom; pixels.
Edges = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Mark:
    """One field's box with its number."""

    number: int
    colour: str
    #: CSS pixels from the top left of the page.
    x: float
    y: float
    width: float
    height: float
    #: Optional and left empty: a thin line, so that what was written stands out.
    faint: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """A loaded picture, and how many of its pixels make a CSS pixel."""

    image: Image.Image
    scale: float


def load(shot: Json) -> Picture | None:
    """The full picture where it is at hand, else its thumbnail; None where neither can be read."""
    css_width = float(shot.get("width") or 0) / (float(shot.get("scale") or 1) or 1)
    for uri in (str(shot.get("uri") or ""), str(shot.get("thumbnail") or "")):
        data = read(uri)
        image = _image(data) if data else None
        if image:
            return Picture(image, image.width / css_width if css_width else 1.0)
    return None


def read(uri: str) -> bytes | None:
    """The bytes behind a `file:` or `data:` URI; None for any other, for the report asks no network."""
    try:
        if uri.startswith("data:"):
            return base64.b64decode(uri.partition(",")[2], validate=True)
        if uri.startswith("file:"):
            return Path(url2pathname(urlsplit(uri).path)).read_bytes()
    except (OSError, ValueError, binascii.Error):
        return None
    return None


def _image(data: bytes) -> Image.Image | None:
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP")) as image:
            if image.width * image.height > _MOST_PIXELS:
                return None
            return image.convert("RGB")
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError, SyntaxError):
        return None


def annotate(picture: Picture, marks: Sequence[Mark]) -> Picture:
    """The picture with every box on it, at `DRAWN_SCALE` if it was smaller."""
    factor = max(1.0, DRAWN_SCALE / picture.scale)
    size = (round(picture.image.width * factor), round(picture.image.height * factor))
    drawn = picture.image.resize(size, Image.Resampling.BICUBIC) if factor > 1 else picture.image.copy()
    scale = picture.scale * factor
    pen = ImageDraw.Draw(drawn)
    font = ImageFont.load_default(_DIGITS)
    boxes = [(mark, _edges(mark, scale)) for mark in marks if mark.width > 0 and mark.height > 0]
    for mark, box in boxes:
        pen.rounded_rectangle(box, radius=5, outline=mark.colour, width=1 if mark.faint else _LINE)
    for mark, box in boxes:
        _badge(pen, font, mark, box, [other for _, other in boxes])
    return Picture(drawn, scale)


def _edges(mark: Mark, scale: float) -> Edges:
    """The box in pixels of the picture, with some air around the control."""
    left, top = mark.x * scale - AIR, mark.y * scale - AIR
    return left, top, (mark.x + mark.width) * scale + AIR, (mark.y + mark.height) * scale + AIR


def _badge(pen: ImageDraw.ImageDraw, font: Any, mark: Mark, box: Edges, taken: Sequence[Edges]) -> None:
    """The number left of its box, where it hides no label; on the box's corner where that is taken or outside."""
    text = str(mark.number)
    width = max(_BADGE, pen.textlength(text, font=font) + 10)
    x, y = box[0] - width - 2, max(0.0, box[1])
    if x < 0 or any(_meet((x, y, x + width, y + _BADGE), other) for other in taken if other != box):
        x, y = max(0.0, box[0] - 4), max(0.0, box[1] - _BADGE / 2)
    pen.rounded_rectangle((x, y, x + width, y + _BADGE), radius=_BADGE / 2, fill=mark.colour, outline="white")
    pen.text((x + width / 2, y + _BADGE / 2), text, fill="white", font=font, anchor="mm")


def _meet(one: Edges, other: Edges) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def jpeg(image: Image.Image) -> bytes:
    """As the file that the report shows."""
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80, optimize=True)
    return out.getvalue()
