"""Days of the week, times of day and opening hours as planners type them."""

from __future__ import annotations

from datetime import time, timedelta
from pathlib import Path

import pytest

from tests.sites.small_site import FILES, write
from wfm.errors import InputError
from wfm.scheduling.rules.shift_times import ShiftTimeSettings
from wfm.sites import read_site
from wfm.sites.cells import CellError, clock, opening_hours, weekday, weekdays

WEEK = range(7)


@pytest.mark.parametrize(
    ("cell", "days"),
    [
        *[(f"Mon{dash}Fri", range(5)) for dash in "-‐‑‒–—−"],
        ("mon – fri", range(5)),
        ("Monday to Friday", range(5)),
        *[(words, range(5)) for words in ("Mo-Fr", "Montag bis Freitag", "Mo. – Fr.", "mo bis fr")],
        *[(words, [1, 3]) for words in ("Di und Do", "Dienstag, Donnerstag", "dienstags, Do")],
        ("Mi, Sa & So", [2, 5, 6]),
        ("Sonnabend", [5]),
        ("Mon-Fri except Wed", [0, 1, 3, 4]),
        ("daily except sat and sun", range(5)),
        ("Mo-So außer Mi, Sa", [0, 1, 3, 4, 6]),
        ("täglich", range(7)),
        ("mon-fri except sat", None),
        ("mon-fri except", None),
        ("mon except mon", None),
        ("mon to fri", range(5)),
        ("Monday through Thursday", range(4)),
        ("Mon. - Wed.", range(3)),
        ("M-F", range(5)),
        ("Mo-Fr", range(5)),
        ("tue/thu", [1, 3]),
        ("sat & sun", [5, 6]),
        ("Mondays and Wednesdays", [0, 2]),
        ("tues, weds; thurs", [1, 2, 3]),
        ("Mon, Wed-Fri", [0, 2, 3, 4]),
        ("sat|sun", [5, 6]),
        ("fri-mon", [4, 5, 6, 0]),
        ("sun", [6]),
        ("Daily", WEEK),
        ("every day", WEEK),
        (["mon", "tue"], [0, 1]),
        ("ＭＯＮ～", None),
        ("Mon ~ Fri", None),
        ("monkey", None),
        ("mon fri", None),
        ("mon-wed-fri", None),
        ("t", None),
        ("weekdays", None),
        ("mon-", None),
        ("1-5", None),
        (",", None),
    ],
)  # fmt: skip
def test_days_in_words_are_all_read_or_refused(cell: object, days: list[int] | None) -> None:
    if days is None:
        with pytest.raises(CellError):
            weekdays(cell)
    else:
        assert weekdays(cell) == frozenset(days)


def test_a_word_that_begins_like_a_weekday_is_none() -> None:
    assert weekday("Thursday") == weekday("thu") == 3
    with pytest.raises(CellError, match="not a weekday"):
        weekday("monster")


@pytest.mark.parametrize(
    ("cell", "minutes"),
    [
        ("08:30", 510), ("8:30", 510), ("8.30", 510), ("8h30", 510), ("0830", 510),
        ("8:30 AM", 510),
        ("8:30 p.m.", 1230), ("12am", 0), ("12 pm", 720), ("noon", 720), ("midnight", 1440),
        ("24:00", 1440), ("26:00", 1560), ("08:30:00", 510), ("8", 480), (8, 480), (830, 510),
        (time(7, 59, 59, 712000), 480), (time(23, 59, 59), 1440), (timedelta(days=1), 1440),
        (timedelta(hours=26), 1560), (0.33333, 480), (0.70833, 1020),
        ("5", None), ("13 pm", None), ("08:60", None), ("0.33", None), (8.3, None), (1, None),
        (True, None), ("08:30:15", None), ("soon", None), (timedelta(days=3), None),
    ],
)  # fmt: skip
def test_a_time_of_day_is_read_to_the_minute_or_refused(cell: object, minutes: int | None) -> None:
    if minutes is None:
        with pytest.raises(CellError):
            clock(cell)
    else:
        assert clock(cell) == minutes


def of(cell: str) -> dict[int, tuple[tuple[int, int], ...]]:
    return {day: spans for day, spans in enumerate(opening_hours(cell).windows) if spans}


@pytest.mark.parametrize(
    "cell",
    [
        "mon-fri 08:00-18:00", "Mon-Fri 8-18", "Mon - Fri 8:00 AM - 6:00 PM",
        "Mon–Fri 08:00 – 18:00",
        "Monday to Friday: 8am to 6pm", "mon-fri 8am-6 pm", "Mo-Fr 08.00-18.00", "mon-fri 8h-18h",
        "mon-fri 0800-1800", "mon-thu 8-18; fri 8-18", "mon-thu 8-18, fri 8-18",
        "mon-thu 8-18 fri 8-18", "Mon-Thu 8am-6pm Fri 8 am - 6 pm", "Mo-Do 8-18 Uhr Fr 8-18 Uhr",
        "Mo-Fr 8-18 Uhr", "Montag bis Freitag von 8 bis 18 Uhr; Sa geschlossen, So geschlossen",
        "Mon-Sat except Sat 8-18",
        "Mon-Fri from 8 to 18\nSat closed\nSun closed", "mon-fri 08:00-18:00; sat, sun off",
    ],
)  # fmt: skip
def test_hours_in_any_clear_spelling_are_the_same_hours(cell: str) -> None:
    assert of(cell) == dict.fromkeys(range(5), ((480, 1080),))


