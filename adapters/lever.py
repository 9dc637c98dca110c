"""Lever: jobs.lever.co, one server-rendered page whose résumé upload fills other fields a moment later."""

import re
from collections.abc import Mapping
from time import monotonic
from typing import ClassVar

from adapters.contract import Adapter, Combobox, Evidence, FormField, FormPage, Retry, Visit, Widget
from adapters.contract.html_form import go
from adapters.contract.html_form.opening import wait_for_form

#: The upload's end states are siblings that all exist from the start: which one is visible counts, not its text.
_PARSED = """() => {
  const shown = (css) => { const el = document.querySelector(css); return Boolean(el && el.checkVisibility()); };
  const stored = document.querySelector('input[name="resumeStorageId"]');
  return !document.querySelector('.resume-upload-working') || Boolean(stored && stored.value)
    || ['.resume-upload-success', '.resume-upload-failure', '.resume-upload-oversize'].some(shown);
}"""

#: How often it is looked whether the résumé has been read, unless a request that ends says so first (seconds).
_LOOK_SECONDS = 0.05


class Lever(Adapter):
    """Labels wrap their controls; custom questions are cards built from divs; the real submit button is no submit."""

    name = "lever"
    title = "Lever"
    patterns = (r"jobs(\.eu)?\.lever\.co/(?P<site>[^/]+)/(?P<id>[0-9a-f-]{36})(/apply|/thanks)?",)
    examples = (
        "https://jobs.lever.co/acme/0c7a6a3e-6a0e-4d43-9f5e-2f3c1b7d9a10",
        "https://jobs.lever.co/acme/0c7a6a3e-6a0e-4d43-9f5e-2f3c1b7d9a10/apply?lever-source=site",
        "https://jobs.eu.lever.co/acme/0c7a6a3e-6a0e-4d43-9f5e-2f3c1b7d9a10",
    )
    side_effects = ("the résumé is sent to the board for parsing as soon as it is attached",)
    evidence = Evidence(
        date="2026-09-30",
        source="saved pages of jobs.lever.co and the Postings API's documentation, autumn 2026; no live check",
    )
    topics: ClassVar[Mapping[str, str]] = {
        "name": "full_name",
        "email": "email",
        "phone": "phone",
        "location": "location",
        "org": "current_company",
        "resume": "resume",
        "urls[LinkedIn]": "linkedin",
        "urls[GitHub]": "github",
        "urls[Portfolio]": "portfolio",
        "pronouns": "pronouns",
        "eeo[gender]": "gender",
        "eeo[race]": "race",
        "eeo[veteran]": "veteran",
        "eeo[disability]": "disability",
        "consent[marketing]": "consent_marketing",
        "consent[store]": "consent_privacy",
    }
    widgets: ClassVar[Mapping[str, Widget]] = {
        "location": Combobox(option_css=".dropdown-results > *", types_first=True, by_key=True),
    }
    submit_words = ("submit application",)
    closed_signs = (r"couldn't find anything here",)
    confirmation_url = r"/thanks\b"

    async def open(self, visit: Visit) -> None:
        """The form stands only on `/apply`; the posting's own page links to it."""
        bare, mark, query = visit.url.partition("?")
        form = re.sub(r"/(apply|thanks)?/?$", "", bare) + "/apply"
        await go(visit, form + mark + query)
        await wait_for_form(visit, self)

    def asked(self, page: FormPage) -> tuple[FormField, ...]:
        """Without the signature under the disability form: it signs a statement, and is asked only if required."""
        signature = "eeo[disabilitySignature"
        return tuple(f for f in super().asked(page) if f.required or not f.name.startswith(signature))

    async def attached(self, visit: Visit, page: FormPage) -> None:
        """Wait for the end of `POST /parseResume`: it writes name, e-mail, phone, employer and links."""
        del page
        deadline = monotonic() + visit.timeout_ms / 1000
        while not await _parsed(visit):
            if monotonic() > deadline:
                raise Retry("Lever did not finish reading the résumé in time.")
            await visit.change(_LOOK_SECONDS)


async def _parsed(visit: Visit) -> bool:
    """A short look: Playwright's own wait brings a third of a megabyte of script into the page first."""
    from playwright.async_api import Error  # noqa: PLC0415 - simulated runs never load Playwright

    try:
        return bool(await visit.page.evaluate(_PARSED))
    except Error:  # the document is being replaced: what comes instead is asked
        if visit.gone:
            raise
        return False
