"""Two typed ways to compile; where numba is missing or switched off, plain Python."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar, cast

try:
    from wfm.staffing.dispatcher import Dispatcher

    COMPILED = os.environ.get("NUMBA_DISABLE_JIT", "0") == "0"
except ImportError:
    COMPILED = False

OPTIONS: dict[str, Any] = {
    "nopython": True,
    "boundscheck": None,
    "error_model": "numpy",
    "nogil": True,
    "no_cfunc_wrapper": True,
}
PART = OPTIONS | {"no_cpython_wrapper": True}
"""Wrappers for callers that do not exist would take time to compile."""

P = ParamSpec("P")
R = TypeVar("R")


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Compile on first call, keep the code on disk, release the interpreter while running."""
    return _with(OPTIONS, function)


def kernel(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a part of a compiled function, which Python itself never calls."""
    return _with(PART, function)


def lean_kernel(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a part that makes no arrays or lists, without counting who refers to its arguments.

    Where small parts take large tuples of arrays, counting takes longer than the work.
    """
    return _with(PART | {"_nrt": False}, function)


def finite_kernel(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a part that meets no NaN, so that its minima and maxima are taken by vectors."""
    return _with(PART | {"fastmath": {"nnan", "nsz"}}, function)


def _with(options: dict[str, Any], function: Callable[P, R]) -> Callable[P, R]:
    if not COMPILED:
        return function
    dispatcher = Dispatcher(function, targetoptions=options)
    dispatcher.enable_caching()
    return cast(Callable[P, R], dispatcher)
