"""Stands in for Supabase Auth: signs people in by their password, and lets the service key make accounts."""

import hashlib
import json
import secrets
from collections.abc import Callable
from datetime import UTC, datetime

import jwt
import psycopg

from tests.supabase import tokens
from tests.supabase.exchange import Call, Reply, reply
from tests.supabase.rows import Row, Rows


class Accounts:
    """The routes below /auth/v1, over the table auth.users."""

    def __init__(self, rows: Rows, secret: str) -> None:
        self._rows = rows
        self._secret = secret
        #: How long an access token holds (seconds).
        self.session_seconds = 3_600
        self._refresh: dict[str, str] = {}

    def respond(self, call: Call) -> Reply:
        head, _, rest = call.path.removeprefix("/auth/v1/").partition("/")
        routes: dict[tuple[str, str], Callable[[Call], Reply]] = {
            ("POST", "token"): self._token,
            ("GET", "user"): self._user,
            ("POST", "logout"): lambda _: Reply(204),
            ("GET", "health"): lambda _: reply({"name": "GoTrue", "description": "stand-in"}),
        }
        if head == "admin":
            return self._admin(call, rest)
        found = routes.get((call.method, head))
        return found(call) if found else _refusal(404, "not_found", "404 page not found")

    def find(self, user_id: str) -> Row:
        (row,) = self._rows.ask("select * from auth.users where id = %s", user_id)
        return row

    def create(self, email: str, password: str, *, role: str = "", app_metadata: Row | None = None) -> Row:
        """A confirmed account."""
        (row,) = self._rows.ask(
            "insert into auth.users (email, encrypted_password, role, raw_app_meta_data, email_confirmed_at)"
            " values (lower(%s), %s, %s, %s, now()) returning *",
            email,
            _hashed(password),
            role or "authenticated",
            json.dumps({"provider": "email", "providers": ["email"], **(app_metadata or {})}),
        )
        return row

    def _token(self, call: Call) -> Reply:
        grant = call.query.get("grant_type")
        if grant == "password":
            return self._by_password(call)
        if grant == "refresh_token":
            owner = self._refresh.pop(call.json.get("refresh_token", ""), "")
            return (
                self._session(self.find(owner))
                if owner
                else _refusal(400, "refresh_token_not_found", "Invalid Refresh Token: Refresh Token Not Found")
            )
        return _refusal(400, "bad_json", "unsupported_grant_type")

    def _by_password(self, call: Call) -> Reply:
        rows = self._rows.ask("select * from auth.users where email = lower(%s)", call.json.get("email"))
        if not rows or not _matches(call.json.get("password", ""), rows[0]["encrypted_password"]):
            return _refusal(400, "invalid_credentials", "Invalid login credentials")
        return self._session(rows[0])

    def _session(self, row: Row) -> Reply:
        fresh = secrets.token_urlsafe(9)
        self._refresh[fresh] = str(row["id"])
        seconds = self.session_seconds
        return reply(
            {
                "access_token": tokens.session(row, self._secret, seconds),
                "token_type": "bearer",
                "expires_in": seconds,
                "expires_at": int(datetime.now(UTC).timestamp() + seconds),
                "refresh_token": fresh,
                "user": _shown(row),
            }
        )

    def _user(self, call: Call) -> Reply:
        try:
            claims = tokens.read(call.token, self._secret)
        except jwt.InvalidTokenError as error:
            return _refusal(403, "bad_jwt", f"invalid JWT: {error}")
        return reply(_shown(self.find(claims["sub"])))

    def _admin(self, call: Call, rest: str) -> Reply:
        try:
            claims = tokens.read(call.token, self._secret)
        except jwt.InvalidTokenError as error:
            return _refusal(401, "bad_jwt", f"invalid JWT: {error}")
        if claims.get("role") != "service_role":
            return _refusal(403, "not_admin", "User not allowed")
        what, _, user_id = rest.partition("/")
        routes: dict[tuple[str, bool], Callable[[], Reply]] = {
            ("GET", False): lambda: reply(
                {
                    "users": [_shown(row) for row in self._rows.ask("select * from auth.users order by created_at")],
                    "aud": "authenticated",
                }
            ),
            ("POST", False): lambda: self._make(call.json),
            ("GET", True): lambda: reply(_shown(self.find(user_id))),
            ("PUT", True): lambda: self._change(user_id, call.json),
            ("DELETE", True): lambda: self._remove(user_id),
        }
        found = routes.get((call.method, bool(user_id)))
        return found() if found and what == "users" else _refusal(404, "not_found", "404 page not found")

    def _make(self, given: Row) -> Reply:
        try:
            row = self.create(
                given["email"], given["password"], role=given.get("role", ""), app_metadata=given.get("app_metadata")
            )
        except psycopg.errors.UniqueViolation:
            return _refusal(422, "email_exists", "A user with this email address has already been registered")
        return reply(_shown(row))

    def _change(self, user_id: str, given: Row) -> Reply:
        (row,) = self._rows.ask(
            "update auth.users set role = coalesce(%s, role), raw_app_meta_data = raw_app_meta_data || %s,"
            " encrypted_password = coalesce(%s, encrypted_password), updated_at = now() where id = %s returning *",
            given.get("role"),
            json.dumps(given.get("app_metadata") or {}),
            _hashed(given["password"]) if given.get("password") else None,
            user_id,
        )
        return reply(_shown(row))

    def _remove(self, user_id: str) -> Reply:
        self._rows.ask("delete from auth.users where id = %s returning id", user_id)
        return reply({})


def _shown(row: Row) -> Row:
    shown = ("id", "aud", "role", "email", "email_confirmed_at", "created_at", "updated_at")
    return {
        **{name: row[name] for name in shown},
        "app_metadata": row["raw_app_meta_data"],
        "user_metadata": row["raw_user_meta_data"],
        "identities": [],
        "is_anonymous": False,
    }


def _refusal(status: int, code: str, text: str) -> Reply:
    return reply({"code": status, "error_code": code, "msg": text}, status)


def _hashed(password: str, salt: str = "") -> str:
    salt = salt or secrets.token_hex(8)
    return f"{salt}:{hashlib.scrypt(password.encode(), salt=salt.encode(), n=1024, r=8, p=1).hex()}"


def _matches(password: str, stored: str | None) -> bool:
    return bool(stored) and secrets.compare_digest(_hashed(password, str(stored).partition(":")[0]), str(stored))
