"""The whole story, typed command by command by somebody new, and told by the boards' own oracle."""

import json
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.schema import follows_schema
from tests.e2e.typist import Typist

#: What scripts read from `run --json`.
NAMES = {"status", "processed", "failed", "total_found", "failed_application_ids", "timestamp", "counts"}


def test_from_an_empty_folder_to_the_report(typist: Typist, page: Page) -> None:
    """Init, add, simulate, retry, run, show, report: one application is sent once, and a person sees the proof."""
    typist.profile.unlink()
    assert json.loads(typist.type("init", "--json").stdout)["written"] == ["profile.yaml", ".env"]
    typist.settle()
    posting, other = typist.posting("generic", "plain"), typist.posting("generic", "unanswerable")
    key, asked = (str(typist.told("add", one.url)["added"][0]["id"]) for one in (posting, other))

    simulated = typist.told("run", "--simulate")
    assert (simulated["counts"], posting.opened) == ({"applied": 2}, False)
    assert typist.told("retry", "--simulated") == {"retried": 2}

    done = typist.told("run")
    assert done.keys() >= NAMES
    assert (done["status"], done["processed"], done["failed"]) == ("success", 2, 0)
    assert done["counts"] == {"applied": 1, "needs_review": 1}
    (sent,) = posting.submissions
    assert sent.fields["email"] == ["ada@example.com"]
    assert other.submissions == []

    _shown(typist, key)
    _looked_at(page, Path(typist.told("report")["report"]), asked)


def _shown(typist: Typist, key: str) -> None:
    """`show` has the whole history: the simulated run's artifacts are inside the real one's."""
    row = typist.told("show", key)
    follows_schema(row["artifacts"])
    assert (row["status"], row["artifacts"]["method"]) == ("applied", "browser")
    assert [attempt["mode"] for attempt in row["attempt_meta"]["attempts"]] == ["simulate", "live"]
    (earlier,) = row["artifacts"]["application_details"]["previous_artifacts"]
    assert earlier["method"] == "simulated"
    shown = typist.type("show", key).stdout
    for word in ("profile.basics.email", "evidence: ", "it was sent, and the proof is kept"):
        assert word in shown


def _looked_at(page: Page, report: Path, asked: str) -> None:
    """A person filters by status, opens an application and sees the filled form."""
    page.goto(report.as_uri())
    rows = page.locator("tr[data-id]:visible")
    expect(rows).to_have_count(2)
    page.get_by_role("button", name="needs review").click()
    expect(rows).to_have_count(1)
    assert asked[:8] in str(rows.get_attribute("data-id"))
    expect(page.get_by_text("Which of our three values speaks to you, and why?").first).to_be_visible()
    page.get_by_role("button", name="applied").click()
    picture = page.locator(".app:visible img").first
    picture.scroll_into_view_if_needed()
    assert picture.evaluate("async (image) => { await image.decode(); return image.naturalWidth }") > 300
    expect(page.locator(".app:visible")).to_contain_text("profile.basics.email")
