"""Each kernel is compiled once, whatever numbers and widths it is called with."""

from __future__ import annotations

import numpy as np
from numba import njit

from wfm.staffing.dispatcher import Dispatcher


def _sum(number: int, more: bool) -> int:
    return number + 1 if more else number


def dispatcher() -> Dispatcher:
    return Dispatcher(_sum, targetoptions={"nopython": True})


def test_numbers_and_widths_share_the_code() -> None:
    inner = dispatcher()

    @njit
    def outer(n: int, narrow: np.int32, more: bool) -> int:
        total: int = inner(1, more) + inner(2, more) + inner(n, more) + inner(narrow, more)
        return total

    assert outer(3, np.int32(4), False) == 10
    assert len(inner.overloads) == 1


def test_true_and_false_share_the_code() -> None:
    inner = dispatcher()

    @njit
    def outer(n: int, more: bool) -> int:
        total: int = inner(n, True) + inner(n, False) + inner(n, more)
        return total

    assert outer(3, True) == 11
    assert len(inner.overloads) == 1
