"""Stands in for Supabase Storage: rows of storage.objects under the policies for the token, contents in memory."""

import re
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import LiteralString
from urllib.parse import quote

import jwt
import psycopg
from psycopg.types.json import Jsonb

from tests.supabase import tokens
from tests.supabase.exchange import Call, Reply, reply
from tests.supabase.rows import Row, Rows


class Refused(Exception):  # noqa: N818 - what becomes of the request
    """Storage's own way to say no: the true status stands in the body."""

    def __init__(self, status: int, error: str, message: str) -> None:
        super().__init__(message)
        self.reply = reply({"statusCode": str(status), "error": error, "message": message}, 400)


class Storage:
    """The routes below /storage/v1 that a worker and a web product use."""

    def __init__(self, rows: Rows, secret: str) -> None:
        self._rows = rows
        self._secret = secret
        #: (bucket, name) -> content and its type.
        self.contents: dict[tuple[str, str], tuple[bytes, str]] = {}

    def respond(self, call: Call) -> Reply:
        path = call.path.removeprefix("/storage/v1/").removesuffix("/")
        try:
            for method, pattern, serve in self._routes():
                match = re.fullmatch(pattern, path)
                if match and call.method == method:
                    return serve(call, *match.groups())
        except Refused as error:
            return error.reply
        except psycopg.errors.InsufficientPrivilege:
            return Refused(403, "Unauthorized", "new row violates row-level security policy").reply
        return Refused(404, "not_found", f"Route {call.method}:/{path} not found").reply

    def _routes(self) -> list[tuple[str, str, Callable[..., Reply]]]:
        return [
            ("GET", "bucket", self._buckets),
            ("POST", "bucket", self._create_bucket),
            ("GET", "bucket/([^/]+)", self._bucket),
            ("PUT", "bucket/([^/]+)", self._update_bucket),
            ("POST", "bucket/([^/]+)/empty", self._empty_bucket),
            ("DELETE", "bucket/([^/]+)", self._delete_bucket),
            ("POST", "object/list/([^/]+)", self._list),
            ("POST", "object/sign/([^/]+)/(.+)", self._sign),
            ("POST", "object/sign/([^/]+)", self._sign_many),
            ("GET", "object/sign/([^/]+)/(.+)", self._signed),
            ("GET", "object/public/([^/]+)/(.+)", self._public),
            ("GET", "object/(?:authenticated/)?([^/]+)/(.+)", self._download),
            ("POST", "object/([^/]+)/(.+)", self._upload),
            ("PUT", "object/([^/]+)/(.+)", self._replace),
            ("DELETE", "object/([^/]+)", self._remove),
        ]

    # Buckets

    def _buckets(self, call: Call) -> Reply:
        return reply(self._as(call, "select * from storage.buckets order by id"))

    def _bucket(self, call: Call, bucket: str) -> Reply:
        rows = self._as(call, "select * from storage.buckets where id = %s", bucket)
        if not rows:
            raise Refused(404, "Bucket not found", "Bucket not found")
        return reply(rows[0])

    def _create_bucket(self, call: Call) -> Reply:
        given = call.json
        name = given.get("id") or given["name"]
        with _unique():
            self._as(
                call,
                "insert into storage.buckets (id, name, public, file_size_limit, allowed_mime_types)"
                " values (%s, %s, %s, %s, %s) returning id",
                name,
                given.get("name", name),
                bool(given.get("public")),
                given.get("file_size_limit"),
                given.get("allowed_mime_types"),
            )
        return reply({"name": name})

    def _update_bucket(self, call: Call, bucket: str) -> Reply:
        given = call.json
        self._as(
            call,
            "update storage.buckets set public = %s, file_size_limit = %s, allowed_mime_types = %s"
            " where id = %s returning id",
            bool(given.get("public")),
            given.get("file_size_limit"),
            given.get("allowed_mime_types"),
            bucket,
        )
        return reply({"message": "Successfully updated"})

    def _empty_bucket(self, call: Call, bucket: str) -> Reply:
        self._forget(bucket, self._as(call, "delete from storage.objects where bucket_id = %s returning name", bucket))
        return reply({"message": "Successfully emptied"})

    def _delete_bucket(self, call: Call, bucket: str) -> Reply:
        try:
            gone = self._as(call, "delete from storage.buckets where id = %s returning id", bucket)
        except psycopg.errors.ForeignKeyViolation:
            raise Refused(409, "InvalidRequest", "The bucket you tried to delete is not empty") from None
        if not gone:
            raise Refused(404, "Bucket not found", "Bucket not found")
        return reply({"message": "Successfully deleted"})

    # Objects

    def _upload(self, call: Call, bucket: str, name: str) -> Reply:
        return self._store(call, bucket, name, replace=call.headers.get("x-upsert") == "true")

    def _replace(self, call: Call, bucket: str, name: str) -> Reply:
        return self._store(call, bucket, name, replace=True)

    def _store(self, call: Call, bucket: str, name: str, *, replace: bool) -> Reply:
        claims = self._claims(call)
        if not re.fullmatch(r"[\w/!\-.*'() &$@=;:+,?]+", name, re.ASCII):
            raise Refused(400, "InvalidKey", f"Invalid key: {name}")
        content, kind = call.file
        self._check(bucket, content, kind)
        metadata = Jsonb({"size": len(content), "mimetype": kind, "eTag": f'"{secrets.token_hex(8)}"'})
        insert: LiteralString = (
            "insert into storage.objects (bucket_id, name, owner_id, metadata, version) values (%s, %s, %s, %s, %s)"
        )
        if replace:
            insert += " on conflict (bucket_id, name) do update set metadata = excluded.metadata, updated_at = now()"
        with _unique():
            rows = self._as(
                call, insert + " returning id", bucket, name, claims.get("sub"), metadata, secrets.token_hex(8)
            )
        self.contents[bucket, name] = content, kind
        return reply({"Id": str(rows[0]["id"]), "Key": f"{bucket}/{name}"})

    def _check(self, bucket: str, content: bytes, kind: str) -> None:
        rows = self._rows.ask("select * from storage.buckets where id = %s", bucket)
        if not rows:
            raise Refused(404, "Bucket not found", "Bucket not found")
        limit, kinds = rows[0]["file_size_limit"], rows[0]["allowed_mime_types"]
        if limit and len(content) > limit:
            raise Refused(413, "Payload too large", "The object exceeded the maximum allowed size")
        if kinds and kind not in kinds and f"{kind.partition('/')[0]}/*" not in kinds:
            raise Refused(415, "invalid_mime_type", f"mime type {kind} is not supported")

    def _download(self, call: Call, bucket: str, name: str) -> Reply:
        self._visible(call, bucket, name)
        return self._content(bucket, name)

    def _public(self, _call: Call, bucket: str, name: str) -> Reply:
        if not self._rows.ask("select 1 from storage.buckets where id = %s and public", bucket):
            raise Refused(404, "Bucket not found", "Bucket not found")
        return self._content(bucket, name)

    def _sign(self, call: Call, bucket: str, name: str) -> Reply:
        self._visible(call, bucket, name)
        return reply({"signedURL": self._address(bucket, name, call.json["expiresIn"])})

    def _sign_many(self, call: Call, bucket: str) -> Reply:
        query = "select name from storage.objects where bucket_id = %s and name = any(%s)"
        names = call.json["paths"]
        seen = {row["name"] for row in self._as(call, query, bucket, names)}
        missing = "Either the object does not exist or you do not have access to it"
        seconds = call.json["expiresIn"]
        return reply(
            [
                {"error": None, "path": name, "signedURL": self._address(bucket, name, seconds)}
                if name in seen
                else {"error": missing, "path": name, "signedURL": None}
                for name in names
            ]
        )

    def _address(self, bucket: str, name: str, seconds: float | str) -> str:
        claims = {"url": f"{bucket}/{name}", "exp": int(time.time() + float(seconds))}
        token = jwt.encode(claims, self._secret, tokens.ALGORITHM)
        return f"/object/sign/{quote(f'{bucket}/{name}')}?token={token}"

    def _signed(self, call: Call, bucket: str, name: str) -> Reply:
        if self._read(call.query.get("token", "")).get("url") != f"{bucket}/{name}":
            raise Refused(400, "InvalidSignature", "The url do not match the signature")
        return self._content(bucket, name)

    def _list(self, call: Call, bucket: str) -> Reply:
        prefix = call.json.get("prefix") or ""
        prefix = f"{prefix.strip('/')}/" if prefix.strip("/") else ""
        query = "select * from storage.objects where bucket_id = %s and starts_with(name, %s) order by name"
        rows = self._as(call, query, bucket, prefix)
        first = call.json.get("offset") or 0
        return reply(_entries(rows, prefix)[first : first + (call.json.get("limit") or 100)])

    def _remove(self, call: Call, bucket: str) -> Reply:
        query = "delete from storage.objects where bucket_id = %s and name = any(%s) returning *"
        return reply(self._forget(bucket, self._as(call, query, bucket, call.json["prefixes"])))

    def _forget(self, bucket: str, rows: list[Row]) -> list[Row]:
        for row in rows:
            self.contents.pop((bucket, row["name"]), None)
        return rows

    def _content(self, bucket: str, name: str) -> Reply:
        found = self.contents.get((bucket, name))
        if found is None:
            raise Refused(404, "not_found", "Object not found")
        return Reply(200, found[0], {"Content-Type": found[1]})

    def _visible(self, call: Call, bucket: str, name: str) -> None:
        query = "select 1 from storage.objects where bucket_id = %s and name = %s"
        if not self._as(call, query, bucket, name):
            raise Refused(404, "not_found", "Object not found")

    # Who asks

    def _claims(self, call: Call) -> Row:
        return self._read(call.token)

    def _read(self, token: str) -> Row:
        try:
            return tokens.read(token, self._secret)
        except jwt.InvalidTokenError as error:
            raise Refused(403, "Unauthorized", str(error)) from None

    def _as(self, call: Call, query: LiteralString, *values: object) -> list[Row]:
        """Under the policies of whoever asks, which is how Storage itself decides."""
        return self._rows.ask_as(self._claims(call), query, *values)


@contextmanager
def _unique() -> Iterator[None]:
    try:
        yield
    except psycopg.errors.UniqueViolation:
        raise Refused(409, "Duplicate", "The resource already exists") from None


def _entries(rows: list[Row], prefix: str) -> list[Row]:
    """What stands directly below a prefix: files, and folders as entries without an id."""
    found: dict[str, Row] = {}
    for row in rows:
        head, slash, _ = row["name"].removeprefix(prefix).partition("/")
        entry = {"name": head, "id": None, "metadata": None} if slash else {**row, "name": head}
        found.setdefault(head, entry)
    return list(found.values())
