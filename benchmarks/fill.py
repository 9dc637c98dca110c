"""How long one application takes in a browser: the whole attempt beside a script written by hand for just that page.

    python benchmarks/fill.py [--rounds 15] [--drain 24] [--json FILE]

Both use the same headless binary and take turns. An attempt scans, understands, answers, fills, reads back, takes
three pictures, records the click, submits, confirms and writes its outcome; the script fills and submits, with two
pictures. Then both drain a queue: attempts four at once, the script at its best number at once.
"""

import argparse
import asyncio
import json
import logging
import statistics
import sys
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

import by_hand
import psutil
import structlog

from adapters.contract.registry import load
from fixtures import Farm
from worker.attempt import Attempt
from worker.browser import Browser
from worker.config import Config, load_config
from worker.means import Means
from worker.model import Job, Mode, NewApplication, User
from worker.profile import Profile, load_profile
from worker.run import Loop, RunOptions
from worker.store import ClaimRequest, Store, open_store

ROOT = Path(__file__).parents[1]
STEPS = ("open", "scan", "understand", "answer", "fill", "verify", "screenshot", "submit", "confirm")
#: Numbers at once at which the script by hand is tried.
AT_ONCE = (1, 2, 4, 8)


@dataclass
class Figures:
    """Seconds of one way on one page, one entry per round."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    steps: list[dict[str, float]] = field(default_factory=list)


@dataclass
class Bench:
    """What both ways share."""

    farm: Farm
    store: Store
    config: Config
    profile: Profile
    means: Means
    #: Another process of the same binary, so that neither way meets the other's traces.
    by_hand: Browser
    folder: Path

    async def ours(self, board: str, case: str) -> dict[str, float]:
        """One whole attempt, from claimed row to written outcome."""
        await self.queue(board, case)
        (application,) = await self.store.claim(ClaimRequest("bench", 1, timedelta(minutes=5)))
        outcome = await Attempt(application, self.means).run()
        await self.store.finish([outcome])
        if outcome.status.value != "applied":
            raise SystemExit(f"{board}/{case}: expected applied, found {outcome.status}: {outcome.artifacts['note']}")
        return dict(outcome.artifacts["timings"])

    async def theirs(self, board: str, case: str) -> dict[str, float]:
        """One application by hand."""
        chromium = self.by_hand.chromium
        await by_hand.apply(chromium, by_hand.SCRIPTS[board, case], self.url(board, case), self.folder)
        return {}

    def url(self, board: str, case: str) -> str:
        return self.farm.url(board, case)

    async def queue(self, board: str, case: str, *, number: int = 1) -> None:
        user = User(id="", email=self.profile.basics.email)
        name = "" if board == "generic" else board
        urls = [self.farm.url(board, case, run=f"{perf_counter()}-{n}") for n in range(number)]
        await self.store.add([NewApplication(user, Job(id="", url=url, company="Acme", board=name)) for url in urls])


async def main(options: argparse.Namespace) -> dict[str, Any]:
    """Measure, print, and return every single figure."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with tempfile.TemporaryDirectory() as name, Farm() as farm:
        folder = Path(name)
        config = load_config(ROOT / "playwright.config.yaml", env={}).model_copy(update={"output_dir": folder})
        profile = _consenting(load_profile(ROOT / "fixtures" / "applicants" / "ada.yaml"), farm)
        async with (
            open_store(f"sqlite:///{folder / 'bench.db'}") as store,
            Browser(config) as browser,
            Browser(config) as other,
        ):
            means = Means(store, browser, load(), config, Mode.LIVE, lambda _: profile)
            bench = Bench(farm, store, config, profile, means, other, folder)
            single = {page: await compare(bench, page, options.rounds) for page in by_hand.SCRIPTS}
            _print_single(single)
            rates = {page: await _drain(bench, page, options.drain) for page in by_hand.SCRIPTS}
            _print_rates(rates)
    return {"single": _plain(single), "rates": {"/".join(page): rate for page, rate in rates.items()}}