def test_several_spans_and_days_of_a_part_belong_together() -> None:
    assert of("mon-fri 9am-1pm, 2pm-6pm; sat & sun 10-14") == {
        **dict.fromkeys(range(5), ((540, 780), (840, 1080))),
        5: ((600, 840),), 6: ((600, 840),),
    }  # fmt: skip
    assert of("fri 22:00-06:00") == {4: ((1320, 1800),)}
    assert of("sat noon - midnight") == {5: ((720, 1440),)}
    assert of("mon-fri 8am-5") == of("mon-fri 8-5pm") == dict.fromkeys(range(5), ((480, 1020),))
    everyday = dict.fromkeys(WEEK, ((0, 1440),))
    for alone in ("08:00 – 18:00", "8am-6pm", "8-18 Uhr"):
        assert of(alone) == dict.fromkeys(WEEK, ((480, 1080),))
    assert of("Mon-Fri 8-18, closed on Sunday") == dict.fromkeys(range(5), ((480, 1080),))
    assert of("24/7") == of("24 hours") == of("daily 00:00-24:00") == of("mon-sun 24h") == everyday


@pytest.mark.parametrize(
    "cell",
    [
        "mon-fri 8-6", "mon-fri 9:00-5:00", "mon-fri 1-5", "mon-fri 7-8pm", "mon-fri 8am-11",
        "mon-fri 10-6am",
    ],
)  # fmt: skip
def test_hours_that_may_be_of_either_half_of_the_day_are_refused(cell: str) -> None:
    with pytest.raises(CellError, match="morning or in the afternoon"):
        opening_hours(cell)


@pytest.mark.parametrize(
    "cell",
    [
        "mon-fri 8-12; 13-17", "mon-fri", "mon-fri 8", "mon-fri 08:00-12:00-14:00",
        "mon-fri 08:00-08:00",
        "ph off; mon 8-18", "mon-sun 8-18; sun closed", "mon 8-12, 11-13", "closed", "", "8-18 mon",
    ],
)  # fmt: skip
def test_hours_that_say_nothing_clear_are_refused(cell: str) -> None:
    with pytest.raises(CellError):
        opening_hours(cell)


def test_weekdays_and_weekend_are_the_sites_own(tmp_path: Path) -> None:
    tables = {
        "availability__csv": "agent_id,weekdays,kind\nA1,weekends,unavailable\n",
        "queues__csv": FILES["queues.csv"].replace(
            "mon-fri 08:00-18:00", "Weekdays 8-18; weekend 10-14"
        ),
    }
    (tmp_path / "usual").mkdir()
    (tmp_path / "gulf").mkdir()
    site = read_site(write(tmp_path / "usual", **tables)).site
    assert site.availability[0].weekdays == {5, 6}
    windows = site.queues[1].hours.windows
    assert windows == (((480, 1080),),) * 5 + (((600, 840),),) * 2
    gulf = FILES["site.toml"] + '\nweekend = "fri, sat"\n'
    site = read_site(write(tmp_path / "gulf", site__toml=gulf, **tables)).site
    assert site.availability[0].weekdays == {4, 5}
    assert site.queues[1].hours.windows[6] == ((480, 1080),)


@pytest.mark.parametrize("words", ["tue–thu", "Tuesday to Thursday", "tue/wed/thu"])
def test_every_table_reads_the_same_weekdays(tmp_path: Path, words: str) -> None:
    write(
        tmp_path,
        availability__csv=f"agent_id,weekdays,kind\nA1,{words},unavailable\n",
        preferences__csv=f"agent_id,weekdays,kind\nA2,{words},day_off\n",
        work_plans__toml=FILES["work_plans.toml"].replace(
            "[[full", f'weekdays = "mon, {words}, sun"\n\n[[full', 1
        ),
        queues__csv=FILES["queues.csv"].replace("mon-fri 08:00-18:00", f"{words} 8-18"),
    )
    site = read_site(tmp_path).site
    middle = frozenset({1, 2, 3})
    assert site.availability[0].weekdays == site.preferences[0].weekdays == middle
    assert ShiftTimeSettings.of(site.work_plans["full_time"]).weekdays == middle | {0, 6}
    assert [day for day, spans in enumerate(site.queues[1].hours.windows) if spans] == [1, 2, 3]


def test_an_empty_window_is_refused(tmp_path: Path) -> None:
    rows = "agent_id,weekdays,from,to,kind\nA1,mon-fri,00:00,00:00,unavailable\n"
    with pytest.raises(InputError, match=r"row 2, field to.*24:00"):
        read_site(write(tmp_path, availability__csv=rows))
