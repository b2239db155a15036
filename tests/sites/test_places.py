"""What follows from where a site is: its weekend, its clocks, and the zones of its agents."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sites.small_site import FILES, broken, write
from wfm.errors import InputError
from wfm.sites import read_site
from wfm.sites.places import meant_instead
from wfm.words import english, phrase


@pytest.mark.parametrize(
    ("country", "declared", "weekend"),
    [("DE", None, {5, 6}), ("EG", None, {4, 5}), ("IR", None, {4}), ("US-NY", None, {5, 6}),
     ("EG", "sat & sun", {5, 6}), ("DE", "fri", {4})],
)  # fmt: skip
def test_the_weekend_is_the_countrys_or_declared(
    tmp_path: Path, country: str, declared: str | None, weekend: set[int]
) -> None:
    text = FILES["site.toml"].replace('"DE"', f'"{country}"')
    text += f'weekend = "{declared}"\n' if declared else ""
    assert read_site(write(tmp_path, site__toml=text)).site.weekend == weekend


@pytest.mark.parametrize(
    ("zone", "country", "meant"),
    [
        ("GMT", "GB", "Europe/London"), ("GMT", "IE", "Europe/Dublin"), ("GMT", "GH", None),
        ("EST", "US", "America/New_York"), ("EST", "PA", None), ("EST", None, "America/New_York"),
        ("UTC", "DE", "Europe/Berlin"), ("UTC", None, None), ("Etc/GMT-1", "DE", "Europe/Berlin"),
        ("CET", "DE", None), ("Europe/Berlin", "DE", None), ("Asia/Kolkata", "IN", None),
    ],
)  # fmt: skip
def test_a_zone_whose_clocks_never_change_is_doubted_where_others_do(
    zone: str, country: str | None, meant: str | None
) -> None:
    assert meant_instead(zone, country) == meant


def test_an_abbreviation_is_taken_and_told(tmp_path: Path) -> None:
    found = read_site(broken(tmp_path, "site.toml", "Europe/Berlin", "GMT"))
    assert found.site.time_zone == "GMT"
    told = [(w.field, english(w.remedy)) for w in found.warnings]
    assert ("time_zone", "did you mean Europe/Berlin?") in told


def test_a_zone_is_found_by_its_letters_and_asked_by_its_city(tmp_path: Path) -> None:
    found = read_site(broken(tmp_path, "site.toml", "Europe/Berlin", "europe/berlin"))
    assert found.site.time_zone == "Europe/Berlin"
    with pytest.raises(InputError, match=r"did you mean America/New_York\?"):
        read_site(broken(tmp_path, "site.toml", "Europe/Berlin", "New York"))


@pytest.mark.parametrize("zone", ["GMT+1", "UTC+1", "GMT-5"])
def test_hours_from_utc_are_no_zone_and_never_taken_for_the_other_side(
    tmp_path: Path, zone: str
) -> None:
    with pytest.raises(InputError) as wrong:
        read_site(broken(tmp_path, "site.toml", "Europe/Berlin", zone))
    remedies = [problem.remedy for problem in wrong.value.problems]
    assert phrase("do.zone_name") in remedies
    assert not [each for each in remedies if each and each.code == "do.did_you_mean"]


def test_an_agent_elsewhere_is_told_what_is_read_in_which_zone(tmp_path: Path) -> None:
    head, *rows = FILES["agents.csv"].splitlines()
    agents = "\n".join([f"{head},time_zone", f"{rows[0]},America/New_York", f"{rows[1]},"])
    found = read_site(write(tmp_path, agents__csv=agents))
    assert found.site.agents[0].time_zone == "America/New_York"
    (warning,) = found.warnings
    told = english(warning.what)
    assert "availability and wishes of Ida Robbe (A1) are read in America/New_York" in told
    assert "are in Europe/Berlin" in told
