"""A request to the project's address, and the reply it gets."""

import json
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from functools import cached_property
from typing import Any, cast
from urllib.parse import parse_qsl, unquote, urlsplit

_JSON = "application/json; charset=utf-8"


@dataclass(frozen=True)
class Call:
    """One request."""

    method: str
    #: Path and query.
    target: str
    #: Keys in lower case.
    headers: dict[str, str]
    body: bytes = b""

    @cached_property
    def path(self) -> str:
        return unquote(urlsplit(self.target).path)

    @cached_property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(urlsplit(self.target).query))

    @property
    def token(self) -> str:
        return self.headers.get("authorization", "").removeprefix("Bearer ")

    @cached_property
    def json(self) -> dict[str, Any]:
        return cast("dict[str, Any]", json.loads(self.body or b"{}"))

    @cached_property
    def file(self) -> tuple[bytes, str]:
        """The file it carries and that file's content type, plain or as part of a form."""
        kind = self.headers.get("content-type", "application/octet-stream")
        if not kind.startswith("multipart/"):
            return self.body, kind
        whole = f"Content-Type: {kind}\r\n\r\n".encode() + self.body
        message = BytesParser(policy=HTTP).parsebytes(whole)
        part = next(part for part in message.iter_parts() if part.get_filename() is not None)
        return cast("bytes", part.get_payload(decode=True)), part.get_content_type()


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes back."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


def reply(value: object, status: int = 200) -> Reply:
    """A value as JSON."""
    return Reply(status, json.dumps(value, default=str).encode(), {"Content-Type": _JSON})
