"""A profile out of a JSON Resume: its own words are kept, what this program cannot use is named and left out."""

import re
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from worker.errors import BadInput
from worker.profile import Profile, parse_profile
from worker.yamlfile import read_mapping

_HEADER = "# Imported from {name}. See docs/profile.md for every key.\n\n"
_E164 = re.compile(r"\+[1-9]\d{6,14}")


def profile_from(path: Path) -> tuple[str, list[str]]:
    """The text of a profile.yaml, and a sentence for each key that was left out.

    Raises `BadInput` naming every value that is wrong, with its path.
    """
    content = read_mapping(path)
    if not content:
        raise BadInput(f"{path}: expected a JSON Resume, found an empty file; see https://jsonresume.org")
    content.pop("$schema", None)
    content.pop("meta", None)
    left_out = _phone(content)
    for loc in _strange(content):
        _drop(content, loc)
        left_out.append(f"{_dotted(loc)}: not a key that forms ask for; left out")
    parse_profile(content, base=path.parent, where=str(path))
    kept = {key: value for key, value in content.items() if value not in ("", [], {}, None)}
    own = kept.pop("apply", None)
    text = yaml.safe_dump(kept, allow_unicode=True, sort_keys=False, width=120)
    section = yaml.safe_dump({"apply": own}, allow_unicode=True, sort_keys=False) if own else _apply_template()
    return f"{_HEADER.format(name=path.name)}{text}\n{section}", left_out


def _apply_template() -> str:
    """What employers ask beside a resume, with its comments and without the template's own documents."""
    template = files("worker").joinpath("templates", "profile.yaml").read_text(encoding="utf-8")
    return template[template.index("\napply:") + 1 :]


def _phone(content: dict[str, Any]) -> list[str]:
    """With its country code, where home says which; a number that is none even so is left out."""
    basics = content.get("basics")
    if not isinstance(basics, dict) or not isinstance(basics.get("phone"), str) or not basics["phone"]:
        return []
    if _E164.fullmatch(re.sub(r"[\s().\-/]", "", basics["phone"])):
        return []
    import phonenumbers as library  # noqa: PLC0415 - a tenth of a second, for this one command

    location = basics.get("location")
    home = location.get("countryCode") if isinstance(location, Mapping) else None
    try:
        number = library.parse(basics["phone"], str(home).upper() if home else None)
    except library.NumberParseException:
        number = None
    if number is None or not library.is_possible_number(number):
        del basics["phone"]
        return ['basics.phone: expected "+", country code and number, found another; left out, write it in by hand']
    basics["phone"] = library.format_number(number, library.PhoneNumberFormat.E164)
    return []


def _strange(content: Mapping[str, Any]) -> list[Sequence[int | str]]:
    """Keys that no profile has, the innermost first."""
    try:
        Profile.model_validate(content, by_alias=True, by_name=False)
    except ValidationError as error:
        found = [item["loc"] for item in error.errors(include_url=False) if item["type"] == "extra_forbidden"]
        return sorted(found, key=len, reverse=True)
    return []


def _drop(content: Any, loc: Sequence[int | str]) -> None:
    for step in loc[:-1]:
        content = content[step]
    del content[loc[-1]]


def _dotted(loc: Sequence[int | str]) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in loc).lstrip(".")
