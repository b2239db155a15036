"""Make the example site: a contact centre that does not exist, from one seed.

    python examples/make_site.py [FOLDER]

Everyone and everything in it is invented; where the shape of its year comes from is said in
`make_history.py`. Sixty agents of three teams serve calls, chat, e-mail and social contacts; the
centre's size follows usual contracts (five days of 8 hours, four of 10, part time) and a residual
shrinkage of 10 %, inside the 8–12 % that planners commonly allow for sickness, lateness and system
trouble once breaks, meetings and leave are scheduled. The week to plan is that of 2026-03-02.

This script makes the long tables (agents, history, last week's shifts and states); the short ones
in `site/` are written by hand.
"""

from __future__ import annotations

import csv
import gzip
import io
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from make_history import COLUMNS, Demand, history_rows
from make_week import previous_shifts, states_rows

from wfm.sites import read_site
from wfm.sites.schedule_csv import write_shifts_csv
from wfm.sites.states import COLUMNS as STATES

SEED = 20260302

OFFICE, SHOP, LONG = (8, 18), (8, 20), (7, 21)
DEMANDS = (
    Demand(
        "sales_calls", "voice", (SHOP,) * 5 + ((9, 14), None), 700, (0.36, 0), 285, 420,
        20, 0.06,
    ),
    Demand(
        "support_calls", "voice", (LONG,) * 5 + ((8, 18), (10, 16)), 820, (0.42, 0.22), 360, 540,
        20, 0.03, open_on_holidays=True,
    ),
    Demand("chat", "chat", (SHOP,) * 5 + ((9, 14), None), 285, (0.33, 0), 620, 900, 120, 0.18),
    Demand("email", "email", (OFFICE,) * 5 + (None, None), 210, (0, 0), 400, 0, 0, -0.08),
    Demand(
        "social", "social", ((9, 20),) * 5 + ((9, 18), (10, 16)), 92, (0.6, 0.5), 230, 0, 0, 0.22,
        open_on_holidays=True,
    ),
)  # fmt: skip

FIRST = (
    "Ada Aino Amir Anouk Aylin Bela Bruno Carla Cem Dana Dario Edda Elif Emil Enno Esra Fenja Finn"
    " Gesa Goran Hanne Hilal Ida Ilja Ines Ivo Jana Jaro Jule Kaan Kaja Kian Lale Lasse Lena Levi"
    " Lotte Luan Maja Malik Mara Milo Mina Nael Nele Nico Nora Ole Onno Pia Ravi Rieke Samir Selma"
    " Tarek Thea Tomke Ulla Vito Yara"
)
LAST = (
    "Abend Ahorn Anker Bachlauf Birke Bogen Brise Distel Dohle Eichhain Elster Erle Farn Feldweg"
    " Fichte Flut Garbe Ginster Hafer Halm Harz Heidekraut Holunder Hummel Imker Kai Kiesel Klee"
    " Koralle Kranich Lachs Lerche Linde Lotse Malve Marder Moos Morgen Mohn Nebel Nordlicht Otter"
    " Pappel Pirol Quelle Reiher Ried Robbe Rotdorn Salbei Sandbank Schilf Segel Specht Strand"
    " Tanne Ufer Veilchen Weide Zander"
)
TEAMS = ("Ostsee", "Nordsee", "Binnensee")


def agents() -> list[list[str]]:
    """Sixty people: 34 full time, 12 on four days, 14 part time; most with two skills or more."""
    first, last = FIRST.split(), LAST.split()
    plans = ["full_time"] * 34 + ["four_day"] * 12 + ["part_time"] * 14
    skills = (
        "sales|chat", "support", "support|sales", "support|writing", "sales",
        "support|chat|writing",
        "sales|support", "support|chat", "sales|writing", "support",
    )  # fmt: skip
    cost = {"full_time": "24.50", "four_day": "25.00", "part_time": "23.00"}
    rows = []
    for i in range(60):
        plan = plans[(i * 7) % 60]
        start = f"{2014 + (i * 5) % 11}-{1 + (i * 3) % 12:02d}-01"
        end = "2026-03-31" if i == 41 else ""
        rows.append(
            [
                f"A{i + 1:03d}", f"{first[i]} {last[(i * 17) % 60]}", TEAMS[i % 3],
                plan,
                skills[(i + i // 10) % 10], start, end, cost[plan], "", str(71000 + 13 * i),
            ]
        )  # fmt: skip
    return rows


def write_table(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a csv file, or a csv.gz that has the same bytes each time."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    raw = stream.getvalue().encode()
    path.write_bytes(gzip.compress(raw, mtime=0) if path.suffix == ".gz" else raw)


def make(folder: Path) -> None:
    """Write what chance has made; the other tables are written by hand."""
    folder.mkdir(parents=True, exist_ok=True)
    people = agents()
    header = "agent_id,name,team,work_plan,skills,start_date,end_date,hourly_cost,time_zone"
    write_table(folder / "agents.csv", [*header.split(","), "external_agent_id"], people)
    rng = np.random.default_rng(SEED)
    write_table(folder / "history.csv.gz", COLUMNS, history_rows(DEMANDS, rng))
    for old in ("previous.csv", "states.csv.gz"):
        (folder / old).unlink(missing_ok=True)
    site = read_site(folder, history=False).site
    shifts = previous_shifts(site, rng)
    write_shifts_csv(folder / "previous.csv", shifts, site.agents, site.time_zone)
    write_table(folder / "states.csv.gz", STATES, states_rows(site, shifts, rng))


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "site")
