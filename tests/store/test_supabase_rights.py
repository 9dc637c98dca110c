"""Who may do what in a Supabase project: the table in docs/supabase.md, tried with real tokens through PostgREST."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.supabase.project import Project

DOCS = Path(__file__).parents[2] / "docs" / "supabase.md"
APPLICATION, OTHER, POSTING, FREE = (f"00000000-0000-4000-8000-00000000000{n}" for n in (1, 2, 3, 4))
TOKEN = "held"  # noqa: S105 - a lease's
LEASE = {"id": APPLICATION, "token": TOKEN}
PEOPLE = ("anon", "the applicant", "another applicant", "worker", "service key")


@dataclass(frozen=True, slots=True)
class Scene:
    """Ada's application is held under a lease or waits for her; Ben has one of his own."""

    project: Project
    ada: str
    ben: str
    #: Who -> the token that they send.
    tokens: dict[str, str]

    def send(self, who: str, method: str, path: str, **more: Any) -> httpx.Response:
        headers = {"apikey": self.project.anon_key, "Prefer": "return=representation"}
        if self.tokens[who]:
            headers["Authorization"] = f"Bearer {self.tokens[who]}"
        return httpx.request(method, f"{self.project.url}/rest/v1/{path}", headers=headers, **more)

    def call(self, who: str, verb: str, **given: Any) -> Any:
        """What the function returned; None where it refused."""
        answer = self.send(who, "POST", f"rpc/apply_bot_{verb}", json=given)
        return (answer.json() if answer.content else "done") if answer.is_success else None

    def put(self, status: str, meta: str = "{}") -> None:
        """Ada's application in this status."""
        self.project.sql(
            "update applications set status = %s, attempt_meta = %s, lease_owner = 'w', lease_token = %s,"
            " lease_expires_at = now() + interval '1 hour' where id = %s",
            status,
            meta,
            TOKEN if status == "processing" else None,
            APPLICATION,
        )

    def row(self) -> dict[str, Any]:
        (row,) = self.project.sql("select * from applications where id = %s", APPLICATION)
        return row


@pytest.fixture
def scene(project: Project) -> Scene:
    ada, ben = project.account("ada@example.org"), project.account("ben@example.org")
    worker = project.account("worker@example.org")
    project.sql("select apply_bot.make_worker('worker@example.org')")
    project.sql("insert into users (id, name, profile) values (%s, 'Ada', '{}'), (%s, 'Ben', '{}')", ada, ben)
    for key, url in (
        (POSTING, "https://jobs.example/1"),
        (OTHER, "https://jobs.example/2"),
        (FREE, "https://x.example"),
    ):
        project.sql("insert into jobs (id, url) values (%s, %s)", key, url)
    project.sql("insert into applications (id, user_id, job_id) values (%s, %s, %s)", APPLICATION, ada, POSTING)
    project.sql("insert into applications (id, user_id, job_id) values (%s, %s, %s)", OTHER, ben, OTHER)
    tokens = {
        "anon": project.anon_key,
        "the applicant": project.token(ada),
        "another applicant": project.token(ben),
        "worker": project.token(worker),
        "service key": project.service_key,
        "nobody": "",
        "expired": project.token(ada, seconds=-60),
        "forged": project.token(worker, secret="another-secret-that-is-long-enough-too"),  # noqa: S106
    }
    return Scene(project, ada, ben, tokens)


Try = Callable[[Scene, str], bool]


def _read(table: str, key: Callable[[Scene], str]) -> Try:
    """Whether Ada's row of this table is among those shown."""

    def attempt(scene: Scene, who: str) -> bool:
        answer = scene.send(who, "GET", table)
        return answer.is_success and key(scene) in [row["id"] for row in answer.json()]

    return attempt


def _reading(scene: Scene, who: str) -> bool:
    """All reading functions say the same of Ada's application; a person's counts hold one row and the worker's two."""
    got = scene.call(who, "get", id=APPLICATION)
    page = scene.call(who, "page", wanted=10)
    seen = {
        bool(got and got["applications"]),
        bool(page and APPLICATION in [one["id"] for one in page["applications"]]),
        bool(scene.call(who, "find", prefix=APPLICATION)),
    }
    sees_all = who in {"worker", "service key"}
    total = None if who not in PEOPLE[1:] else 2 if sees_all else 1
    counts = scene.call(who, "counts")
    assert (counts and counts["pending"]) == total
    assert scene.call(who, "due") == total
    (told,) = seen
    return told


