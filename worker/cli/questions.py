"""`apply-bot questions`: what the whole queue waits for, answered in one sitting or from a file."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from worker.cli.given import AsJson, StoreUrl, opened, profile_in, settle
from worker.cli.output import note, print_json, print_table, say
from worker.cli.program import OK, PARTIAL
from worker.errors import BadInput

if TYPE_CHECKING:
    from worker.config import Config
    from worker.model import Json
    from worker.questions import Step, Waiting
    from worker.questions.asking import ProfileOf
    from worker.resume import Given
    from worker.store import Store

#: A list of questions that is short enough for one sitting.
_SITTING = 5


def register(app: typer.Typer) -> None:
    app.command()(questions)


def questions(
    context: typer.Context,
    *,
    ask: Annotated[bool, typer.Option("--answer", help="Ask them here, one after the other.")] = False,
    source: Annotated[
        Path | None, typer.Option("--from", metavar="FILE", help="Take answers from a YAML file; see --to.")
    ] = None,
    target: Annotated[
        Path | None, typer.Option("--to", metavar="FILE", help="Write them as a file to fill in.")
    ] = None,
    store: StoreUrl = None,
    as_json: AsJson = False,
) -> int:
    """What no fact answers, over the whole queue: the answers that free most applications first.

    Answers are kept in answers.yaml beside your profile, for one company or everywhere, as each entry says.

    \b
    Examples:
      apply-bot questions
      apply-bot questions --answer
      apply-bot questions --to answers-to-give.yaml
      apply-bot questions --from answers-to-give.yaml
    """  # noqa: D301 - \b keeps Click from joining the lines
    del store
    if sum(map(bool, (ask, source, target))) > 1:
        raise typer.BadParameter("expected one of --answer, --from and --to, found more", ctx=context)
    if source and not source.is_file():
        raise BadInput(f"{source}: expected a file with answers, found none; `--to {source}` writes one to fill in")
    if ask and as_json:
        raise typer.BadParameter("expected either --answer or --json: questions are asked in words", ctx=context)
    sitting = _Sitting(settle(context), as_json)
    return asyncio.run(sitting.hold(context, ask=ask, source=source, target=target))


@dataclass
class _Sitting:
    """One call: the queue is read once, answers are kept as they come, and at the end who is free is told."""

    config: "Config"
    as_json: bool

    async def hold(self, context: typer.Context, *, ask: bool, source: Path | None, target: Path | None) -> int:
        from worker.questions import gather, in_order  # noqa: PLC0415 - loads the contract

        async with opened(self.config) as store:
            profile_of, known = self._facts(context)
            waiting = await gather(store, profile_of, known)
            steps = in_order(waiting)
            if target:
                return self._write(target, steps, waiting)
            mistakes: list[str] = []
            if source:
                mistakes = await self._take(store, source, waiting, steps)
            elif ask:
                await self._ask(store, waiting, steps)
            if source or ask:
                freed = await self._free(store, context, waiting)
                return self._told(freed, mistakes)
            self._show(steps, waiting)
            return OK

    def _facts(self, context: typer.Context) -> "tuple[ProfileOf, Any]":
        from adapters.contract.registry import load  # noqa: PLC0415 - as above
        from worker.run import profiles  # noqa: PLC0415
        from worker.simulate import Known  # noqa: PLC0415

        profile_of = profiles(profile_in(context, self.config), self.config)
        return profile_of, Known(load(), profile_of)

    async def _free(self, store: "Store", context: typer.Context, waiting: "Sequence[Waiting]") -> list[str]:
        """The facts are read anew: they hold the new answers."""
        from worker.questions import free  # noqa: PLC0415 - as above

        return await free(store, waiting, self._facts(context)[0])

    def _write(self, target: Path, steps: "Sequence[Step]", waiting: "Sequence[Waiting]") -> int:
        from worker.resume.answers import template_of  # noqa: PLC0415 - as above

        rows = [(step.question.named(), list(_comments(step, waiting))) for step in steps]
        try:
            with target.open("x", encoding="utf-8") as file:
                file.write(template_of(rows))
        except FileExistsError:
            raise BadInput(f"{target}: expected a new file, found one that is there; name another") from None
        except OSError as error:
            raise BadInput(f"{target}: cannot be written ({type(error).__name__}); choose another folder") from None
        if self.as_json:
            print_json({"written": str(target), "questions": len(steps)})
        else:
            say(f"wrote {len(steps)} questions to {target}; next: `apply-bot questions --from {target}`")
        return OK

    async def _take(
        self, store: "Store", source: Path, waiting: "Sequence[Waiting]", steps: "Sequence[Step]"
    ) -> list[str]:
        """Keep the good entries of a file; returns what is wrong with the others."""
        from worker.resume.answers import read_entries  # noqa: PLC0415 - as above

        good: list[Given] = []
        mistakes: list[str] = []
        for entry in read_entries(source):
            mistake = entry.mistake or (_misfit(entry.given, steps) if entry.given else "")
            if mistake:
                mistakes.append(entry.mistake or f"{source} line {entry.line}: {mistake}")
            elif entry.given:
                good.append(entry.given)
        if good:
            await self._keep(store, waiting, good)
        note(f"{len(good)} answers were kept" + (f", {len(mistakes)} were not" if mistakes else ""))
        return mistakes

    async def _ask(self, store: "Store", waiting: "Sequence[Waiting]", steps: "Sequence[Step]") -> None:
        """One question after the other; each answer is kept at once, so that leaving early loses none."""
        say("Press Enter to pass over a question, Ctrl-D to stop. What you have answered is kept.")
        for number, step in enumerate(steps, 1):
            say(f"\n{number} of {len(steps)}: {step.question.example}")
            for line in _comments(step, waiting, asked=False):
                say(f"   {line}")
            try:
                given = _prompted(step)
            except typer.Abort:
                return
            if given:
                await self._keep(store, waiting, [given], step.question.user)

    async def _keep(
        self, store: "Store", waiting: "Sequence[Waiting]", answers: "Sequence[Given]", user: str = ""
    ) -> None:
        from worker.questions import Keeper  # noqa: PLC0415 - as above

        users = {one.application.user.id: one.application.user for one in waiting}
        if not user and len(users) > 1:
            raise BadInput("--from: expected one applicant's questions, found several applicants; use --answer")
        owner = users.get(user) or next(iter(users.values()), None)
        if owner is None:
            raise BadInput("--from: expected applications that wait for answers, found none; nothing was kept")
        fresh = await _fresh(store, owner.id, waiting)
        await Keeper(store, self.config.apply.profile).keep(fresh or owner, answers)

    def _told(self, freed: Sequence[str], mistakes: Sequence[str]) -> int:
        for mistake in mistakes:
            note(mistake)
        if self.as_json:
            print_json({"ready": list(freed), "mistakes": list(mistakes)})
        else:
            say(f"{len(freed)} applications are ready" + ("; next: `apply-bot run`" if freed else ""))
        return PARTIAL if mistakes else OK

    def _show(self, steps: "Sequence[Step]", waiting: "Sequence[Waiting]") -> None:
        if self.as_json:
            print_json({"waiting": len(waiting), "questions": [_row(step, waiting) for step in steps]})
            return
        if done := sum(not one.questions for one in waiting):
            say(f"{done} have been answered since they asked; `apply-bot questions --answer` makes them ready")
        if not steps:
            say("no application waits for an answer")
            return
        for count in dict.fromkeys((min(_SITTING, len(steps)), len(steps))):
            which = "these" if count == len(steps) else "the first"
            say(f"Answer {which} {count} and {steps[count - 1].ready} of {len(waiting)} become ready.")
        columns = ("#", "question", "offered", "asked by", "ready then", "why")
        print_table("", columns, [_line(number, step, waiting) for number, step in enumerate(steps, 1)])
        say("next: `apply-bot questions --answer`, or `apply-bot questions --to FILE` and then `--from FILE`")


async def _fresh(store: "Store", user: str, waiting: "Sequence[Waiting]") -> Any:
    """The applicant's row as it is now: an earlier answer of this sitting may have changed it."""
    one = next((one for one in waiting if one.application.user.id == user), None)
    return (await store.get(one.application.id)).user if one else None


