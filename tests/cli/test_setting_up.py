"""`init`, `doctor`, `adapters`, `report` and `fixtures serve`: what stands around the work."""

import json
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.cli.conftest import Shell

ROOT = Path(__file__).parents[2]


def test_init(shell: Shell) -> None:
    """`init` writes three commented files that load, `.env` for its owner alone."""
    assert shell.type("init").exit_code == 0
    assert {path.name for path in shell.folder.iterdir()} >= {"profile.yaml", "playwright.config.yaml", ".env"}
    assert stat.S_IMODE((shell.folder / ".env").stat().st_mode) == 0o600
    assert shell.type("list").exit_code == 0
    assert shell.type("run", "--simulate").exit_code == 0


def test_init_keeps_what_is_there(shell: Shell) -> None:
    """An existing file is never written over, and the answer says which."""
    (shell.folder / "profile.yaml").write_text("mine", encoding="utf-8")
    told = json.loads(shell.type("init", "--json").stdout)
    assert told == {"written": ["playwright.config.yaml", ".env"], "kept": ["profile.yaml"]}
    assert (shell.folder / "profile.yaml").read_text(encoding="utf-8") == "mine"


def _doctor(shell: Shell) -> tuple[int, dict[str, dict[str, str]]]:
    done = shell.type("doctor", "--json")
    return done.exit_code, {finding["name"]: finding for finding in json.loads(done.stdout)["findings"]}


def test_doctor_in_an_empty_folder(shell: Shell) -> None:
    """What is missing is named with what to type; nothing is wrong yet."""
    code, found = _doctor(shell)
    assert code == 0
    assert (found["profile"]["state"], found["profile"]["advice"]) == ("missing", "apply-bot init")
    assert found["store"]["state"] == "missing"
    assert found["browser"]["text"].startswith("Chromium ")
    assert "lever" in found["adapters"]["text"]


def test_doctor_finds_what_is_wrong(shell: Shell) -> None:
    """A résumé that is not there, a browser that is none and a store that is none are wrong, and the code is 1."""
    facts = {"basics": {"name": "A", "email": "a@example.com"}, "apply": {"documents": {"resume": "no.pdf"}}}
    (shell.folder / "profile.yaml").write_text(yaml.safe_dump(facts), encoding="utf-8")
    config = {"use": {"launchOptions": {"executablePath": "/no/chromium"}}}
    (shell.folder / "playwright.config.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
    (shell.folder / "applications.db").write_text("no database\n" * 99, encoding="utf-8")
    code, found = _doctor(shell)
    assert code == 1
    assert [found[name]["state"] for name in ("profile", "resume", "browser", "store")] == ["ok", "bad", "bad", "bad"]
    assert "no.pdf" in found["resume"]["text"]


def test_doctor_says_where_it_submits_by_itself(shell: Shell) -> None:
    """Consent is told board by board."""
    facts = {"basics": {"name": "A", "email": "a@example.com"}, "apply": {"consent": {"lever": "auto"}}}
    (shell.folder / "profile.yaml").write_text(yaml.safe_dump(facts), encoding="utf-8")
    consent = _doctor(shell)[1]["consent"]["text"]
    assert consent.startswith("submits by itself on lever; on greenhouse")


@pytest.mark.parametrize(
    ("url", "name"),
    [("https://jobs.lever.co/acme/0c7a6a3e-6a0e-4d43-9f5e-2f3c1b7d9a10", "lever"), ("https://a.example/1", "generic")],
)
def test_which_adapter(shell: Shell, url: str, name: str) -> None:
    """`adapters URL` names the one that serves it."""
    assert json.loads(shell.type("adapters", url, "--json").stdout)["adapter"] == name
    assert shell.type("adapters", url).stdout.startswith(f"{name} serves ")


def test_adapters(shell: Shell) -> None:
    """`adapters` lists every one, with the board's own name."""
    told = json.loads(shell.type("adapters", "--json").stdout)["adapters"]
    assert {one["name"] for one in told} >= {"generic", "greenhouse", "lever"}
    assert "Greenhouse" in shell.type("adapters").stdout


def test_report(shell: Shell) -> None:
    """`report` writes the page and prints its path, and nothing else."""
    shell.add(title="Engineer")
    done = shell.type("report", "--out", "there")
    page = Path(done.stdout.strip())
    assert page == shell.folder / "there" / "index.html"
    assert "Engineer" in page.read_text(encoding="utf-8")


def test_report_of_one_status(shell: Shell) -> None:
    """`report --status` leaves the others out."""
    shell.add(title="Engineer")
    page = Path(json.loads(shell.type("report", "--status", "applied", "--json").stdout)["report"])
    assert "Engineer" not in page.read_text(encoding="utf-8")


def test_explain_a_saved_page(shell: Shell) -> None:
    """A saved page is understood and answered without being filled; each field has a selector that finds it alone."""
    (shell.folder / "profile.yaml").write_text("basics: {name: Ada, email: ada@example.com}\n", encoding="utf-8")
    fields = '<label>E-mail <input name="mail" type="email" required></label><label>Shoe size <input id="s"></label>'
    fields += "<label>I will not need visa sponsorship in future <input type=checkbox name=v></label>"
    fields += "<label>Emergency contact phone <input name=e></label>"
    page = f"<title>Engineer</title><form method=post>{fields}<input type=file name=cv><button>Apply</button></form>"
    (shell.folder / "page.html").write_text(page, encoding="utf-8")
    told = json.loads(shell.type("explain", "page.html", "--json").stdout)
    mail, shoe, visa, call, _ = told["fields"]
    assert (told["title"], told["adapter"], told["final"]) == ("Engineer", "generic", True)
    assert (mail["topic"], mail["answer"], mail["source"]) == ("email", "ada@example.com", "profile.basics.email")
    assert (shoe["topic"], shoe["answer"], shoe["selector"]) == ("", "", "#s")
    assert shoe["empty"]
    assert (visa["topic"], visa["polarity"], visa["time"]) == ("sponsorship", "negated", "future")
    assert (call["topic"], call["subject"]) == ("", "emergency contact")
    shown = shell.type("explain", "page.html").stdout
    assert "profile.basics.email" in shown
    assert "turned round" in shown


def test_fixtures_serve() -> None:
    """The local boards are served until Ctrl-C, and their URLs printed."""
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "worker", "fixtures", "serve"]
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout
        while "http://127.0.0.1:" not in (line := process.stdout.readline()):
            assert line
        process.send_signal(signal.SIGINT)
        assert process.communicate(timeout=20)[1] == ""
        assert process.returncode == 0
