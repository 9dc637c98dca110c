"""The project's one address: checks the API key, meets faults, and hands each request to who serves it."""

import http.client
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

from fixtures.serving import LocalServer
from tests.supabase.exchange import Call, Reply, reply
from tests.supabase.faults import Faults
from tests.supabase.postgrest import Connection

#: Headers that belong to one connection, or that are written anew.
HOP = frozenset({"connection", "keep-alive", "transfer-encoding", "content-length", "host", "date", "server"})


@dataclass(frozen=True, slots=True)
class Seen:
    """One request that arrived, and what it got; status 0 where the connection was closed instead."""

    method: str
    #: Without query.
    path: str
    status: int


class Gateway(LocalServer):
    """Each connection has its own to PostgREST."""

    def __init__(
        self,
        rest: Path,
        others: Mapping[str, Callable[[Call], Reply]],
        keys: dict[str, str],
        faults: Faults,
        port: int = 0,
        forward: Callable[[Call], Reply] | None = None,
    ) -> None:
        #: PostgREST's socket.
        self.rest = rest
        #: Path prefix -> who serves it.
        self.others = others
        #: Accepted API key -> the token it stands for.
        self.keys = keys
        self.faults = faults
        #: Serves everything, where the project is elsewhere.
        self.forward = forward
        self.seen: list[Seen] = []
        super().__init__(Exchange, port=port)

    @property
    def url(self) -> str:
        return f"http://{self.host}"

    def close(self) -> None:
        self.faults.clear()
        super().close()


class Exchange(BaseHTTPRequestHandler):
    """The requests of one connection."""

    server: Gateway
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    #: Head and body leave in one write.
    wbufsize = 1 << 16

    def setup(self) -> None:
        super().setup()
        self._rest = Connection(self.server.rest)

    def finish(self) -> None:
        self._rest.close()
        super().finish()

    def do_GET(self) -> None:
        self._exchange()

    do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_GET  # noqa: N815 - names that http.server looks for

    def log_message(self, *args: Any) -> None:
        """`Gateway.seen` keeps what was asked; the terminal stays quiet."""

    def _exchange(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        call = Call(self.command, self.path, {key.lower(): value for key, value in self.headers.items()}, body)
        answer = self._with_faults(call)
        self.server.seen.append(Seen(call.method, call.path, answer.status if answer else 0))
        if answer is None:
            self.close_connection = True
            return
        self.send_response_only(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.status != http.client.NO_CONTENT:
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)

    def _with_faults(self, call: Call) -> Reply | None:
        """The answer; None where the caller gets none."""
        fault = self.server.faults.find(f"{call.method} {call.path}")
        if fault and fault.kind == "drop":
            return None
        if fault and fault.kind == "status":
            return Reply(fault.status, fault.body.encode(), {"Content-Type": "application/json"})
        if fault and fault.kind == "hold":
            fault.released.wait()
        answer = self._answer(call)
        return None if fault and fault.kind == "lose" else answer

    def _answer(self, call: Call) -> Reply:
        if self.server.forward:
            return self.server.forward(call)
        if call.path.startswith("/storage/v1/object/sign/") and call.method == "GET":
            return self.server.others["/storage/v1/"](call)  # a signed URL is its own permission
        refusal = self._without_key(call)
        if refusal:
            return refusal
        call = self._with_token(call)
        if call.path.startswith("/rest/v1/"):
            return self._from_rest(call)
        for prefix, serve in self.server.others.items():
            if call.path.startswith(prefix):
                return serve(call)
        return reply({"message": "no Route matched with those values"}, 404)

    def _without_key(self, call: Call) -> Reply | None:
        key = call.headers.get("apikey")
        if key is None:
            return reply({"message": "No API key found in request"}, 401)
        if key not in self.server.keys:
            return reply({"message": "Invalid API key"}, 401)
        return None

    def _with_token(self, call: Call) -> Call:
        """A key of the newer kind is no token; the address puts one in its place."""
        key = call.headers["apikey"]
        if call.token not in {"", key}:
            return call
        token = f"Bearer {self.server.keys[key]}"
        return Call(call.method, call.target, {**call.headers, "authorization": token}, call.body)

    def _from_rest(self, call: Call) -> Reply:
        headers = {name: value for name, value in call.headers.items() if name not in HOP}
        try:
            self._rest.fresh()
            self._rest.request(call.method, call.target.removeprefix("/rest/v1"), call.body or None, headers)
            response = self._rest.getresponse()
            body = response.read()
        except (http.client.HTTPException, OSError) as error:
            self._rest.close()
            return reply({"message": f"no answer from PostgREST: {error}"}, 502)
        return Reply(
            response.status, body, {name: value for name, value in response.getheaders() if name.lower() not in HOP}
        )
