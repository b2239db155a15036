"""What is left of a time limit, whatever the machine takes."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from wfm.scheduling import Limits, stopwatch
from wfm.scheduling.stopwatch import Stopwatch


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A clock that goes on by hand."""
    hand = SimpleNamespace(now=100.0)
    monkeypatch.setattr(stopwatch, "time", SimpleNamespace(monotonic=lambda: hand.now))
    return hand


def test_what_is_paused_does_not_count(clock: SimpleNamespace) -> None:
    watch = Stopwatch(Limits(time=10))
    clock.now += 2
    with watch.paused():
        clock.now += 30
    assert (watch.seconds, watch.left) == (2, 8)
    assert watch.allows(8)
    assert not watch.allows(8.5)
    clock.now += 20
    assert watch.left == 0
    assert watch.rest().time == stopwatch.SHORTEST


def test_a_part_of_a_search_has_a_share_of_what_is_left(clock: SimpleNamespace) -> None:
    watch = Stopwatch(Limits(time=10), passed=2)
    assert watch.rest(kept=1, share=0.5).time == 3.5
    assert watch.until(0.6).left == 4
    clock.now += 3
    assert watch.until(0.6).left == 1


def test_without_a_limit_there_is_always_time(clock: SimpleNamespace) -> None:
    watch = Stopwatch(Limits(time=None, effort=1))
    clock.now += 1000
    assert watch.left is None
    assert watch.allows(1e9)
    assert watch.rest(share=0.1).time is watch.until(0.5).left is None
