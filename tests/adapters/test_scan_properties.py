"""What never changes how a control of a page is read: its place, frames, style, case, space, and what stands around."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.contract import Adapter, FormField, FormPage
from adapters.contract.choose import normal
from tests.adapters.conftest import Stage
from worker.steps.understand import understand


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of the form: `html` has places for its label and its name."""

    name: str
    label: str
    html: str


_RADIOS = '<label><input type="radio" name="{n}" value="1"> Yes</label> <label><input type="radio" name="{n}" value="0"> No</label>'
FORM = (
    Asked("fn", "First name", '<label for="{n}">{l} *</label><input id="{n}" name="{n}">'),
    Asked("ln", "Last name", "<label>{l} <input name={n} required></label>"),
    Asked("em", "E-mail", '<div><div>{l}</div><div><input name={n} type="email"></div></div>'),
    Asked("ph", "Phone", "<table><tr><td>{l}</td><td><input name={n} type=tel></td></tr></table>"),
    Asked("ci", "City", "<dl><dt>{l}</dt><dd><input name={n}></dd></dl>"),
    Asked("co", "Country", '<label for="{n}">{l}</label><select id="{n}" name={n}><option value="">Choose</option><option>Austria</option><option>Chile</option></select>'),
    Asked("wa", "Are you legally authorized to work in Germany?", "<fieldset><legend>{l} *</legend>" + _RADIOS + "</fieldset>"),
    Asked("sp", "Will you require visa sponsorship?", '<div><p>{l}</p><div role="radiogroup">' + _RADIOS + "</div></div>"),
    Asked("no", "Notice period", '<p id="{n}-l">{l}</p><button type="button" name="{n}" aria-haspopup="listbox" aria-labelledby="{n}-l">Select</button>'),
    Asked("tx", "Why do you want to work here?", '<b>{l}</b><br><textarea name="{n}"></textarea>'),
    Asked("cv", "Resume", '<div role="group" aria-label="{l}"><button type="button">Attach</button><input type="file" name="{n}" style="display:none"></div>'),
    Asked("ok", "I agree to the privacy policy", '<input type="checkbox" name="{n}" id="{n}"><label for="{n}">{l}</label>'),
)  # fmt: skip
_STYLES = (
    "", "color:#333;padding:2px 8px", "display:grid", "display:flex;gap:6px", "float:none;width:70%", "position:relative",
    "display:inline-block", "border:1px solid;margin:9px", "font:italic 20px serif", "columns:1", "transform:translateX(4px)",
)  # fmt: skip
_AROUND = (
    '<form role="search"><input name="q" placeholder="Search jobs"></form>',
    '<footer><form class="newsletter"><input type="email" name="news" placeholder="E-mail"><button>Subscribe</button></form></footer>',
    '<div id="cookie-banner"><label><input type="checkbox" name="cookies"> Analytics</label><button>Decline</button></div>',
    "<p>We are an equal opportunity employer.</p>",
    '<nav><a href="#">Jobs</a> <button type="button">Menu</button></nav>',
    '<aside><form action="/login"><input name="user"><input type="password" name="pass"></form></aside>',
)  # fmt: skip
_BETWEEN = (
    "<p>Please answer in English.</p>", "<hr>", '<div style="display:none"><label>Old <input name="old"></label></div>',
    '<div style="position:absolute;left:-9999px"><label>Website <input name="site" tabindex="-1"></label></div>',
    "<input type=hidden name=token value=x>", '<button type="button">?</button>', "<svg width=9 height=9></svg>",
)  # fmt: skip
_TAGS = ("div", "section", "span", "li")
Reading = dict[str, tuple[object, ...]]
Read = Callable[[str], Reading]


def _read_of(fields: Iterable[FormField]) -> Reading:
    """Name -> what it asks, its kind, options, whether it has to be answered, and what it is understood as."""
    asked = tuple(fields)
    known = {one.field.key: one.topic for one in understand(asked, board_topics={}, company="Acme")}
    return {
        f.name: (normal(f.asks), f.kind, tuple(o.label for o in f.options), f.required, known[f.key]) for f in asked
    }


@pytest.fixture(scope="module")
def read(stage: Stage) -> Iterator[Read]:
    """Any number of pages in one tab: what is asked on each."""
    tab = stage.call(stage.tab())

    async def scan(html: str) -> FormPage:
        await tab.page.set_content(f"<!doctype html><body>{html}</body>")
        return await Adapter().scan(tab)

    yield lambda html: _read_of(Adapter().asked(stage.call(scan(html))))
    stage.call(tab.page.context.close())


def _html(rows: Iterable[tuple[Asked, str]], before: str = "", after: str = "") -> str:
    inner = "".join(row for _, row in rows)
    return f"{before}<main><h1>Apply</h1><form>{inner}<button>Send</button></form></main>{after}"


def _row(asked: Asked, label: str = "") -> str:
    return f"<div>{asked.html.format(n=asked.name, l=escape(label or asked.label))}</div>"


@pytest.fixture(scope="module")
def plain(read: Read) -> Reading:
    found = read(_html((asked, _row(asked)) for asked in FORM))
    assert [(name, what[0]) for name, what in found.items()] == [(a.name, normal(a.label)) for a in FORM]
    return found


_SPACES = st.sampled_from(["  ", "\n   ", "\u00a0", "&#8203; ", " <wbr>"])


@settings(deadline=None, max_examples=12)
@given(data=st.data())
def test_order_frames_and_style_say_nothing(read: Read, plain: Reading, data: st.DataObject) -> None:
    """Each control keeps its own words wherever its row stands, whatever it stands in and looks like."""
    rows = []
    for asked in data.draw(st.permutations(FORM)):
        row = _row(asked)
        for _ in range(data.draw(st.integers(0, 4))):
            tag, style = data.draw(st.sampled_from(_TAGS)), data.draw(st.sampled_from(_STYLES))
            row = f'<{tag} class="{data.draw(st.sampled_from(["a", "row", "css-1x2y3z", "field"]))}" style="{style}">{row}</{tag}>'
        rows.append((asked, row))
    assert read(_html(rows)) == plain


@settings(deadline=None, max_examples=8)
@given(change=st.sampled_from([str.upper, str.lower, str.title, str]), data=st.data())
def test_case_and_white_space_say_nothing(
    read: Read, plain: Reading, change: Callable[[str], str], data: st.DataObject
) -> None:
    """Neither to what is read nor to what is understood."""
    rows = []
    for asked in FORM:
        spaced = data.draw(_SPACES).join(escape(change(asked.label)).split(" "))
        rows.append((asked, f"<div>{asked.html.format(n=asked.name, l=spaced)}</div>"))
    assert read(_html(rows)) == plain


@settings(deadline=None, max_examples=8)
@given(data=st.data())
def test_what_stands_around_says_nothing(read: Read, plain: Reading, data: st.DataObject) -> None:
    """Searches, newsletters, cookies, logins, traps, hidden state, loose text and buttons add no question and change none."""
    rows = [(asked, _row(asked) + data.draw(st.sampled_from(("", *_BETWEEN)))) for asked in FORM]
    around = st.lists(st.sampled_from(_AROUND), unique=True, max_size=4).map("".join)
    assert read(_html(rows, data.draw(around), data.draw(around))) == plain
