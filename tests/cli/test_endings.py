"""How commands end: exit codes, one sentence for an error, one JSON document, no traceback."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Shell

PROFILE = "basics: {name: Ada Example, email: ada@example.com}\n"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["nix"], "nix"),
        (["run", "--nix"], "--nix"),
        (["run", "--limit", "0"], "--limit"),
        (["run", "--limit", "many"], "--limit"),
        (["run", "--simulate", "--dry-run"], "found both"),
        (["run", "--simulate", "--headed"], "expected --simulate or --headed, found both"),
        (["run", "--simulate", "--trace"], "expected --simulate or --trace, found both"),
        (["add"], "either a URL or --from"),
        (["add", "https://a.example", "--from", "x.csv"], "either a URL or --from"),
        (["add", "--from", "x.csv", "--title", "T"], "--title"),
        (["retry"], "either an ID or --simulated"),
        (["retry", "abcd", "--simulated"], "either an ID or --simulated"),
        (["show"], "ID"),
        (["answer", "abcd", "field"], "'VALUE'"),
        (["fixtures", "serve", "--port", "lever"], "BOARD=PORT"),
    ],
)
def test_usage(shell: Shell, words: list[str], told: str) -> None:
    """A command line that is not understood is one sentence that leads to the help, and 64."""
    done = shell.type(*words)
    assert (done.exit_code, done.stdout) == (64, "")
    assert told in done.stderr
    assert done.stderr.count("\n") == 1
    assert done.stderr.rstrip().endswith("--help`")


BAD = {
    "no config": ((), ["--config", "no.yaml", "list"], "no.yaml"),
    "config is no YAML": (("playwright.config.yaml", "use: [\n"), ["list"], "expected YAML"),
    "unknown key": (("playwright.config.yaml", "use: {headles: true}\n"), ["list"], "did you mean headless"),
    "config is a list": (("playwright.config.yaml", "- a\n"), ["list"], "keys and values"),
    "no profile": ((), ["--profile", "no.yaml", "run", "--simulate"], "expected a profile"),
    "malformed profile": (("profile.yaml", "basics: {name: A}\n"), ["run"], "basics.email"),
    "misspelt profile": (
        ("profile.yaml", PROFILE + "aply: {}\n"),
        ["add", "https://a.example/1"],
        "did you mean apply",
    ),
    "an address in two parts": ((), ["add", "https://jobs.example.com/a b"], "expected the web address"),
    "copy from no store": ((), ["db", "copy", "sqlite:///no.db", "memory:"], "found no such file"),
    "store of no kind": ((), ["list", "--store", "postgres://u:secret@h/db"], "store: expected"),
    "store without path": ((), ["--store", "sqlite:///", "list"], "expected a path"),
    "store is no database": (("x.db", "hello, I am no database\n" * 99), ["--store", "sqlite:///x.db", "list"], "x.db"),
    "store under a file": (("x", ""), ["--store", "sqlite:///x/y.db", "list"], "x"),
    "short id": ((), ["show", "abc"], "4 characters"),
    "unknown id": ((), ["cancel", "abcdef"], "abcdef"),
    "no list": ((), ["add", "--from", "no.csv"], "no file"),
    "no web address": ((), ["add", "jobs.example.com"], "https://"),
    "LinkedIn": ((), ["add", "https://www.linkedin.com/jobs/view/1"], "LinkedIn is not automated"),
    "Indeed": ((), ["adapters", "https://de.indeed.com/viewjob?jk=1"], "Indeed is not automated"),
    "lines in what was typed": ((), ["add", "https://a.example/1", "--board", "le\nvre"], "le\\nvre"),
    "unknown board": ((), ["add", "https://a.example/1", "--board", "levre"], "did you mean lever"),
    "unknown status": ((), ["list", "--status", "done"], "needs_review"),
    "no such page": ((), ["explain", "no.html"], "no.html"),
    "report into a file": (("out", ""), ["report", "--out", "out"], "expected a folder"),
    "init under a file": (("out", ""), ["init", "out"], "expected a folder"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input(shell: Shell, case: str) -> None:
    """Whatever is missing or malformed is one sentence on stderr that names it, and exit code 1."""
    file, words, told = BAD[case]
    if file:
        (shell.folder / file[0]).write_text(file[1], encoding="utf-8")
    done = shell.type(*words)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith("apply-bot: ")
    assert told in done.stderr
    assert done.stderr.count("\n") == 1
    assert "secret" not in done.stderr


@pytest.mark.parametrize("case", [case for case in BAD if case != "init under a file"])
def test_bad_input_as_json(shell: Shell, case: str) -> None:
    """With `--json` the error is on stdout too, as one document."""
    file, words, _ = BAD[case]
    if file:
        (shell.folder / file[0]).write_text(file[1], encoding="utf-8")
    told = json.loads(shell.type(*words, "--json").stdout)
    assert told["status"] == "error"
    assert told["error"]


def test_a_failing_run_keeps_its_names(shell: Shell) -> None:
    """Scripts that read a run's summary find every name even where the run could not begin."""
    done = shell.type("run", "--json", "--profile", "no.yaml")
    assert done.exit_code == 64
    failed = json.loads(shell.type("--profile", "no.yaml", "run", "--json").stdout)
    assert failed.keys() >= {"status", "processed", "failed", "total_found", "failed_application_ids", "timestamp"}
    assert (failed["status"], failed["processed"]) == ("error", 0)


