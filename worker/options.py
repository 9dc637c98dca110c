"""The sections of the configuration: Playwright's own words in `use`, ours in `apply`, camelCase in the file."""

import re
from datetime import time
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic.alias_generators import to_camel

from worker.artifacts import Step

#: Seconds in the unit of a rate.
_UNITS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400}
_HOURS = re.compile(r"((?:[01]\d|2[0-3]):[0-5]\d)-((?:[01]\d|2[0-3]):[0-5]\d)")
_RATE = re.compile(r"^\s*(\d+)\s*/\s*(second|minute|hour|day)\s*$", re.IGNORECASE)

#: Hosts that only watch: a form never needs them. A host's subdomains are meant too.
_WATCHERS = (
    "google-analytics.com",
    "googletagmanager.com",
    "doubleclick.net",
    "connect.facebook.net",
    "hotjar.com",
    "fullstory.com",
    "segment.io",
    "mixpanel.com",
    "amplitude.com",
    "clarity.ms",
    "newrelic.com",
    "nr-data.net",
)


class Keys(BaseModel):
    """A group of keys: frozen, no others allowed; snake_case here, camelCase in the file."""

    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=to_camel, populate_by_name=True)

    def given(self) -> dict[str, Any]:
        """Only the attributes that were set, for one group laid over another."""
        return {name: getattr(self, name) for name in self.model_fields_set}


def _word(value: object) -> object:
    """YAML 1.1 reads a bare `on` and `off` as true and false; Playwright means the words."""
    return {True: "on", False: "off"}[value] if isinstance(value, bool) else value


def _seconds_apart(rate: str) -> str:
    if not _RATE.match(rate) or _spacing(rate) == 0:
        raise ValueError(f'expected a count per second, minute, hour or day such as "30/hour", found {rate!r}')
    return rate


def _spacing(rate: str) -> float:
    """Least seconds between two applications; 0 where the count is 0."""
    count, unit = re.split(r"\s*/\s*", rate.strip(), maxsplit=1)
    return _UNITS[unit.lower()] / int(count) if int(count) else 0


Switch = Annotated[Literal["off", "on", "retain-on-failure"], BeforeValidator(_word)]
Rate = Annotated[str, AfterValidator(_seconds_apart)]


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ValueError, ZoneInfoNotFoundError, OSError):
        raise ValueError(f'expected a time zone such as "Europe/Berlin", found {name!r}') from None
    return name


def _hours(text: str) -> str:
    found = _HOURS.fullmatch(text)
    if not found or found[1] == found[2]:
        raise ValueError(f'expected two different times of day such as "22:00-07:00", found {text!r}')
    return text


TimeZone = Annotated[str, AfterValidator(_zone)]
Hours = Annotated[str, AfterValidator(_hours)]


class Viewport(Keys):
    """CSS pixels."""

    width: int = Field(gt=0)
    height: int = Field(gt=0)


class LaunchOptions(Keys):
    """How the browser process is started."""

    #: The Chromium to start; found by itself where not given.
    executable_path: Path | None = None
    args: tuple[str, ...] = ()
    #: Pause after each step, to watch it (ms).
    slow_mo: float = Field(default=0, ge=0)


class Use(Keys):
    """What Playwright's `use` section says of the browser and its context."""

    browser_name: Literal["chromium"] = "chromium"
    channel: str | None = None
    headless: bool = True
    #: None: as large as the window.
    viewport: Viewport | None = Viewport(width=1280, height=900)
    locale: str | None = "en-US"
    timezone_id: str | None = None
    screenshot: Annotated[Literal["off", "on", "only-on-failure"], BeforeValidator(_word)] = "on"
    trace: Switch = "off"
    video: Switch = "off"
    #: Longest wait for one action; 0 for none (ms).
    action_timeout: float = Field(default=10_000, ge=0)
    #: Longest wait for a page (ms).
    navigation_timeout: float = Field(default=30_000, ge=0)
    ignore_https_errors: bool = Field(default=False, alias="ignoreHTTPSErrors")
    launch_options: LaunchOptions = Field(default_factory=LaunchOptions)

    def launch_kwargs(self, *, headed: bool = False, slow_mo: float | None = None) -> dict[str, Any]:
        """Keywords of Playwright's `launch()`; flags win over the file."""
        options = self.launch_options
        known = {
            "headless": self.headless and not headed,
            "channel": self.channel,
            "executable_path": str(options.executable_path) if options.executable_path else None,
            "args": list(options.args) or None,
            "slow_mo": (options.slow_mo if slow_mo is None else slow_mo) or None,
        }
        return {name: value for name, value in known.items() if value is not None}

    def context_kwargs(self) -> dict[str, Any]:
        """Keywords of Playwright's `new_context()`."""
        known = {
            "viewport": self.viewport.model_dump() if self.viewport else None,
            "no_viewport": None if self.viewport else True,
            "locale": self.locale,
            "timezone_id": self.timezone_id,
            "ignore_https_errors": self.ignore_https_errors or None,
        }
        return {name: value for name, value in known.items() if value is not None}


