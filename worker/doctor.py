"""Looks at everything a run needs, and says what is configured, what is missing and what to type."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from adapters.contract.registry import FALLBACK, load
from worker.browser import Browser
from worker.config import Config
from worker.errors import ApplyBotError, BadInput
from worker.profile import Profile, load_profile
from worker.store import open_store
from worker.store.supabase_access import access_of, is_supabase


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    name: str
    #: "ok"; "missing": a run does without or needs it yet; "bad": it is there, and wrong.
    state: Literal["ok", "missing", "bad"]
    text: str
    #: What to type or to write; "" where nothing is to be done.
    advice: str = ""


async def examine(config: Config) -> AsyncIterator[Finding]:
    """Finding by finding, in the order in which a person sets things up. Opens a browser, and no page."""
    yield _configuration(config)
    profile = None
    try:
        profile = load_profile(config.apply.profile)
        yield _filled_in(config, profile)
    except BadInput as error:
        there = config.apply.profile.exists()
        yield Finding("profile", "bad" if there else "missing", str(error), "" if there else "apply-bot init")
    for finding in _documents(profile) if profile else ():
        yield finding
    if is_supabase(config.store_url):
        yield _supabase(config)
    yield await _store(config)
    yield await _browser(config)
    for finding in _adapters():
        yield finding
    if profile:
        yield _consent(profile)


def _configuration(config: Config) -> Finding:
    if config.path:
        return Finding("configuration", "ok", str(config.path))
    return Finding("configuration", "ok", "no playwright.config.yaml here; every key has its default")


def _filled_in(config: Config, profile: Profile) -> Finding:
    path = str(config.apply.profile)
    if profile.untouched:
        return Finding("profile", "bad", f"{path} is still the template", "put your facts into it")
    return Finding("profile", "ok", path)


def _documents(profile: Profile) -> list[Finding]:
    findings = []
    for kind in profile.apply.documents:
        try:
            document = profile.document(kind)
        except BadInput as error:
            findings.append(Finding(kind, "bad", str(error)))
        else:
            findings.append(Finding(kind, "ok", str(document.path if document else "")))
    if "resume" not in profile.apply.documents:
        findings.append(Finding("resume", "missing", "no résumé", "write apply.documents.resume into the profile"))
    return findings


def _supabase(config: Config) -> Finding:
    """Which way the worker takes into the project, and whether the next step of setting it up is known."""
    secrets = config.secrets
    try:
        access = access_of(config.store_url, secrets)
    except BadInput as error:
        return Finding("supabase", "bad", str(error))
    who = "the worker's own login" if access.email else "the service-role or secret key, which opens everything there"
    ways = "" if secrets.supabase_db_url else "; migrations by `apply-bot db sql`, as SUPABASE_DB_URL is not set"
    return Finding("supabase", "ok", f"{access.url} by {who}{ways}", "apply-bot selftest")


async def _store(config: Config) -> Finding:
    url = config.store_url
    if url.startswith("sqlite:///") and not await asyncio.to_thread(Path(url.removeprefix("sqlite:///")).exists):
        return Finding("store", "missing", f"{url}: empty yet", "apply-bot add URL")
    try:
        async with open_store(url, config.secrets) as store:
            counts = {status: count for status, count in (await store.counts()).items() if count}
            due = await store.due()
            stopped = await store.stopped()
    except ApplyBotError as error:
        return Finding("store", "bad", str(error))
    if stopped:
        return Finding("store", "bad", f"{url}: workers are stopped ({stopped})", "apply-bot resume")
    told = ", ".join(f"{count} {status.value}" for status, count in counts.items()) or "empty"
    return Finding("store", "ok", f"{url}: {told}", "apply-bot run" if due else "apply-bot add URL")


async def _browser(config: Config) -> Finding:
    try:
        async with Browser(config) as browser, browser.visit("about:blank", keep=config.artifacts_dir) as visit:
            chromium = visit.page.context.browser
            return Finding("browser", "ok", f"Chromium {chromium.version if chromium else 'with its own profile'}")
    except ApplyBotError as error:
        return Finding("browser", "bad", str(error))


def _adapters() -> list[Finding]:
    entries = load().entries
    working = [entry.name for entry in entries if entry.adapter]
    broken = [
        Finding(f"adapter {entry.name}", "bad", f"{entry.error} ({entry.origin})") for entry in entries if entry.error
    ]
    return [Finding("adapters", "ok", ", ".join(working)), *broken]


def _consent(profile: Profile) -> Finding:
    """Boards and sites on which it may submit by itself."""
    given = [where for where, word in profile.apply.consent.items() if word == "auto"]
    known = sorted(name for entry in load().entries if (name := entry.name) != FALLBACK and name not in given)
    if not given:
        return Finding("consent", "ok", "nowhere: every application waits for your approval")
    rest = f"; on {', '.join(known)} it asks" if known else ""
    return Finding("consent", "ok", f"submits by itself on {', '.join(given)}{rest}")
