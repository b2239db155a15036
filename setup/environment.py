"""Build the environment that everything runs in: `python setup/environment.py [FOLDER]`.

The lock file is complete, so pip gets it without its resolver: then newer releases of a dependency
change nothing, whichever pip it is. What goes on is told every few seconds.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import sysconfig
import threading
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "requirements-dev.lock"
OLDEST, NEWEST = (3, 11), (3, 14)
EVERY = 4
"""Seconds between two lines."""


def build(folder: Path) -> None:
    """Make the environment, install what is pinned and this project, compile, build the help."""
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    if not runs_pip(python):
        say(f"1 of 5: making an environment in {folder}")
        venv.create(folder, clear=True, with_pip=True, symlinks=os.name != "nt")
    pip = [str(python), "-u", "-m", "pip", "--disable-pip-version-check", "install", "--no-deps"]
    pins = sum(line[0] != " " for line in LOCK.read_text(encoding="utf-8").splitlines())
    say(f"2 of 5: installing up to {pins} pinned packages")
    Told(folder).run([*pip, "--only-binary", ":all:", "--require-hashes", "-r", str(LOCK)])
    say("3 of 5: installing wfm itself, editable")
    Told(folder).run([*pip, "--no-build-isolation", "--editable", str(ROOT)])
    say("4 of 5: compiling the numeric kernels, once")
    warm = subprocess.run([str(python), "-m", "wfm.planning.warm"], cwd=ROOT, check=False)
    if warm.returncode:
        sys.exit("the numeric kernels could not be compiled; the reason is above")
    say("5 of 5: building the documentation")
    if subprocess.run([str(python), "-m", "setup.docs"], cwd=ROOT, check=False).returncode:
        sys.exit("the documentation could not be built; the reason is above")
    say(f"ready: {folder}")


def runs_pip(python: Path) -> bool:
    """Tell whether there is an environment already, whose Python has not gone since."""
    try:
        return not subprocess.run([str(python), "-c", "import pip"], check=False).returncode
    except OSError:
        return False


class Told:
    """Runs pip, and says every few seconds how far it is; all of its words if it fails."""

    def __init__(self, folder: Path) -> None:
        self.packages = Path(sysconfig.get_path("purelib", "venv", {"base": str(folder)}))
        self.words: list[str] = []
        self.collected = 0
        self.doing = "starting"

    def run(self, command: list[str]) -> None:
        """Run a command of pip to its end."""
        done = threading.Event()
        threading.Thread(target=self._tell, args=(done,), daemon=True).start()
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        ) as process:
            for line in process.stdout or ():
                self._note(line.strip())
        done.set()
        if process.returncode:
            sys.exit("\n".join([*self.words, f"pip failed: {' '.join(command)}"]))

    def _note(self, line: str) -> None:
        self.words.append(line)
        if line.startswith("Collecting "):
            self.collected += 1
            self.doing = f"package {self.collected}, {line.split()[1]}"
        elif line.startswith("Installing collected"):
            self.doing = "unpacking"

    def _tell(self, done: threading.Event) -> None:
        begun = time.monotonic()
        while not done.wait(EVERY):
            there = sum(1 for _ in self.packages.glob("*.dist-info"))
            far = f" ({there} packages are there)" if self.doing == "unpacking" else ""
            say(f"  {time.monotonic() - begun:3.0f} s: {self.doing}{far}")


def say(words: str) -> None:
    """Print at once, also into a pipe."""
    print(words, flush=True)


def main() -> None:
    """Check the Python, then build."""
    parser = argparse.ArgumentParser(description="Build the environment that everything runs in.")
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / ".venv")
    folder = parser.parse_args().folder
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        first, last, this = (".".join(map(str, v[:2])) for v in (OLDEST, NEWEST, sys.version_info))
        sys.exit(
            f"Python {first} to {last} is needed, this is {this}. "
            f"Name another: make setup PYTHON=python{last}"
        )
    try:
        build(folder)
    except KeyboardInterrupt:
        sys.exit("stopped; the same command goes on from here")


if __name__ == "__main__":
    main()
