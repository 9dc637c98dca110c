"""`add`: one URL or a list; bad lines are told by number, good ones are kept."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Shell
from worker.model import Status

LEVER = "https://jobs.lever.co/acme/0c7a6a3e-6a0e-4d43-9f5e-2f3c1b7d9a10"


def test_add_one(shell: Shell) -> None:
    """A URL is queued with what was said of it, under the board that serves it."""
    done = shell.type("add", LEVER, "--title", "Engineer", "--company", "Acme", "--priority", "7")
    row = shell.row()
    assert done.exit_code == 0
    assert row.id[:8] in done.stdout
    assert (row.status, row.priority) == (Status.PENDING, 7)
    assert (row.job.url, row.job.title, row.job.company, row.job.board) == (LEVER, "Engineer", "Acme", "lever")


def test_add_twice(shell: Shell) -> None:
    """The same posting is queued once; the second time says so, and is no error."""
    shell.type("add", LEVER)
    again = shell.type("add", LEVER, "--json")
    assert again.exit_code == 0
    assert json.loads(again.stdout)["already_queued"] == [{"id": shell.row().id, "url": LEVER}]


def test_unknown_sites_stay_open(shell: Shell) -> None:
    """A site that no board claims keeps its board blank, for an adapter that may come; a named board is kept."""
    shell.type("add", "https://jobs.example.com/1")
    shell.type("add", "https://jobs.example.com/2", "--board", "greenhouse")
    assert [row.job.board for row in shell.rows()] == ["", "greenhouse"]


def test_the_applicant_is_noted(shell: Shell) -> None:
    """The row names the applicant of the profile, and one applicant stays one when the address changes."""
    shell.type("add", LEVER)
    profile = shell.folder / "profile.yaml"
    profile.write_text("basics: {name: Ada Example, email: ada@example.com}\n", encoding="utf-8")
    shell.type("add", LEVER)
    assert (shell.row().user.name, shell.row().user.email) == ("Ada Example", "ada@example.com")


CSV = """url,Title,company,priority,notes
https://jobs.example.com/1,"Engineer,
senior",Northwind,5,call them
not a url,,,,

https://jobs.example.com/2,,,soon,
https://www.linkedin.com/jobs/view/1,,,,
https://jobs.example.com/3,,,,
"""


def test_a_list_keeps_its_good_lines(shell: Shell) -> None:
    """Bad lines are reported by their number in the file, the others queued, and the exit code is 2."""
    (shell.folder / "list.csv").write_text(CSV, encoding="utf-8-sig")
    done = shell.type("add", "--from", "list.csv")
    assert done.exit_code == 2
    assert [line.partition(":")[0] for line in done.stderr.splitlines()] == [
        "column 'notes' is not known and was passed over; known are url, title, company, priority, board",
        "line 4",
        "line 6",
        "line 7",
    ]
    assert "LinkedIn is not automated" in done.stderr
    first, second = shell.rows()
    assert (first.job.url, first.job.title, first.priority) == ("https://jobs.example.com/1", "Engineer,\nsenior", 5)
    assert second.job.url == "https://jobs.example.com/3"


def test_the_list_as_json(shell: Shell) -> None:
    """`--json` holds what was queued, what was known, and each bad line with its reason."""
    (shell.folder / "list.csv").write_text(CSV, encoding="utf-8")
    told = json.loads(shell.type("add", "--from", "list.csv", "--json").stdout)
    assert [one["url"] for one in told["added"]] == ["https://jobs.example.com/1", "https://jobs.example.com/3"]
    assert [bad["line"] for bad in told["bad_lines"]] == [4, 6, 7]
    assert all(bad["why"] for bad in told["bad_lines"])


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (
            "list.jsonl",
            '{"url": "https://jobs.example.com/1", "priority": 3}\n\n{"url": "https://jobs.example.com/2"}\n',
        ),
        ("list.csv", "url;priority\nhttps://jobs.example.com/1;3\nhttps://jobs.example.com/2;\n"),
        ("list.tsv", "priority\turl\n3\thttps://jobs.example.com/1\n\thttps://jobs.example.com/2\n"),
        ("list.txt", "https://jobs.example.com/1\r\nhttps://jobs.example.com/2\r\n"),
    ],
)
def test_lists_of_every_kind(shell: Shell, name: str, content: str) -> None:
    """JSONL, CSV with comma, semicolon or tab, and bare URLs are read alike."""
    (shell.folder / name).write_bytes(content.encode())
    assert shell.type("add", "--from", name).exit_code == 0
    assert [row.job.url for row in shell.rows()] == ["https://jobs.example.com/1", "https://jobs.example.com/2"]
    assert shell.rows()[0].priority == (0 if name == "list.txt" else 3)


def test_from_standard_input(shell: Shell) -> None:
    """`--from -` reads what another program writes."""
    done = shell.type("add", "--from", "-", stdin='{"url": "https://jobs.example.com/1"}\n[1]\n{"url": 5}\n')
    assert done.exit_code == 2
    assert [line[:6] for line in done.stderr.splitlines()] == ["line 2", "line 3"]
    assert shell.row().job.url == "https://jobs.example.com/1"


def test_a_broken_quote(shell: Shell) -> None:
    """A quote that never ends is a bad line where it begins; what stood before it is kept."""
    (shell.folder / "list.csv").write_text('url,title\nhttps://jobs.example.com/1,a\nhttps://x.example,"b\n\n')
    done = shell.type("add", "--from", "list.csv")
    assert (done.exit_code, done.stderr[:7]) == (2, "line 3:")
    assert shell.row().job.url == "https://jobs.example.com/1"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "at least one job posting"),
        (b"title,company\na,b\n", "a column named url"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"PK\x00\x03", "binary"),
    ],
)
def test_what_is_no_list(shell: Shell, content: bytes, told: str) -> None:
    """A file that is no list at all is one sentence, and nothing is queued."""
    (shell.folder / "list").write_bytes(content)
    done = shell.type("add", "--from", "list")
    assert (done.exit_code, done.stderr.count("\n")) == (1, 1)
    assert told in done.stderr
    assert not Path("applications.db").exists()