def _prompted(step: "Step") -> "Given | None":
    """What was typed, once it fits; None where the question is passed over."""
    from worker.questions.asking import fitting  # noqa: PLC0415 - as above
    from worker.resume import Given  # noqa: PLC0415

    while True:
        typed = str(typer.prompt("  ", default="", show_default=False, prompt_suffix="> ")).strip()
        if not typed:
            return None
        try:
            return Given(**{**step.question.named(), "answer": fitting(step.question, typed)})
        except BadInput as error:
            say(f"   {error}")


def _misfit(given: "Given", steps: "Sequence[Step]") -> str:
    """What is wrong with an answer to a question that is open; "" for any other."""
    from worker.questions.asking import fitting  # noqa: PLC0415 - as above

    wanted = {"question": given.question, "topic": given.topic, "about": given.about}
    for step in steps:
        named = step.question.named()
        if all(named.get(key, "") == value for key, value in wanted.items()) and isinstance(given.answer, str):
            try:
                fitting(step.question, given.answer)
            except BadInput as error:
                return str(error)
    return ""


def _comments(step: "Step", waiting: "Sequence[Waiting]", *, asked: bool = True) -> Iterator[str]:
    question = step.question
    if asked and question.topic:
        yield question.example
    offered = _offered(step)
    if offered:
        yield f"offered: {offered}"
    yield f"asked by {len(step.asked_by)}: {_companies(step, waiting)}; {step.ready} are ready after it"
    yield f"kept for {question.company or question.posting or 'every posting that asks it'}; why: {question.why}"


def _offered(step: "Step") -> str:
    if step.question.yes_no and not step.question.options:
        return "yes; no"
    return "; ".join(f"{number} {option}" for number, option in enumerate(step.question.options, 1))


def _companies(step: "Step", waiting: "Sequence[Waiting]") -> str:
    by_id = {one.application.id: one.application.job for one in waiting}
    names = dict.fromkeys(by_id[key].company or by_id[key].url for key in step.asked_by)
    return ", ".join(list(names)[:_SITTING]) + (" and more" if len(names) > _SITTING else "")


def _line(number: int, step: "Step", waiting: "Sequence[Waiting]") -> tuple[str, ...]:
    asked_by = f"{len(step.asked_by)}: {_companies(step, waiting)}"
    return (str(number), step.question.example, _offered(step), asked_by, str(step.ready), step.question.why)


def _row(step: "Step", waiting: "Sequence[Waiting]") -> "Json":
    question = step.question
    return {
        **question.named(),
        "example": question.example,
        "options": list(question.options) or (["Yes", "No"] if question.yes_no else []),
        "asked_by": list(step.asked_by),
        "companies": _companies(step, waiting),
        "ready": step.ready,
        "why": question.why,
    }
