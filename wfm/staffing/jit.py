"""Two typed ways to compile; where numba is missing or switched off, plain Python.

Kernels save a factor of 10 over SciPy's special functions and 20 to 60 over the same sums in NumPy
(`python -m tests.benchmarks.staffing` prints both); numba is already needed by the schedule search.
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
