"""Postings under their boards' real addresses, served here: the adapter is found by the URL alone."""

import ssl
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import trustme

from fixtures import Farm
from tests.conftest import Terminal
from tests.e2e.conftest import InThread
from tests.e2e.typist import Typist
from worker.model import Job

#: Board -> the host under which its postings really stand.
HOSTS = {"greenhouse": "job-boards.greenhouse.io", "lever": "jobs.lever.co"}
#: Postings on refused sites, and which site it is.
REFUSED = {
    "https://www.linkedin.com/jobs/view/4001": "LinkedIn",
    "https://lnkd.in/e4001": "LinkedIn",
    "https://de.indeed.com/viewjob?jk=4001": "Indeed",
}
STRANGERS = [str(urlsplit(url).hostname) for url in REFUSED]
BOARDS = Path(__file__).parent / "boards"


@pytest.fixture(scope="module")
def tls() -> ssl.SSLContext:
    """A certificate for all of them, from an authority that nobody knows."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert(*HOSTS.values(), *STRANGERS, "127.0.0.1").configure_cert(context)
    return context


@pytest.fixture(scope="module")
def farm(tls: ssl.SSLContext) -> Iterator[Farm]:
    """The boards, speaking TLS as the real ones do."""
    with Farm(tls=tls) as farm:
        yield farm


@pytest.fixture(scope="module")
def odd(tls: ssl.SSLContext) -> Iterator[Farm]:
    """Stands for LinkedIn and Indeed, so that a visit would be seen; and has postings that lead there."""
    with Farm(boards=["odd"], folders=[BOARDS], tls=tls) as odd:
        yield odd


@pytest.fixture
def typist(terminal: Terminal, farm: Farm, odd: Farm, in_thread: InThread) -> Typist:
    """Ada, whose browser finds real hosts on this machine; she allows both boards by name."""
    typist = Typist(terminal, farm, in_thread)
    typist.tell(consent=dict.fromkeys(HOSTS, "auto"))
    mapped = {host: farm.host(board) for board, host in HOSTS.items()}
    mapped |= dict.fromkeys(STRANGERS, odd.host("odd"))
    rules = ", ".join([*(f"MAP {host} {place}" for host, place in mapped.items()), "MAP * ~NOTFOUND"])
    launch = {"args": [f"--host-resolver-rules={rules}, EXCLUDE 127.0.0.1"]}
    terminal.configure(use={"launchOptions": launch, "ignoreHTTPSErrors": True}, apply={"confirmTimeout": 3000})
    return typist


@pytest.mark.parametrize(("board", "case"), [("greenhouse", "minimal"), ("lever", "analyst")])
def test_a_real_address_is_applied_to(typist: Typist, farm: Farm, board: str, case: str) -> None:
    """Added by its URL and nothing else, it is served by its board's adapter; consent for the board is enough."""
    url = farm.url(board, case, run="real", host=HOSTS[board])
    added = typist.told("add", url)["added"][0]
    assert (added["url"], added["board"]) == (url, board)
    assert url.startswith(f"https://{HOSTS[board]}/")
    assert typist.told("run")["counts"] == {"applied": 1}
    (sent,) = farm.submissions(board, case, "real")
    assert sent.fields["email"] == ["ada@example.com"]
    artifacts = typist.row(added["id"])["artifacts"]
    assert artifacts["adapter"].startswith(f"{board} ")
    assert artifacts["confirmation"]["url"].startswith(f"https://{HOSTS[board]}/")


def test_without_consent_real_addresses_wait(typist: Typist, farm: Farm) -> None:
    """Nothing is sent to a real board that the applicant has not named; the note says which it is."""
    typist.tell(consent={})
    urls = [farm.url(board, "minimal", run="ask", host=host) for board, host in HOSTS.items()]
    keys = typist.insert([Job("", url) for url in urls])
    assert typist.told("run")["counts"] == {"needs_review": 2}
    for board, key in zip(HOSTS, keys, strict=True):
        review = typist.row(key)["attempt_meta"]["review"]
        assert review["why"] == "approval"
        assert f"no consent for {board}" in review["text"]
        assert farm.submissions(board, "minimal", "ask") == []


def test_refused_sites_are_never_opened(typist: Typist, odd: Farm) -> None:
    """LinkedIn and Indeed are refused with the reason, typed or found in the store; no request is made to them."""
    for url, site in REFUSED.items():
        done = typist.type("add", url)
        assert (done.returncode, done.stderr.count("\n")) == (1, 1)
        assert f"{site} is not automated: " in done.stderr
    before = odd.requests("odd")
    keys = typist.insert([Job("", url) for url in REFUSED])
    assert typist.told("run")["counts"] == {"needs_review": len(REFUSED)}
    for key, site in zip(keys, REFUSED.values(), strict=True):
        row = typist.row(key)
        assert row["attempt_meta"]["review"]["why"] == "unsupported"
        assert f"{site} is not automated: " in row["artifacts"]["note"]
        assert row["artifacts"]["screenshots"] == []
    assert odd.requests("odd") == before


@pytest.mark.parametrize("case", ["redirect", "redirect_home"])
def test_a_redirect_to_a_refused_site_is_refused_too(typist: Typist, odd: Farm, case: str) -> None:
    """Wherever a posting leads and whatever is answered there, it is refused at once and not tried again."""
    posting = odd.url("odd", case)
    (key,) = typist.insert([Job("", posting)])
    before = len(odd.requests("odd"))
    assert typist.told("run")["counts"] == {"needs_review": 1}
    row = typist.row(key)
    assert row["attempt_meta"]["review"]["why"] == "unsupported"
    assert "LinkedIn is not automated: " in row["artifacts"]["note"]
    asked = [urlsplit(request.path).path for request in odd.requests("odd")[before:]]
    assert [path for path in asked if path != "/favicon.ico"] == [
        f"/careers/{case}",
        "/" if case.endswith("home") else "/jobs/view/4001",
    ]
