"""What one scan makes of a page: which words belong to which control, and which controls are no questions."""

from collections.abc import Callable
from typing import Any

import pytest

from adapters.contract import Adapter, FormField, FormPage, Visit

Visiting = Callable[[str, Any], Any]


def scanned(visiting: Visiting, body: str) -> FormPage:
    async def act(visit: Visit, adapter: Adapter) -> FormPage:
        await visit.page.goto(visit.url)
        return await adapter.scan(visit)

    page = visiting(f"<!doctype html><title>t</title><body>{body}</body>", act)
    assert isinstance(page, FormPage)
    return page


def only(page: FormPage) -> FormField:
    assert len(page.fields) == 1, [f.key for f in page.fields]
    return page.fields[0]


@pytest.mark.parametrize(
    ("body", "label", "required"),
    [
        ('<label for="a">First name <span aria-hidden="true">*</span></label><input id="a">', "First name", True),
        ('<label>E-mail (optional) <input name="a"></label>', "E-mail", False),
        ('<label>Phone <input name="a" required></label>', "Phone", True),
        ('<input name="a" aria-label="City" aria-required="true">', "City", True),
        (
            '<span id="x">Country</span><span id="y">of birth</span><input name="a" aria-labelledby="x y">',
            "Country of birth",
            False,
        ),
        ("<table><tr><td>Street ✱</td><td><input name=a></td></tr></table>", "Street", True),
        ("<div><div>Why us?</div><div><textarea name=a></textarea></div></div>", "Why us?", False),
        ('<p>Your salary: <input name="a"></p>', "Your salary:", False),
        ('<label for="a">Vorname <span class="sr">(erforderlich)</span></label><input id="a">', "Vorname", True),
        ('<label for="a">Name<svg><text>no svg</text></svg></label><input id="a">', "Name", False),
    ],
)
def test_a_label_is_what_a_person_reads_beside_the_control(
    visiting: Visiting, body: str, label: str, required: bool
) -> None:
    """Marks are taken off the words and kept as the required state, wherever the words stand."""
    field = only(scanned(visiting, body))
    assert (field.label, field.required) == (label, required)


GROUPS = {
    "fieldset": "<fieldset><legend>{q} *</legend>{o}</fieldset>",
    "radiogroup": '<div id="q">{q} *</div><div role="radiogroup" aria-labelledby="q">{o}</div>',
    "heading above": "<div><div>{q} *</div><div>{o}</div></div>",
    "paragraph and list": "<div><p>{q} *</p><ul>{o}</ul></div>",
}


@pytest.mark.parametrize("shape", GROUPS)
def test_radios_are_one_field_under_their_question(visiting: Visiting, shape: str) -> None:
    """The question is never an option's text nor the next group's words."""
    first = GROUPS[shape].format(
        q="May you work here?",
        o="".join(f"<label><input type=radio name=a value={v}> {v}</label>" for v in ("Yes", "No")),
    )
    second = (
        GROUPS[shape]
        .replace('"q"', '"q2"')
        .format(
            q="Do you need a visa?",
            o="".join(f"<label><input type=radio name=b value={v}> {v}</label>" for v in ("Yes", "No")),
        )
    )
    page = scanned(visiting, f"<form><h2>Questions</h2>{first}{second}</form>")
    assert [(f.kind, f.question, f.required) for f in page.fields] == [
        ("radio", "May you work here?", True),
        ("radio", "Do you need a visa?", True),
    ]
    assert [[o.label for o in f.options] for f in page.fields] == [["Yes", "No"], ["Yes", "No"]]


def test_checkboxes_of_one_name_are_one_field_and_a_lone_one_is_its_own(visiting: Visiting) -> None:
    """Two boxes of one name ask one question; a single box is usually a consent."""
    page = scanned(
        visiting,
        "<fieldset><legend>Languages</legend><label><input type=checkbox name=l value=1>English</label>"
        "<label><input type=checkbox name=l value=2>German</label></fieldset>"
        "<label><input type=checkbox name=ok> I agree to the <a href='#'>privacy notice</a></label>",
    )
    assert [(f.kind, f.asks) for f in page.fields] == [
        ("checkboxes", "Languages"),
        ("checkbox", "I agree to the privacy notice"),
    ]


def test_each_file_input_keeps_its_own_question(visiting: Visiting) -> None:
    """Two hidden inputs behind buttons that both say "Attach" are told apart by their groups."""
    part = (
        '<div role="group" aria-labelledby="{id}l"><div id="{id}l">{text}</div><button type="button">Attach</button>'
        '<label for="{id}" style="position:absolute;width:1px;height:1px;overflow:hidden;clip:rect(0 0 0 0)">Attach</label>'
        '<input type="file" id="{id}" style="position:absolute;width:1px;height:1px;clip:rect(0 0 0 0)"></div>'
    )
    page = scanned(
        visiting,
        "<form>" + part.format(id="r", text="Resume/CV*") + part.format(id="c", text="Cover Letter") + "</form>",
    )
    assert [(f.key, f.asks, f.required, f.visible) for f in page.fields] == [
        ("r", "Resume/CV", True, True),
        ("c", "Cover Letter", False, True),
    ]


