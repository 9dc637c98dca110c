"""Which store a URL and the environment's keys mean, and what is said where a key is missing."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from worker.config import Secrets, load_config
from worker.errors import BadInput
from worker.store import open_store
from worker.store.supabase import SupabaseStore
from worker.store.supabase_access import access_of

PROJECT = "https://project.example"
KEY, PASSWORD = SecretStr("hush-key"), SecretStr("hush-word")
LOGIN = {"supabase_worker_email": "worker@example.org", "supabase_worker_password": PASSWORD}


@pytest.mark.parametrize("url", ["supabase", PROJECT, f"{PROJECT}/"])
@pytest.mark.parametrize("keys", [{"supabase_service_role_key": KEY}, {"supabase_anon_key": KEY, **LOGIN}])
def test_the_project(url: str, keys: dict[str, object]) -> None:
    """The word `supabase` and the project's own URL mean the same store, with a key alone or with a login."""
    secrets = Secrets(supabase_url=PROJECT, **keys)  # type: ignore[arg-type]
    store = open_store(url, secrets)
    assert isinstance(store, SupabaseStore)
    assert store.url == PROJECT
    assert "hush" not in repr(access_of(url, secrets))


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({}, "SUPABASE_URL: expected the project's URL .* found none"),
        ({"supabase_url": "project.example"}, "SUPABASE_URL: expected .* found another kind"),
        ({"supabase_url": PROJECT}, "found none; set SUPABASE_SERVICE_ROLE_KEY, or SUPABASE_ANON_KEY with"),
        (
            {"supabase_url": PROJECT, "supabase_anon_key": KEY},
            "SUPABASE_ANON_KEY alone.*; add SUPABASE_WORKER_EMAIL and .*, or set SUPABASE_SERVICE_ROLE_KEY",
        ),
        (
            {"supabase_url": PROJECT, "supabase_anon_key": KEY, "supabase_worker_email": "worker@example.org"},
            "half a login",
        ),
    ],
)
def test_missing_keys(given: dict[str, object], says: str) -> None:
    """One sentence says which variable is missing, and repeats no key."""
    with pytest.raises(BadInput, match=says) as raised:
        open_store("supabase", Secrets(**given))  # type: ignore[arg-type]
    assert "hush" not in str(raised.value)
    assert "\n" not in str(raised.value)


def test_another_project_is_refused() -> None:
    """Keys are sent to the project they belong to and nowhere else."""
    secrets = Secrets(supabase_url=PROJECT, supabase_service_role_key=KEY)
    with pytest.raises(BadInput, match="SUPABASE_URL"):
        open_store("https://elsewhere.example", secrets)


def test_the_project_is_the_store_where_none_is_named(tmp_path: Path) -> None:
    """With SUPABASE_URL in the environment the queue is there, unless `apply.store` says otherwise."""
    env = {"SUPABASE_URL": PROJECT}
    (tmp_path / "playwright.config.yaml").write_text("", encoding="utf-8")
    config = load_config(tmp_path / "playwright.config.yaml", env=env)
    assert config.store_url == "supabase"
    config = load_config(tmp_path / "playwright.config.yaml", env={**env, "APPLY_BOT_STORE": "memory:"})
    assert config.store_url == "memory:"
