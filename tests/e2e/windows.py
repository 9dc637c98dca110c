"""What stands on an X display: the titles of its windows."""

from collections.abc import Iterator
from contextlib import closing

from Xlib import X
from Xlib.display import Display
from Xlib.error import XError
from Xlib.xobject.drawable import Window


def titles(display: str) -> list[str]:
    """Of every window that is shown now."""
    with closing(Display(display)) as screen:
        return [title for window in _all(screen.screen().root) if (title := _title(screen, window))]


def _all(window: Window) -> Iterator[Window]:
    try:
        children = window.query_tree().children
    except XError:  # it was closed in this very moment
        return
    for child in children:
        yield child
        yield from _all(child)


def _title(screen: Display, window: Window) -> str:
    """The window's name in UTF-8, as today's programs give it; "" where it is not shown."""
    try:
        if window.get_attributes().map_state != X.IsViewable:
            return ""
        name = window.get_full_property(screen.intern_atom("_NET_WM_NAME"), X.AnyPropertyType)
    except XError:
        return ""
    return name.value.decode("utf-8", "replace") if name else ""
