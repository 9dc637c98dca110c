"""`python -m tests.supabase [PORT]`: a project on 127.0.0.1 until interrupted; prints the variables that lead to it."""

import signal
import sys

from tests.supabase.databases import Databases
from tests.supabase.project import Project


def main() -> None:
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 0
    with Databases() as databases, Project(databases, port=port) as project:
        known = {**project.env, "SUPABASE_ANON_KEY": project.anon_key, "SUPABASE_DB_URL": project.dsn}
        for name, value in known.items():
            print(f"{name}='{value}'", flush=True)  # noqa: T201 - its purpose
        signal.sigwait({signal.SIGINT, signal.SIGTERM})


if __name__ == "__main__":
    main()
