"""Published rostering instances with proven optima, expressed with the product's rules."""

from __future__ import annotations

import pytest

from tests.benchmarks.rostering_instances import (
    express,
    faults,
    penalty,
    read_instance,
    worked_in,
)
from tests.reference_data import reference_data
from wfm.scheduling import Limits, solve


@pytest.mark.parametrize(("number", "optimum", "within"), [(1, 607, 0), (3, 1001, 10)])
def test_a_roster_near_the_proven_optimum_is_priced_alike_by_the_instances_own_terms(
    number: int, optimum: int, within: int
) -> None:
    instance = read_instance(reference_data("data", "rostering", f"Instance{number}.txt"))
    solution = solve(express(instance), Limits(None, effort=1, workers=1))
    worked = worked_in(instance, solution.schedule)
    assert faults(instance, worked) == []
    assert solution.objective == penalty(instance, worked)
    assert optimum <= solution.objective <= optimum + within
    assert solution.bound is None or solution.bound <= optimum
