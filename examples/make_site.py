"""Make the example site: a contact centre that does not exist, from one seed.

    python examples/make_site.py [FOLDER]

Everyone and everything in it is invented; where the shape of its year comes from is said in
`make_history.py`. Sixty agents of three teams serve calls, chat, e-mail and social contacts; the
centre's size follows usual contracts (five days of 8 hours, four of 10, part time) and a residual
shrinkage of 10 %, inside the 8–12 % that planners commonly allow for sickness, lateness and system
trouble once breaks, meetings and leave are scheduled. The week to plan is that of 2026-03-02.
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

SEED = 20260302
VOLUME = 1.0
"""Scales all contacts so that the agents can just cover them."""

SITE = """\
name = "Example Harbour"
time_zone = "Europe/Berlin"
country = "DE"
week_start = "monday"
interval_minutes = 15
shrinkage = 0.10
currency = "EUR"
"""

WORK_PLANS = """\
[full_time]
min_paid_hours_per_week = 40
max_paid_hours_per_week = 40
min_days_per_week = 5
max_days_per_week = 5
shift_hours = [8.5]
earliest_start = "07:00"
latest_end = "21:00"
start_step_minutes = 30
weekly_start_window_minutes = 120
minimum_gap_minutes = 60
maximum_stretch_minutes = 240
minimum_rest_hours = 11
maximum_consecutive_days = 6
consecutive_days_off = 2
maximum_weekend_days = 1

[[full_time.activities]]
code = "Break 1"
category = "break"
minutes = 15
paid = true
earliest_minutes = 90
latest_minutes = 150

[[full_time.activities]]
code = "Meal"
category = "meal"
minutes = 30
paid = false
earliest_minutes = 210
latest_minutes = 300

[[full_time.activities]]
code = "Break 2"
category = "break"
minutes = 15
paid = true
earliest_minutes = 360
latest_minutes = 435

[four_day]
min_paid_hours_per_week = 40
max_paid_hours_per_week = 40
min_days_per_week = 4
max_days_per_week = 4
shift_hours = [10.5]
earliest_start = "07:00"
latest_end = "21:00"
start_step_minutes = 30
weekly_start_window_minutes = 120
minimum_gap_minutes = 60
maximum_stretch_minutes = 270
minimum_rest_hours = 11
maximum_consecutive_days = 5
consecutive_days_off = 2
maximum_weekend_days = 1

[[four_day.activities]]
code = "Break 1"
category = "break"
minutes = 15
paid = true
earliest_minutes = 105
latest_minutes = 195

[[four_day.activities]]
code = "Meal"
category = "meal"
minutes = 30
paid = false
earliest_minutes = 270
latest_minutes = 375

[[four_day.activities]]
code = "Break 2"
category = "break"
minutes = 15
paid = true
earliest_minutes = 450
latest_minutes = 555

[part_time]
min_paid_hours_per_week = 16
max_paid_hours_per_week = 24
min_days_per_week = 4
max_days_per_week = 4
shift_hours = [4, 6.5]
earliest_start = "07:00"
latest_end = "21:00"
start_step_minutes = 30
weekly_start_window_minutes = 180
minimum_gap_minutes = 60
minimum_rest_hours = 11
maximum_consecutive_days = 5
maximum_weekend_days = 2

[[part_time.activities]]
code = "Break 1"
category = "break"
minutes = 15
paid = true
earliest_minutes = 75
latest_minutes = 150

