"""Controls that are more than one element: opened with a real mouse, chosen from by exact match, closed again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, Any, Protocol

from adapters.contract.choose import choose
from adapters.contract.form import Answer, FormField, Option, Trouble
from adapters.contract.html_form.in_page import call

if TYPE_CHECKING:
    from playwright.async_api import Frame

    from adapters.contract.visit import Visit


class Widget(Protocol):
    """How one kind of composed control is filled."""

    async def fill(self, visit: "Visit", field: FormField, answer: Answer) -> Trouble | None:
        """Put the answer in and leave nothing open; a `Trouble` says why it could not."""
        ...

    async def options(self, visit: "Visit", field: FormField) -> tuple[Option, ...]:
        """Open it, read what it offers, close it; nothing is chosen."""
        ...


@dataclass(frozen=True, slots=True)
class Combobox:
    """A text control with a list of options: react-select, ARIA comboboxes, location typeaheads."""

    #: CSS of the options where they carry no role; "" for `[role=option]` of this control.
    option_css: str = ""
    #: Whether its list stays empty until something is typed.
    types_first: bool = False
    #: How long an opened list without a match may take before we type into it (seconds).
    patience: float = 0.25

    async def fill(self, visit: "Visit", field: FormField, answer: Answer) -> Trouble | None:
        labels = answer.value if isinstance(answer.value, tuple) else (str(answer.value),)
        for label in labels:
            trouble = await self._pick(visit, field, label, answer.synonyms)
            if trouble:
                return trouble
        return None

    async def options(self, visit: "Visit", field: FormField) -> tuple[Option, ...]:
        frame = visit.frames[field.frame]
        if not await _open(visit, frame, field):
            return ()
        found = await self._wait(visit, frame, field, bool, seconds=1.0)
        await call(frame, "leave", field.ref)
        return found

    async def _pick(self, visit: "Visit", field: FormField, label: str, synonyms: tuple[str, ...]) -> Trouble | None:
        frame = visit.frames[field.frame]
        if not await _open(visit, frame, field):
            return Trouble(field.key, "it cannot be opened: something lies over it, or it is gone")

        def match(options: tuple[Option, ...]) -> Option | None:
            return choose(options, label, synonyms)

        options: tuple[Option, ...] = ()
        if not self.types_first:
            options = await self._wait(visit, frame, field, lambda o: match(o) is not None, seconds=self.patience)
        if match(options) is None:
            options = await self._type(visit, frame, field, label, match) or options
        chosen = match(options)
        if chosen is None:
            await call(frame, "leave", field.ref)
            return Trouble(field.key, "none of its options is the answer", options)
        await self._press(visit, frame, options.index(chosen))
        return None

    async def _type(
        self,
        visit: "Visit",
        frame: "Frame",
        field: FormField,
        label: str,
        match: Callable[[tuple[Option, ...]], Option | None],
    ) -> tuple[Option, ...]:
        """Typeaheads look up what is typed: a place by its first part, anything else whole."""
        await visit.page.keyboard.press("ControlOrMeta+a")
        await visit.page.keyboard.type(label.split(",", maxsplit=1)[0].strip())
        return await self._wait(
            visit, frame, field, lambda o: match(o) is not None, seconds=min(6.0, visit.timeout_ms / 1000), typed=True
        )

    async def _press(self, visit: "Visit", frame: "Frame", index: int) -> None:
        from adapters.contract.html_form.buttons import click_at  # noqa: PLC0415 - buttons stand above widgets

        spot = await call(frame, "pointOption", index)
        if spot:
            await click_at(visit, frame, spot)

    async def _wait(
        self,
        visit: "Visit",
        frame: "Frame",
        field: FormField,
        enough: Callable[[tuple[Option, ...]], bool],
        *,
        seconds: float,
        typed: bool = False,
    ) -> tuple[Option, ...]:
        """The options once they are enough, or what there is when the time is over or a plain list has settled."""
        start, pause = monotonic(), 0.01
        before: tuple[Option, ...] = ()
        while True:
            view: dict[str, Any] = await call(frame, "shown", field.ref, self.option_css)
            options = tuple(
                Option(label=t, value=t, disabled=d) for t, d in zip(view["labels"], view["disabled"], strict=True)
            )
            if enough(options) or monotonic() - start > seconds:
                return options
            if not typed and options and options == before and not view["busy"]:
                return options
            before = options
            await visit.change(pause)
            pause = min(pause * 1.5, 0.1)


async def _open(visit: "Visit", frame: "Frame", field: FormField) -> bool:
    from adapters.contract.html_form.buttons import click_at  # noqa: PLC0415

    spot = await call(frame, "opening", field.ref)
    if spot is None or spot["over"]:
        return False
    await click_at(visit, frame, spot)
    return True


#: By the name a scan gives.
BUILT_IN: Mapping[str, Widget] = {"combobox": Combobox()}


def for_field(field: FormField, overrides: Mapping[str, Widget]) -> Widget | None:
    """The widget that fills a field: the board's own by key or kind, else by what the scan saw; None for native."""
    return overrides.get(field.key) or overrides.get(field.kind) or BUILT_IN.get(field.widget)