def test_ambiguous_id(shell: Shell) -> None:
    """Of a beginning that several ids share, none is taken."""
    ids = [shell.add(f"https://jobs.example.com/{n}") for n in range(2)]
    shared = "zzzz"
    for number, old in enumerate(ids):
        _rename(shell.folder / "applications.db", old, f"{shared}{number}")
    done = shell.type("cancel", shared)
    assert done.exit_code == 1
    assert shared in done.stderr
    assert shell.type("cancel", f"{shared}1").exit_code == 0


def _rename(database: Path, old: str, new: str) -> None:
    with sqlite3.connect(database) as connection:
        connection.execute("update applications set id = ? where id = ?", (new, old))
    connection.close()


def test_a_bug_is_one_sentence(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error nobody foresaw names the file that holds its traceback; `--debug` shows it instead."""
    monkeypatch.setattr("worker.cli.look.brief", lambda _row: 1 // 0)
    monkeypatch.setattr("tempfile.tempdir", str(shell.folder))
    shell.add()
    done = shell.type("list")
    (log,) = shell.folder.glob("apply-bot-*.log")
    assert (done.exit_code, done.stderr.count("\n")) == (1, 1)
    assert str(log) in done.stderr
    assert "ZeroDivisionError" in log.read_text(encoding="utf-8")
    assert log.stat().st_mode & 0o077 == 0
    assert "Traceback" in shell.type("--debug", "list").stderr


def test_store_before_and_after(shell: Shell) -> None:
    """`--store` means the same before and behind the command, and wins over the environment."""
    url = f"sqlite:///{shell.folder / 'other.db'}"
    shell.type("add", "https://jobs.example.com/1", "--store", url)
    for words in (["--store", url, "list"], ["list", "--store", url]):
        assert "jobs.example.com" in shell.type(*words).stdout
    assert "no applications yet" in shell.type("list").stdout


def _interrupted(process: "subprocess.Popen[bytes]") -> tuple[bytes, bytes]:
    """What it printed; asked once more where the first signal came just before it began to read and woke nothing."""
    process.send_signal(signal.SIGINT)
    try:
        return process.communicate(timeout=10)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGINT)
        return process.communicate(timeout=20)


def test_ctrl_c(shell: Shell) -> None:
    """Ctrl-C ends a command quietly with 130."""
    os.mkfifo(shell.folder / "list.csv")
    command = [sys.executable, "-m", "worker", "add", "--from", "list.csv"]
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        with (shell.folder / "list.csv").open("w", encoding="utf-8"):  # opens once the command reads it
            assert _interrupted(process) == (b"", b"")
        assert process.returncode == 130
