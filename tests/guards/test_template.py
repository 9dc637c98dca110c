"""A new board is one file and one folder: CONTRIBUTING's template, put into a copy of the packages, is applied to."""

import json
import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]

#: Runs in the copy: which adapter claims its example, what its case's page says, and what the oracle holds after a run.
SCRIPT = """
import asyncio, json, sys, urllib.request
from pathlib import Path
from adapters.contract.registry import load
from fixtures import APPLICANTS, Farm
from tests.conftest import LOCAL_ONLY
from worker import log
from worker.config import load_config
from worker.model import Job, Mode, NewApplication, User
from worker.profile import load_profile
from worker.run import RunOptions, run
from worker.store import open_store

async def apply(farm, url):
    file = Path("playwright.config.yaml")
    launch = {"launchOptions": {"args": [LOCAL_ONLY]}}
    file.write_text(json.dumps({"use": launch, "outputDir": "out", "apply": {"confirmTimeout": 5000}}))
    profile = load_profile(APPLICANTS / "ada.yaml")
    consent = {farm.host("northwind"): "auto"}
    profile = profile.model_copy(update={"apply": profile.apply.model_copy(update={"consent": consent})})
    async with open_store("memory:") as store:
        user = User(id="u", email=profile.basics.email)
        (added,) = await store.add([NewApplication(user=user, job=Job(id="", url=url, board="northwind"))])
        await run(store, load_config(file, {}), RunOptions(Mode.LIVE), profile=profile)
        return await store.get(added.id)

log.configure()
with Farm(boards=["northwind"]) as farm:
    url = farm.url("northwind", "engineer")
    page = urllib.request.urlopen(url).read().decode()
    application = asyncio.run(apply(farm, url))
    (sent,) = farm.submissions("northwind", "engineer") or [None]
print(json.dumps({
    "claims": load().for_url("https://jobs.northwind.example/acme/4711").name,
    "page": page,
    "status": application.status,
    "note": application.artifacts.get("note"),
    "fields": sent and sent.fields,
    "files": sent and [file.filename for file in sent.files],
}))
"""


def _template(language: str) -> str:
    """The block of that language in CONTRIBUTING's four steps."""
    steps = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").partition("## Add a board in four steps")[2]
    (block,) = re.findall(rf"^   ```{language}\n(.*?)^   ```", steps.partition("\n## ")[0], re.DOTALL | re.MULTILINE)
    return textwrap.dedent(block)


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the copy said of its new board."""
    copy = tmp_path_factory.mktemp("copy")
    for name in ("worker", "adapters", "fixtures"):
        ignored = shutil.ignore_patterns("__pycache__", "node_modules")
        shutil.copytree(ROOT / name, copy / name, ignore=ignored)
    (copy / "tests").mkdir()
    shutil.copyfile(ROOT / "tests" / "conftest.py", copy / "tests" / "conftest.py")
    case = copy / "fixtures" / "northwind" / "cases" / "engineer.yaml"
    case.parent.mkdir(parents=True)
    case.write_text(_template("yaml"), encoding="utf-8")
    (copy / "adapters" / "northwind.py").write_text(_template("python"), encoding="utf-8")
    (copy / "script.py").write_text(SCRIPT, encoding="utf-8")
    command = [sys.executable, "script.py"]
    done = subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def test_found(outcome: dict[str, Any]) -> None:
    """The new adapter is found by being there and claims its own URLs."""
    assert outcome["claims"] == "northwind"


def test_served(outcome: dict[str, Any]) -> None:
    """The new folder is served by being there."""
    assert "Software engineer" in outcome["page"]


def test_applied_to(outcome: dict[str, Any]) -> None:
    """The worker fills the new board's form, sends it once, and proves it."""
    assert outcome["status"] == "applied", outcome["note"]
    assert {"Ada"} <= {value for values in outcome["fields"].values() for value in values}
    assert [Path(name).suffix for name in outcome["files"]] == [".pdf"]
