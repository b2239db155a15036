"""forecast.csv: contacts and AHT per interval and queue, read back for staffing."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from wfm.model import Site
from wfm.sites.findings import Findings, suggestion
from wfm.sites.folder import csv_series, decoded, read_bytes
from wfm.sites.series import instants, numbers, report, texts
from wfm.sites.tables import LongTable, check_header

NUMBERS = (
    "contacts", "contacts_p05", "contacts_p25", "contacts_p50", "contacts_p75", "contacts_p95",
    "rate_p05", "rate_p25", "rate_p50", "rate_p75", "rate_p95", "aht_seconds",
)  # fmt: skip
COLUMNS = ("interval_start", "interval_minutes", "queue", "channel", *NUMBERS)
REQUIRED = ("interval_start", "queue", "contacts")


def read_forecast(path: Path, site: Site) -> pd.DataFrame:
    """Read a forecast.csv for a site: UTC instants, NaN where a number is blank.

    Raises
    ------
    InputError
        With everything that is wrong with the file.
    """
    findings = Findings()
    series = _series(path, findings)
    findings.raise_errors()
    assert series is not None  # noqa: S101 - findings hold the reason where there is none
    check_header(series.file, list(series.data.columns), COLUMNS, REQUIRED, findings)
    findings.raise_errors()
    forecast = _forecast(series, site, findings)
    findings.raise_errors()
    return forecast.sort_values(["queue", "interval_start"], kind="stable").reset_index(drop=True)


def _series(path: Path, findings: Findings) -> LongTable | None:
    if not path.is_file():
        findings.error("there is no such file", "give the path of a forecast.csv", str(path))
        return None
    raw = read_bytes(path, findings)
    text = None if raw is None else decoded(path.name, raw, findings)
    return None if text is None else csv_series(path.name, text, findings)


def _forecast(series: LongTable, site: Site, findings: Findings) -> pd.DataFrame:
    names = {queue.name for queue in site.queues}
    data = pd.DataFrame(index=series.data.index)
    data["interval_start"] = instants(series, "interval_start", findings)
    minutes = numbers(series, "interval_minutes", findings)
    data["interval_minutes"] = minutes.fillna(site.interval_minutes)
    data["queue"] = texts(series, "queue", findings)
    for name in NUMBERS:
        if name in series.data or name == "aht_seconds":
            data[name] = numbers(series, name, findings)
    strange = ~data["queue"].isin(names)
    remedy = suggestion(str(data.loc[strange, "queue"].iloc[0]), names) if strange.any() else ""
    report(series, strange, lambda c: f"the site has no queue {c}", remedy, "queue", findings)
    empty = series.data["contacts"].isna()
    report(series, empty, lambda _: "this cell is empty", "fill it in", "contacts", findings)
    twice = data["interval_start"].notna() & data.duplicated(["queue", "interval_start"])
    report(
        series, twice, lambda c: f"{c} is there twice for this queue",
        "keep one row per queue and interval", "interval_start", findings,
    )  # fmt: skip
    return data
