"""Build the documentation: `python -m setup.docs` (`make docs`), into `api/help`.

The pages of `docs` and those of the reference, which is made from the code, go through Zensical
where a broken link fails. The service serves the result under /help; a wheel carries it along.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGES = ROOT / "docs"
BUILT = ROOT / "api" / "help"
CONFIGURATION = ROOT / "docs" / "zensical.toml"


def build(target: Path = BUILT) -> None:
    """Write all pages as HTML into a folder; what was in it goes.

    Raises
    ------
    subprocess.CalledProcessError
        If a link leads nowhere, or a page has another fault that Zensical tells.
    """
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        shutil.copytree(PAGES, work / "docs")
        shutil.move(work / "docs" / CONFIGURATION.name, work)
        write_reference(work / "docs" / "reference")
        command = [sys.executable, "-m", "zensical", "build", "--strict"]
        done = subprocess.run(command, cwd=work, check=False, capture_output=True, text=True)
        if done.returncode:
            print(done.stdout, done.stderr, sep="\n", file=sys.stderr)
            done.check_returncode()
        shutil.rmtree(target, ignore_errors=True)
        shutil.move(work / "site", target)


def write_reference(folder: Path) -> None:
    """Write the pages that are made from the code."""
    from setup.reference import PAGES as REFERENCE

    folder.mkdir(exist_ok=True)
    for name, page in REFERENCE.items():
        (folder / name).write_text(page(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    try:
        build()
    except subprocess.CalledProcessError:
        sys.exit("the documentation has faults; they are told above")
    print(f"built: {BUILT / 'index.html'}")
