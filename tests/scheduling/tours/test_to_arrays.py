"""Rows of labels become numbers: equal rows equal ones, however many rules there are."""

from __future__ import annotations

import numpy as np
import pytest

from wfm.scheduling.tours.to_arrays import LARGEST_KEY, _keys


@pytest.mark.parametrize("columns", [2, 24, 80])
def test_rows_are_numbered_in_their_order_though_their_product_exceeds_an_integer(
    columns: int,
) -> None:
    random = np.random.default_rng(columns)
    widths = [14, 2, *random.integers(1, 12, columns)]
    rows = np.column_stack([random.integers(0, width, 300) for width in widths])
    rows = np.concatenate([rows, rows[:100]])
    assert (np.prod(np.array(widths, float)) > LARGEST_KEY) == (columns > 2)
    found = np.unique(_keys(rows, widths), return_inverse=True)[1]
    known = np.unique(rows, axis=0, return_inverse=True)[1]
    assert np.array_equal(found.ravel(), known.ravel())
