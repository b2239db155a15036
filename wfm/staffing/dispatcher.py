"""numba's dispatcher, with fewer specializations and a cache that every process can use."""

from __future__ import annotations

from typing import Any

from numba.core import types
from numba.core.registry import CPUDispatcher

from wfm.staffing.kernel_cache import KernelCache


class Dispatcher(CPUDispatcher):
    """Compiles a function once where numba would for each number, truth and width of an integer.

    A call f(x, 1) from compiled code would get code of its own beside f(x, 2) and f(x, n), and one
    of f(x, True) beside f(x, False) and f(x, b), and so would all that f calls.
    """

    def enable_caching(self) -> None:
        """Keep the code where later processes find it."""
        self._cache: Any = KernelCache(self.py_func)

    def get_call_template(self, args: Any, kws: Any) -> Any:
        """Return the types of a call from compiled code."""
        return super().get_call_template(
            tuple(_widened(argument) for argument in args),
            {name: _widened(argument) for name, argument in kws.items()},
        )


def _widened(argument: Any) -> Any:
    if isinstance(argument, types.Boolean | types.BooleanLiteral):
        return types.boolean
    signed = isinstance(argument, types.Integer) and getattr(argument, "signed", False)
    return types.int64 if signed else argument
