"""Times that agents type for a part of a shift: by the own clock, after midnight too."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from api.pages.my_trades.typed import typed_part
from wfm.errors import InputError

BERLIN = ZoneInfo("Europe/Berlin")
DAY = date(2090, 3, 21)


def utc(day: int, hour: int) -> datetime:
    return datetime(2090, 3, day, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("begins", "start", "end", "read"),
    [
        (9, "", "", (None, None)),
        (9, "15:00", "", (utc(21, 14), None)),
        (9, "", "11:00", (None, utc(21, 10))),
        (22, "02:00", "", (utc(22, 1), None)),
        (22, "", "00:00", (None, utc(21, 23))),
        (22, "22:00", "23:00", (utc(21, 21), utc(21, 22))),
    ],
)
def test_a_time_before_the_shift_begins_is_after_midnight(
    begins: int, start: str, end: str, read: tuple[datetime | None, datetime | None]
) -> None:
    first = datetime(2090, 3, 21, begins, tzinfo=BERLIN)
    assert typed_part(DAY, start, end, first, BERLIN) == read


def test_each_time_that_is_none_is_told() -> None:
    with pytest.raises(InputError) as wrong:
        typed_part(DAY, "soon", "25:00", None, BERLIN)
    assert [problem.field for problem in wrong.value.problems] == ["start", "end"]