class Screenshots(Keys):
    """What the pictures in the artifacts are like."""

    steps: tuple[Step, ...] = ("opened", "filled", "submitted", "blocked", "error")
    #: Picture pixels per CSS pixel; 0.5 is legible and a quarter of the work.
    scale: float = Field(default=0.5, gt=0, le=1)
    #: JPEG quality, 1 to 100.
    quality: int = Field(default=70, ge=1, le=100)
    #: Whether the full picture goes into the artifacts JSON too, as a data: URI.
    inline: bool = False
    #: Pixels.
    thumbnail_width: int = Field(default=320, ge=16, le=1280)
    #: How long the address of a picture in a bucket shows it; whoever may see it can have a new one made.
    url_hours: float = Field(default=168, gt=0)


class Apply(Keys):
    """Our own keys."""

    #: Where applications are kept, as a URL; a SQLite file in the data directory where not given.
    store: str | None = None
    profile: Path = Path("profile.yaml")
    #: Where store and artifacts live; the user's data directory where not given.
    data_dir: Path | None = None
    #: This worker's name in leases; host and process where not given.
    worker: str | None = None
    #: Tries before an application is given up.
    attempts: int = Field(default=3, ge=1)
    lease_seconds: float = Field(default=120, gt=0)
    heartbeat_seconds: float = Field(default=30, gt=0)
    #: Board -> at most so many applications: "30/hour".
    rates: dict[str, Rate] = Field(default_factory=dict)
    screenshots: Screenshots = Field(default_factory=Screenshots)
    #: Longest wait for a form to appear (ms).
    form_timeout: float = Field(default=15_000, gt=0)
    #: Longest wait for the board's word after the submit click (ms).
    confirm_timeout: float = Field(default=30_000, gt=0)
    #: Hosts never asked, subdomains included.
    block_hosts: tuple[str, ...] = _WATCHERS
    #: After a first Ctrl-C or SIGTERM: longest wait for what has begun to submit (seconds).
    stop_seconds: float = Field(default=20, ge=0)
    #: Attempts at once; 2 per core where not given.
    concurrency: int | None = Field(default=None, ge=1)
    #: How long an approval holds.
    approval_hours: float = Field(default=72, gt=0)
    #: No page is opened in these hours of the applicant's time: "22:00-07:00".
    quiet_hours: Hours | None = None
    #: Where the applicant's profile says none.
    timezone: TimeZone = "UTC"
    #: At most so many submissions a day for each applicant.
    per_day: int | None = Field(default=None, ge=0)
    #: How often `run --watch` looks for what is due (seconds).
    poll_seconds: float = Field(default=15, gt=0)

    @property
    def quiet(self) -> tuple[time, time] | None:
        """From and to."""
        if self.quiet_hours is None:
            return None
        begin, end = map(time.fromisoformat, self.quiet_hours.split("-"))
        return begin, end

    @property
    def spacing(self) -> dict[str, float]:
        """Board -> least seconds between two applications, as `ClaimRequest.spacing` takes it."""
        return {board: _spacing(rate) for board, rate in self.rates.items()}

    @model_validator(mode="after")
    def _lease_outlives_heartbeat(self) -> "Apply":
        if self.heartbeat_seconds * 2 > self.lease_seconds:
            raise ValueError(
                f"expected heartbeatSeconds of at most half of leaseSeconds, "
                f"found {self.heartbeat_seconds:g} and {self.lease_seconds:g}; one late heartbeat would lose the lease"
            )
        return self