def _plain(single: dict[tuple[str, str], dict[str, Figures]]) -> dict[str, Any]:
    return {"/".join(page): {way: vars(figures) for way, figures in ways.items()} for page, ways in single.items()}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--drain", type=int, default=24, help="applications in the drained queue")
    parser.add_argument("--json", help="also write every single figure to this file")
    return parser.parse_args()


def _consenting(profile: Profile, farm: Farm) -> Profile:
    consent = dict.fromkeys((farm.host(board) for board in farm.boards()), "auto")
    return profile.model_copy(update={"apply": profile.apply.model_copy(update={"consent": consent})})


async def compare(bench: Bench, page: tuple[str, str], rounds: int) -> dict[str, Figures]:
    """Both ways in turn, after one round that does not count."""
    ways: dict[str, Callable[[str, str], Awaitable[dict[str, float]]]] = {"ours": bench.ours, "theirs": bench.theirs}
    figures = {way: Figures() for way in ways}
    for number in range(rounds + 1):
        for way, act in ways.items():
            cpu, start = _cpu_seconds(), perf_counter()
            steps = await act(*page)
            if number:
                figures[way].wall.append(perf_counter() - start)
                figures[way].cpu.append(_cpu_seconds() - cpu)
                figures[way].steps.append(steps)
    print(f"{'/'.join(page)}: {rounds} rounds", file=sys.stderr)
    return figures


def _cpu_seconds() -> float:
    """CPU time of this process and all it started, browser and driver included, those that have ended since too."""
    me = psutil.Process()
    total = 0.0
    for process in (me, *me.children(recursive=True)):
        try:
            times = process.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system + times.children_user + times.children_system
    return total


async def _drain(bench: Bench, page: tuple[str, str], count: int) -> dict[str, float]:
    """Applications per second: ours four at once through the claim loop, theirs at each number at once."""
    rates = {}
    await bench.queue(*page, number=count)
    start = perf_counter()
    summary = await Loop(bench.means, RunOptions(concurrency=4), lambda _: None).drain()
    rates["ours, 4 at once"] = summary.counts.total() / (perf_counter() - start)
    for at_once in AT_ONCE:
        gate = asyncio.Semaphore(at_once)

        async def one(gate: asyncio.Semaphore = gate) -> None:
            async with gate:
                await bench.theirs(*page)

        start = perf_counter()
        await asyncio.gather(*(one() for _ in range(count)))
        rates[f"by hand, {at_once} at once"] = count / (perf_counter() - start)
    return rates


def _print_single(single: dict[tuple[str, str], dict[str, Figures]]) -> None:
    head = ("page", "ours s", "by hand s", "ratio wall", "ratio CPU", *(f"{step} ms" for step in STEPS))
    print(" | ".join(head))
    for page, ways in single.items():
        ours, theirs = ways["ours"], ways["theirs"]
        pairs = zip(ours.wall, theirs.wall, strict=True)
        cpu = zip(ours.cpu, theirs.cpu, strict=True)
        row: list[Any] = [
            "/".join(page),
            f"{statistics.median(ours.wall):.3f}",
            f"{statistics.median(theirs.wall):.3f}",
            f"{statistics.median(a / b for a, b in pairs):.2f}",
            f"{statistics.median(a / b for a, b in cpu):.2f}",
            *(f"{statistics.median(s.get(step, 0.0) for s in ours.steps):.0f}" for step in STEPS),
        ]
        print(" | ".join(row))


def _print_rates(rates: dict[tuple[str, str], dict[str, float]]) -> None:
    for page, found in rates.items():
        best = max(rate for way, rate in found.items() if way.startswith("by hand"))
        ratio = found["ours, 4 at once"] / best
        told = ", ".join(f"{way}: {rate:.2f}/s" for way, rate in found.items())
        print(f"{'/'.join(page)}: {ratio:.2f} times the best by hand ({told})")


if __name__ == "__main__":
    given = _options()
    found = asyncio.run(main(given))
    if given.json:
        Path(given.json).write_text(json.dumps(found), encoding="utf-8")
