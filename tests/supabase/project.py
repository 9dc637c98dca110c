"""A Supabase project on 127.0.0.1, for tests, crash tests and benchmarks.

    with Databases() as databases, Project(databases) as project:
        client = await supabase.acreate_client(project.url, project.service_key)

Real: PostgreSQL; PostgREST 12.0.2, with its own checks of tokens; our migrations, applied by an owner who is no
superuser; row level security everywhere, also for files; the unmodified `supabase` client in front.

Stand-ins, since neither service can be had as a package: Supabase Auth (sign-in by password, refresh, accounts made
with the service key; passwords are hashed otherwise, no e-mail is sent) and Supabase Storage (buckets, upload,
download, signed URLs, list, remove; it asks the real tables under the token's role, contents are kept in memory).
What Supabase gives to an empty project (roles, grants, the schemas auth and storage) is rebuilt in `roles.sql` and
`platform.sql`, as far as we meet it. Realtime, Edge Functions and the dashboard are absent.
`APPLY_BOT_TEST_SUPABASE_URL` takes the tests to the real thing.
"""

from contextlib import ExitStack
from types import TracebackType
from typing import Any, LiteralString, Self

from tests.supabase import tokens
from tests.supabase.accounts import Accounts
from tests.supabase.databases import Databases, migrate, owner, restore
from tests.supabase.faults import Faults
from tests.supabase.gateway import Gateway, Seen
from tests.supabase.postgrest import PostgREST
from tests.supabase.rows import Row, Rows
from tests.supabase.storage import Storage

#: Signs the tokens of every local project.
SECRET = "a-secret-of-the-tests-that-is-long-enough-for-hs256"  # noqa: S105 - a secret of nothing
#: API keys of the newer kind, which are no tokens.
PUBLISHABLE_KEY, SECRET_KEY = "sb_publishable_tests", "sb_secret_tests"


class Project:
    """One project with a database of its own. Enter it before use; `reset` makes it new again in milliseconds."""

    def __init__(self, databases: Databases, *, migrated: bool = True, port: int = 0) -> None:
        self._databases = databases
        self._migrated = migrated
        self._port = port
        self._stack = ExitStack()
        self.anon_key = tokens.key("anon", SECRET)
        self.service_key = tokens.key("service_role", SECRET)
        #: What goes wrong, when told to.
        self.faults = Faults()

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self._open(stack)
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.__exit__(kind, error, trace)

    def _open(self, stack: ExitStack) -> None:
        #: A superuser's connection string.
        self.admin_dsn = self._databases.create(migrated=self._migrated)
        stack.callback(self._databases.drop, self.admin_dsn)
        self._rest = PostgREST(self.admin_dsn, SECRET)
        stack.callback(self._rest.close)
        self._rows = Rows(self.admin_dsn)
        stack.callback(self._rows.close)
        self._accounts = Accounts(self._rows, SECRET)
        self._storage = Storage(self._rows, SECRET)
        others = {"/auth/v1/": self._accounts.respond, "/storage/v1/": self._storage.respond}
        keys = {
            self.anon_key: self.anon_key,
            self.service_key: self.service_key,
            PUBLISHABLE_KEY: self.anon_key,
            SECRET_KEY: self.service_key,
        }
        self._gateway = Gateway(self._rest.socket, others, keys, self.faults, self._port)
        stack.callback(self._gateway.close)
        self._rest.ready()

    @property
    def url(self) -> str:
        """What `SUPABASE_URL` is to be."""
        return self._gateway.url

    @property
    def dsn(self) -> str:
        """What `SUPABASE_DB_URL` is to be: the connection string of the project's owner."""
        return owner(self.admin_dsn)

    @property
    def env(self) -> dict[str, str]:
        """The variables with which `apply-bot` uses this project by its service key."""
        return {"SUPABASE_URL": self.url, "SUPABASE_SERVICE_ROLE_KEY": self.service_key}

    @property
    def seen(self) -> list[Seen]:
        """The requests that arrived, oldest first; clear it where they are to be counted."""
        return self._gateway.seen

    @property
    def accounts(self) -> Accounts:
        """Who may sign in, and how long a session holds."""
        return self._accounts

    def account(self, email: str, password: str = "secret", *, role: str = "", **app_metadata: Any) -> str:  # noqa: S107
        """Make an account; its id. `role` is the database role of its tokens, `authenticated` where not given."""
        return str(self._accounts.create(email, password, role=role, app_metadata=app_metadata)["id"])

    def token(self, user_id: str, *, seconds: float = 3_600, secret: str = SECRET) -> str:
        """An access token of an account, without its password; negative seconds: expired; another secret: forged."""
        return tokens.session(self._accounts.find(user_id), secret, seconds)

    def sql(self, query: LiteralString, *values: object) -> list[Row]:
        """Rows of a query made by a superuser, past all policies."""
        return self._rows.ask(query, *values)

    def migrate(self) -> None:
        """Apply the migrations, as `supabase db push` would, and have PostgREST read the schema anew."""
        migrate(self.admin_dsn)
        self.reload()

    def reload(self) -> None:
        """Have PostgREST read the schema anew after DDL of a test's own."""
        self._rest.after_reload(lambda: self._rows.ask("notify pgrst, 'reload schema'"))

    def reset(self) -> None:
        """As if it had just been made: rows, accounts, files, faults and the record of requests."""
        self.faults.clear()
        with self._rows.with_connection() as connection:
            restore(connection)
        self._storage.contents.clear()
        self._accounts.session_seconds = 3_600
        self.seen.clear()
