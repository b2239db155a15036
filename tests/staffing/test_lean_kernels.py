"""A kernel that counts no references gets no new array, which nobody would free, and gives none."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import wfm

KERNELS = {"compiled", "kernel", "finite_kernel", "lean_compiled", "lean_kernel"}
LEAN = {"finite_kernel", "lean_compiled", "lean_kernel"}
NUMBERS = {"bool", "float", "int", "None", "tuple"}


def kernels() -> Iterator[tuple[Path, ast.FunctionDef, set[str]]]:
    for path in sorted(Path(wfm.__file__).parent.rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        if "wfm.staffing.jit" in source:
            for node in ast.walk(ast.parse(source)):
                if isinstance(node, ast.FunctionDef):
                    found = {d.id for d in node.decorator_list if isinstance(d, ast.Name)}
                    if found & KERNELS:
                        yield path, node, found


def gives_numbers(function: ast.FunctionDef) -> bool:
    assert function.returns is not None
    names = {node.id for node in ast.walk(function.returns) if isinstance(node, ast.Name)}
    return names <= NUMBERS


def named(path: Path, name: str) -> str:
    """Name a kernel for its callers: a private one is called in its own module alone."""
    return f"{path.stem}.{name}" if name.startswith("_") else name


def test_lean_kernels_neither_get_nor_give_new_arrays() -> None:
    found = list(kernels())
    giving = {named(path, node.name) for path, node, _ in found if not gives_numbers(node)}
    assert {"head_prices", "price_options", "cheapest_tour._link_scratch"} <= giving
    lean = [(path, function) for path, function, how in found if how & LEAN]
    assert lean
    for path, function in lean:
        called = {
            named(path, node.func.id)
            for node in ast.walk(function)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }
        assert not called & giving, f"{path.stem}.{function.name}"
        assert gives_numbers(function), f"{path.stem}.{function.name}"
