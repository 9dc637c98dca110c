"""The packages beside this one must be apply-bot's own: other distributions use the same plain names."""

from importlib.util import find_spec
from pathlib import Path

from worker.errors import ApplyBotError

SIBLINGS = ("adapters", "fixtures")


def check_siblings() -> None:
    """At start-up, before anything of theirs is imported. Raises `ApplyBotError` naming the stranger."""
    home = Path(__file__).resolve().parents[1]
    for name in SIBLINGS:
        spec = find_spec(name)
        places = [Path(place).resolve() for place in (spec and spec.submodule_search_locations) or ()]
        if home / name not in places:
            found = places[0] if places else "none"
            raise ApplyBotError(
                f"expected apply-bot's own package {name} beside {home / 'worker'}, found {found}; "
                "install apply-bot into an environment of its own: `uv tool install` or `pipx install`"
            )
