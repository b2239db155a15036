"""The compiled and the NumPy path are two implementations of the same numbers."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np

from wfm.staffing import compiled_kernels as compiled
from wfm.staffing import numpy_kernels as arrays
from wfm.staffing import search
from wfm.staffing.engine import Engine

RANDOM = np.random.default_rng(7)
SIZE = 400
LOAD = np.concatenate([[0.0, 0.0, 5.0, 5.0], 10 ** RANDOM.uniform(-2, 3.5, SIZE)])
AGENTS = np.concatenate([[0.0, 3.0, 0.0, 5.0], LOAD[4:] * RANDOM.uniform(0.3, 1.7, SIZE)])
THETA = np.concatenate(
    [
        [0.0, 1.0, 1.0, 0.0],
        np.where(RANDOM.random(SIZE) < 0.3, 0, 10 ** RANDOM.uniform(-2, 1.5, SIZE)),
    ]
)
THRESHOLD = np.concatenate([[0.1] * 4, RANDOM.choice([0.0, 0.05, 0.2, 2.0], SIZE)])


def test_both_paths_give_the_same_figures() -> None:
    blocked = compiled.blocking_of(AGENTS, LOAD)
    by_kernel = compiled.figures_of(blocked, AGENTS, LOAD, THETA, THRESHOLD)
    by_arrays = arrays.figures_of(blocked, AGENTS, LOAD, THETA, THRESHOLD)
    np.testing.assert_allclose(by_arrays, by_kernel, rtol=1e-9, atol=1e-12)


def test_both_paths_give_the_same_blocking() -> None:
    by_kernel = compiled.blocking_of(AGENTS, LOAD)
    np.testing.assert_allclose(arrays.blocking_of(AGENTS, LOAD), by_kernel, rtol=1e-9, atol=1e-15)


def test_both_paths_find_the_same_requirement_and_binding_target() -> None:
    load = LOAD[:150]
    aht = RANDOM.uniform(60, 600, load.size)
    patience = np.where(THETA[:150] > 0, aht / np.maximum(THETA[:150], 0.05), np.inf)
    threshold = np.full(load.size, 20.0)
    for goal in ([0.8, *[np.nan] * 5], [0.8, 20, np.nan, 0.03, 0.85, np.nan], [*[np.nan] * 5, 0]):
        arguments = (load, aht, patience, threshold, np.array(goal))
        whole, real, binding = search.exact_of(*arguments)
        whole_2, real_2, binding_2 = arrays.exact_of(*arguments)
        np.testing.assert_array_equal(whole, whole_2)
        np.testing.assert_allclose(real_2, real, rtol=1e-9, atol=1e-8)
        np.testing.assert_array_equal(binding, binding_2)


def fresh(code: str, **variables: str) -> str:
    """Run code in a new interpreter and return what it prints."""
    environment = os.environ | variables
    command = [
        sys.executable,
        "-c",
        "import sys\nfrom wfm.staffing import required_agents\n" + code,
    ]
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, check=True
    ).stdout.strip()


def test_with_the_compiler_switched_off_the_answers_stay() -> None:
    code = "print(required_agents([10] * 40 + [100], 180, patience=[900] * 40 + [60])[[0, 40]])"
    assert fresh(code, NUMBA_DISABLE_JIT="1") == "[13 90]"


def test_a_calculator_needs_no_compiler_and_a_week_has_one() -> None:
    told = "print(*answer, 'numba' in sys.modules, 'pandas' in sys.modules)"
    few = "answer = required_agents([10, 100], 180, patience=[900, 60])\n"
    many = "answer = required_agents([10] * 40, 180)[:2]\n"
    assert fresh(few + told) == "13 90 False False"
    assert fresh(many + told) == "14 14 True False"


def test_many_small_questions_end_up_compiled() -> None:
    engine = Engine()
    kernels = [engine.of(1, 45) for _ in range(40)]
    assert kernels[0] is arrays
    assert kernels[-1] is search
    assert [kernel is arrays for kernel in kernels].index(False) == 22
