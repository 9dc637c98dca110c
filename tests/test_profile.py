"""The applicant's facts: every mistake is told with its place, and no value ever is."""

import json
import re
from pathlib import Path

import pytest

from worker.errors import BadInput
from worker.profile import Profile, load_profile, parse_profile
from worker.resume import Apply, Consents, Demographics

_TEMPLATE = Path("worker/templates/profile.yaml")
_ADA = {"basics": {"name": "Ada King", "email": "ada@example.com"}}


def parse(**apply: object) -> Profile:
    return parse_profile({**_ADA, "apply": apply}, base=Path(), where="profile.yaml")


def test_the_template_is_valid() -> None:
    """What `init` writes loads, and is known to be still untouched."""
    assert load_profile(_TEMPLATE).untouched


def test_the_templates_comments_are_valid(tmp_path: Path) -> None:
    """Every commented line of the template may be uncommented."""
    text = re.sub(r"(?m)^(\s*)# (\s*)(?=[a-zA-Z_]+:|- \{)", r"\1\2", _TEMPLATE.read_text(encoding="utf-8"))
    (tmp_path / "all.yaml").write_text(text, encoding="utf-8")
    profile = load_profile(tmp_path / "all.yaml")
    assert {code: one.now for code, one in profile.apply.sponsorship.items()} == {"US": False, "EU": True}
    assert profile.apply.answers


def test_json_resume_loads(tmp_path: Path) -> None:
    """A JSON Resume file is a profile."""
    resume = {**_ADA, "$schema": "https://example.com", "projects": [{"name": "x"}], "languages": [{"language": "en"}]}
    (tmp_path / "resume.json").write_text(json.dumps(resume), encoding="utf-8")
    fact = load_profile(tmp_path / "resume.json").fact("basics.email")
    assert fact == ("ada@example.com", "profile.basics.email")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "empty"),
        ("- a\n- b\n", "keys and values"),
        ("basics: [", "YAML"),
        ("basics: {email: a@b.co}", "expected name"),
        ("basics: {name: A B, email: nowhere}", "basics.email: expected an address"),
        ("basics: {name: A B, email: a@b.co, phone: 4155550132}", "in quotes"),
        ('basics: {name: A B, email: a@b.co, phone: "555 0132"}', "basics.phone: expected"),
        ("basics: {name: A B, emial: a@b.co}", "did you mean email?"),
        ("basics: {name: A B, email: a@b.co}\naply: {}", "did you mean apply?"),
        ("basics: {name: A B, email: a@b.co}\napply: {sponsorship: {XX: true}}", "apply.sponsorship"),
        ("basics: {name: A B, email: a@b.co}\napply: {salary: {amount: 1, currency: eur}}", "apply.salary.currency"),
        ("basics: {name: A B, email: a@b.co}\napply: {start_date: soon}", "apply.start_date: expected a day"),
        ("basics: {name: A B, email: a@b.co}\napply: {consent: {greenhouse: always}}", "apply.consent.greenhouse"),
        (
            "basics: {name: A B, email: a@b.co}\nlanguages: [{language: x, level: D1}]",
            "languages[0].level: expected one",
        ),
        ("basics: {name: A B, email: a@b.co}\napply: {relocation: far}", "apply.relocation: expected true or false"),
        ("basics: {name: A B, email: a@b.co}\napply: {travel: 400}", "apply.travel: expected true, false or the most"),
        (
            "basics: {name: A B, email: a@b.co}\napply: {valid_until: {visum: 2027-01-01}}",
            "apply.valid_until: expected",
        ),
        ("basics: {name: A B, email: a@b.co}\napply: {citizenships: [XX]}", "apply.citizenships[0]: expected an ISO"),
        ("basics: {name: A B, email: a@b.co}\napply: {sponsorship: {US: {now: true, future: false}}}", "now or later"),
        ("basics: {name: A B, email: a@b.co}\napply: {answers: [{answer: x}]}", "expected either question or topic"),
        ("basics: {name: A B, email: a@b.co}\napply: {birth_date: 2020-01-01, over_18: true}", "to agree"),
        (
            "basics: {name: A B, email: a@b.co}\napply: {documents_by: [{title: a, use: {resume: b}}]}",
            "listed in documents, found 'b'",
        ),
    ],
)
def test_mistakes_are_told(tmp_path: Path, content: str, told: str) -> None:
    """One sentence names the file, the key and what was expected."""
    path = tmp_path / "profile.yaml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(BadInput, match=re.escape(told)) as error:
        load_profile(path)
    assert str(error.value).startswith(str(path))
    assert "\n" not in str(error.value)


