"""What a profile's groups are made of: frozen keys, and the kinds of values that YAML and people write in many ways."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict
from pydantic.alias_generators import to_camel

from worker.topics.countries import is_country

_E164 = re.compile(r"\+[1-9]\d{6,14}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_CURRENCY = re.compile(r"[A-Z]{3}")
#: Key for "any other country, company or place": the applicant's own word for what is not listed.
ELSEWHERE = "*"
#: The applicant's word for "rather not say".
DECLINE = "decline"


class Part(BaseModel):
    """A group of keys: frozen, no others allowed, camelCase in the file; its repr shows no value."""

    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=to_camel, hide_input_in_errors=True)

    def __repr_args__(self) -> tuple[()]:
        return ()

    def by_key(self, key: str) -> Any:
        """The value under the file's key; None for no such key."""
        fields = type(self).model_fields
        return next((getattr(self, name) for name, info in fields.items() if (info.alias or name) == key), None)


class Own(Part):
    """A group of our own keys: snake_case in the file too."""

    model_config = ConfigDict(alias_generator=None)


def _phone(value: object) -> object:
    if isinstance(value, int):
        raise ValueError('expected the number in quotes, such as "+14155550132", found it bare; put it in quotes')  # noqa: TRY004 - Pydantic wants it so
    if not isinstance(value, str) or not value:
        return value
    bare = re.sub(r"[\s().\-/]", "", value)
    if not _E164.fullmatch(bare):
        raise ValueError('expected "+", country code and number, such as "+14155550132"; write it so')
    return bare


def _email(value: str) -> str:
    if not _EMAIL.fullmatch(value):
        raise ValueError("expected an address such as you@example.com; mend it")
    return value


def _country(value: object) -> object:
    """YAML reads a bare NO as false: Norway is meant."""
    code = "NO" if value is False else value
    if isinstance(code, str) and code and not is_country(code):
        raise ValueError('expected an ISO country code of two letters such as "DE"; mend it')
    return code.upper() if isinstance(code, str) else code


def by_country(value: object) -> object:
    """Country codes as keys, `EU` and "*" beside them."""
    if not isinstance(value, Mapping):
        return value
    keys = {("NO" if key is False else str(key).upper()): given for key, given in value.items()}
    strange = [key for key in keys if key not in (ELSEWHERE, "EU") and not is_country(key)]
    if strange:
        raise ValueError(f'expected ISO country codes such as DE, EU or "*" as keys, found {strange[0]!r}; mend it')
    return keys


def _by_name(value: object) -> object:
    """One word for all, or one for each place or company that is named."""
    if value is None or isinstance(value, bool):
        return value
    if not isinstance(value, Mapping) or not all(isinstance(one, bool) for one in value.values()):
        raise ValueError('expected true or false, or one of them for each name such as {Berlin: true, "*": false}')
    return {str(key): one for key, one in value.items()}


def _currency(value: str) -> str:
    if not _CURRENCY.fullmatch(value):
        raise ValueError('expected three capital letters such as "EUR"; mend it')
    return value


def _year(value: object) -> object:
    """JSON Resume's dates are texts; YAML makes numbers and dates of them."""
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return value.isoformat() if isinstance(value, date) else f"{value:g}" if number else value


def _spoken(value: object) -> object:
    """YAML reads a bare yes or no as a boolean; the word is meant."""
    return {True: "Yes", False: "No"}[value] if isinstance(value, bool) else value


def _day(value: object) -> object:
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise ValueError("expected a day such as 2026-03-01; mend it") from None
    return value


def _several(value: object) -> object:
    """One word stands for a list of one."""
    return (value,) if isinstance(value, str) else value


Country = Annotated[str, BeforeValidator(_country)]
ByCountry = Annotated[dict[str, bool], BeforeValidator(by_country)]
ByName = Annotated[bool | dict[str, bool] | None, BeforeValidator(_by_name)]
Currency = Annotated[str, AfterValidator(_currency)]
Day = Annotated[date | None, BeforeValidator(_day)]
Email = Annotated[str, AfterValidator(_email)]
Phone = Annotated[str, BeforeValidator(_phone)]
Several = Annotated[tuple[str, ...], BeforeValidator(_several)]
Spoken = Annotated[str, BeforeValidator(_spoken)]
When = Annotated[str, BeforeValidator(_year)]
