"""Make the pictures of the documentation from the example site: `python -m setup.pictures`.

Plans the example's next week, compares its last one, and takes pictures of the sheets and pages
that come out, and of the pages that its people see in the demo. Needs LibreOffice, poppler and
Chromium; the pictures are kept, so that nobody else does.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from setup import page_pictures

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "pictures"
SITE = ROOT / "examples" / "site"
SHEETS = {"roster.png": "Roster", "day.png": "Mon 2", "coverage.png": "Coverage"}
"""Picture → sheet of the plan's workbook."""
PAGES = {
    "report.png": ("plan/report.html", 1100, 1620),
    "planned-vs-actual.png": ("compared/planned_vs_actual.html", 1100, 1300),
}
"""Picture → page, and the width and height of the window that shows it."""
NAMES = {*SHEETS, *PAGES, *page_pictures.SHOTS}


def make() -> None:
    """Plan, compare, and take all pictures.

    Raises
    ------
    subprocess.CalledProcessError
        If a command fails.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        options = ("--week", "2026-03-02", "--time-limit", "20")
        run(sys.executable, "-m", "wfm", "plan", SITE, "--out", folder / "plan", *options)
        run(sys.executable, "-m", "wfm", "adherence", SITE, "--out", folder / "compared")
        PICTURES.mkdir(exist_ok=True)
        of_sheets(folder / "plan" / "roster.xlsx", folder)
        for picture, (page, width, height) in PAGES.items():
            of_page(folder / page, PICTURES / picture, width, height)
        page_pictures.take(PICTURES)


def of_sheets(workbook: Path, folder: Path) -> None:
    """Take a picture of the first printed page of some sheets."""
    run("soffice", "--headless", "--convert-to", "pdf", "--outdir", folder, workbook)
    printed = folder / f"{workbook.stem}.pdf"
    pages = run("pdftotext", "-layout", printed, "-").split("\f")
    for picture, sheet in SHEETS.items():
        number = next(n for n, text in enumerate(pages, 1) if footer(text) == sheet)
        page = ["-r", "85", "-png", "-singlefile", "-f", str(number), "-l", str(number)]
        run("pdftoppm", *page, printed, PICTURES / Path(picture).stem)


def footer(page: str) -> str:
    """Give what stands at the lower left of a printed page: the sheet's name."""
    return page.rstrip().split("\n")[-1].strip().split("  ")[0]


def of_page(page: Path, picture: Path, width: int, height: int) -> None:
    """Take a picture of the top of a page."""
    run(
        "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
        "--virtual-time-budget=5000", f"--window-size={width},{height}",
        f"--screenshot={picture}", page.as_uri(),
    )  # fmt: skip


def run(*command: str | Path) -> str:
    """Run a command and give what it says."""
    program = shutil.which(command[0]) or str(command[0])
    words = [program, *map(str, command[1:])]
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout


if __name__ == "__main__":
    make()
