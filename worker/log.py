"""Logs on stderr, as lines for a person or as JSON; what belongs to the applicant or opens a door never gets in."""

import logging
import re
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any, Literal

import structlog

#: What stands where something was taken out.
REDACTED = "(redacted)"

#: Names under which facts, answers or secrets travel: as whole words of a snake_case, camelCase or dotted key.
_PRIVATE_WORDS = frozenset({
    "profile", "answer", "answers", "value", "values", "plan", "resume", "email", "phone", "address", "birthday",
    "birthdate", "salary", "ssn", "cookie", "cookies", "authorization", "token", "secret", "password", "passwd",
    "credentials", "apikey",
})  # fmt: skip
#: Compound names whose words are harmless alone.
_PRIVATE_NAMES = frozenset({"api_key", "anon_key", "service_role_key", "first_name", "last_name", "full_name"})

#: Secrets and addresses inside a text: JSON web tokens, bearer and basic credentials, URL passwords and tokens, e-mail.
_PRIVATE_TEXT = (
    re.compile(r"\beyJ[\w-]{8,}\.[\w-]+\.[\w-]+"),
    re.compile(r"(?<=\bbearer )\S+|(?<=\bbasic )[\w+/=]{8,}", re.IGNORECASE),
    re.compile(r"(?<=://)[^/\s:@]+:[^/\s@]+(?=@)"),
    re.compile(r"(?<=[?&])(?:access_)?(?:token|key|apikey|secret|password)=[^&\s\"']+", re.IGNORECASE),
    re.compile(r"\b(?:sb_secret|sbp|sk)_[\w-]{8,}"),
    re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
)


def configure(style: Literal["console", "json"] = "console", level: str = "INFO") -> None:
    """Set logging up, once per process, before the first line is written."""
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer() if style == "json" else structlog.dev.ConsoleRenderer(colors=_colours())
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *([structlog.processors.format_exc_info] if style == "json" else []),
            redact,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=_stderr,
        cache_logger_on_first_use=False,
    )


def redact(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """The processor that takes private values out of an event, by the names they travel under and by their looks."""
    for key in list(event):
        event[key] = REDACTED if _private(key) else _clean(event[key])
    return event


def _private(key: str) -> bool:
    snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", key).lower().replace("-", "_").replace(".", "_")
    return bool(_PRIVATE_WORDS & set(snake.split("_"))) or any(name in snake for name in _PRIVATE_NAMES)


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        for pattern in _PRIVATE_TEXT:
            value = pattern.sub(REDACTED, value)
        return value
    if isinstance(value, Mapping):
        return {key: REDACTED if _private(str(key)) else _clean(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_clean(inner) for inner in value]
    return value if isinstance(value, bool | int | float | None) else _clean(str(value))


def _stderr(*_names: object) -> structlog.PrintLogger:
    """Today's stderr, not that of the moment of set-up: whoever redirects it later gets the lines."""
    return structlog.PrintLogger(sys.stderr)


def _colours() -> bool:
    return sys.stderr.isatty()
