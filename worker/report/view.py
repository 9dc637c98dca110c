"""One application as the report's template wants it: words and numbers, no pictures yet."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from worker.artifacts import title_of
from worker.model import Application, Json, attempts_of
from worker.report.sources import EMPTY, Source, source_of
from worker.review import Advice, advice, questions_of

#: Steps in the order of the story; what `total` holds beyond them is the rest.
_STEPS = ("open", "scan", "understand", "answer", "fill", "verify", "screenshot", "submit", "confirm")
#: Steps too short to be seen are left out (milliseconds).
_SEEN = 0.5
_SIGNS = {
    "confirmation_url": "the board's own confirmation address",
    "confirmation_text": "the board says so on the page",
    "confirmation_element": "the board's own success block",
    "form_gone": "the form is gone",
    "request_accepted": "the board accepted the request",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One field of the list."""

    number: int
    row: Json
    source: Source

    @property
    def box(self) -> Json | None:
        return self.row.get("box") or None


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture that lies in the report's folder."""

    step: str
    #: Relative to the report.
    href: str
    thumbnail: str
    taken_at: str
    #: CSS pixels of the page that it shows.
    width: float
    height: float
    #: What is shown of it from side to side, CSS pixels: a form is mostly narrower than its page.
    left: float = 0
    right: float = 0

    @property
    def across(self) -> float:
        """How wide the shown part is."""
        return (self.right or self.width) - self.left


@dataclass
class FormPageView:
    """One form page: its annotated picture, and its fields."""

    number: int
    lines: list[Line]
    picture: Shown | None = None


@dataclass
class View:
    """One application."""

    application: Application
    title: str
    company: str
    #: Only a web address becomes a link.
    link: str
    note: str
    advice: Advice
    mode: str
    pages: list[FormPageView]
    questions: list[Json]
    signs: list[str]
    timings: list[tuple[str, float, float]]
    total: str
    attempts: list[Json]
    earlier: int
    pictures: list[Shown] = field(default_factory=list)

    @property
    def id(self) -> str:
        return self.application.id

    @property
    def status(self) -> str:
        return self.application.status.value

    @property
    def artifacts(self) -> Json:
        return self.application.artifacts

    @property
    def proof(self) -> Json | None:
        return self.artifacts.get("confirmation") or None

    @property
    def written(self) -> int:
        """How many fields hold something."""
        return sum(bool(line.row.get("value")) for page in self.pages for line in page.lines)

    @property
    def asked(self) -> int:
        return sum(len(page.lines) for page in self.pages)


def view_of(application: Application) -> View:
    """What is told of it; rows of any version of the artifacts, and rows without any, are told as far as they go."""
    job, artifacts = application.job, application.artifacts
    proof = artifacts.get("confirmation") or {}
    return View(
        application=application,
        title=title_of(application) or job.url,
        company=job.company,
        link=job.url if job.url.startswith(("http://", "https://")) else "",
        note=str(artifacts.get("note") or "No attempt yet."),
        advice=advice(application),
        mode=_mode(artifacts),
        pages=list(_pages(artifacts)),
        questions=questions_of(application),
        signs=[_SIGNS.get(sign, sign) for sign in proof.get("signals") or ()],
        timings=list(_timings(artifacts)),
        total=seconds((artifacts.get("timings") or {}).get("total")),
        attempts=attempts_of(application.attempt_meta),
        earlier=len((artifacts.get("application_details") or {}).get("previous_artifacts") or ()),
    )


def _mode(artifacts: Json) -> str:
    if artifacts.get("method") == "simulated":
        return "simulated"
    return {"dry_run": "dry run"}.get(str(artifacts.get("mode") or ""), str(artifacts.get("mode") or ""))


def _pages(artifacts: Json) -> Iterator[FormPageView]:
    """The fields by form page, numbered through."""
    pages: dict[int, FormPageView] = {}
    for number, row in enumerate(artifacts.get("fields") or (), 1):
        page = int(row.get("page") or 1)
        pages.setdefault(page, FormPageView(page, [])).lines.append(Line(number, row, source_of(row)))
    return iter(pages[number] for number in sorted(pages))


def _timings(artifacts: Json) -> Iterator[tuple[str, float, float]]:
    """Step, milliseconds, and share of the whole (percent)."""
    spent: dict[str, Any] = artifacts.get("timings") or {}
    total = float(spent.get("total") or 0)
    known = [(step, float(spent.get(step) or 0)) for step in _STEPS]
    rest = total - sum(ms for _, ms in known)
    for step, ms in [*known, ("rest", rest)]:
        if total and ms >= _SEEN:
            yield step, ms, round(100 * ms / total, 2)


def seconds(ms: object) -> str:
    """A duration as a person reads it."""
    if not isinstance(ms, int | float):
        return ""
    return f"{ms:.0f} ms" if ms < 1000 else f"{ms / 1000:.1f} s"  # noqa: PLR2004 - a second


def moment(text: object) -> str:
    """An ISO time in UTC as a person reads it; whatever else it is, as it is."""
    try:
        return f"{datetime.fromisoformat(str(text)).astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
    except ValueError:
        return str(text or "")


def faint(line: Line) -> bool:
    """Optional and empty: drawn thin."""
    return line.source is EMPTY
