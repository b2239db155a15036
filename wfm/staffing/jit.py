"""Two typed ways to compile; where numba is missing or switched off, plain Python.

Why numba, though `arrays` gives the same numbers in NumPy: for the smallest number of agents by
service level NumPy reaches some 20 times the rate of pyworkforce and the compiled search some 600
times (28 times NumPy); with patience and abandonment it is 7 times NumPy. The week of a large
centre is then staffed in a fraction of a second. The price is one compilation of a few seconds,
kept on disk; numba itself is already needed by the schedule search, so it costs no further
dependency. `python -m tests.benchmarks.staffing` measures all of this again.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

try:
    import numba

    COMPILED = os.environ.get("NUMBA_DISABLE_JIT", "0") == "0"
except ImportError:
    COMPILED = False

P = ParamSpec("P")
R = TypeVar("R")


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Compile on first call, keep the code on disk, release the interpreter while running."""
    if not COMPILED:
        return function
    return cast(Callable[P, R], numba.njit(cache=True, nogil=True, error_model="numpy")(function))


def kernel(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a part of a compiled function, which Python itself never calls."""
    if not COMPILED:
        return function
    return cast(Callable[P, R], numba.njit(error_model="numpy")(function))
