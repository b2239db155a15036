"""Renew both lock files with uv (`make lock`); with --keep no pin moves that is there already.

A pinned package stands with the hashes of its wheels and, in a comment, with the tags of their
names: from hashes alone nobody sees for which Python there is one. No registry's address is kept.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
RUNTIME, DEV = ROOT / "requirements.lock", ROOT / "requirements-dev.lock"
OLDEST = "3.11"


def lock(target: Path, constraints: list[Path], *sources: str) -> None:
    """Pin what the sources need, for all platforms and from the oldest Python on."""
    with tempfile.TemporaryDirectory() as folder:
        found = Path(folder, "pylock.toml")
        command = ["uv", "pip", "compile", "--quiet", "--universal", "--python-version", OLDEST]
        command += ["--only-binary", ":all:", "--format", "pylock.toml", "--output-file"]
        command += [str(found), *sources]
        for path in constraints:
            command += ["--constraint", str(path)]
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        packages = tomllib.loads(found.read_text(encoding="utf-8"))["packages"]
    text = "".join(f"{line}\n" for package in packages for line in pinned(package))
    target.write_text(text, encoding="utf-8", newline="\n")


def pinned(package: dict[str, Any]) -> Iterator[str]:
    """Lines of one package: its pin, the hashes, the tags of its wheels."""
    wheels = package["wheels"]
    marker = f" ; {package['marker']}" if "marker" in package else ""
    hashes = sorted(f"--hash=sha256:{wheel['hashes']['sha256']}" for wheel in wheels)
    yield " \\\n    ".join([f"{package['name']}=={package['version']}{marker}", *hashes])
    yield f"    # wheels: {' '.join(sorted({tags(wheel) for wheel in wheels}))}"


def tags(wheel: dict[str, Any]) -> str:
    """Python, ABI and platform, the end of a wheel's name."""
    name = wheel.get("name") or wheel["url"].rpartition("/")[2]
    return "-".join(name.removesuffix(".whl").split("-")[-3:])


if __name__ == "__main__":
    keep = "--keep" in sys.argv[1:]
    lock(RUNTIME, [RUNTIME, DEV] if keep else [], "pyproject.toml")
    constraints = [RUNTIME, DEV] if keep else [RUNTIME]
    sources = ["--group", "dev", "--all-extras", "pyproject.toml", "requirements-build.in"]
    lock(DEV, constraints, *sources)
