"""A valid site of two agents, as texts that a test can break."""

from __future__ import annotations

from pathlib import Path

FILES = {
    "site.toml": """\
name = "Corner"
time_zone = "Europe/Berlin"
country = "DE"
week_start = "monday"
interval_minutes = 15
shrinkage = 0.1
currency = "EUR"
""",
    "queues.csv": """\
queue,channel,skill,hours,service_level,threshold_seconds,response_minutes,aht_seconds
sales,voice,selling,mon-fri 08:00-20:00; sat 09:00-13:00,0.8,20,,240
email,email,writing,mon-fri 08:00-18:00,,,240,400
""",
    "work_plans.toml": """\
[full_time]
min_paid_hours_per_week = 40
max_paid_hours_per_week = 40
min_days_per_week = 5
max_days_per_week = 5
shift_hours = [8.5]
earliest_start = "07:00"
latest_end = "20:00"

[[full_time.activities]]
code = "Meal"
category = "meal"
minutes = 30
paid = false
earliest_minutes = 180
latest_minutes = 300
""",
    "agents.csv": """\
agent_id,name,team,work_plan,skills,start_date,end_date,hourly_cost
A1,Ida Robbe,Nord,full_time,selling|writing,2020-01-01,,25
A2,Ole Otter,Nord,full_time,selling,2021-05-01,,25
""",
    "time_off.csv": """\
agent_id,from,to,kind
A1,2026-03-04,2026-03-04,vacation
A2,2026-03-05 12:00,2026-03-05 16:00,appointment
""",
    "availability.csv": "agent_id,weekdays,from,to,kind\nA1,mon-fri,07:00,18:00,available\n",
    "preferences.csv": "agent_id,weekdays,from,to,kind,weight\nA2,fri,,,day_off,2\n",
    "meetings.csv": """\
meeting,who,from,to,minutes,kind
Talk,Nord,2026-03-03 10:00,2026-03-03 12:00,30,meeting
""",
    "events.csv": "event,queues,from,to,effect\nOffers,sales,2026-03-03,2026-03-04,1.2\n",
    "state_map.csv": "state_code,reason_code,category\nREADY,,on_queue\nAWAY,MEAL,meal\n",
    "states.csv": """\
event_id,external_agent_id,state_code,reason_code,started_at,is_logged_on,is_snapshot
1,A1,READY,,2026-02-23T07:00:00Z,yes,no
2,A1,AWAY,MEAL,2026-02-23T11:00:00Z,yes,no
""",
    "previous.csv": """\
agent_id,shift_id,shift_date,activity_code,category,start,end,minutes,paid
A1,s1,2026-02-23,On queue,on_queue,2026-02-23T08:00:00+01:00,2026-02-23T12:00:00+01:00,240,yes
A1,s1,2026-02-23,Meal,meal,2026-02-23T12:00:00+01:00,2026-02-23T12:30:00+01:00,30,no
A1,s1,2026-02-23,On queue,on_queue,2026-02-23T12:30:00+01:00,2026-02-23T16:30:00+01:00,240,yes
""",
    "history.csv": """\
interval_start,interval_minutes,queue,channel,offered,handled,abandoned,talk_seconds,hold_seconds,acw_seconds
2026-02-23T08:00:00+01:00,15,sales,voice,12,11,1,2400,100,200
2026-02-23T08:15:00+01:00,15,sales,voice,14,14,0,3000,0,300
2026-02-23T08:00:00+01:00,15,email,email,20,22,,7000,,1000
""",
}


def write(folder: Path, **changes: str | bytes | None) -> Path:
    """Write the site with some files replaced, or left out where None; `__` is the dot."""
    named = {name.replace("__", "."): text for name, text in changes.items()}
    for name, text in {**FILES, **named}.items():
        if isinstance(text, bytes):
            (folder / name).write_bytes(text)
        elif text is not None:
            (folder / name).write_text(text, encoding="utf-8", newline="")
    return folder


def broken(folder: Path, file: str, old: str, new: str) -> Path:
    """Write the site with one text in one file replaced."""
    assert old in FILES[file], f"{old!r} is not in {file}"
    return write(folder, **{file.replace(".", "__"): FILES[file].replace(old, new, 1)})
