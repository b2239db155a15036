"""People write times in many ways; what is no shift is told, never guessed."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wfm.words import english
from wfm.workbook.cell_text import UnreadableError, says_absent, spans_of

NINE_TO_HALF_PAST_FIVE = (540, 1050)


@pytest.mark.parametrize(
    "text",
    [
        "09:00–17:30 D", "09:00-17:30", "9:00-17:30", "9-17:30", "9.00 - 17.30", "0900-1730",
        " 09:00 — 17:30 d ", "9:00\xa0–\xa017:30 E", "09:00−17:30D", "'9:00-17:30",
        "09:00:00-17:30:00", "9am-5:30pm", "9 a.m. – 5.30 p.m.", "9:00 AM - 5:30 PM D",
        "9:00 to 17:30", "9 bis 17:30 Uhr",
    ],
)  # fmt: skip
def test_every_usual_way_of_writing_a_shift_is_read(text: str) -> None:
    assert spans_of(text, "s") == (NINE_TO_HALF_PAST_FIVE,)


@pytest.mark.parametrize("text", [None, "", "  ", "off", "OFF", "absent", "–", "-"])
def test_a_day_without_a_shift_is_empty_or_says_so(text: str | None) -> None:
    assert spans_of(text, "s") == ()


@pytest.mark.parametrize(
    "text", ["sick", "Vacation", " annual\xa0leave ", "absent", "'PTO", "Urlaub", "KRANK"]
)
def test_a_reason_for_not_being_there_is_absent(text: str) -> None:
    assert spans_of(text, "s") == ()
    assert says_absent(text)


@pytest.mark.parametrize("text", ["off", "day off", "Free", "frei", "–", ""])
def test_a_day_off_is_no_absence(text: str) -> None:
    assert spans_of(text, "s") == ()
    assert not says_absent(text)


def test_a_training_without_its_shift_is_answered_with_where_it_goes() -> None:
    with pytest.raises(UnreadableError) as caught:
        spans_of("Training", "s")
    assert "meetings table" in english(caught.value.remedy)


def test_noon_and_midnight_are_those_of_the_twelve_hour_clock() -> None:
    assert spans_of("12am-12pm", "s") == ((0, 720),)
    assert spans_of("9am-1pm + 2pm-6pm", "s") == ((540, 780), (840, 1080))


def test_an_absence_of_some_hours_beside_a_shift_is_no_shift() -> None:
    assert spans_of("9-13 D + absent 13:00–17:00", "s") == ((540, 780),)
    assert spans_of("absent 08:00–12:00", "s") == spans_of("sick 8-12", "s") == ()
    assert not says_absent("absent 08:00–12:00"), "the day is not free for that"


def test_a_night_ends_by_the_clock_of_the_next_day_and_midnight_is_24_too() -> None:
    assert spans_of("22:00–06:00 N", "s") == ((1320, 360),)
    assert spans_of("16-24", "s") == spans_of("16:00-00:00", "s") == ((960, 0),)


@pytest.mark.parametrize("text", ["9-12 + 14-18", "14:00–18:00 D, 9:00–12:00 D", "9-12 / 14-18"])
def test_two_shifts_of_a_day_are_read_in_order(text: str) -> None:
    assert spans_of(text, "s") == ((540, 720), (840, 1080))


@pytest.mark.parametrize(
    ("value", "kind", "what"),
    [
        ("training", "s", "says 'training' and not when"),
        ("half day", "s", "says 'half day', which is no shift"),
        ("9-5pm", "s", "says '9-5pm', one end with am or pm and one without"),
        ("13pm-5pm", "s", "says '13pm-5pm'; clocks go from 00:00 to 24:00"),
        ("9-17 sick", "s", "says '9-17 sick', which is no shift"),
        ("9:00", "s", "says '9:00', which is no shift"),
        ("9,5-17", "s", "says '9,5-17', which is no shift"),
        ("9-25", "s", "says '9-25'; clocks go from 00:00 to 24:00"),
        ("9:60-17", "s", "says '9:60-17'; clocks go from 00:00 to 24:00"),
        ("24-6", "s", "says '24-6'; clocks go from 00:00 to 24:00"),
        ("=D5", "f", "is a formula"),
        ("=D5", "s", "is a formula"),
        ("#REF!", "e", "is an error, #REF!"),
        (datetime(2026, 9, 17), "d", "has become a date: 2026-09-17 00:00:00"),
        (date(2026, 9, 17), "d", "has become a date: 2026-09-17"),
        (time(9), "d", "has become a time of day: 09:00:00"),
        (917, "n", "has become a number: 917"),
        (True, "b", "has become a number: True"),
    ],
)
def test_what_is_no_shift_is_told_and_not_guessed(value: object, kind: str, what: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        spans_of(value, kind)
    assert english(caught.value.what) == what
    assert english(caught.value.remedy)


@given(st.text(alphabet="0123456789:.–-+/, off=EDLNx\n", max_size=30))
def test_no_text_is_read_as_times_that_no_clock_shows(text: str) -> None:
    try:
        spans = spans_of(text, "s")
    except UnreadableError:
        return
    assert all(0 <= minutes < 1440 for span in spans for minutes in span)
