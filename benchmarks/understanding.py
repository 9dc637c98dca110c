"""How well forms are understood and answered: the corpus in tests/corpus, through the worker's own steps.

    python benchmarks/understanding.py [--part development|held_back] [--details] [--no-browser] [--json FILE]

Field lists and screening questions go through `understand` and `answer`; HTML pages through a scan in Chromium first.
Then it is measured how long that takes on large pages, beside one full-page screenshot.
Of the part held back only totals are shown, so that nobody develops on it; `--details` shows all.
"""

import argparse
import asyncio
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import speed

from tests.corpus.judging import Verdict, judge_sheet
from tests.corpus.loading import PARTS, load_corpus
from tests.corpus.reading import Reading, read_pages
from tests.corpus.tally import Tally, by, confusions, tally
from worker.config import load_config

ROOT = Path(__file__).parents[1]

COLUMNS = (
    "entries",
    "recall",
    "precision",
    "wrong topic",
    "askew",
    "answers: recall",
    "precision",
    "WRONG FILLS",
    "asked",
)
#: A line of the confusion list names at most so many places.
PLACES = 4


def main(options: argparse.Namespace) -> dict[str, object]:
    """Measure, print, and return every figure."""
    config = load_config(ROOT / "playwright.config.yaml", env={})
    figures: dict[str, object] = {}
    for part in PARTS:
        if options.part not in ("", part):
            continue
        corpus, details = load_corpus(part), options.details or part == "development"
        readings = [] if options.no_browser else asyncio.run(read_pages(corpus.of("page"), config))
        verdicts = [verdict for sheet in corpus.of("list", "screening") for verdict in judge_sheet(sheet)]
        verdicts += [verdict for reading in readings for verdict in reading.verdicts]
        show(part, verdicts, details=details)
        if readings:
            show_reading(readings, details=details)
        figures[part] = _plain(verdicts)
    if not options.no_browser:
        took = asyncio.run(speed.measure(config))
        speed.show(took)
        figures["speed"] = took
    return figures


def show(part: str, verdicts: Sequence[Verdict], *, details: bool) -> None:
    print(f"\n# Understanding: {part.replace('_', ' ')}\n")
    _table("all", {"all": tally(verdicts), **by(verdicts, lambda one: one.sheet.source)})
    traps = [one for one in verdicts if one.entry.trap]
    _table("traps", {"traps": tally(traps), **by(traps, lambda one: f"trap: {one.entry.trap}")})
    _table("language", by(verdicts, lambda one: one.sheet.file.language))
    _table("topic", by(verdicts, lambda one: one.entry.topic.partition("|")[0] or "(none)"))
    if details:
        _wrong_fills(verdicts)
        _confusions(verdicts)


def _table(title: str, rows: Mapping[str, Tally]) -> None:
    print(f"| {title} | {' | '.join(COLUMNS)} |\n|---|{'---|' * len(COLUMNS)}")
    for name, one in rows.items():
        shares = (f"{share:.1%}" for share in (one.recall, one.precision))
        answers = (f"{share:.1%}" for share in (one.answer_recall, one.answer_precision))
        cells = (one.entries, *shares, one.wrong, one.askew, *answers, one.wrong_fills, one.asked)
        print(f"| {name} | {' | '.join(str(cell) for cell in cells)} |")
    print()


def show_reading(readings: Sequence[Reading], *, details: bool) -> None:
    """How the pages were read, by layout."""
    print(
        "| pages | controls | not found | label | kind | required | options misread | touched in vain |\n|---|"
        + "---|" * 7
    )
    layouts = sorted({reading.sheet.form.layout for reading in readings})
    for layout in ("", *layouts):
        own = [reading for reading in readings if layout in ("", reading.sheet.form.layout)]
        faults = Counter(fault.what for reading in own for fault in reading.misread)
        counts = (faults[what] for what in ("missing", "label", "kind", "required", "options"))
        controls, touched = sum(len(r.sheet.fields) for r in own), sum(len(r.touched) for r in own)
        print(f"| {layout or 'all'} | {controls} | {' | '.join(map(str, counts))} | {touched} |")
    print()
    for reading in readings if details else ():
        for fault in reading.misread:
            print(f"- {reading.sheet.name}: {fault.entry.widget} “{fault.entry.asks}”: {fault.what} {fault.read}")
        for touched_one in reading.touched:
            print(f"- {reading.sheet.name}: touched {touched_one}")


def _wrong_fills(verdicts: Sequence[Verdict]) -> None:
    print("## Wrong fills\n")
    for one in verdicts:
        if one.wrong_fills:
            trap = f" (trap: {one.entry.trap})" if one.entry.trap else ""
            taken = f"taken for {one.found or 'nothing'}, wanted {one.wanted or 'nothing'}"
            print(f"- {one.sheet.name}: “{one.entry.asks}”{trap}: {taken}; written: {one.written}, {one.filled}")
    print()


def _confusions(verdicts: Sequence[Verdict]) -> None:
    print("## Confusions\n")
    for wanted, found, places in confusions(verdicts):
        more = f" and {len(places) - PLACES} more" if len(places) > PLACES else ""
        shown = "; ".join(f"“{place}”" for place in places[:PLACES])
        print(f"- {len(places)}x {wanted or 'nothing'} -> {found or 'nothing'}: {shown}{more}")
    print()


def _plain(verdicts: Sequence[Verdict]) -> dict[str, object]:
    return {
        "all": asdict(tally(verdicts)),
        "source": {name: asdict(one) for name, one in by(verdicts, lambda v: v.sheet.source).items()},
        "language": {name: asdict(one) for name, one in by(verdicts, lambda v: v.sheet.file.language).items()},
        "topic": {name: asdict(one) for name, one in by(verdicts, lambda v: v.entry.topic or "(none)").items()},
    }


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", choices=("", *PARTS), default="", help="one part of the corpus; both if not given")
    parser.add_argument("--details", action="store_true", help="wrong fills and confusions of the part held back too")
    parser.add_argument("--no-browser", action="store_true", help="field lists and screening questions alone")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure there")
    return parser.parse_args()


if __name__ == "__main__":
    options = _options()
    figures = main(options)
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1), encoding="utf-8")
