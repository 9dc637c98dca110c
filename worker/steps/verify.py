"""Verify: read every field back from the page, and put in again by other means what did not take."""

from collections.abc import Sequence

from adapters.contract import FILL_METHODS, Adapter, Answer, FormPage, Trouble, Visit
from worker.steps.sheet import AnswerSheet


def wrong(adapter: Adapter, page: FormPage, answers: Sequence[Answer]) -> list[Answer]:
    """The answers that the page does not hold. A field that is no longer there holds nothing. Pure."""
    fields = {f.key: f for f in page.fields}
    return [a for a in answers if a.key not in fields or not adapter.holds(fields[a.key], a)]


async def verify(
    visit: Visit, adapter: Adapter, page: FormPage, sheet: AnswerSheet, troubles: Sequence[Trouble] = ()
) -> tuple[FormPage, list[Trouble]]:
    """Read back; what did not take falls to the next method. Returns the page as it stands and what still is wrong."""
    given_up = {t.key: t for t in troubles if t.options}  # no method finds an option that is not there
    page = await adapter.read_back(visit, page)
    for method in FILL_METHODS:  # the first again: a page may have written over it once, as after reading a résumé
        left = [a for a in wrong(adapter, page, sheet.answers) if a.key not in given_up]
        if not left:
            break
        for trouble in await adapter.fill(visit, page, left, method):
            if trouble.options:
                given_up[trouble.key] = trouble
        page = await adapter.read_back(visit, page)
    return page, _troubles(adapter, page, sheet, {t.key: t for t in troubles} | given_up)


def _troubles(adapter: Adapter, page: FormPage, sheet: AnswerSheet, known: dict[str, Trouble]) -> list[Trouble]:
    return [known.get(a.key) or Trouble(a.key, _why(page, a)) for a in wrong(adapter, page, sheet.answers)]


def _why(page: FormPage, answer: Answer) -> str:
    return "it does not keep its answer" if page.field(answer.key) else "it vanished from the page"
