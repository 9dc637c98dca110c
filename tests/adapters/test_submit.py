"""The submit control and the board's word: which button, and what counts as success."""

from collections.abc import Callable
from typing import Any

import pytest

from adapters.contract import Adapter, Confirmation, FormChanged, Visit

Visiting = Callable[[str, Any], Any]
FIELDS = "<label>Name <input name=n value=Ada></label><label>Mail <input name=m value=a></label>"


def pressed(visiting: Visiting, body: str) -> str:
    """The id of the button that was clicked."""

    async def act(visit: Visit, adapter: Adapter) -> str:
        await adapter.open(visit)
        page = await adapter.scan(visit)
        await visit.page.evaluate(
            "addEventListener('click', e => { window.hit = e.target.id; e.preventDefault(); }, true)"
        )
        await adapter.submit(visit, page)
        return str(await visit.page.evaluate("window.hit"))

    return str(visiting(f"<!doctype html><body>{body}</body>", act))


@pytest.mark.parametrize(
    "buttons",
    [
        "<button id=yes>Submit application</button>",
        "<input type=submit id=yes value='Send application'>",
        "<button type=submit style='display:none' id=no>Submit</button><button type=button id=yes>Submit application</button>",
        "<button type=button id=no>Apply with LinkedIn</button><button id=yes>Apply</button>",
        "<button type=submit id=yes>Los geht's</button><button type=button id=no>Save draft</button>",
    ],
)
def test_the_submit_control_is_found_by_its_own_words(visiting: Visiting, buttons: str) -> None:
    """Hidden decoys and partner buttons are never pressed."""
    assert pressed(visiting, f"<form>{FIELDS}{buttons}</form>") == "yes"


def test_a_button_of_another_form_is_never_pressed(visiting: Visiting) -> None:
    """The newsletter's "Submit" is not the application's."""
    other = "<form><label>E-mail <input name=e></label><button id=no>Submit</button></form>"
    assert (
        pressed(
            visiting,
            f"{other}<form>{FIELDS}<label>CV <input type=file></label><button id=yes>Apply now</button></form>",
        )
        == "yes"
    )


@pytest.mark.parametrize(
    ("buttons", "reason"),
    [
        ("<button>Submit</button><button>Submit application</button>", "expected one submit button"),
        ("", "expected one submit button"),
        ("<button disabled>Submit</button>", "is disabled"),
        ("<button>Back</button>", "expected one submit button"),
        ("<button>Back</button><button>Next</button>", "expected one submit button"),
        ("<button>Submit</button><div id=veil style='position:fixed;inset:0'></div>", "veil"),
    ],
)
def test_nothing_is_clicked_where_it_is_not_certain_what(visiting: Visiting, buttons: str, reason: str) -> None:
    """Two candidates, none, a disabled one or a covered one: the attempt stops with the reason."""
    with pytest.raises(FormChanged, match=reason):
        pressed(visiting, f"<form>{FIELDS}{buttons}</form>")


def confirmed(visiting: Visiting, script: str) -> Confirmation:
    async def act(visit: Visit, adapter: Adapter) -> Confirmation:
        await adapter.open(visit)
        page = await adapter.scan(visit)
        visit.mark()
        await adapter.submit(visit, page)
        return await adapter.confirmation(visit, page)

    body = f"""<div id=done style="display:none"><h1>Thank you for applying</h1></div><div id=main><form>{FIELDS}<button>Submit</button></form></div>
    <script>const main = document.querySelector('#main'); const done = document.querySelector('#done');
    document.querySelector('form').onsubmit = async (e) => {{ e.preventDefault(); {script} }}</script>"""
    found = visiting(f"<!doctype html><body>{body}</body>", act)
    assert isinstance(found, Confirmation)
    return found


def test_the_boards_word_and_an_independent_sign_are_proof(visiting: Visiting) -> None:
    """A message alone is none; with the form gone and the request accepted it is."""
    found = confirmed(visiting, "await fetch('/apply', {method: 'POST'}); main.remove(); done.style.display = 'block';")
    assert found.proven
    assert set(found.signals) >= {"confirmation_text", "form_gone"}
    assert found.text == "Thank you for applying"


@pytest.mark.parametrize(
    "script",
    [
        "main.remove();",
        "await fetch('/apply', {method: 'POST'}); main.remove();",
        "done.style.display = 'block'; done.style.opacity = 0; main.remove();",
        "",
    ],
)
def test_a_form_that_is_merely_gone_proves_nothing(visiting: Visiting, script: str) -> None:
    """Without the board's own visible word the application stays unconfirmed."""
    assert not confirmed(visiting, script).proven


def test_the_pages_complaint_speaks_against_success(visiting: Visiting) -> None:
    """A visible failure wins over a success block."""
    script = "done.style.display = 'block'; done.innerHTML += '<p>Something went wrong. Please try again.</p>'; main.remove();"
    found = confirmed(visiting, script)
    assert not found.proven
    assert found.against == ("the page says: Something went wrong. Please try again.",)


@pytest.mark.parametrize(
    ("words", "certain"),
    [("Step 1 of 3", True), ("Schritt 2 von 3", True), ("Step 3 of 3", False), ("", False)],
)
def test_only_a_page_that_counts_its_steps_leads_on_for_certain(visiting: Visiting, words: str, certain: bool) -> None:
    """Where nothing says that another page follows, "Continue" may be what sends."""

    async def act(visit: Visit, adapter: Adapter) -> bool:
        await adapter.open(visit)
        return adapter.leads_on(await adapter.scan(visit))

    html = f"<!doctype html><body><p>{words}</p><form>{FIELDS}<button>Continue</button></form></body>"
    assert visiting(html, act) is certain