def test_all_mistakes_at_once() -> None:
    """Two bad keys need one run, not two."""
    with pytest.raises(BadInput) as error:
        parse(over_18="maybe", salry=1)
    assert "over_18" in str(error.value)
    assert "salry" in str(error.value)


def test_no_such_file(tmp_path: Path) -> None:
    """A missing profile says what writes one."""
    with pytest.raises(BadInput, match="apply-bot init"):
        load_profile(tmp_path / "none.yaml")


def test_values_are_never_shown() -> None:
    """Neither repr, nor str, nor an error holds a fact."""
    profile = parse(salary={"amount": 91234, "currency": "EUR"}, pronouns="xe")
    shown = f"{profile!r} {profile} {profile.basics!r} {profile.apply!r} {profile.apply.salary!r}"
    assert not [secret for secret in ("Ada", "ada@", "91234", "xe") if secret in shown.replace("extra", "")]
    with pytest.raises(BadInput) as error:
        parse(pronouns=["s3cret"], start_date="s3cret", salary={"amount": "s3cret", "currency": "s3cret"})
    assert "s3cret" not in str(error.value)


def test_yaml_booleans_that_are_words() -> None:
    """YAML reads NO as false: as a country it is Norway, as an answer it is a word."""
    profile = parse(sponsorship={False: True}, demographics={"veteran": False})
    assert profile.apply.sponsorship["NO"].future
    assert profile.apply.demographics.veteran == "No"


def test_phones_are_stored_as_dialled() -> None:
    """Spaces and brackets in a phone number are the reader's, not the number's."""
    basics = {**_ADA["basics"], "phone": "+1 (415) 555-0132"}
    assert parse_profile({"basics": basics}, base=Path(), where="x").basics.phone == "+14155550132"


def test_names_from_parts() -> None:
    """Given the parts, the whole name is known."""
    basics = {"firstName": "Ada", "lastName": "King", "email": "ada@example.com"}
    assert parse_profile({"basics": basics}, base=Path(), where="x").basics.name == "Ada King"


def test_facts_by_path() -> None:
    """False is a fact; nothing, and no such key, are none."""
    profile = parse(relocation=False)
    assert profile.fact("apply.relocation") == (False, "profile.apply.relocation")
    assert profile.fact("apply.over_18") is None
    assert profile.fact("basics.phone") is None
    assert profile.fact("work.0.name") is None
    assert profile.fact("no.such.key") is None


def test_nothing_is_agreed_to_unsaid() -> None:
    """Without the applicant's word there is no consent, marketing is declined, and demographics are too."""
    apply = parse().apply
    assert (apply.consents.privacy, apply.consents.terms, apply.consents.marketing) == (None, None, False)
    assert set(apply.demographics.model_dump().values()) == {"decline"}


def test_documents(tmp_path: Path) -> None:
    """Paths are relative to the profile, looked at only when asked for, and a changed file has another hash."""
    data = {**_ADA, "apply": {"documents": {"resume": "cv.pdf"}}}
    profile = parse_profile(data, base=tmp_path, where="profile.yaml")
    with pytest.raises(BadInput, match=r"apply\.documents\.resume") as error:
        profile.documents()
    assert str(tmp_path / "cv.pdf") in str(error.value)
    (tmp_path / "cv.pdf").write_bytes(b"one")
    before = profile.documents()["resume"].sha256
    (tmp_path / "cv.pdf").write_bytes(b"other")
    assert profile.documents()["resume"].sha256 != before
    assert profile.document("cover_letter") is None


def test_a_document_that_is_a_folder(tmp_path: Path) -> None:
    """A folder is no document."""
    profile = parse_profile({**_ADA, "apply": {"documents": {"resume": "."}}}, base=tmp_path, where="profile.yaml")
    with pytest.raises(BadInput, match="expected a file"):
        profile.documents()


def test_every_key_is_documented() -> None:
    """docs/profile.md names each key of `apply:`, of its consents and of its demographics."""
    told = Path("docs/profile.md").read_text(encoding="utf-8")
    keys = [*Apply.model_fields, *Consents.model_fields, *Demographics.model_fields]
    assert [key for key in keys if f"`{key}`" not in told] == []
