"""A Supabase project of the user's own (hosted, or `supabase start`) in place of the local one, for the same tests.

APPLY_BOT_TEST_SUPABASE_URL names it, with ..._ANON_KEY, ..._SERVICE_ROLE_KEY and ..._DB_URL beside it, and
..._JWT_SECRET for tests that make tokens of their own. It has to be migrated (`apply-bot db migrate`) and empty, since
tests empty it. Run them in one process: `pytest -n 0 tests/store tests/supabase`. Faults are made on the way to it, so
that they are the same there.
"""

import os
from contextlib import ExitStack
from pathlib import Path
from typing import Any, LiteralString
from urllib.parse import urlsplit

import httpx

from tests.supabase import tokens
from tests.supabase.exchange import Call, Reply
from tests.supabase.faults import Faults
from tests.supabase.gateway import HOP, Gateway
from tests.supabase.project import Project
from tests.supabase.rows import Rows

URL = "APPLY_BOT_TEST_SUPABASE_URL"
_PATIENCE_SECONDS = 120
#: Emptied before each test, in this order.
_EMPTY: tuple[LiteralString, ...] = (
    "delete from public.applications",
    "delete from public.jobs",
    "delete from public.users",
    "delete from apply_bot.board_rates",
    "delete from apply_bot.spent",
    "delete from apply_bot.stop",
)


def named() -> str:
    """The project's URL; "" where the local one is to be used."""
    return os.environ.get(URL, "").rstrip("/")


def host() -> str:
    """The one host beside this machine that tests may reach; "" for none."""
    return urlsplit(named()).hostname or ""


class Remote(Project):
    """The same doors as a local project's. Enter it before use."""

    def __init__(self) -> None:
        self.anon_key, self.service_key = _variable("ANON_KEY"), _variable("SERVICE_ROLE_KEY")
        self.admin_dsn = _variable("DB_URL")
        self.faults = Faults()
        self._stack = ExitStack()
        self._made: list[str] = []

    def _open(self, stack: ExitStack) -> None:
        if int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")) > 1:
            raise AssertionError(f"expected one process of tests for the project of {URL}, found several; add `-n 0`")
        self._wire = stack.enter_context(httpx.Client(timeout=_PATIENCE_SECONDS))
        self._rows = Rows(self.admin_dsn)
        stack.callback(self._rows.close)
        self._insist_empty()
        self._gateway = Gateway(Path(), {}, {}, self.faults, forward=self._forward)
        stack.callback(self._gateway.close)
        stack.callback(self.reset)

    @property
    def dsn(self) -> str:
        return self.admin_dsn

    def account(self, email: str, password: str = "secret", *, role: str = "", **app_metadata: Any) -> str:  # noqa: S107
        given = {"email": email, "password": password, "email_confirm": True, "app_metadata": app_metadata}
        answer = self._wire.post(
            f"{named()}/auth/v1/admin/users",
            json=given | ({"role": role} if role else {}),
            headers={"apikey": self.service_key, "Authorization": f"Bearer {self.service_key}"},
        )
        answer.raise_for_status()
        self._made.append(answer.json()["id"])
        return self._made[-1]

    def token(self, user_id: str, *, seconds: float = 3_600, secret: str = "") -> str:
        (user,) = self.sql("select * from auth.users where id = %s", user_id)
        return tokens.session(user, secret or _variable("JWT_SECRET"), seconds)

    def reset(self) -> None:
        self.faults.clear()
        for query in _EMPTY:
            self._rows.ask(query)
        self._rows.ask("delete from auth.users where id::text = any(%s)", self._made)
        self._made.clear()
        self.seen.clear()

    def _insist_empty(self) -> None:
        (found,) = self._rows.ask(
            "select (select count(*) from public.applications) + (select count(*) from public.users) as number"
        )
        if found["number"]:
            raise AssertionError(
                f"expected an empty project at {URL}, since tests empty it, found {found['number']} rows in users and "
                "applications; make one for tests alone"
            )

    def _forward(self, call: Call) -> Reply:
        headers = {name: value for name, value in call.headers.items() if name not in HOP | {"accept-encoding"}}
        answer = self._wire.request(call.method, named() + call.target, content=call.body, headers=headers)
        kept = {name: value for name, value in answer.headers.items() if name not in HOP | {"content-encoding"}}
        return Reply(answer.status_code, answer.content, kept)


def _variable(name: str) -> str:
    variable = f"APPLY_BOT_TEST_SUPABASE_{name}"
    value = os.environ.get(variable, "")
    if not value:
        raise AssertionError(f"{variable}: expected it beside {URL}, found none; set it")
    return value
