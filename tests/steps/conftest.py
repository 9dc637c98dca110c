"""One way to ask: a field, or a few, understood and answered as on a form page."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from adapters.contract import FormField
from tests.steps.page import COMPANY, FACTS, URL, Ask, Asked
from worker.profile import Profile, parse_profile
from worker.steps.answer import Facts, answer
from worker.steps.understand import understand


@pytest.fixture
def facts_of(tmp_path: Path) -> Callable[..., Facts]:
    """Facts of the applicant, with parts of `apply` replaced."""
    for name in ("resume.pdf", "resume_data.pdf"):
        (tmp_path / name).write_bytes(b"%PDF-1.4 resume")
    (tmp_path / "letter.txt").write_text("Dear all\n", encoding="utf-8")

    def make(given: Mapping[str, str] | None = None, country: str = "", title: str = "", **apply: Any) -> Facts:
        languages = apply.pop("languages", [])
        data = {**FACTS, "languages": languages, "apply": {**FACTS["apply"], **apply}}
        profile: Profile = parse_profile(data, base=tmp_path, where="profile.yaml")
        return Facts(profile=profile, company=COMPANY, url=URL, given=given or {}, country=country, title=title)

    return make


@pytest.fixture
def ask(facts_of: Callable[..., Facts]) -> Ask:
    """Understand and answer the fields of one page."""

    def ask(*fields: FormField, board_topics: Mapping[str, str] | None = None, **facts: Any) -> Asked:
        understood = understand(fields, board_topics=board_topics or {}, company=COMPANY)
        return Asked(understood, answer(understood, facts_of(**facts)))

    return ask
