"""Counts over verdicts: recall, precision, wrong fills, questions asked."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from tests.corpus.judging import Verdict


@dataclass(frozen=True, slots=True)
class Tally:
    """What a set of verdicts comes to."""

    entries: int
    #: Entries that ought to be understood, and those understood rightly, with subject, scope, polarity and time.
    expected: int
    understood: int
    #: Understood as another topic; or as the right one with a wrong attribute.
    wrong: int
    askew: int
    #: Over the applicants: answers a fact gives, those given rightly, wrong fills, questions left to the applicant.
    answerable: int
    answered: int
    wrong_fills: int
    asked: int

    @property
    def recall(self) -> float:
        return _share(self.understood, self.expected)

    @property
    def precision(self) -> float:
        return _share(self.understood, self.understood + self.wrong + self.askew)

    @property
    def answer_recall(self) -> float:
        return _share(self.answered, self.answerable)

    @property
    def answer_precision(self) -> float:
        return _share(self.answered, self.answered + self.wrong_fills)


def tally(verdicts: Sequence[Verdict]) -> Tally:
    meant = [one for one in verdicts if "" not in one.entry.topic.split("|")]
    fills = Counter(filled for one in verdicts for filled in one.filled)
    return Tally(
        entries=len(verdicts),
        expected=len(meant),
        understood=sum(one.meaning == "right" for one in meant),
        wrong=sum(one.meaning == "wrong" for one in verdicts),
        askew=sum(one.meaning == "askew" for one in verdicts),
        answerable=fills["right"] + fills["missed"] + sum(one.wrong_where_known for one in verdicts),
        answered=fills["right"],
        wrong_fills=fills["wrong"],
        asked=fills["kept"] + fills["missed"],
    )


def by(verdicts: Iterable[Verdict], key: Callable[[Verdict], str]) -> dict[str, Tally]:
    """A tally for each key, in the order of the keys."""
    groups: dict[str, list[Verdict]] = defaultdict(list)
    for one in verdicts:
        groups[key(one)].append(one)
    return {name: tally(groups[name]) for name in sorted(groups)}


def confusions(verdicts: Iterable[Verdict]) -> list[tuple[str, str, list[str]]]:
    """What was expected, what it was taken for ("" for nothing) and where; the most frequent first."""
    places: dict[tuple[str, str], list[str]] = defaultdict(list)
    for one in verdicts:
        if one.meaning != "right":
            places[one.wanted, one.found].append(f"{one.sheet.file.language}: {one.entry.asks}")
    return [(wanted, found, where) for (wanted, found), where in sorted(places.items(), key=lambda p: -len(p[1]))]


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0
