"""The unmodified Supabase client, closed when a test is done with it."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import httpx
from supabase import AsyncClient, AsyncClientOptions, acreate_client

from tests.supabase.project import Project

#: What an account's password is, where a test has no reason to choose one.
PASSWORD = "secret"  # noqa: S105 - of accounts of tests


class Clients:
    """Makes clients of one project, and closes them."""

    def __init__(self, project: Project, stack: AsyncExitStack) -> None:
        self._project = project
        self._stack = stack

    async def service(self) -> AsyncClient:
        """As a worker with the service role key."""
        return await self.by_key(self._project.service_key)

    async def anon(self) -> AsyncClient:
        return await self.by_key(self._project.anon_key)

    async def signed_in(self, email: str) -> AsyncClient:
        """As whoever has this account and the usual password."""
        client = await self.anon()
        await client.auth.sign_in_with_password({"email": email, "password": PASSWORD})
        return client

    async def by_key(self, key: str) -> AsyncClient:
        wire = await self._stack.enter_async_context(httpx.AsyncClient())
        options = AsyncClientOptions(httpx_client=wire, auto_refresh_token=False)
        return await acreate_client(self._project.url, key, options)


@asynccontextmanager
async def clients(project: Project) -> AsyncIterator[Clients]:
    """Ways to meet a project; all of them are closed at the end."""
    async with AsyncExitStack() as stack:
        yield Clients(project, stack)
