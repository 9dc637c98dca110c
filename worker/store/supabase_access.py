"""With which key and login the worker comes to a Supabase project."""

from dataclasses import dataclass, field

from worker.config import Secrets
from worker.errors import BadInput

#: Store URL that means the project of SUPABASE_URL.
SUPABASE = "supabase"

_TWO_WAYS = (
    "add SUPABASE_WORKER_EMAIL and SUPABASE_WORKER_PASSWORD (the worker's own login), "
    "or set SUPABASE_SERVICE_ROLE_KEY in its place"
)


@dataclass(frozen=True, slots=True)
class Access:
    """Where the project is, and who the worker is there."""

    url: str
    key: str = field(repr=False)
    #: The worker's login beside the anon key; both "" with a service-role or secret key.
    email: str = field(default="", repr=False)
    password: str = field(default="", repr=False)


def is_supabase(url: str) -> bool:
    """Whether a store URL names a Supabase project."""
    return url == SUPABASE or url.startswith(("https://", "http://"))


def access_of(url: str, secrets: Secrets) -> Access:
    """The way into the project that a store URL names. Raises `BadInput` saying which variable to add or correct."""
    project = secrets.supabase_url.rstrip("/")
    if not project.startswith(("https://", "http://")):
        found = "another kind of text" if project else "none"
        raise BadInput(
            f"SUPABASE_URL: expected the project's URL such as https://PROJECT.supabase.co, found {found}; set it"
        )
    if url not in {SUPABASE, project, f"{project}/"}:
        raise BadInput("store: expected the URL that SUPABASE_URL names, found another; make them the same")
    if secrets.supabase_service_role_key:
        return Access(project, secrets.supabase_service_role_key.get_secret_value())
    if not secrets.supabase_anon_key:
        raise BadInput(
            "supabase: expected a key, found none; set SUPABASE_SERVICE_ROLE_KEY, "
            "or SUPABASE_ANON_KEY with SUPABASE_WORKER_EMAIL and SUPABASE_WORKER_PASSWORD"
        )
    email, password = secrets.supabase_worker_email, secrets.supabase_worker_password
    if not email or not password:
        found = "half a login" if email or password else "SUPABASE_ANON_KEY alone, which may see nothing"
        raise BadInput(f"supabase: expected a worker that may use the queue, found {found}; {_TWO_WAYS}")
    return Access(project, secrets.supabase_anon_key.get_secret_value(), email, password.get_secret_value())
