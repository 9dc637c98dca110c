"""Forms that ask on while they are filled."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from fixtures import Farm
from tests.e2e.rounds import Wish, play
from worker.config import Config

BOARDS = Path(__file__).parent / "boards"


def test_questions_that_come_a_moment_after_an_answer_are_answered_too(quick: Config) -> None:
    """Two deep; a telephone number beside its country's code is the national one."""
    with Farm(boards=["late"], folders=[BOARDS]) as late, ThreadPoolExecutor(1) as pool:
        (done,) = pool.submit(asyncio.run, play(late, quick, [Wish("late", "reveal")])).result()
    assert done.status == "applied", done.artifacts["note"]
    assert {row["field"]: row["values"] for row in done.stored()} == {
        "name": ["Ada Example"],
        "email": ["ada@example.com"],
        "authorized": ["Yes"],
        "sponsorship": ["No"],
        "adult": ["Yes"],
        "mobile": ["(415) 555-0132"],
    }
