"""One frozen `Config`, built in one place from `playwright.config.yaml`, `.env` and the environment."""

import os
import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, Self

from dotenv import dotenv_values
from pydantic import Field, SecretStr, model_validator

from worker.errors import BadInput
from worker.options import Apply, Keys, Use
from worker.yamlfile import nearest, read_mapping, validate

CONFIG_FILE = "playwright.config.yaml"

#: Environment variables that stand for a key of the `apply` section; they win over the file.
_APPLY_VARIABLES = {
    "APPLY_BOT_STORE": "store",
    "APPLY_BOT_PROFILE": "profile",
    "APPLY_BOT_DATA_DIR": "dataDir",
    "APPLY_BOT_WORKER": "worker",
}
#: Read before any file is: in `.env` they would come too late.
_EARLY_VARIABLES = ("APPLY_BOT_CONFIG", "APPLY_BOT_LOG", "APPLY_BOT_LOG_LEVEL")


class Connect(Keys):
    """A browser that runs elsewhere; at most one of the two. Both may carry a token, so neither is ever shown."""

    #: A Playwright server: `wss://...`.
    ws_endpoint: SecretStr | None = None
    #: A browser's DevTools port: `http://...` or `ws://...`.
    cdp_endpoint: SecretStr | None = None

    @model_validator(mode="after")
    def _one_at_most(self) -> Self:
        if self.ws_endpoint and self.cdp_endpoint:
            raise ValueError("expected one endpoint, found wsEndpoint and cdpEndpoint; keep one")
        return self


class Project(Keys):
    """A named variation: its `use` keys replace those of the file."""

    name: str
    use: Use = Field(default_factory=Use)


class Secrets(Keys):
    """Keys that come from the environment or `.env` alone; their values never show in a repr or an error."""

    supabase_url: str = ""
    supabase_anon_key: SecretStr | None = None
    supabase_service_role_key: SecretStr | None = None
    #: The worker's own login, beside the anon key.
    supabase_worker_email: str = ""
    supabase_worker_password: SecretStr | None = None
    #: Connection string of the project's PostgreSQL, for its migrations alone.
    supabase_db_url: SecretStr | None = None


class Config(Keys):
    """Everything the worker was told, once. Paths are absolute."""

    use: Use = Field(default_factory=Use)
    #: How often a failed attempt is tried again; stands for `apply.attempts` minus one.
    retries: int | None = Field(default=None, ge=0)
    #: Attempts at once; stands for `apply.concurrency`.
    workers: int | None = Field(default=None, ge=1)
    #: Longest an attempt may take (ms).
    timeout: float = Field(default=180_000, gt=0)
    #: Where screenshots, traces and videos go; `artifacts` in the data directory where not given.
    output_dir: Path | None = None
    projects: tuple[Project, ...] = ()
    connect: Connect = Field(default_factory=Connect)
    apply: Apply = Field(default_factory=Apply)
    secrets: Secrets = Field(default_factory=Secrets)
    #: The file it was read from; None where there was none.
    path: Path | None = None

    @model_validator(mode="before")
    @classmethod
    def _playwright_words_for_ours(cls, data: dict[str, Any]) -> dict[str, Any]:
        """`retries` and `workers` set our own keys, unless those are given too."""
        ours = data.get("apply")
        given = dict(ours) if isinstance(ours, Mapping) else {}
        if isinstance(data.get("retries"), int):
            given.setdefault("attempts", data["retries"] + 1)
        if isinstance(data.get("workers"), int):
            given.setdefault("concurrency", data["workers"])
        return {**data, "apply": given} if given else data

    @property
    def data_dir(self) -> Path:
        """Where the default store and the artifacts live."""
        return self.apply.data_dir or user_data_dir()

    @property
    def artifacts_dir(self) -> Path:
        """Where pictures, traces and videos are written."""
        return self.output_dir or self.data_dir / "artifacts"

    @property
    def store_url(self) -> str:
        """The configured store, else the Supabase project whose URL is among the secrets, else a local file."""
        own = "supabase" if self.secrets.supabase_url else f"sqlite:///{self.data_dir / 'applications.db'}"
        return self.apply.store or own

    @property
    def worker_name(self) -> str:
        """Who holds the leases: the configured name, else this host and process."""
        return self.apply.worker or f"{socket.gethostname()}-{os.getpid()}"

    @property
    def concurrency(self) -> int:
        """Attempts at once: as configured, else 2 per core."""
        return self.apply.concurrency or 2 * (os.cpu_count() or 1)

    @property
    def screenshot_steps(self) -> frozenset[str]:
        """The steps that leave a picture: `apply.screenshots.steps`, narrowed by Playwright's `use.screenshot`."""
        wanted = frozenset(self.apply.screenshots.steps)
        allowed = {"on": wanted, "off": frozenset[str](), "only-on-failure": frozenset({"blocked", "error"})}
        return wanted & allowed[self.use.screenshot]

    def project(self, name: str) -> "Config":
        """This configuration with one project's `use` keys over its own. Raises `BadInput` where there is none such."""
        for project in self.projects:
            if project.name == name:
                return self.model_copy(update={"use": self.use.model_copy(update=project.use.given())})
        names = ", ".join(project.name for project in self.projects) or "none"
        raise BadInput(f"projects: expected one of {names}, found {name}; name one of those")

    def with_apply(self, **changes: Any) -> "Config":
        """This configuration with some `apply` attributes changed, as by a flag; a value of None changes nothing."""
        known = {name: value for name, value in changes.items() if value is not None}
        return self.model_copy(update={"apply": self.apply.model_copy(update=known)})


