"""How what was understood and answered compares with what is right."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from adapters.contract import Answer, Document, FormField
from adapters.contract.choose import normal
from tests.corpus.entries import Entry, Right
from tests.corpus.loading import Expected, Sheet, applicants
from tests.corpus.truth import ASK, DECLINE, TODAY, declines
from worker.profile import Profile
from worker.steps.answer import Facts, answer
from worker.steps.sheet import Understanding
from worker.steps.understand import understand

#: right: as expected (understood, or rightly not); missed: not understood, though it should be; wrong: understood
#: as something else; askew: the topic is right, and subject, scope, polarity or time is not.
Meaning = Literal["right", "missed", "wrong", "askew"]
#: right: a right answer; kept: rightly left to the applicant; missed: asked where a fact answers; wrong: a wrong fill.
Filled = Literal["right", "kept", "missed", "wrong"]
_WORDS = re.compile(r"[\W_]+")
_PARTS = re.compile(r"[|]")


@dataclass(frozen=True, slots=True)
class Verdict:
    """One entry, judged."""

    sheet: Sheet
    entry: Entry
    meaning: Meaning
    #: What it was understood as; "" where it was not.
    found: str
    #: Per applicant.
    filled: tuple[Filled, ...]
    #: Per applicant: what would be written; None where nothing.
    written: tuple[str | None, ...]
    #: Per applicant: whether a fact answers it.
    known: tuple[bool, ...]

    @property
    def wrong_fills(self) -> int:
        return self.filled.count("wrong")

    @property
    def wrong_where_known(self) -> int:
        """Wrong fills where a right one was to be had."""
        return sum(known and filled == "wrong" for known, filled in zip(self.known, self.filled, strict=True))

    @property
    def wanted(self) -> str:
        """What it ought to be understood as, in the words of `found`."""
        entry = self.entry
        whose = "" if entry.subject == "applicant" else f" of {entry.subject}"
        turned = " negated" if entry.negated else ""
        time = f" {entry.time}" if entry.time else ""
        return f"{entry.topic}{f' ({entry.scope})' if entry.scope else ''}{whose}{turned}{time}" if entry.topic else ""


def judge_sheet(sheet: Sheet) -> list[Verdict]:
    """A form as a field list, or a screening question: understood and answered without a browser."""
    fields = [one.entry.field(number, sheet.file.language) for number, one in enumerate(sheet.fields)]
    pairs: list[tuple[Expected, list[FormField]]] = [
        (one, [field]) for one, field in zip(sheet.fields, fields, strict=True)
    ]
    return judge(sheet, pairs, fields)


def judge(
    sheet: Sheet,
    pairs: Sequence[tuple[Expected, Sequence[FormField]]],
    fields: Sequence[FormField],
    board_topics: Mapping[str, str] | None = None,
    page: str = "",
) -> list[Verdict]:
    """Every expected entry beside the fields that were read for it (none: missed); `page`: the page's title."""
    company = sheet.file.company
    understandings = understand(fields, board_topics=board_topics or {}, company=company, page=page)
    by_key = {one.field.key: one for one in understandings}
    sheets = [answer(understandings, _facts(profile, sheet)).answer for profile in applicants()]
    verdicts = []
    for expected, found in pairs:
        known = [by_key[field.key] for field in found if field.key in by_key]
        answers = [[given for one in known if (given := find(one.field.key))] for find in sheets]
        verdicts.append(_verdict(sheet, expected, known, answers))
    return verdicts


def _facts(profile: Profile, sheet: Sheet) -> Facts:
    return Facts(profile=profile, company=sheet.file.company, url="", given={}, country=sheet.file.country)


def _verdict(
    sheet: Sheet, expected: Expected, known: Sequence[Understanding], answers: Sequence[Sequence[Answer]]
) -> Verdict:
    entry = expected.entry
    best = next((one for one in known if one.understood), known[0] if known else None)
    filled = tuple(_filled(given, right) for given, right in zip(answers, expected.answers, strict=True))
    written = tuple(" + ".join(_text(one) for one in given) if given else None for given in answers)
    known_facts = tuple(ASK not in right for right in expected.answers)
    return Verdict(sheet, entry, _meaning(entry, best, sheet), _named(best), filled, written, known_facts)


def _named(one: Understanding | None) -> str:
    if one is None or not one.understood:
        return ""
    whose = "" if one.subject == "applicant" else f" of {one.subject}"
    turned = " negated" if one.polarity == "negated" else ""
    time = f" {spoken}" if (spoken := getattr(one, "time", "")) else ""
    return f"{one.topic}{f' ({one.scope})' if one.scope else ''}{whose}{turned}{time}"


def _meaning(entry: Entry, one: Understanding | None, sheet: Sheet) -> Meaning:
    topics = _PARTS.split(entry.topic)
    if one is None or not one.understood:
        return "right" if "" in topics else "missed"
    if one.topic not in topics:
        return "wrong"
    return "right" if _attributes(entry, one, sheet) else "askew"


def _attributes(entry: Entry, one: Understanding, sheet: Sheet) -> bool:
    scopes = {part.casefold() for part in _PARTS.split(entry.scope)}
    if sheet.file.company.casefold() in scopes:
        scopes.add("")  # where no company is named, the posting's own is meant
    time = getattr(one, "time", entry.time)
    return (
        one.subject == entry.subject
        and one.scope.casefold() in scopes
        and (one.polarity == "negated") == entry.negated
        and (not entry.time or time == entry.time)
    )


def _filled(given: Sequence[Answer], right: Sequence[Right]) -> Filled:
    if not given or (ASK in right and all(one.value is False for one in given)):  # a box left empty says nothing
        return "kept" if ASK in right else "missed"
    return "right" if all(any(_same(one, wanted) for wanted in right) for one in given) else "wrong"


def _same(given: Answer, right: Right) -> bool:
    value = given.value
    if isinstance(value, Document):
        return right == f"file:{value.kind}"
    if right == TODAY:
        return isinstance(value, str) and _is_today(value)
    if isinstance(value, bool) or isinstance(right, bool):
        return value is right
    if right == DECLINE:  # options not seen yet: any word for it
        return declines(value if isinstance(value, str) else "; ".join(value))
    if isinstance(value, tuple):
        wanted = right if isinstance(right, tuple) else (right,)
        return sorted(normal(one) for one in value) == sorted(normal(str(one)) for one in wanted)
    return bare(value) == bare(", ".join(right) if isinstance(right, tuple) else str(right))


def bare(text: str) -> str:
    """A text without what shapes vary: case, spaces, punctuation (all but "+", which tells C++ from C)."""
    return _WORDS.sub("", text.replace("+", "plus").removeprefix("plus")).casefold()


def _is_today(text: str) -> bool:
    now = datetime.now(UTC).date()
    days = (now - timedelta(days=1), now, now + timedelta(days=1))  # the page's own zone decides which
    return any(bare(text) in _spellings(day) for day in days)


def _spellings(day: date) -> set[str]:
    return {bare(f"{day:{pattern}}") for pattern in ("%Y-%m-%d", "%m/%d/%Y", "%d/%m/%Y", "%B %d, %Y", "%d %B %Y")}


def _text(given: Answer) -> str:
    value = given.value
    if isinstance(value, Document):
        return f"file:{value.kind}"
    return "; ".join(value) if isinstance(value, tuple) else str(value)
