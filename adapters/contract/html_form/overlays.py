"""What lies over a form and may be put aside without leave: cookie dialogs, always by saying no."""

from typing import TYPE_CHECKING

from adapters.contract.html_form import words
from adapters.contract.html_form.buttons import click_at, plain
from adapters.contract.html_form.in_page import call
from adapters.contract.html_form.scanning import FURNITURE, scan_page

if TYPE_CHECKING:
    from adapters.contract.visit import Visit


async def decline_cookies(visit: "Visit") -> None:
    """Press the dialog's own no. A dialog that offers none stays, and the submit click will say what lies over it."""
    page = await scan_page(visit)
    for button in page.buttons:
        if button.form == FURNITURE and plain(button.text) in words.DECLINE_COOKIES:
            frame = visit.frames[button.frame]
            spot = await call(frame, "point", button.ref)
            if spot and not spot["over"]:
                await click_at(visit, frame, spot)
                return