def load_config(path: Path | None = None, env: Mapping[str, str] | None = None) -> Config:
    """The configuration in force: the environment over `.env` over the file over the defaults.

    The file is `path`, else `$APPLY_BOT_CONFIG`, else `playwright.config.yaml` here, else none; `.env` is beside it.
    Raises `BadInput` naming each bad key.
    """
    outside = dict(os.environ if env is None else env)
    file = _file(path, outside)
    folder = file.parent if file else Path.cwd()
    variables = {**_dotenv(folder / ".env"), **outside}
    content = read_mapping(file) if file else {}
    _refuse_reserved(content, file)
    source = str(file or "the environment")
    config = validate(Config, _with_variables(content, variables), source, show_values=True)
    secrets = {name: variables[name.upper()] for name in Secrets.model_fields if variables.get(name.upper())}
    return _absolute(config, folder).model_copy(update={"secrets": Secrets(**secrets), "path": file})  # type: ignore[arg-type]


def user_data_dir() -> Path:
    """Where this user's programs keep their data."""
    home = Path.home()
    if os.name == "nt":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / "apply-bot"
    return Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share") / "apply-bot"


def log_format(env: Mapping[str, str] | None = None) -> Literal["console", "json"]:
    """How logs are written: `APPLY_BOT_LOG`, else console. Raises `BadInput` for any other word."""
    word = (os.environ if env is None else env).get("APPLY_BOT_LOG", "") or "console"
    if word not in {"console", "json"}:
        raise BadInput(f"APPLY_BOT_LOG: expected console or json, found {word!r}; set one of them")
    return "json" if word == "json" else "console"


def _file(path: Path | None, variables: Mapping[str, str]) -> Path | None:
    named = path or (Path(variables["APPLY_BOT_CONFIG"]) if variables.get("APPLY_BOT_CONFIG") else None)
    if named:
        return named.expanduser().absolute()
    here = Path.cwd() / CONFIG_FILE
    return here if here.exists() else None


def _dotenv(path: Path) -> dict[str, str]:
    """The variables of `.env`. Raises `BadInput` for a misspelt name of ours: it would be passed over in silence."""
    try:
        found = {name: value for name, value in dotenv_values(path).items() if value}
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path}: cannot be read as UTF-8 text ({type(error).__name__}); mend or remove it") from None
    for name in found:
        if name in _EARLY_VARIABLES:
            raise BadInput(f"{path}: {name}: it would be read too late here; set it in the environment")
        if name.startswith("APPLY_BOT_") and name not in _APPLY_VARIABLES:
            guess = nearest(name, list(_APPLY_VARIABLES))
            raise BadInput(f"{path}: {name}: unknown variable; did you mean {guess}?")
    return found


def _refuse_reserved(content: Mapping[str, Any], file: Path | None) -> None:
    for key in {"secrets", "path"} & content.keys():
        raise BadInput(f"{file}: {key}: not a key of this file; secrets belong into .env or the environment")


def _with_variables(content: Mapping[str, Any], variables: Mapping[str, str]) -> dict[str, Any]:
    given = {key: variables[name] for name, key in _APPLY_VARIABLES.items() if variables.get(name)}
    section = content.get("apply")
    if not given or not isinstance(section, Mapping | None):
        return dict(content)
    return {**content, "apply": {**(section or {}), **given}}


def _absolute(config: Config, folder: Path) -> Config:
    """Paths of the file are meant from the file's folder."""

    def resolve(path: Path | None) -> Path | None:
        return (folder / path.expanduser()).absolute() if path else None

    paths = {"profile": resolve(config.apply.profile), "data_dir": resolve(config.apply.data_dir)}
    return config.with_apply(**paths).model_copy(update={"output_dir": resolve(config.output_dir)})
