"""What counts as the board's word after the click, and what was on the page all along."""

from collections.abc import Callable
from typing import Any

from adapters.contract import Adapter, Answer, Confirmation, FormField, Visit
from adapters.generic import Generic

Visiting = Callable[[str, Any], Any]
FIELDS = "<label>Name <input name=n value=Ada></label><label>Mail <input name=m value=a></label>"
LONG = "<p>" + "We build things. " * 400 + "</p>"
POSTS = "event.preventDefault(); fetch('/apply', {method: 'POST', body: '{}'})"


def answered(visiting: Visiting, body: str) -> Confirmation:
    """Click submit on this page, and hear what the adapter makes of it."""

    async def act(visit: Visit, adapter: Adapter) -> Confirmation:
        await adapter.open(visit)
        page = await adapter.scan(visit)
        visit.mark()
        await adapter.submit(visit, page)
        return await adapter.confirmation(visit, page)

    found: Confirmation = visiting(f"<!doctype html><body>{body}</body>", act)
    return found


def test_a_sentence_that_stood_on_the_page_before_is_no_word(visiting: Visiting) -> None:
    """However far down a privacy notice stands and however it is broken into lines, it proves nothing."""
    notice = "<p>Once your application is submitted,<br>we keep it for a year.</p>"
    seen = answered(visiting, f'{LONG}<form onsubmit="{POSTS}">{FIELDS}<button>Submit</button></form>{notice}')
    assert "confirmation_text" not in seen.signals
    assert not seen.proven


def test_a_form_without_names_is_gone_only_when_it_is(visiting: Visiting) -> None:
    """Controls that carry neither name nor id still stand there."""
    fields = "<label>Name <input value=Ada></label><label>Mail <input value=a></label>"
    thanks = "event.preventDefault(); document.body.append(Object.assign(document.createElement('p'), {innerText: 'Application received'}))"
    seen = answered(visiting, f'<form onsubmit="{thanks}">{fields}<button>Submit</button></form>')
    assert "form_gone" not in seen.signals


def test_another_forms_empty_box_does_not_end_the_wait(visiting: Visiting) -> None:
    """A newsletter's required e-mail box says nothing of an application that leaves a second later."""
    other = "<form><label>E-mail <input name=e type=email required></label><button>Sign up</button></form>"
    late = "event.preventDefault(); setTimeout(() => fetch('/apply', {method: 'POST', body: '{}'}), 1200)"
    cv = "<label>CV <input type=file name=cv></label>"
    seen = answered(visiting, f'<form onsubmit="{late}">{FIELDS}{cv}<button>Submit</button></form>{other}')
    assert seen.complaints == ()
    assert "request_accepted" in seen.signals


def test_a_number_written_with_a_comma_is_not_held_and_no_crash() -> None:
    """A number field drops the comma; that is for a person to see, not an error that carries the value."""
    salary = FormField(key="salary", label="Salary", kind="number", value="80000")
    assert not Generic().holds(salary, Answer("salary", "80,000", "a fact"))
    assert Generic().holds(salary, Answer("salary", "80000.0", "a fact"))
