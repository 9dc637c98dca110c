"""How each field of a page would be understood and answered, and why; nothing is filled."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from adapters.contract import Adapter, FormField, FormPage
from adapters.contract.registry import FALLBACK, load, refuse
from worker.browser import Browser
from worker.config import Config
from worker.errors import BadInput
from worker.profile import Profile
from worker.steps.answer import Facts, answer, why
from worker.steps.record import written
from worker.steps.sheet import AnswerSheet, Understanding
from worker.steps.understand import understand


@dataclass(frozen=True, slots=True)
class Explained:
    """One field: what it asks, what would be written, and why."""

    key: str
    label: str
    kind: str
    required: bool
    #: "" where it was not understood.
    topic: str
    subject: str
    scope: str
    polarity: str
    #: now, future, ever, past; "" where it does not say.
    time: str
    #: 0 to 1.
    confidence: float
    evidence: tuple[str, ...]
    #: What would be written; "" where it would stay empty.
    answer: str
    #: The fact it comes from.
    source: str
    #: Why it would stay empty; "" where it is answered.
    empty: str
    #: All of it in words.
    why: str
    #: CSS, finds just this control in its frame.
    selector: str
    #: URL of its frame; "" for the page itself.
    frame: str
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """One form page."""

    url: str
    title: str
    adapter: str
    #: What stands in the way; "" for nothing.
    blocker: str
    #: Whether this is the form page with the submit control; what later pages ask shows only once this one is filled.
    final: bool
    fields: tuple[Explained, ...]


async def explain(
    target: str, config: Config, profile: Profile | None, *, board: str = "", company: str = ""
) -> Explanation:
    """Open a URL or a saved page and read it. Without a profile, fields are understood and not answered.

    Raises `BadInput` where there is no such file, and what adapters raise where the page cannot be read.
    """
    url, local = _address(target)
    registry = load()
    adapter = registry.get(board or FALLBACK) if local else registry.for_url(url, board)
    async with Browser(config) as browser, browser.visit(url, keep=config.artifacts_dir / "explain") as visit:
        if local:
            await visit.page.context.set_offline(True)  # a saved page shows what was saved, and asks nobody
        await adapter.open(visit)
        if not local:
            refuse(visit.page.url)
        page = await adapter.scan(visit)
    return _explained(page, adapter, profile, url=url, company=company)


def _address(target: str) -> tuple[str, bool]:
    """The URL, and whether it is a file's."""
    if urlsplit(target).scheme in {"http", "https"}:
        return target, False
    path = Path(target.removeprefix("file://")).expanduser().absolute()
    if not path.is_file():
        raise BadInput(f"{target}: expected a web address (https://...) or a saved page, found neither; correct it")
    return path.as_uri(), True


def _explained(page: FormPage, adapter: Adapter, profile: Profile | None, *, url: str, company: str) -> Explanation:
    asked = adapter.asked(page)
    understandings = understand(asked, board_topics=adapter.topics, company=company, page=page.title)
    sheet = AnswerSheet(understandings=tuple(understandings))
    if profile:
        sheet = answer(understandings, Facts(profile=profile, company=company, url=url, given={}))
    blocker = adapter.blocker(page)
    rows = tuple(_row(one, page, sheet, known=profile is not None) for one in understandings)
    return Explanation(page.url, page.title, adapter.name, blocker.text if blocker else "", adapter.final(page), rows)


def _row(one: Understanding, page: FormPage, sheet: AnswerSheet, *, known: bool) -> Explained:
    field, found = one.field, sheet.answer(one.field.key)
    return Explained(
        key=field.key,
        label=field.asks,
        kind=field.kind,
        required=field.required,
        topic=one.topic,
        subject=one.subject,
        scope=one.scope,
        polarity=one.polarity,
        time=one.time,
        confidence=round(one.confidence, 2),
        evidence=one.evidence,
        answer=written(found) if found else "",
        source=found.source if found else "",
        empty=next((row.why for row in (*sheet.unanswered, *sheet.left_empty) if row.field.key == field.key), ""),
        why=why(one, sheet) if known else why(one, sheet).replace("Not on this sheet.", "No profile to answer from."),
        selector=field.selector,
        frame=_frame(field, page),
        options=tuple(option.label for option in field.options),
    )


def _frame(field: FormField, page: FormPage) -> str:
    return page.frames[field.frame] if 0 < field.frame < len(page.frames) else ""
