"""What an attempt works with, the same for all attempts of one worker; and which traces of theirs are kept."""

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

from adapters.contract.registry import Registry
from worker.browser import Browser, trace_path
from worker.config import Config
from worker.model import Application, Mode
from worker.papers import Papers
from worker.profile import Profile
from worker.store.base import Store


@dataclass(frozen=True)
class Means:
    """A store, a browser, the boards, and whose facts answer."""

    store: Store
    browser: Browser
    registry: Registry
    config: Config
    mode: Mode
    #: The applicant's facts, from the row or the local file. Raises `BadInput` where there are none.
    profile_of: Callable[[Application], Profile]
    worker: str = "worker"
    chance: random.Random = field(default_factory=random.Random)
    #: The documents that applicants' rows name, where the store keeps them.
    papers: Papers | None = None
    #: Asked once before submit begins. Raises `Deferred` where nothing more may be sent for now.
    leave: Callable[[Application], Awaitable[None]] | None = None


def kept_trace(means: Means, folder: Path, *, failed: bool) -> str:
    """The trace's path, "" where there is none to keep: `retain-on-failure` keeps those of failed attempts alone."""
    trace, browser = trace_path(folder), means.browser
    if not browser.tracing or not trace.exists():
        return ""
    if not failed and not browser.watching.trace and means.config.use.trace == "retain-on-failure":
        trace.unlink()
        return ""
    return str(trace)
