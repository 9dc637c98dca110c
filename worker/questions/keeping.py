"""Where an answer is kept: beside the local profile, or in the applicant's row; and who is free once it is."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from worker.errors import WrongStatus
from worker.model import User
from worker.profile import parse_profile
from worker.questions.asking import ProfileOf, Waiting, still_open
from worker.resume import Given
from worker.resume.answers import answers_beside, keep_answers, plain_of
from worker.store.base import Store


@dataclass(frozen=True, slots=True)
class Keeper:
    """Writes kept answers."""

    store: Store
    #: The local profile's file.
    profile: Path

    async def keep(self, user: User, answers: Sequence[Given]) -> str:
        """Where they are kept now: a path, or the row's column. Raises `BadInput` where they cannot be."""
        if user.profile is None:
            keep_answers(answers_beside(self.profile), answers)
            return str(answers_beside(self.profile))
        section: dict[str, Any] = dict(user.profile.get("apply") or {})
        section["answers"] = [*(section.get("answers") or ()), *map(plain_of, answers)]
        profile = {**user.profile, "apply": section}
        where = f"users.profile of {user.id}"
        parse_profile(profile, base=Path(), where=where)
        await self.store.save_user(replace(user, profile=profile))
        return where


async def free(store: Store, waiting: Sequence[Waiting], profile_of: ProfileOf) -> list[str]:
    """Make due again every parked application that nothing it asked is open of any more; their ids.

    One that has changed since it was read is left as it is.
    """
    freed = []
    for one in waiting:
        now = await store.get(one.application.id)
        if now.status is not one.application.status or now.updated_at != one.application.updated_at:
            continue
        if (now.attempt_meta.get("review") or {}).get("why") != "unanswered" or still_open(now, profile_of(now)):
            continue
        try:
            await store.retry(now.id)
        except WrongStatus:
            continue
        freed.append(now.id)
    return freed
