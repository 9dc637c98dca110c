"""The artifacts JSON: its shape, versioned. Plain dicts with declared keys, so that building one costs nothing."""

from typing import Any, Literal, NotRequired

from typing_extensions import TypedDict  # Pydantic asks for this one before Python 3.12

from worker.model import Application

#: Raised when a key changes its meaning or goes; new keys do not raise it.
ARTIFACTS_VERSION = 1

Step = Literal["opened", "filled", "submitted", "blocked", "error"]
Method = Literal["simulated", "browser", "api"]


class BoxJson(TypedDict):
    """CSS pixels from the top left of the page."""

    x: float
    y: float
    width: float
    height: float


class FieldJson(TypedDict):
    """One field: what was asked, what was written, and which fact says so."""

    key: str
    label: str
    kind: str
    required: bool
    #: What it was understood to ask; "" where it was not understood.
    topic: str
    #: What was written, or "(redacted)"; "" where it was left empty.
    value: str
    #: The fact the answer came from: "profile.basics.email", "answer bank: this posting", "rule: decline",
    #: "prefilled" where the page had it right already; "" where it was left empty.
    source: str
    #: Whether the page was read back and held just this.
    verified: bool
    #: Why it was left empty or did not take its answer; "" otherwise.
    note: NotRequired[str]
    #: Form page, from 1.
    page: NotRequired[int]
    box: NotRequired[BoxJson | None]


class DocumentJson(TypedDict):
    """A file that was attached."""

    kind: str
    filename: str
    sha256: str


class ScreenshotJson(TypedDict):
    """One picture, taken at a named step."""

    step: Step
    #: ISO 8601, UTC.
    taken_at: str
    #: Where the full picture is: file:, https: or data: URI; "" where it could not be kept, as the note says.
    uri: str
    #: A small JPEG as `data:` URI, to show at once.
    thumbnail: str
    sha256: str
    #: Of the file: pixels and bytes.
    width: int
    height: int
    bytes: int
    #: Picture pixels per CSS pixel: boxes times this are pixels of the picture.
    scale: float
    #: Form page, from 1.
    page: NotRequired[int]
    #: Its path in the private bucket `apply-bot-artifacts`, by which its owner has a new address made.
    path: NotRequired[str]
    #: When `uri` ends to show it: ISO 8601, UTC.
    expires_at: NotRequired[str]


class ConfirmationJson(TypedDict):
    """The proof of success, or what there was of it."""

    signals: list[str]
    text: str
    url: str
    reference: str
    against: NotRequired[list[str]]


class QuestionJson(TypedDict):
    """A question no fact answers, as it is put to the applicant."""

    key: str
    question: str
    kind: str
    required: bool
    options: list[str]
    #: Why it could not be answered.
    why: str
    page: NotRequired[int]
    #: What it was understood to ask, and of what, which way round and when; absent where it was not understood.
    topic: NotRequired[str]
    scope: NotRequired[str]
    polarity: NotRequired[str]
    time: NotRequired[str]


class SimulationMetadata(TypedDict):
    """What simulated runs have always stored."""

    worker_version: str
    #: Seconds.
    processing_time: float
    job_title: str
    company: str
    user_email: str


class ApplicationDetails(TypedDict):
    """What simulated runs have always stored."""

    application_id: str
    job_id: str
    user_id: str
    original_attempt_meta: dict[str, Any]
    #: Every earlier artifacts JSON, oldest first, each without its own earlier ones.
    previous_artifacts: list[dict[str, Any]]


class Artifacts(TypedDict):
    """What one attempt leaves in `applications.artifacts`."""

    version: int
    method: Method
    #: "simulate", "dry_run", "live".
    mode: str
    #: One sentence: what happened, and why.
    note: str
    board: str
    #: Name and version of the adapter.
    adapter: str
    url: str
    #: What the page calls itself; absent where none was read.
    title: NotRequired[str]
    #: ISO 8601, UTC; null unless applied.
    applied_at: str | None
    confirmation: ConfirmationJson | None
    fields: list[FieldJson]
    documents: list[DocumentJson]
    screenshots: list[ScreenshotJson]
    questions: list[QuestionJson]
    #: Milliseconds by step: open, scan, understand, answer, fill, verify, screenshot, submit, confirm, total.
    timings: dict[str, float]
    side_effects: list[str]
    #: Path of the Playwright trace, where one was asked for.
    trace: NotRequired[str]
    application_details: ApplicationDetails
    #: Simulated runs only.
    simulation_metadata: NotRequired[SimulationMetadata]


def title_of(application: Application) -> str:
    """What to call the posting: its title as it was queued, else as its page gives it; "" where neither is known."""
    return application.job.title or str(application.artifacts.get("title") or "")


def posting_of(application: Application) -> str:
    """Title and company, as far as they are known; else the URL."""
    parts = (title_of(application), application.job.company)
    return " · ".join(part for part in parts if part) or application.job.url
