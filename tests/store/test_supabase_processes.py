"""Many worker processes on one Supabase project: no row twice, none lost, nobody waits for ever."""

import json

from tests.conftest import Terminal
from tests.supabase.project import Project

ROWS, WORKERS = 10_000, 4
BOARD = "https://boards.greenhouse.io/acme/jobs/"


def test_four_processes_drain_the_queue(project: Project, terminal: Terminal) -> None:
    """Four runs at once share 10,000 applications: each is attempted exactly once, and nothing meets a deadlock."""
    project.sql("insert into users (id) values ('00000000-0000-4000-8000-0000000000ad')")
    project.sql(
        "with posted as (insert into jobs (url, board) select %s || n, 'greenhouse' from generate_series(1, %s) n"
        " returning id) insert into applications (user_id, job_id)"
        " select '00000000-0000-4000-8000-0000000000ad', id from posted",
        BOARD,
        ROWS,
    )
    terminal.env.update(project.env)
    workers = [terminal.start("run", "--simulate", "--json") for _ in range(WORKERS)]
    told = [json.loads(out) for worker in workers for out, _ in [worker.communicate(timeout=120)]]
    assert [worker.returncode for worker in workers] == [0] * WORKERS
    shares = [one["processed"] for one in told]
    assert sum(shares) == ROWS
    assert sum(share > 0 for share in shares) > 1
    ends = project.sql(
        "select status, attempts, jsonb_array_length(attempt_meta -> 'attempts') as tries, count(*) as rows"
        " from applications group by 1, 2, 3"
    )
    assert ends == [{"status": "applied", "attempts": 1, "tries": 1, "rows": ROWS}]
    assert project.sql("select deadlocks from pg_stat_database where datname = current_database()") == [
        {"deadlocks": 0}
    ]