@pytest.mark.parametrize(
    "trap",
    [
        '<div style="position:absolute;left:-5000px"><label>Website <input name=hp></label></div>',
        '<label>Website <input name=hp style="width:1px;height:1px;padding:0;border:0"></label>',
        '<div aria-hidden="true"><label>Website <input name=hp></label></div>',
        '<div style="opacity:0"><label>Website <input name=hp></label></div>',
        "<label>Please leave this field blank <input name=hp></label>",
    ],
)
def test_a_honeypot_is_marked_and_never_asked(visiting: Visiting, trap: str) -> None:
    """What no person sees, or is told to leave empty, is not a question."""
    page = scanned(visiting, f"<form><label>Name <input name=n></label><label>Mail <input name=m></label>{trap}</form>")
    assert {f.key: f.honeypot for f in page.fields} == {"n": False, "m": False, "hp": True}
    assert [f.key for f in Adapter().asked(page)] == ["n", "m"]


def test_open_shadow_roots_and_frames_are_read_like_the_page(visiting: Visiting) -> None:
    """Labels are looked up in the control's own tree, and a selector finds each control once."""
    body = """<my-form></my-form><iframe srcdoc="<label>Town <input name=town></label>" width=300 height=100></iframe>
    <script>customElements.define('my-form', class extends HTMLElement { constructor() { super();
      this.attachShadow({mode: 'open'}).innerHTML = '<label for=x>Given name</label><input id=x><my-part></my-part>'; } });
    customElements.define('my-part', class extends HTMLElement { constructor() { super();
      this.attachShadow({mode: 'open'}).innerHTML = '<label for=x>Family name</label><input id=x>'; } });</script>"""
    page = scanned(visiting, body)
    assert [(f.label, f.frame) for f in page.fields] == [("Given name", 0), ("Family name", 0), ("Town", 1)]
    assert len({f.key for f in page.fields}) == 3
    town = page.fields[2]
    assert town.box is not None
    assert town.box.x > 8, "a frame's boxes are counted from the top document"


def test_every_selector_finds_just_its_control(visiting: Visiting) -> None:
    """Digits at the start of an id, brackets in a name, doubled ids: each still has a selector of its own."""
    body = '<input id="326"><input name="cards[1][field0]"><input id="d"><input id="d"><p><input></p><p><input></p>'

    async def act(visit: Visit, adapter: Adapter) -> list[int]:
        await visit.page.goto(visit.url)
        page = await adapter.scan(visit)
        return [await visit.page.locator(f.selector).count() for f in page.fields]

    assert visiting(f"<!doctype html><body><form>{body}</form>", act) == [1] * 6


def test_search_newsletter_and_cookie_controls_are_not_asked(visiting: Visiting) -> None:
    """Of all forms on a page only the application is filled."""
    page = scanned(
        visiting,
        '<form role="search"><input name="q" aria-label="Search"></form>'
        '<div id="cookie-banner"><label><input type="checkbox" name="c"> Analytics</label><button>Decline</button></div>'
        '<form><label>Name <input name="n"></label><label>CV <input type="file" name="f"></label><button>Send</button></form>'
        '<form class="newsletter"><label>E-mail <input name="e" type="email"></label><button>Subscribe</button></form>',
    )
    assert [f.key for f in Adapter().asked(page)] == ["n", "f"]


@pytest.mark.parametrize(
    ("alone", "asked"),
    [
        ("<p>What is your first name? *</p><input name=a>", ["a"]),
        ("<label>Which city? <input name=a></label>", []),
        ("<label>Your e-mail <input name=a type=email required></label>", []),
    ],
)
def test_one_question_a_page_is_a_form_where_it_has_to_be_answered(
    visiting: Visiting, alone: str, asked: list[str]
) -> None:
    """A filter of a list of jobs or a newsletter is none."""
    assert [f.key for f in Adapter().asked(scanned(visiting, f"<main>{alone}<button>OK</button></main>"))] == asked


def test_the_fingerprint_follows_what_is_asked_and_nothing_else(visiting: Visiting) -> None:
    """Values, styles and hidden traps leave it; a new option or question changes it."""
    base = "<form><label>Name <input name=n {a}></label><select name=s aria-label=Country><option>A{o}</select></form>"
    plain = scanned(visiting, base.format(a="", o="")).fingerprint
    assert plain == scanned(visiting, base.format(a="value=x style=color:red", o="")).fingerprint
    assert plain != scanned(visiting, base.format(a="", o="<option>B")).fingerprint
    assert plain != scanned(visiting, base.format(a="required", o="")).fingerprint
