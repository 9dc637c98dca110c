"""`profile`: a JSON Resume becomes a profile, and a profile is checked."""

import json

import yaml

from tests.cli.conftest import Shell

_RESUME = {
    "$schema": "https://example.com",
    "basics": {
        "name": "Ada King",
        "email": "ada@example.com",
        "phone": "(415) 555-0132",
        "location": {"city": "El Paso", "countryCode": "us"},
        "twitter": "ada",
    },
    "work": [{"name": "Engines Ltd", "position": "Engineer", "startDate": "2020-01", "keywords": ["x"]}],
    "languages": [{"language": "English", "fluency": "Native"}],
    "projects": [{"name": "x"}],
}


def test_a_json_resume_becomes_a_profile(shell: Shell) -> None:
    """Its facts are kept, the phone gets its country code, and what no form asks for is named with its path."""
    (shell.folder / "resume.json").write_text(json.dumps(_RESUME), encoding="utf-8")
    told = json.loads(shell.type("profile", "import", "resume.json", "--json").stdout)
    assert [line.partition(":")[0] for line in told["left_out"]] == ["work[0].keywords", "basics.twitter"]
    profile = yaml.safe_load((shell.folder / "profile.yaml").read_text(encoding="utf-8"))
    assert profile["basics"]["phone"] == "+14155550132"
    assert profile["languages"] == _RESUME["languages"]
    assert "# work_authorization:" in (shell.folder / "profile.yaml").read_text(encoding="utf-8")
    again = shell.type("profile", "import", "resume.json")
    assert again.exit_code == 1
    assert "which is kept" in again.stderr


def test_a_bad_resume_is_told_with_its_paths(shell: Shell) -> None:
    """Every wrong value in one sentence, and nothing is written."""
    bad = {"basics": {"name": "Ada", "email": "nowhere"}, "skills": [{"name": "x", "keywords": "s3cret"}]}
    (shell.folder / "resume.json").write_text(json.dumps(bad), encoding="utf-8")
    done = shell.type("profile", "import", "resume.json")
    assert done.exit_code == 1
    assert "basics.email: expected" in done.stderr
    assert "skills[0].keywords: expected a list" in done.stderr
    assert "s3cret" not in done.stderr
    assert not (shell.folder / "profile.yaml").exists()


def test_a_profile_is_checked(shell: Shell) -> None:
    """What is over, what is not there and what most forms ask is told; a file that is gone is wrong."""
    facts = {
        "basics": {"name": "Ada", "email": "ada@example.com"},
        "apply": {
            "documents": {"resume": "gone.pdf"},
            "notice_period": "1 month",
            "valid_until": {"notice_period": "2020-01-01"},
        },
    }
    (shell.folder / "profile.yaml").write_text(yaml.safe_dump(facts), encoding="utf-8")
    done = shell.type("profile", "check", "--json")
    told = json.loads(done.stdout)
    assert done.exit_code == 1
    assert told["over"] == ["notice_period"]
    assert "gone.pdf" in told["wrong"][0]
    assert "apply.work_authorization" in told["missing"]
    (shell.folder / "gone.pdf").write_bytes(b"%PDF")
    assert shell.type("profile", "check").exit_code == 0
