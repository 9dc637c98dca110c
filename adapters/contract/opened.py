"""One opened list of options: a real mouse opens it and chooses, the page itself says when it changes."""

from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING, Any

from adapters.contract.form import FormField, Option
from adapters.contract.html_form.in_page import call

if TYPE_CHECKING:
    from adapters.contract.visit import Visit

#: How long a list without the answer may still grow (seconds).
_SETTLE_SECONDS = 0.1
#: How long a list may take to draw the part it was scrolled to (seconds).
_DRAW_SECONDS = 0.3
#: A list with more options than this is looked up, not scrolled through.
_MOST_OPTIONS = 2000


class Opened:
    """The list of one control, from opening to choosing."""

    def __init__(self, visit: "Visit", field: FormField, option_css: str = "") -> None:
        self.visit = visit
        self.field = field
        self._frame = visit.frames[field.frame]
        self._css = option_css
        #: Where each option of the last look stands; None for those out of sight.
        self._spots: list[dict[str, Any] | None] = []
        self._wrote = False

    async def open(self) -> bool:
        """False where the pointer would meet something else."""
        spot = await call(self._frame, "opening", self.field.ref)
        if spot and spot.get("open"):  # a list that stays open for more is not pressed shut
            return True
        if spot is None or spot["over"]:
            return False
        await self.click(spot)
        return True

    async def wait(
        self, enough: Callable[[tuple[Option, ...]], bool], *, seconds: float, typed: bool = False
    ) -> tuple[Option, ...]:
        """The options once they are enough; else what there is when the time is over or a plain list has settled."""
        end, seen = monotonic() + seconds, None
        while True:
            left = max(0.0, end - monotonic())
            view = await call(self._frame, "awaitShown", self.field.ref, self._css, seen, left * 1000)
            options = tuple(
                Option(label=t, value=t, disabled=d) for t, d in zip(view["labels"], view["disabled"], strict=True)
            )
            self._spots = view["spots"]
            if enough(options) or view["state"] == seen or not left:
                return options
            seen = view["state"]
            if options and not typed and not view["busy"]:
                end = min(end, monotonic() + _SETTLE_SECONDS)

    async def unroll(self, enough: Callable[[tuple[Option, ...]], bool]) -> tuple[Option, ...]:
        """Scroll a list that draws only what is in sight, until it shows enough; else all that it showed."""
        found: dict[str, Option] = {}
        more = await call(self._frame, "unroll", True)
        while more and len(found) < _MOST_OPTIONS:
            options = await self.wait(enough, seconds=_DRAW_SECONDS)
            if enough(options):
                return options
            found |= {option.label: option for option in options}
            more = await call(self._frame, "unroll", False)
        return tuple(found.values())

    async def write(self, text: str, *, by_key: bool) -> None:
        """Replace what the control holds: as one input, or key by key."""
        keyboard = self.visit.page.keyboard
        self._wrote = True
        if self.field.value or by_key:
            await keyboard.press("ControlOrMeta+a")
        await (keyboard.type(text) if by_key else keyboard.insert_text(text))

    async def press(self, index: int) -> None:
        """Choose an option of the last look."""
        spot = self._spots[index] if index < len(self._spots) else None
        spot = spot or await call(self._frame, "pointOption", index)
        if spot:
            await self.click(spot)

    async def typable(self) -> bool:
        """Whether there is a place to type in; it has the focus then."""
        return bool(await call(self._frame, "typeInto", self.field.ref))

    async def leave(self, *, empty: bool = False) -> None:
        """Close it; `empty` takes away what was typed to look up, which is no answer."""
        if empty and self._wrote:
            await self.visit.page.keyboard.press("ControlOrMeta+a")
            await self.visit.page.keyboard.press("Backspace")
        if await call(self._frame, "leave", self.field.ref):  # its script listens to real keys alone
            await self.visit.page.keyboard.press("Escape")

    async def click(self, spot: dict[str, Any]) -> None:
        """Press the real mouse at a point of its frame."""
        from adapters.contract.html_form.buttons import click_at  # noqa: PLC0415 - buttons stand above widgets

        await click_at(self.visit, self._frame, spot)
