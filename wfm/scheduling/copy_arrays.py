"""Copying in loops: for `target[:] = source` numba compiles the wording of its errors too."""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray

from wfm.staffing.jit import kernel


@kernel
def copy_row(source: NDArray[Any], target: NDArray[Any]) -> None:
    """Copy an array of one dimension into another of its length."""
    for i in range(source.shape[0]):
        target[i] = source[i]


@kernel
def copy_rows(source: NDArray[Any], target: NDArray[Any]) -> None:
    """Copy an array of two dimensions into another of its shape."""
    for i in range(source.shape[0]):
        for j in range(source.shape[1]):
            target[i, j] = source[i, j]
