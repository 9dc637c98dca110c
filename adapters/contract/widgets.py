"""Controls that are more than one element: opened with a real mouse, chosen from by exact match, closed again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from adapters.contract.choose import choose
from adapters.contract.dates import Calendar, DateParts
from adapters.contract.form import Answer, FormField, Option, Trouble
from adapters.contract.opened import Opened

if TYPE_CHECKING:
    from adapters.contract.visit import Visit


#: How long an opened list may take to show the answer before we type into it (seconds).
_PATIENCE_SECONDS = 0.5
#: How long a look-up may take (seconds): boards ask a geocoder or a search.
_LOOK_UP_SECONDS = 4.0


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
    """A text control or a button with a list of options: react-select, ARIA comboboxes and listboxes, typeaheads."""

    #: CSS of the options where they carry no role; "" for `[role=option]` of this control.
    option_css: str = ""
    #: Whether its list stays empty until something is typed.
    types_first: bool = False
    #: Whether it looks up only what comes key by key.
    by_key: bool = False

    async def fill(self, visit: "Visit", field: FormField, answer: Answer) -> Trouble | None:
        labels = answer.value if isinstance(answer.value, tuple) else (str(answer.value),)
        opened = Opened(visit, field, self.option_css)
        shown = tuple(Option(label=label, value=label) for label in field.chosen)
        for label in labels:
            if field.multiple and choose(shown, label, answer.synonyms):
                continue  # a second press would take it away
            trouble = await self._pick(opened, label, answer.synonyms)
            if trouble:
                return trouble
        if field.multiple or len(labels) > 1:  # such lists stay open for more
            await opened.leave()
        return None

    async def options(self, visit: "Visit", field: FormField) -> tuple[Option, ...]:
        opened = Opened(visit, field, self.option_css)
        if not await opened.open():
            return ()
        found = await opened.wait(bool, seconds=1.0)
        found = await opened.unroll(lambda _options: False) or found
        await opened.leave()
        return found

    async def _pick(self, opened: "Opened", label: str, synonyms: tuple[str, ...]) -> Trouble | None:
        key = opened.field.key
        if not await opened.open():
            return Trouble(key, "it cannot be opened: something lies over it, or it is gone")

        def matches(options: tuple[Option, ...]) -> bool:
            return choose(options, label, synonyms) is not None

        options: tuple[Option, ...] = ()
        if not self.types_first:
            options = await opened.wait(matches, seconds=_PATIENCE_SECONDS)
        if not matches(options):
            options = await self._look_up(opened, label, matches) or await opened.unroll(matches) or options
        chosen = choose(options, label, synonyms)
        if chosen is None:
            await opened.leave(empty=True)
            return Trouble(key, "none of its options is the answer", options)
        await opened.press(options.index(chosen))
        return None

    async def _look_up(
        self, opened: "Opened", label: str, matches: Callable[[tuple[Option, ...]], bool]
    ) -> tuple[Option, ...]:
        """Typeaheads look up what is typed: a place by its first part, anything else whole."""
        if not await opened.typable():
            return ()
        text = label.split(",", maxsplit=1)[0].strip()
        found: tuple[Option, ...] = ()
        if not self.by_key:
            await opened.write(text, by_key=False)
            found = await opened.wait(matches, seconds=_LOOK_UP_SECONDS, typed=True)
        if not found:  # some only listen to keys
            await opened.write(text, by_key=True)
            found = await opened.wait(matches, seconds=_LOOK_UP_SECONDS, typed=True)
        return found


#: By the name a scan gives.
BUILT_IN: Mapping[str, Widget] = {
    "combobox": Combobox(),
    "faced": Combobox(),
    "parts": DateParts(),
    "calendar": Calendar(),
}


def for_field(field: FormField, overrides: Mapping[str, Widget]) -> Widget | None:
    """The widget that fills a field: the board's own by key or kind, else by what the scan saw; None for native."""
    return overrides.get(field.key) or overrides.get(field.kind) or BUILT_IN.get(field.widget)
