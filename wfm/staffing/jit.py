"""One typed way to compile a kernel."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

import numba

P = ParamSpec("P")
R = TypeVar("R")


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Compile on first call, keep the code on disk, release the interpreter while running."""
    jit = numba.njit(cache=True, nogil=True, error_model="numpy")
    return cast(Callable[P, R], jit(function))
