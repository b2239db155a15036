"""What follows from where a site is: its weekend, and whether its time zone can be meant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from wfm.model import Agent
from wfm.sites.findings import Findings
from wfm.words import phrase

USUAL_WEEKEND = frozenset({5, 6})
WITHOUT_SUMMER = {"GMT", "EST", "MST", "GMT0", "GMT+0", "GMT-0", "Greenwich"}
OF_UTC = {"UTC", "UCT", "Universal", "Zulu", "Etc/UTC", "Etc/UCT", "Etc/Universal", "Etc/Zulu"}
LIKELY = {"GMT": "Europe/London", "EST": "America/New_York", "MST": "America/Denver"}
"""Zones that are mostly meant by an abbreviation, where the country is not known."""


def weekend_of(country: str | None) -> frozenset[int]:
    """Give the days of a country's weekend, 0 is Monday: Saturday and Sunday in most."""
    from holidays import country_holidays

    name, _, part = (country or "").partition("-")
    return frozenset(country_holidays(name, part or None).weekend) if name else USUAL_WEEKEND


def meant_instead(zone: str, country: str | None) -> str | None:
    """Name the zone that is likely meant by one without summer time; None where it may be right.

    `GMT` and `EST` are zones whose clocks never change. Few places have such clocks.
    """
    if zone not in WITHOUT_SUMMER and zone not in OF_UTC and not zone.startswith("Etc/"):
        return None
    there = list(_zones_of(country.partition("-")[0])) if country else []
    if not there:
        return LIKELY.get(zone)
    winter, summer = _offsets(zone)
    if any(_offsets(other) == (winter, summer) for other in there):
        return None
    alike = [other for other in there if winter in _offsets(other)]
    return next(iter(alike or there))


def _offsets(zone: str) -> tuple[timedelta | None, timedelta | None]:
    """Give the offsets from UTC in January and in July."""
    january, july = (datetime(2026, month, 15, 12, tzinfo=UTC) for month in (1, 7))
    here = ZoneInfo(zone)
    return january.astimezone(here).utcoffset(), july.astimezone(here).utcoffset()


def _zones_of(country: str) -> Iterator[str]:
    return (zone for code, zone in _table() if code == country)


@cache
def _table() -> tuple[tuple[str, str], ...]:
    """Countries and their time zones, the most populous first, as tzdata lists them."""
    text = files("tzdata.zoneinfo").joinpath("zone.tab").read_text("utf-8")
    rows = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    return tuple((row[0], row[2]) for row in rows)


def check_zone(zone: str, country: str | None, file: str, row: int, findings: Findings) -> None:
    """Tell of a zone without summer time where there is one."""
    if likely := meant_instead(zone, country):
        findings.warn(
            phrase("site.no_summer_time", zone=zone), phrase("do.did_you_mean", name=likely),
            file, row, "time_zone",
        )  # fmt: skip


def tell_zones(agents: Sequence[Agent], zone: str, file: str, findings: Findings) -> None:
    """Tell for which agents times are of two zones, and which are whose."""
    for other in sorted({agent.time_zone for agent in agents if agent.time_zone} - {zone}):
        who = [f"{agent.name} ({agent.id})" for agent in agents if agent.time_zone == other]
        findings.warn(
            phrase(
                "site.zones",
                who=tuple(who[:5]), more=max(len(who) - 5, 0) or None, theirs=other, zone=zone,
            ),
            None, file, field="time_zone",
        )  # fmt: skip
