"""Starts server programs that end with the process that started them, however that one ends."""

import os
import pwd
import subprocess
from pathlib import Path
from typing import Any

#: Runs its arguments, and ends them with the signal given first once standard input is closed: by us, or by our death.
_KEEPER = """
signal=$1; shift
exec 3<&0
"$@" </dev/null 3<&- &
program=$!
( while read -r line <&3; do :; done; kill -s "$signal" "$program" 2>/dev/null ) </dev/null >/dev/null 2>&1 &
wait "$program"
"""
#: Longest a program may take to end (seconds).
_PATIENCE = 20


class Leashed:
    """One server program; `close` ends it and waits for that."""

    def __init__(
        self, command: list[str], *, log: Path, env: dict[str, str] | None = None, user: str = "", signal: str = "TERM"
    ) -> None:
        self.log = log
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                ["/bin/sh", "-c", _KEEPER, "keeper", signal, *command],
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=env,
                **account(user),
            )

    @property
    def ended(self) -> bool:
        return self._process.poll() is not None

    def wrote(self, words: str) -> int:
        """How often these words are in its log."""
        return self.log.read_text(encoding="utf-8", errors="replace").count(words)

    def said(self) -> str:
        """The last words of its log."""
        return self.log.read_text(encoding="utf-8", errors="replace")[-2_000:]

    def close(self) -> None:
        if self._process.stdin is not None:
            self._process.stdin.close()
        self._process.wait(_PATIENCE)


def account(user: str) -> dict[str, Any]:
    """The arguments of `subprocess` that start a program as this user; none where we may not, or need not."""
    if not user or os.geteuid() != 0:
        return {}
    entry = pwd.getpwnam(user)
    return {"user": entry.pw_uid, "group": entry.pw_gid}
