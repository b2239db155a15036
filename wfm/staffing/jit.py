"""Two typed ways to compile; where numba is missing or switched off, plain Python."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar, cast

try:
    import numba

    COMPILED = os.environ.get("NUMBA_DISABLE_JIT", "0") == "0"
except ImportError:
    COMPILED = False

PART: dict[str, Any] = {
    "error_model": "numpy",
    "no_cpython_wrapper": True,
    "no_cfunc_wrapper": True,
}
"""Wrappers for callers that do not exist would take time to compile."""
WHOLE = PART | {"no_cpython_wrapper": False, "cache": True, "nogil": True}

P = ParamSpec("P")
R = TypeVar("R")


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Compile on first call, keep the code on disk, release the interpreter while running."""
    if not COMPILED:
        return function
    return cast(Callable[P, R], numba.njit(**WHOLE)(function))


def kernel(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a part of a compiled function, which Python itself never calls."""
    if not COMPILED:
        return function
    return cast(Callable[P, R], numba.njit(**PART)(function))
