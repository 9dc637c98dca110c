"""The adapter: what one job board's page is like. Every method has a default that works on a plain HTML form."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Literal
from urllib.parse import urlsplit

from adapters.contract import html_form
from adapters.contract.form import Answer, Blocker, Confirmation, FormField, FormPage, Option, Trouble
from adapters.contract.visit import Visit
from adapters.contract.widgets import Widget, for_field

#: How text goes into a control, quickest first; a field that did not take it falls to the next.
FillMethod = Literal["insert", "setter", "locator", "type"]
FILL_METHODS: tuple[FillMethod, ...] = ("insert", "setter", "locator", "type")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What an adapter's selectors rest on."""

    #: ISO date on which the page was last seen to be so.
    date: str
    #: Where that is known from: saved pages, official documentation, a live check.
    source: str


class Adapter:
    """Subclass it in `adapters/<board>.py`; declare the class attributes; override what differs.

    The worker calls, per attempt: `open`, then per form page `scan`, `blocker`, `fill`, `read_back`, `complaints`,
    and `advance` until it says no; then, where allowed, `submit` and `confirmation`.
    """

    #: The module's name, and the name of its folder in `fixtures/`.
    name: ClassVar[str] = ""
    #: The board as people write it.
    title: ClassVar[str] = ""
    #: Regular expressions on the URL without its scheme, matched from its start, case-insensitively.
    patterns: ClassVar[tuple[str, ...]] = ()
    #: Regular expression on the whole host name of the board's own addresses, where the patterns also match others'
    #: pages: standing consent for the board holds on these alone. "": wherever the patterns match.
    home: ClassVar[str] = ""
    #: URLs of postings this adapter claims; the guards check that it alone does.
    examples: ClassVar[tuple[str, ...]] = ()
    #: What filling sends to a live board before the submit click; shown by `--dry-run`.
    side_effects: ClassVar[tuple[str, ...]] = ()
    evidence: ClassVar[Evidence] = Evidence(date="", source="")
    #: Fields whose meaning this board fixes: key or name -> topic.
    topics: ClassVar[Mapping[str, str]] = {}
    #: Widgets of this board: field key or kind -> how it is filled.
    widgets: ClassVar[Mapping[str, Widget]] = {}
    #: Words a submit and a next button may carry, in full, any case. Empty: the defaults of `html_form`.
    submit_words: ClassVar[tuple[str, ...]] = ()
    #: Visible text or URL that says the posting is over, any case, as regular expressions.
    closed_signs: ClassVar[tuple[str, ...]] = ()
    #: Regular expression on the URL after success; "" where the URL does not change.
    confirmation_url: ClassVar[str] = ""
    #: CSS of the board's own success block; "" for none.
    confirmation_element: ClassVar[str] = ""

    @classmethod
    def matches(cls, url: str) -> bool:
        bare = re.sub(r"^https?://", "", url, flags=re.IGNORECASE)
        return any(re.match(pattern, bare, re.IGNORECASE) for pattern in cls.patterns)

    @classmethod
    def at_home(cls, url: str) -> bool:
        """Whether a URL is one of the board's own addresses, and no other site's that embeds it."""
        return cls.matches(url) and (not cls.home or bool(re.fullmatch(cls.home, urlsplit(url).hostname or "")))

    async def open(self, visit: Visit) -> None:
        """Go to the form and wait until it can be filled, or until it is clear that it cannot.

        Raises `Retry` where the page does not load, `Blocked` where it answers that the posting is over.
        """
        await html_form.open_form(visit, self)

    async def ready(self, visit: Visit) -> bool:
        """Whether the page's own script has taken the form over; filling earlier would be lost."""
        del visit
        return True

    async def scan(self, visit: Visit) -> FormPage:
        """The form page as it stands: one evaluate per frame."""
        return await html_form.scan_page(visit)

    def blocker(self, page: FormPage) -> Blocker | None:
        """What stands in the way on this page: CAPTCHA wall, login, code, a posting that is over. Pure."""
        return html_form.find_blocker(page, self.closed_signs)

    def asked(self, page: FormPage) -> tuple[FormField, ...]:
        """The application form's own fields: no search box, newsletter, cookie choices, honeypot. Pure."""
        return html_form.application_fields(page)

    async def fill(
        self, visit: Visit, page: FormPage, answers: Sequence[Answer], method: FillMethod = "insert"
    ) -> list[Trouble]:
        """Put every answer in: documents first, then text and native choices, then widgets. Leaves nothing open."""
        return await html_form.fill_page(visit, page, answers, method, self)

    async def attached(self, visit: Visit, page: FormPage) -> None:
        """Called once all is filled: wait here where the board reads documents and writes into other fields."""

    async def stirs(self, visit: Visit) -> bool:
        """Whether the page changed in the moment after it was filled: then it may ask more, and is scanned again."""
        return await html_form.stirs(visit)

    async def options(self, visit: Visit, field: FormField) -> tuple[Option, ...]:
        """The options of a control that shows them only once it is open; nothing is chosen."""
        widget = for_field(field, self.widgets)
        return await widget.options(visit, field) if widget else field.options

    async def read_back(self, visit: Visit, page: FormPage) -> FormPage:
        """What the page holds now, by a fresh scan."""
        del page
        return await self.scan(visit)

    def holds(self, field: FormField, answer: Answer) -> bool:
        """Whether a field, as read back, holds its answer. Pure.

        A text field of a widget of ours holds what was chosen from its list, in the list's own spelling.
        """
        if field.kind == "text" and answer.value and for_field(field, self.widgets):
            field = replace(field, kind="combobox", chosen=(field.value,) if field.value else ())
        return html_form.holds(field, answer)

    def complaints(self, page: FormPage) -> tuple[str, ...]:
        """The page's validation messages, as a person reads them. Pure."""
        return html_form.find_complaints(page)

    def final(self, page: FormPage) -> bool:
        """Whether this is the form page with the submit control; False where a next button leads on. Pure."""
        return html_form.is_final(page, self.submit_words)

    def leads_on(self, page: FormPage) -> bool:
        """Whether it is certain that more form pages follow, so that the next button sends nothing for good. Pure."""
        return html_form.leads_on(page)

    async def advance(self, visit: Visit, page: FormPage) -> FormPage:
        """Go on to the next form page; returns its scan. Raises `FormChanged` where nothing moves or it complains."""
        return await html_form.next_page(visit, page, self)

    async def submit(self, visit: Visit, page: FormPage) -> None:
        """One real click on the submit control. Raises `FormChanged` before any click where it is not certain which."""
        await html_form.click_submit(visit, page, self.submit_words)

    async def confirmation(self, visit: Visit, before: FormPage) -> Confirmation:
        """Wait for the board's word after the click: success, complaint, or neither within the time.

        Raises `AnswerLost` where the page no longer held its answers when the click came: it was held back then.
        """
        return await html_form.await_confirmation(visit, before, self)

    def questions(self, raw: Mapping[str, Any]) -> tuple[FormField, ...]:
        """The fields that the posting's public description (`jobs.raw`) says will be asked, () if silent. Pure."""
        del raw
        return ()
