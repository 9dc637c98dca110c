"""How each action on an applicant's application is tried by anybody, and whether it came to anything."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx

from tests.supabase.project import Project

APPLICATION, OTHER, POSTING, FREE = (f"00000000-0000-4000-8000-00000000000{n}" for n in (1, 2, 3, 4))
TOKEN = "held"  # noqa: S105 - a lease's
LEASE = {"id": APPLICATION, "token": TOKEN}
#: The columns of the table in docs/supabase.md.
PEOPLE = ("anon", "the applicant", "another applicant", "worker", "service key")


@dataclass(frozen=True, slots=True)
class Scene:
    """A project in which Ada has an application and Ben has another."""

    project: Project
    ada: str
    ben: str
    #: Who -> the token that they send.
    tokens: dict[str, str]
    http: httpx.Client

    def send(self, who: str, method: str, path: str, **more: Any) -> httpx.Response:
        headers = {"apikey": self.project.anon_key, "Prefer": "return=representation"}
        if self.tokens[who]:
            headers["Authorization"] = f"Bearer {self.tokens[who]}"
        return self.http.request(method, f"{self.project.url}/rest/v1/{path}", headers=headers, **more)

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


def _name_board(scene: Scene, who: str) -> bool:
    scene.project.sql("update jobs set board = '' where id = %s", POSTING)
    told = scene.call(who, "name_board", job=POSTING, its_board="lever")
    (row,) = scene.project.sql("select board from jobs where id = %s", POSTING)
    assert (told is not None) == (row["board"] == "lever")
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


def _restore(scene: Scene, who: str) -> bool:
    row = {**scene.row(), "status": "closed", "updated_at": "2100-01-01", "user": {"id": scene.ada}}
    row["job"] = {"url": "https://jobs.example/1"}
    told = scene.call(who, "restore", applications=[json.loads(json.dumps(row, default=str))])
    assert (told == ["replaced"]) == (scene.row()["status"] == "closed")
    return told is not None


def _forget(scene: Scene, who: str) -> bool:
    told = scene.call(who, "forget", ids=[APPLICATION])
    left = scene.project.sql("select id from applications where id = %s", APPLICATION)
    assert (told is not None) == (left == [])
    return told is not None


def _stop(scene: Scene, who: str) -> bool:
    told = [scene.call(who, "stop", because="enough"), scene.call(who, "stopped"), scene.call(who, "resume")]
    assert told in ([None] * 3, ["done", "enough", "done"])
    assert scene.project.sql("select because from apply_bot.stop") == []
    return told != [None] * 3


def _spend(scene: Scene, who: str) -> bool:
    told = scene.call(who, "spend", key=who, day="2026-11-01", cap=1)
    counted = scene.project.sql("select count from apply_bot.spent where key = %s", who)
    others = [scene.call(who, verb, key=who, day="2026-11-01") for verb in ("spent", "unspend")]
    assert [bool(counted)] * 2 == [other is not None for other in others]
    assert bool(counted) == (told is not None)
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
    "`apply_bot_name_board`": _name_board,
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
    "`apply_bot_stop`, `apply_bot_stopped`, `apply_bot_resume`": _stop,
    "`apply_bot_spend`, `apply_bot_spent`, `apply_bot_unspend`": _spend,
    "`apply_bot_restore`": _restore,
    "`apply_bot_forget`": _forget,
}
