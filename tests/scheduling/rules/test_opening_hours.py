from dataclasses import replace

from tests.scheduling.fixed import ALWAYS, accepted, judge, refused, shift
from wfm.model import OpeningHours


def test_a_shift_stays_inside_the_opening_hours() -> None:
    day = replace(ALWAYS, hours=OpeningHours((((480, 720), (780, 1080)),) * 7))
    assert accepted(judge([shift(0, 8), shift(1, 10)], queue=day))
    assert refused(judge([shift(0, 7)], queue=day), "Opening hours")