def _decide(verb: str, status: str, meta: str = "{}", **given: Any) -> Try:
    """Whether the decision was taken about Ada's application."""

    def attempt(scene: Scene, who: str) -> bool:
        scene.put(status, meta)
        before = scene.row()
        told = scene.call(who, verb, id=APPLICATION, **given)
        assert (told is None) == (scene.row() == before)
        return told is not None

    return attempt


def _held(verb: str, changes: str, **given: Any) -> Try:
    """Whether a worker's verb did something to the row that is held; `changes`: the column that shows it."""

    def attempt(scene: Scene, who: str) -> bool:
        scene.put("processing")
        before = scene.row()
        told = scene.call(who, verb, **given)
        assert (told is not None) == (scene.row()[changes] != before[changes])
        return told is not None

    return attempt


def _write(method: str, path: str, **given: Any) -> Try:
    """Whether a direct write reached a row."""

    def attempt(scene: Scene, who: str) -> bool:
        body = given.get("json") or {}
        values = {name: {"ada": scene.ada}.get(value, value) for name, value in body.items()}
        answer = scene.send(who, method, path.replace("ADA", scene.ada), json=values)
        return answer.is_success and bool(answer.json())

    return attempt


def _add(scene: Scene, who: str) -> bool:
    new = {"user": {"id": scene.ada}, "job": {"url": "https://new.example", "board": "lever"}, "priority": 7}
    told = scene.call(who, "add", applications=[new])
    rows = scene.project.sql("select priority, board from applications where priority = 7 or created_at > now()")
    assert bool(rows) == (who in {"worker", "service key"})
    return told is not None


def _save_user(scene: Scene, who: str) -> bool:
    told = scene.call(who, "save_user", applicant={"id": scene.ada, "name": "Renamed"})
    (row,) = scene.project.sql("select name from users where id = %s", scene.ada)
    assert (row["name"] == "Renamed") == (told is not None)
    return told is not None


def _claim(scene: Scene, who: str) -> bool:
    told = scene.call(who, "claim", worker="w", wanted=1, lease_seconds=60, token="t")  # noqa: S106
    assert (told is not None) == (scene.row()["status"] == "processing")
    return told is not None


def _sweep(scene: Scene, who: str) -> bool:
    scene.put("processing")
    scene.project.sql("update applications set lease_expires_at = now() - interval '1 s' where id = %s", APPLICATION)
    told = scene.call(who, "sweep")
    assert (told is not None) == (scene.row()["status"] == "pending")
    return told is not None


def _retry_simulated(scene: Scene, who: str) -> bool:
    scene.project.sql(
        "update applications set status = 'applied', artifacts = '{\"method\": \"simulated\"}' where id = %s",
        APPLICATION,
    )
    told = scene.call(who, "retry_simulated")
    assert told in {None, 1}
    return told is not None


#: First word or words of a row of the table -> how it is tried.
ACTIONS: dict[str, Try] = {
    "read it (`applications`)": _read("applications", lambda _: APPLICATION),
    "read its posting (`jobs`)": _read("jobs", lambda _: POSTING),
    "read the profile (`users`)": _read("users", lambda scene: scene.ada),
    "`apply_bot_get`, `apply_bot_find`, `apply_bot_page`, `apply_bot_counts`, `apply_bot_due`": _reading,
    "`apply_bot_answer`": _decide("answer", "pending", answers={"salary": "1"}),
    "`apply_bot_approve`": _decide(
        "approve",
        "needs_review",
        '{"review": {"why": "approval"}}',
        plan="abc",
        granted_at="2026-11-01T12:00:00Z",
        expires_at="2026-11-02T12:00:00Z",
    ),
    "`apply_bot_retry`": _decide("retry", "failed"),
    "`apply_bot_cancel`": _decide("cancel", "pending"),
    "`apply_bot_add`": _add,
    "`apply_bot_save_user`": _save_user,
    "insert into `applications`: `user_id`, `job_id`": _write(
        "POST", "applications", json={"user_id": "ada", "job_id": FREE}
    ),
    "update `users`: `email`, `name`, `profile`": _write("PATCH", "users?id=eq.ADA", json={"name": "Renamed"}),
    "update `applications`": _write("PATCH", f"applications?id=eq.{APPLICATION}", json={"status": "applied"}),
    "update `jobs`": _write("PATCH", f"jobs?id=eq.{POSTING}", json={"url": "https://elsewhere.example"}),
    "delete from `applications`": _write("DELETE", f"applications?id=eq.{APPLICATION}"),
    "`apply_bot_claim`": _claim,
    "`apply_bot_heartbeat`": _held("heartbeat", "lease_expires_at", leases=[LEASE], lease_seconds=60),
    "`apply_bot_begin_submit`": _held("begin_submit", "attempt_meta", **LEASE, plan={}),
    "`apply_bot_finish`": _held(
        "finish",
        "status",
        outcomes=[{**LEASE, "status": "failed", "artifacts": {}, "attempt": {}, "counts": True}],
    ),
    "`apply_bot_release`": _held("release", "status", leases=[LEASE]),
    "`apply_bot_sweep`": _sweep,
    "`apply_bot_retry_simulated`": _retry_simulated,
}


