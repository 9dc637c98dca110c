"""A process that starts workers fast: everything is loaded once, and each worker is a fork of it.

It reads an order a line (`Harness.order`), forks, prints the worker's process id, and then a line each time that the
worker stops or ends: `{"stopped": signal}` or `{"ended": code or -signal}`.
"""

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import rich.progress  # noqa: F401 - loaded once, for every fork

import worker.run  # noqa: F401
from adapters.contract import FormField
from adapters.contract.registry import load
from tests.crash import points, wrong
from worker.cli import main
from worker.steps.understand import understand


def _become(order: Mapping[str, Any]) -> None:
    """`apply-bot WORDS` in the order's folder; what it prints goes into `NAME.log` there."""
    folder = Path(order["folder"])
    os.chdir(folder)
    os.environ |= order["env"] | {"APPLY_BOT_WORKER": order["name"]}
    with (folder / f"{order['name']}.log").open("w") as log, Path(os.devnull).open() as nothing:
        os.dup2(nothing.fileno(), 0)
        os.dup2(log.fileno(), 1)
        os.dup2(log.fileno(), 2)
    _prepare(order)
    sys.argv = ["apply-bot", *order["words"]]
    main()
    sys.exit()


def _prepare(order: Mapping[str, Any]) -> None:
    if order["wrong"]:
        wrong.WRONG[order["wrong"]](points.STORES[order["store"]][0])
    if order["point"]:
        trap = points.Trap(order["nth"], order["signal"], order["delay"], order["times"])
        points.POINTS[order["point"]](order["store"], trap)


def _tell(value: object) -> None:
    print(json.dumps(value), flush=True)  # noqa: T201 - the answer to the harness


def serve() -> None:
    """Until its input ends."""
    load()
    understand([FormField("email", "email", "Email")], board_topics={})
    for line in sys.stdin:
        order = json.loads(line)
        key = os.fork()
        if key == 0:
            _become(order)
        _tell(key)
        while True:
            _, status = os.waitpid(key, os.WUNTRACED)
            if not os.WIFSTOPPED(status):
                break
            _tell({"stopped": os.WSTOPSIG(status)})
        _tell({"ended": os.waitstatus_to_exitcode(status)})


if __name__ == "__main__":
    serve()
