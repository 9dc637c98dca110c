"""Labels, required marks and groups on one page where they stand in every place that people put them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from adapters.contract import Adapter, FormField, Visit

Visiting = Callable[[str, Any], Any]

PAGE = Path(__file__).parent / "pages" / "labels.html"
#: What each control of the page says of itself.
_WRITTEN = """(el) => [el.dataset.says || '', 'must' in el.dataset, el.dataset.hint || '', el.dataset.options || '', el.dataset.kind || '']"""


def _read(field: FormField, *, kind: bool) -> list[Any]:
    options = "|".join(option.label for option in field.options)
    listed = options if field.kind in {"radio", "checkboxes"} else ""
    said = field.question if field.kind == "file" else field.label
    return [said, field.required, field.hint, listed, field.kind if kind else ""]


def test_every_label_is_read_as_a_person_reads_it(visiting: Visiting) -> None:
    """Wherever the words stand, they are bound to their control, without marks and noise, and the marks are kept."""

    async def act(visit: Visit, adapter: Adapter) -> list[tuple[list[Any], list[Any]]]:
        await visit.page.goto(visit.url)
        page = await adapter.scan(visit)
        assert len({f.selector for f in page.fields}) == len(page.fields)
        written = [await visit.page.locator(f.selector).evaluate(_WRITTEN) for f in page.fields]
        return [(w, _read(f, kind=bool(w[4]))) for w, f in zip(written, page.fields, strict=True)]

    seen = visiting(PAGE.read_text(encoding="utf-8"), act)
    assert [pair for pair in seen if pair[0] != pair[1]] == []
    assert len(seen) == PAGE.read_text(encoding="utf-8").count("data-says=")
