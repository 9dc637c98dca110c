"""In which order answers unlock most: greedily, the questions that free most applications for each answer given.

The set of one application's open questions is a candidate; answering it frees all whose questions are among it. The
candidate with most freed applications per answer goes next, the smaller and older one on a tie. Nothing short of
trying every order is sure to be best; this one is never worse than going through the applications one by one.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from worker.questions.asking import Question, Waiting

#: Candidates weighed at each step, the most promising first: a long queue has thousands.
_CANDIDATES = 200


@dataclass(frozen=True, slots=True)
class Step:
    """One question to answer."""

    question: Question
    #: Ids of the applications that ask it.
    asked_by: tuple[str, ...]
    #: How many applications are ready once this and everything before it is answered.
    ready: int


def in_order(waiting: Sequence[Waiting]) -> list[Step]:
    """Every open question, the most useful first."""
    open_now = [one for one in waiting if one.questions]
    number = {question: at for at, question in enumerate(dict.fromkeys(q for one in open_now for q in one.questions))}
    questions = list(number)
    askers: dict[Question, list[str]] = {question: [] for question in questions}
    for one in open_now:
        for question in one.questions:
            askers[question].append(one.application.id)
    left = Counter(sum(1 << number[question] for question in one.questions) for one in open_now)
    steps: list[Step] = []
    ready = 0
    while left:
        best = _best(left)
        chosen = [at for at in range(len(questions)) if best >> at & 1]
        left, freed = _without(left, best)
        ready += freed
        chosen.sort(key=lambda at: -len(askers[questions[at]]))
        steps += [Step(questions[at], tuple(askers[questions[at]]), ready - freed) for at in chosen[:-1]]
        steps.append(Step(questions[chosen[-1]], tuple(askers[questions[chosen[-1]]]), ready))
    return steps


def _best(left: Counter[int]) -> int:
    """The set to answer next, as bits."""
    promising = sorted(left, key=lambda bits: (-left[bits] / bits.bit_count(), bits.bit_count()))[:_CANDIDATES]
    return max(promising, key=lambda bits: (_freed(left, bits) / bits.bit_count(), -bits.bit_count()))


def _freed(left: Counter[int], answered: int) -> int:
    return sum(count for bits, count in left.items() if not bits & ~answered)


def _without(left: Counter[int], answered: int) -> tuple[Counter[int], int]:
    """What is left to ask, and how many applications have nothing left."""
    after: Counter[int] = Counter()
    for bits, count in left.items():
        after[bits & ~answered] += count
    freed = after.pop(0, 0)
    return after, freed
