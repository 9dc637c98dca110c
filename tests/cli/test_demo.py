"""`demo`: every way an application may go, a report that opens, and nothing asked but this machine."""

import ipaddress
import json
import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import Terminal
from worker.demo import WISHES

#: What each wish is there to show -> where it ends, and what its reason says.
ENDS = {
    "a React form with comboboxes": ("applied", "confirmed"),
    "a board that overwrites fields after the résumé": ("applied", "confirmed"),
    "an employer's own site that no adapter knows": ("applied", "confirmed"),
    "a form of three pages": ("applied", "confirmed"),
    "a question that no fact answers": ("needs_review", "No fact answers"),
    "a posting that is closed": ("closed", "gone"),
    "a CAPTCHA before the form": ("needs_review", "CAPTCHA"),
    "a site without consent": ("needs_review", "no consent"),
    "a board that never confirms": ("unconfirmed", "not proven"),
}


@dataclass(frozen=True, slots=True)
class Toured:
    """A demo that has run."""

    folder: Path
    printed: str
    progress: str
    #: What Chromium did on the network, as it wrote down itself.
    network: str


@pytest.fixture(scope="module")
def toured(tmp_path_factory: pytest.TempPathFactory) -> Toured:
    """The demo as a person starts it, in an empty folder."""
    terminal = Terminal(tmp_path_factory.mktemp("demo"))
    terminal.env["COLUMNS"] = "400"  # nothing is cut short
    log = terminal.folder / "network.json"
    terminal.configure(use={"launchOptions": {"args": [f"--log-net-log={log}"]}})
    done = terminal.run("demo")
    assert done.returncode == 0, done.stderr
    return Toured(terminal.folder / "apply-bot-demo", done.stdout, done.stderr, log.read_text(encoding="utf-8"))


@pytest.mark.parametrize("shows", [wish.shows for wish in WISHES])
def test_the_table_has_every_outcome(toured: Toured, shows: str) -> None:
    """Each application stands in the table with what it shows, its status and the reason."""
    status, reason = ENDS[shows]
    (line,) = [line for line in toured.printed.splitlines() if f" {shows} " in line]
    assert re.search(rf"\b{status}\b", line.partition(shows)[2])
    assert reason in line


def test_the_boards_agree(toured: Toured) -> None:
    """What the boards have stored is told: the four that were proven, and the one that was never confirmed."""
    told = re.search(r"boards themselves have stored: (.*)\.", toured.printed)
    assert told
    assert told[1] == "generic 3, greenhouse 1, lever 1"
    assert "9/9" in toured.progress


def test_the_report_is_there(toured: Toured) -> None:
    """The last word is the path of a report, in which every application has its place."""
    report = Path(toured.printed.rpartition("The report: ")[2].strip())
    assert report == toured.folder / "report" / "index.html"
    text = report.read_text(encoding="utf-8")
    rows = re.findall(r'<tr[^>]+data-id="([^"]+)"', text)
    assert len(set(rows)) == len(WISHES)


def test_nothing_but_this_machine_was_asked(toured: Toured) -> None:
    """By Chromium's own record, every connection that it tried was to this machine."""
    log = json.loads(toured.network)
    names = {number: name for name, number in log["constants"]["logEventTypes"].items()}
    events = [(names[event["type"]], event.get("params") or {}) for event in log["events"]]
    tried = {params["address"] for name, params in events if name == "TCP_CONNECT_ATTEMPT" and "address" in params}
    assert tried
    assert all(ipaddress.ip_address(_host(address)).is_loopback for address in tried), tried
    assert [params for name, params in events if name == "UDP_BYTES_SENT"] == []


def _host(address: str) -> str:
    """The IP address without its port and brackets."""
    return address.rpartition(":")[0].strip("[]")


def test_another_tour_needs_its_own_folder(terminal: Terminal) -> None:
    """What stands in a folder that is not the demo's own is never deleted."""
    mine = terminal.folder / "applications.db"
    mine.write_text("mine", encoding="utf-8")
    done = terminal.run("demo", "--out", ".")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "expected an empty folder" in done.stderr
    assert mine.read_text(encoding="utf-8") == "mine"
