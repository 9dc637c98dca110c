"""The applicant's time zone: what their profile says, else that of where they live, else the configured one."""

import zoneinfo
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

from worker.profile import Profile
from worker.topics.countries import read_data, region_names

#: Countries whose zones keep the same time over so many days have one clock.
_DAYS = 366


@dataclass(frozen=True, slots=True)
class Zone:
    """A time zone, and what said so."""

    info: ZoneInfo
    source: str

    def __str__(self) -> str:
        return f"{self.info.key}, from {self.source}"


def configured(name: str) -> Zone:
    """The zone for applicants whose own nobody knows."""
    return Zone(ZoneInfo(name), "the configuration")


def zone_of(profile: Profile, fallback: str) -> Zone:
    """The profile's `apply.timezone`, else that of `basics.location`, else `fallback`; nothing is guessed."""
    if profile.apply.timezone:
        return Zone(ZoneInfo(profile.apply.timezone), "profile.apply.timezone")
    name = zone_at(profile.basics.location.country_code, profile.basics.location.region)
    return Zone(ZoneInfo(name), "profile.basics.location") if name else configured(fallback)


def zone_at(country: str, region: str) -> str:
    """The one zone of the region, else of the country; "" where it is not known or there are several clocks."""
    of_regions = read_zones().get(country, {})
    if region and of_regions:
        return next((of_regions[form] for form in region_names(country, region) if form in of_regions), "")
    return _only(country)


@lru_cache(maxsize=1)
def read_zones() -> dict[str, dict[str, str]]:
    """Country -> short name of a region -> its zone, where it has one."""
    return {
        country: {region: zone for zone, regions in zones.items() for region in regions.split()}
        for country, zones in read_data("zones.yaml").items()
    }


@lru_cache(maxsize=256)
def _only(country: str) -> str:
    """The first of a country's zones, where all of them keep the same time."""
    zones = [zone for code, zone in _table() if code == country]
    return zones[0] if zones and len({_clock(zone) for zone in zones}) == 1 else ""


def _clock(zone: str) -> tuple[timedelta | None, ...]:
    """What the zone's clocks show each noon (UTC) of the time to come."""
    info, now = ZoneInfo(zone), datetime.now(UTC).replace(hour=12, minute=0)
    return tuple((now + timedelta(days=day)).astimezone(info).utcoffset() for day in range(_DAYS))


@lru_cache(maxsize=1)
def _table() -> tuple[tuple[str, str], ...]:
    """Country and zone, row by row, of the table beside the zone files: the system's, else the package's; else ()."""
    rows = (line.split("\t") for line in _lines() if line and not line.startswith("#"))
    return tuple((row[0], row[2]) for row in rows)


def _lines() -> Iterator[str]:
    for folder in zoneinfo.TZPATH:
        table = Path(folder, "zone.tab")
        if table.is_file():
            return iter(table.read_text("utf-8").splitlines())
    try:
        return iter(files("tzdata").joinpath("zoneinfo", "zone.tab").read_text("utf-8").splitlines())
    except (ModuleNotFoundError, FileNotFoundError):
        return iter(())
