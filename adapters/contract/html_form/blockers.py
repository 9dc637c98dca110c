"""What stands in the way on a page, and what the page complains about: pure functions of one scan."""

import re

from adapters.contract.form import Blocker, FormPage
from adapters.contract.html_form import words
from adapters.contract.html_form.scanning import application_fields

_LOGIN = re.compile(r"\b(sign in|log in|anmelden|se connecter|iniciar sesión)\b", re.IGNORECASE)
_CODE = re.compile(r"security code|verification code|bestätigungscode|code de vérification", re.IGNORECASE)


def find_blocker(page: FormPage, closed_signs: tuple[str, ...] = ()) -> Blocker | None:
    """The default `Adapter.blocker`: the wall first, then a posting that is over, then a login, then no form at all."""
    if page.walls:
        return Blocker(
            "captcha", "A CAPTCHA stands before the form; open the posting, solve it yourself and apply there."
        )
    asked = application_fields(page)
    if asked and any(_CODE.search(f.asks) for f in asked):
        return Blocker(
            "code", "The board sent a security code by e-mail and asks for it; finish this application by hand."
        )
    if asked:
        return None
    return _closed(page, closed_signs) or _login(page) or _empty(page)


def _closed(page: FormPage, closed_signs: tuple[str, ...]) -> Blocker | None:
    if re.search(words.any_of(words.ALREADY), page.text, re.IGNORECASE):
        return Blocker("already_applied", "The board says that this applicant has already applied here.")
    over = words.any_of((*closed_signs, *words.CLOSED))
    found = re.search(over, page.text, re.IGNORECASE) or (
        closed_signs and re.search(words.any_of(closed_signs), page.url)
    )
    return Blocker("closed", f"The posting is over: the page says “{found[0]}”.") if found else None


def _login(page: FormPage) -> Blocker | None:
    if any(f.kind == "password" and f.visible for f in page.fields):
        return Blocker("login", "The board asks for an account before the form; sign in there and apply by hand.")
    return None


def _empty(page: FormPage) -> Blocker:
    if _LOGIN.search(page.text[:500]) and not page.fields:
        return Blocker("login", "The page shows no form but asks to sign in; open it and apply by hand.")
    return Blocker(
        "unsupported",
        f"No application form was found on this page (“{page.title or page.url}”); queue the form's own URL.",
    )


def find_complaints(page: FormPage) -> tuple[str, ...]:
    """The default `Adapter.complaints`: messages bound to a field, named by it; then the page's own alerts."""
    bound = [f"{f.asks}: {f.complaint}" for f in page.fields if f.complaint]
    return tuple(dict.fromkeys(bound)) or tuple(
        m for m in page.messages if re.search(words.any_of(words.FAILURE), m, re.IGNORECASE)
    )
