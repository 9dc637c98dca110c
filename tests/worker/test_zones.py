"""Whose clock quiet hours and caps go by: the profile's word, else the applicant's place, else the configuration."""

from pathlib import Path
from zoneinfo import available_timezones

import pytest

from worker.profile import parse_profile
from worker.topics.countries import country_of_posting, is_country, region_names
from worker.zones import read_zones, zone_at, zone_of


def _zone(location: dict[str, str], own: str = "") -> str:
    basics = {"name": "Ada", "email": "ada@example.com", "location": location}
    data = {"basics": basics, "apply": {"timezone": own} if own else {}}
    return str(zone_of(parse_profile(data, base=Path(), where="test"), "Africa/Nairobi"))


@pytest.mark.parametrize(
    ("country", "region", "zone"),
    [
        ("DE", "", "Europe/Berlin"),  # two zones on paper, one clock
        ("FR", "Bretagne", "Europe/Paris"),
        ("IN", "", "Asia/Kolkata"),
        ("US", "California", "America/Los_Angeles"),
        ("US", "ny", "America/New_York"),
        ("AU", "Tasmania", "Australia/Hobart"),
    ],
)
def test_where_the_applicant_lives_says_it(country: str, region: str, zone: str) -> None:
    """A country with one clock, or the region of another, is enough."""
    said = _zone({"countryCode": country, "region": region})
    assert said == f"{zone}, from profile.basics.location"


@pytest.mark.parametrize(
    "location",
    [{"countryCode": "US"}, {"countryCode": "US", "region": "Texas"}, {"countryCode": "ES"}, {"city": "Bonn"}],
)
def test_nothing_is_guessed(location: dict[str, str]) -> None:
    """Where several clocks are possible, or no country is known, the configured zone holds, and is named so."""
    assert _zone(location) == "Africa/Nairobi, from the configuration"


def test_the_profiles_own_word_wins() -> None:
    """Whoever names a zone is believed."""
    assert _zone({"countryCode": "DE"}, "Asia/Tokyo") == "Asia/Tokyo, from profile.apply.timezone"


def test_the_table_of_regions_names_what_there_is() -> None:
    """Each country, region and zone of it exists, and each region is found by its short and by its long name."""
    for country, regions in read_zones().items():
        assert is_country(country)
        assert set(regions.values()) <= available_timezones()
        for region, zone in regions.items():
            short, long = region_names(country, region)
            assert zone_at(country, long) == zone_at(country, short) == zone


def test_a_region_given_by_its_code() -> None:
    """A code is its own country's part; a name is never made a code, which another country's list may have too."""
    assert region_names("BR", "SP") == ("SP", "São Paulo")
    assert region_names("IE", "Cork") == ("Cork",)
    assert region_names("BR", "Nowhere") == ("Nowhere",)


def test_the_country_that_a_posting_surely_names() -> None:
    """A country's own key does, by name or code; a place and two that differ do not."""
    assert country_of_posting({"country": "Germany"}) == country_of_posting({"countryCode": "de"}) == "DE"
    assert country_of_posting({"country": "Germany", "country_code": "AT"}) == ""
    assert country_of_posting({"location": "Atlanta, Georgia", "country": ""}) == ""
    assert country_of_posting({"country": {"name": "Germany"}}) == ""