def matrix() -> dict[str, dict[str, bool]]:
    """Action -> who -> whether they may, as the documentation says."""
    lines = DOCS.read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")]
    head, *body = rows
    assert head == ["action", *PEOPLE]
    return {action: dict(zip(PEOPLE, (cell == "yes" for cell in cells), strict=True)) for action, *cells in body}


def test_every_action_is_documented() -> None:
    """The table and the tests name the same actions."""
    assert list(matrix()) == list(ACTIONS)


@pytest.mark.parametrize("action", ACTIONS)
def test_matrix(scene: Scene, action: str) -> None:
    """Each may do what the table says; who has no valid token may do nothing."""
    expected = {**matrix()[action], "nobody": False, "expired": False, "forged": False}
    # Those who may not are asked first, since one who may changes the row.
    order = sorted(expected, key=lambda who: expected[who])
    found = {}
    for who in order:
        with_row = ACTIONS[action](scene, who)
        found[who] = with_row
        _restore(scene)
    assert found == expected


def _restore(scene: Scene) -> None:
    """Ada's application as it was at first."""
    scene.project.sql("delete from applications where id not in (%s, %s)", APPLICATION, OTHER)
    scene.project.sql(
        "insert into applications (id, user_id, job_id) values (%s, %s, %s) on conflict (id) do update"
        " set status = 'pending', attempt_meta = '{}', artifacts = '{}'",
        APPLICATION,
        scene.ada,
        POSTING,
    )
    scene.project.sql("update users set name = 'Ada' where id = %s", scene.ada)
    scene.project.sql("update applications set status = 'pending' where id = %s", OTHER)


@pytest.mark.parametrize("who", ["expired", "forged"])
def test_tokens_that_do_not_hold(scene: Scene, who: str) -> None:
    """They are turned away before anything is asked of the database."""
    answer = scene.send(who, "POST", "rpc/apply_bot_sweep", json={})
    assert answer.status_code == httpx.codes.UNAUTHORIZED
    assert answer.json()["code"] in {"PGRST301", "PGRST303"}


def test_nobody_makes_themselves_the_worker(scene: Scene) -> None:
    """user_metadata is the account's own to write, and counts for nothing; nor does the SQL function answer the API."""
    scene.project.sql('update auth.users set raw_user_meta_data = \'{"role": "worker"}\' where id = %s', scene.ben)
    scene.tokens["another applicant"] = scene.project.token(scene.ben)
    assert scene.call("another applicant", "sweep") is None
    answer = scene.send("another applicant", "POST", "rpc/make_worker", json={"email": "ben@example.org"})
    assert answer.status_code == httpx.codes.NOT_FOUND


def test_functions_have_a_fixed_search_path(project: Project) -> None:
    """No function of ours looks a name up in a schema that its caller chose."""
    loose = project.sql(
        "select p.oid::regprocedure::text as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace"
        " where (n.nspname = 'apply_bot' or starts_with(p.proname, 'apply_bot_'))"
        " and not exists (select from unnest(p.proconfig) c where c = 'search_path=\"\"')"
    )
    assert loose == []


def test_row_level_security_is_on_everywhere(project: Project) -> None:
    """Also for tables that the API does not show."""
    off = project.sql(
        "select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace"
        " where n.nspname in ('public', 'apply_bot') and c.relkind = 'r' and not c.relrowsecurity"
    )
    assert off == []
