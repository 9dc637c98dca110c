"""Who may do what in a Supabase project: the table in docs/supabase.md, tried with real tokens through PostgREST."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.store.rights import ACTIONS, APPLICATION, FREE, OTHER, PEOPLE, POSTING, Scene
from tests.supabase.project import Project

DOCS = Path(__file__).parents[2] / "docs" / "supabase.md"


@pytest.fixture(scope="module")
def http() -> Iterator[httpx.Client]:
    """One connection for all."""
    with httpx.Client() as http:
        yield http


@pytest.fixture
def scene(project: Project, http: httpx.Client) -> Scene:
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
    return Scene(project, ada, ben, tokens, http)


def matrix() -> dict[str, dict[str, bool]]:
    """Action -> who -> whether they may, as the documentation says."""
    lines = DOCS.read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")]
    head, *body = rows
    assert head == ["action", *PEOPLE]
    return {action: dict(zip(PEOPLE, (cell == "yes" for cell in cells), strict=True)) for action, *cells in body}


def test_every_action_is_documented(project: Project) -> None:
    """The table and the tests name the same actions, and every function that the API shows."""
    assert list(matrix()) == list(ACTIONS)
    told = DOCS.read_text(encoding="utf-8")
    shown = project.sql("select proname as name from pg_proc where pronamespace = 'public'::regnamespace")
    assert [row["name"] for row in shown if f"`{row['name']}`" not in told] == []


@pytest.mark.parametrize("action", ACTIONS)
def test_matrix(scene: Scene, action: str) -> None:
    """Each may do what the table says; who has no valid token may do nothing."""
    expected = {**matrix()[action], "nobody": False, "expired": False, "forged": False}
    # Those who may not are asked first, since one who may changes the row.
    order = sorted(expected, key=lambda who: expected[who])
    found = {}
    for who in order:
        found[who] = ACTIONS[action](scene, who)
        _restore(scene)
    assert found == expected


def _restore(scene: Scene) -> None:
    """Ada's application as it was at first."""
    scene.project.sql("insert into users (id) values (%s) on conflict do nothing", scene.ada)
    scene.project.sql(
        "insert into jobs (id, url) values (%s, 'https://jobs.example/1') on conflict do nothing", POSTING
    )
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
