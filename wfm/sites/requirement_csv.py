"""requirement.csv: heads per interval and queue, read back for scheduling."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from wfm.model import Site
from wfm.sites.findings import Findings, suggestion
from wfm.sites.folder import csv_series, decoded, read_bytes
from wfm.sites.series import instants, numbers, report, texts
from wfm.sites.tables import LongTable, check_header

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = (
    "interval_start", "interval_minutes", "queue", "load_erlangs", "net_requirement",
    "gross_requirement", "binding_target",
)  # fmt: skip
REQUIRED = ("interval_start", "queue", "gross_requirement")


def read_requirement(path: Path, site: Site) -> pd.DataFrame:
    """Read a requirement.csv for a site: interval_start (UTC), interval_minutes, queue, heads.

    Raises
    ------
    InputError
        With everything that is wrong with the file.
    """
    findings = Findings()
    series = _series(path, findings)
    if series is not None:
        check_header(series.file, list(series.data.columns), COLUMNS, REQUIRED, findings)
    findings.raise_errors()
    assert series is not None  # noqa: S101 - findings hold the reason where there is none
    heads = _heads(series, site, findings)
    findings.raise_errors()
    return heads


def _series(path: Path, findings: Findings) -> LongTable | None:
    if not path.is_file():
        findings.error("there is no such file", "give the path of a requirement.csv", str(path))
        return None
    raw = read_bytes(path, findings)
    text = None if raw is None else decoded(path.name, raw, findings)
    return None if text is None else csv_series(path.name, text, findings)


def _heads(series: LongTable, site: Site, findings: Findings) -> pd.DataFrame:
    import pandas as pd

    queues = {queue.name for queue in site.queues}
    heads = pd.DataFrame(index=series.data.index)
    heads["interval_start"] = instants(series, "interval_start", findings)
    minutes = numbers(series, "interval_minutes", findings)
    heads["interval_minutes"] = minutes.fillna(site.interval_minutes)
    heads["queue"] = texts(series, "queue", findings)
    heads["gross_requirement"] = numbers(series, "gross_requirement", findings)
    strange = ~heads["queue"].isin(queues)
    remedy = suggestion(str(heads.loc[strange, "queue"].iloc[0]), queues) if strange.any() else ""
    report(series, strange, lambda c: f"the site has no queue {c}", remedy, "queue", findings)
    empty = series.data["gross_requirement"].isna()
    report(
        series, empty, lambda _: "this cell is empty", "fill it in", "gross_requirement", findings
    )
    twice = heads["interval_start"].notna() & heads.duplicated(["queue", "interval_start"])
    report(
        series, twice, lambda c: f"{c} is there twice for this queue",
        "keep one row per queue and interval", "interval_start", findings,
    )  # fmt: skip
    return heads
