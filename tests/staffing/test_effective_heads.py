"""A service that was seen is told as heads of the queue alone."""

from __future__ import annotations

import numpy as np
import pytest

from wfm.model import Channel, OpeningHours, Queue, ServiceGoal
from wfm.staffing import queue_performance
from wfm.staffing.effective_heads import effective_heads

ALWAYS = OpeningHours((((0, 1440),),) * 7)
QUEUE = Queue("calls", Channel.VOICE, "calls", ALWAYS, ServiceGoal(), patience_seconds=300.0)
LOAD, AHT = np.array([2.0, 9.5, 40.0]), np.full(3, 240.0)
HEADS = np.array([3.2, 11.7, 41.0])


@pytest.mark.parametrize("target", ["service_level", "asa", "abandonment"])
def test_the_heads_that_gave_a_figure_are_found_again(target: str) -> None:
    seen = getattr(queue_performance(QUEUE, LOAD, HEADS, AHT), target)
    assert effective_heads(QUEUE, LOAD, AHT, target, seen) == pytest.approx(HEADS, abs=1e-4)


def test_nothing_is_told_where_nothing_was_offered_or_seen() -> None:
    found = effective_heads(
        QUEUE, np.array([0.0, 2.0]), AHT[:2], "service_level", np.array([0.9, np.nan])
    )
    assert np.isnan(found).all()


def test_a_perfect_service_does_not_count_for_heads_without_end() -> None:
    found = effective_heads(QUEUE, LOAD, AHT, "service_level", np.ones(3))
    assert (found < LOAD + 4 * np.sqrt(LOAD) + 4).all()
