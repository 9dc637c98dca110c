"""Where the report's boxes stand, and in which colours."""

import re
from pathlib import Path

import pytest
from PIL import Image

from tests.report.scene import BOX, FIELDS, Write
from tests.samples import PAGE_WIDTH, application, artifacts, picture, row
from worker.model import Application
from worker.report.annotate import AIR
from worker.report.sources import SOURCES, source_of


def test_boxes_stand_on_their_fields(write: Write, tmp_path: Path, filled: Application) -> None:
    """Each box is drawn around its field, in the colour of its source, however small the picture was taken."""
    write(tmp_path, filled)
    (file,) = tmp_path.rglob("2-filled.jpg")
    with Image.open(file) as image:
        scale = image.width / PAGE_WIDTH
        for field in FIELDS:
            left, top = (field["box"]["x"] * scale - AIR, field["box"]["y"] * scale - AIR)
            right = (field["box"]["x"] + field["box"]["width"]) * scale + AIR
            bottom = (field["box"]["y"] + field["box"]["height"]) * scale + AIR
            middle = ((left + right) / 2, (top + bottom) / 2)
            for edge in ((middle[0], top), (middle[0], bottom), (left, middle[1]), (right, middle[1])):
                assert _near(image, edge, source_of(field).colour), (field["key"], edge)
            assert _pixel(image, middle) == pytest.approx((255, 255, 255), abs=12)


def test_numbers_stand_beside_the_boxes(write: Write, tmp_path: Path, filled: Application) -> None:
    """The number's disc, in the same colour, is left of the box, where it hides nothing of the field."""
    write(tmp_path, filled)
    (file,) = tmp_path.rglob("2-filled.jpg")
    with Image.open(file) as image:
        for field in FIELDS:
            assert _near(image, (field["box"]["x"] - AIR - 20, field["box"]["y"] + 7), source_of(field).colour)


def test_a_number_covers_no_other_box(write: Write, tmp_path: Path) -> None:
    """Where two fields stand side by side, the right one's number moves to its own corner."""
    beside = {**BOX, "x": BOX["x"] + BOX["width"] + 8}
    fields = [row("country", box=BOX), row("gender", source="rule: decline", box=beside)]
    write(tmp_path, application(artifacts=artifacts(fields=fields, screenshots=[picture()])))
    (file,) = tmp_path.rglob("1-filled.jpg")
    with Image.open(file) as image:
        colour = source_of(fields[1]).colour
        assert not _near(image, (BOX["x"] + BOX["width"] - 8, BOX["y"] + 8), colour)
        assert _near(image, (beside["x"] + 2, beside["y"] - 8), colour)


def test_each_form_page_has_its_own(write: Write, tmp_path: Path) -> None:
    """The fields of a form page are drawn on the picture of that page, numbered through."""
    fields = [row("first", box=BOX), row("second", box={**BOX, "y": 600.0}, page=2)]
    shots = [picture(page=1), picture(page=2)]
    text = write(tmp_path, application(artifacts=artifacts(fields=fields, screenshots=shots)))
    assert "Form page 2" in text
    colour = source_of(fields[0]).colour
    for name, here, there in (("1-filled.jpg", 200, 600), ("2-filled.jpg", 600, 200)):
        (file,) = tmp_path.rglob(name)
        with Image.open(file) as image:
            assert _near(image, (BOX["x"] + 100, here - AIR), colour)
            assert not _near(image, (BOX["x"] + 100, there - AIR), colour)


@pytest.mark.parametrize("uri", ["file:///no/such.jpg", "https://storage.example/1.jpg", "data:image/jpeg;base64,!"])
def test_the_thumbnail_stands_in(write: Write, tmp_path: Path, uri: str) -> None:
    """A full picture that is not at hand is never fetched: the boxes are drawn on its thumbnail."""
    shots = [picture(uri=uri)]
    write(tmp_path, application(artifacts=artifacts(fields=FIELDS, screenshots=shots)))
    (file,) = tmp_path.rglob("1-filled.jpg")
    with Image.open(file) as image:
        assert image.width == pytest.approx(PAGE_WIDTH, abs=2)
        assert _near(image, (BOX["x"] + 100, BOX["y"] - AIR), source_of(FIELDS[0]).colour)


def test_a_file_is_read(write: Write, tmp_path: Path) -> None:
    """A picture in a file, as runs leave it, is copied into the report's folder."""
    original = tmp_path / "a picture.jpg"
    Image.new("RGB", (600, 400), "white").save(original)
    shots = [picture("submitted", uri=original.as_uri())]
    text = write(tmp_path / "out", application(artifacts=artifacts(screenshots=shots)))
    (file,) = (tmp_path / "out").rglob("*.jpg")
    assert file.relative_to(tmp_path / "out").as_posix() in text


def test_pictures_stay_in_the_folder(write: Write, tmp_path: Path) -> None:
    """An id that looks like a path leads nowhere else."""
    write(tmp_path / "out", application(key="../../x", artifacts=artifacts(screenshots=[picture()])))
    assert [file for file in tmp_path.rglob("*.jpg") if not file.is_relative_to(tmp_path / "out" / "pictures")] == []


def test_colours_differ_and_can_be_read() -> None:
    """White digits on every colour reach a contrast of 4.5."""
    assert len({source.colour for source in SOURCES}) == len(SOURCES)
    assert [source.name for source in SOURCES if _contrast(source.colour) < 4.5] == []


def _pixel(image: Image.Image, at: tuple[float, float]) -> tuple[int, ...]:
    found = image.getpixel((round(at[0]), round(at[1])))
    return found if isinstance(found, tuple) else ()


def _near(image: Image.Image, at: tuple[float, float], colour: str) -> bool:
    """Whether the colour stands within two pixels: JPEG and rounding move an edge a little."""
    wanted = _rgb(colour)
    around = [(at[0] + dx, at[1] + dy) for dx in range(-2, 3) for dy in range(-2, 3)]
    return any(max(abs(a - b) for a, b in zip(_pixel(image, p), wanted, strict=True)) < 60 for p in around)


def _rgb(colour: str) -> tuple[int, ...]:
    return tuple(int(part, 16) for part in re.findall("[0-9a-f]{2}", colour))


def _contrast(colour: str) -> float:
    """With white, as WCAG computes it."""
    parts = [part / 255 for part in _rgb(colour)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)
