"""Rows of the week board: the hours that a contract leaves, and who is outside of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from api.pages.board.model import UNLIMITED, BoardRow, Order, in_order
from tests.centre import centre

ANN, BOB, CY = centre().agents


@pytest.mark.parametrize(
    ("paid", "left", "outside"),
    [(40.0, 0.0, False), (16.0, 24.0, True), (44.0, -4.0, True), (30.0, 10.0, False)],
)
def test_hours_are_left_up_to_the_most_that_a_contract_has(
    paid: float, left: float, outside: bool
) -> None:
    row = BoardRow(ANN, (), paid, 20.0, 40.0, ())
    assert (row.left, row.outside) == (left, outside)


def test_who_has_most_hours_left_comes_first_and_who_has_no_limit_before_all() -> None:
    row = BoardRow(ANN, (), 36.0, 20.0, 40.0, ())
    idle, free = replace(row, agent=BOB, paid=0.0), replace(row, agent=CY, most=UNLIMITED)
    assert free.left is None
    ordered = in_order([row, free, idle], Order.HOURS, None)
    assert [one.agent.id for one in ordered] == [CY.id, BOB.id, ANN.id]