[[part_time.activities]]
code = "Meal"
category = "meal"
minutes = 30
paid = false
earliest_minutes = 210
latest_minutes = 285
shift_hours = [6.5]
"""

OFFICE, SHOP, LONG = (8, 18), (8, 20), (7, 21)
DEMANDS = (
    Demand("sales_calls", "voice", (SHOP,) * 5 + ((9, 14), None), 860, (0.36, 0), 285, 420, 20, 0.06),
    Demand(
        "support_calls", "voice", (LONG,) * 5 + ((8, 18), (10, 16)), 1010, (0.42, 0.22), 360, 540,
        20, 0.03, open_on_holidays=True,
    ),
    Demand("chat", "chat", (SHOP,) * 5 + ((9, 14), None), 330, (0.33, 0), 620, 600, 120, 0.18),
    Demand("email", "email", (OFFICE,) * 5 + (None, None), 250, (0, 0), 400, 0, 0, -0.08),
    Demand(
        "social", "social", ((9, 20),) * 5 + ((9, 18), (10, 16)), 110, (0.6, 0.5), 230, 0, 0, 0.22,
        open_on_holidays=True,
    ),
)  # fmt: skip

QUEUES = """\
queue,channel,skill,hours,service_level,threshold_seconds,max_asa_seconds,max_abandonment,max_occupancy,minimum_heads,response_minutes,patience_seconds,concurrency,aht_seconds,shrinkage,contact_value,outsource_share
sales_calls,voice,sales,mon-fri 08:00-20:00; sat 09:00-14:00,0.8,20,20,0.015,0.88,2,,420,1,285,,14.00,0
support_calls,voice,support,mon-fri 07:00-21:00; sat 08:00-18:00; sun 10:00-16:00,0.8,20,20,0.015,0.88,2,,540,1,360,,6.00,0
chat,chat,chat,mon-fri 08:00-20:00; sat 09:00-14:00,0.8,120,,,,1,,600,3,620,,5.00,0
email,email,writing,mon-fri 08:00-18:00,,,,,,0,240,,1,400,,4.00,0
social,social,writing,mon-fri 09:00-20:00; sat 09:00-18:00; sun 10:00-16:00,,,,,,0,480,,1,230,,3.00,0
"""

FIRST_NAMES = (
    "Ada Aino Amir Anouk Aylin Bela Bruno Carla Cem Dana Dario Edda Elif Emil Enno Esra Fenja Finn"
    " Gesa Goran Hanne Hilal Ida Ilja Ines Ivo Jana Jaro Jule Kaan Kaja Kian Lale Lasse Lena Levi"
    " Lotte Luan Maja Malik Mara Milo Mina Nael Nele Nico Nora Ole Onno Pia Ravi Rieke Samir Selma"
    " Tarek Thea Tomke Ulla Vito Yara"
).split()
LAST_NAMES = (
    "Abend Ahorn Anker Bachlauf Birke Bogen Brise Distel Dohle Eichhain Elster Erle Farn Feldweg"
    " Fichte Flut Garbe Ginster Hafer Halm Harz Heidekraut Holunder Hummel Imker Kai Kiesel Klee"
    " Koralle Kranich Lachs Lerche Linde Lotse Malve Marder Moos Morgen Mohn Nebel Nordlicht Otter"
    " Pappel Pirol Quelle Reiher Ried Robbe Rotdorn Salbei Sandbank Schilf Segel Specht Strand"
    " Tanne Ufer Veilchen Weide Zander"
).split()
TEAMS = ("Ostsee", "Nordsee", "Binnensee")


def agents() -> list[list[str]]:
    """Sixty people: 34 full time, 12 on four days, 14 part time; most with two skills or more."""
    plans = ["full_time"] * 34 + ["four_day"] * 12 + ["part_time"] * 14
    skills = (
        "sales|chat", "support", "support|sales", "support|writing", "sales", "support|chat|writing",
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
                f"A{i + 1:03d}", f"{FIRST_NAMES[i]} {LAST_NAMES[(i * 17) % 60]}", TEAMS[i % 3], plan,
                skills[(i + i // 10) % 10], start, end, cost[plan], "", str(71000 + 13 * i),
            ]
        )  # fmt: skip
    return rows


TIME_OFF = """\
agent_id,from,to,kind,paid
A004,2026-03-02,2026-03-08,vacation,yes
A017,2026-03-02,2026-03-08,vacation,yes
A023,2026-02-26,2026-03-04,sick,yes
A035,2026-03-05,2026-03-06,vacation,yes
A048,2026-03-06,2026-03-06,special leave,yes
A052,2026-03-03 14:00,2026-03-03 18:00,appointment,no
A009,2026-03-09,2026-03-20,vacation,yes
"""
AVAILABILITY = """\
agent_id,weekdays,from,to,kind
A005,mon-fri,07:00,16:00,available
A012,wed,00:00,24:00,unavailable
A019,sat-sun,00:00,24:00,unavailable
A026,mon-fri,08:00,17:30,available
A033,fri,13:00,24:00,unavailable
A040,mon-sun,11:00,21:00,available
A047,sat-sun,00:00,24:00,unavailable
A054,mon,07:00,12:00,unavailable
"""
PREFERENCES = """\
agent_id,weekdays,from,to,kind,weight
A002,fri,,,day_off,2
A007,mon-fri,07:00,09:00,start_between,1
A011,wed,,,day_off,3
A016,mon-fri,10:00,12:30,start_between,1
A021,tue,17:00,21:00,shift_off,2
A028,sat-sun,,,day_off,2
A031,mon,,,day_off,2
A037,mon-fri,08:00,09:30,start_between,2
A044,thu,16:00,21:00,shift_off,2
A050,fri,,,day_off,2
A058,mon-fri,07:00,08:00,start_between,2
"""
MEETINGS = """\
meeting,who,from,to,minutes,kind,paid,together
Team talk Ostsee,Ostsee,2026-03-03 13:00,2026-03-03 16:00,30,meeting,yes,no
Product training,A003|A008|A013|A018,2026-03-04 09:00,2026-03-04 17:00,60,training,yes,yes
Coaching,A006|A020|A034,2026-03-02 08:00,2026-03-06 20:00,45,meeting,yes,no
Works council,A029,2026-03-05 14:00,2026-03-05 15:30,90,meeting,yes,yes
"""
EVENTS = """\
event,queues,from,to,kind,effect
Spring offers,sales_calls,2025-05-12,2025-05-16,campaign,
Autumn offers,sales_calls,2025-09-15,2025-09-19,campaign,
Winter offers,sales_calls,2025-11-24,2025-11-28,campaign,
New tariff letters,support_calls|email,2026-03-03,2026-03-04,campaign,1.08
Chat platform maintenance,chat,2026-03-05 18:00,2026-03-05 20:00,closure,
"""
STATE_MAP = """\
state_code,reason_code,category
AVAILABLE,,on_queue
ON_CONTACT,,on_queue
AFTER_WORK,,on_queue
NOT_READY,BREAK,break
NOT_READY,MEAL,meal
NOT_READY,MEETING,meeting
NOT_READY,TRAINING,training
NOT_READY,ADMIN,off_queue_work
LOGGED_OUT,,unavailable
"""


def write_table(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a csv file, or a csv.gz that has the same bytes each time."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    raw = stream.getvalue().encode()
    path.write_bytes(gzip.compress(raw, mtime=0) if path.suffix == ".gz" else raw)


def make(folder: Path) -> None:
    """Write all tables of the site."""
    folder.mkdir(parents=True, exist_ok=True)
    fixed = {
        "site.toml": SITE, "work_plans.toml": WORK_PLANS, "queues.csv": QUEUES,
        "time_off.csv": TIME_OFF, "availability.csv": AVAILABILITY, "preferences.csv": PREFERENCES,
        "meetings.csv": MEETINGS, "events.csv": EVENTS, "state_map.csv": STATE_MAP,
    }  # fmt: skip
    for name, text in fixed.items():
        (folder / name).write_bytes(text.encode())
    people = agents()
    header = "agent_id,name,team,work_plan,skills,start_date,end_date,hourly_cost,time_zone"
    write_table(folder / "agents.csv", [*header.split(","), "external_agent_id"], people)
    rng = np.random.default_rng(SEED)
    write_table(folder / "history.csv.gz", COLUMNS, history_rows(DEMANDS, rng))


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "site")
