"""Check the types of the pages' scripts, which JSDoc tells, by the TypeScript that Deno carries.

Nothing is built and nothing is fetched: Deno's package brings the compiler. A worker has another
world around it than a page, and so is checked by itself.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from deno import find_deno_bin

PAGES: Final = Path(__file__).parents[1] / "api" / "pages"
WORKER: Final = "service-worker.js"
STRICT: Final = {
    "checkJs": True, "strict": True, "noImplicitReturns": True,
    "noUnusedLocals": True, "noUnusedParameters": True,
}  # fmt: skip


def faults(folder: Path) -> str:
    """Tell what is wrong with the types of all scripts below a folder; empty where nothing is."""
    scripts = sorted(folder.rglob("*.js"))
    workers = [path for path in scripts if path.name == WORKER]
    told = (
        _faults([path for path in scripts if path not in workers], "dom", "dom.iterable"),
        _faults(workers, "webworker", "webworker.iterable"),
    )
    return "\n".join(filter(None, told))


def _faults(scripts: Sequence[Path], *world: str) -> str:
    if not scripts:
        return ""
    with tempfile.TemporaryDirectory() as folder:
        rules = Path(folder, "deno.json")
        rules.write_text(json.dumps({"compilerOptions": {**STRICT, "lib": [*world, "esnext"]}}))
        done = subprocess.run(
            [find_deno_bin(), "check", "--no-lock", "--no-remote", "--config", rules, *scripts],
            env={**os.environ, "DENO_DIR": folder, "DENO_NO_UPDATE_CHECK": "1", "NO_COLOR": "1"},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    return (
        "" if done.returncode == 0 else done.stderr.strip() or f"deno ends with {done.returncode}"
    )


if __name__ == "__main__":
    sys.exit(faults(PAGES) or None)
