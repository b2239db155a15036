"""Run all benchmarks one after the other: `make bench`, or `python -m tests.benchmarks NAME …`.

A benchmark is a module of this folder with a `main` that runs without arguments.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent


def benchmarks() -> list[str]:
    """Names of the modules whose `main` needs no arguments."""
    return sorted(path.stem for path in FOLDER.glob("*.py") if _runs_alone(path))


def _runs_alone(path: Path) -> bool:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    return path.stem != "__main__" and any(
        function.name == "main" and not function.args.args for function in functions
    )


def main(names: list[str]) -> int:
    """Run benchmarks, all of them where none is named; return how many failed."""
    failed = 0
    for name in names or benchmarks():
        print(f"\n── {name} " + "─" * (70 - len(name)), flush=True)
        run = subprocess.run([sys.executable, "-m", f"tests.benchmarks.{name}"], check=False)
        failed += run.returncode != 0
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
