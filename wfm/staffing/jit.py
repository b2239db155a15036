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
    "_nrt": True,  # said, for numba would take it over from the first caller, see `lean_kernel`
}
PART = OPTIONS | {"no_cpython_wrapper": True}
"""Wrappers for callers that do not exist would take time to compile."""
LEAN = {"_nrt": False}

P = ParamSpec("P")
R = TypeVar("R")


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Compile on first call, keep the code on disk, release the interpreter while running."""
    return _with(OPTIONS, function)


def kernel(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a part of a compiled function, which Python itself never calls."""
    return _with(PART, function)


def lean_compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Do what `compiled` does for a function that makes no arrays or lists, see `lean_kernel`."""
    return _with(OPTIONS | LEAN, function)


def lean_kernel(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a part that makes no arrays or lists, without counting who refers to its arguments.

    Where small parts take large tuples of arrays, counting takes longer than the work, and so does
    compiling it. Such a part neither returns arrays nor calls what gives it new ones.
    """
    return _with(PART | LEAN, function)


def finite_kernel(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a part that meets no NaN, so that its minima and maxima are taken by vectors."""
    return _with(PART | LEAN | {"fastmath": {"nnan", "nsz"}}, function)


def _with(options: dict[str, Any], function: Callable[P, R]) -> Callable[P, R]:
    if not COMPILED:
        return function
    dispatcher = Dispatcher(function, targetoptions=options)
    dispatcher.enable_caching()
    return cast(Callable[P, R], dispatcher)
