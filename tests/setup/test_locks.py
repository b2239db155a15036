"""The lock files suffice: pip gets them without its resolver, on every Python that is promised."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from importlib.metadata import requires

import pytest
from packaging.requirements import Requirement
from packaging.tags import Tag, compatible_tags, cpython_tags, mac_platforms
from packaging.utils import canonicalize_name

from tests.setup.pins import LOCKS, ROOT, pins

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
RUNTIME = PROJECT["project"]["dependencies"]
BUILD = (ROOT / "requirements-build.in").read_text(encoding="utf-8").splitlines()
GROUPS = PROJECT["dependency-groups"]
GROUPED = [one for group in GROUPS.values() for one in group if isinstance(one, str)]
DEV = [*RUNTIME, *GROUPED, *(line for line in BUILD if "=" in line)]
PROMISED = [
    name.rpartition(" ")[2] for name in PROJECT["project"]["classifiers"] if "Python :: 3." in name
]
PLATFORMS = {
    "linux": [f"manylinux_2_{minor}_x86_64" for minor in range(28, 4, -1)]
    + ["manylinux2014_x86_64", "manylinux2010_x86_64", "manylinux1_x86_64"],
    "darwin": list(mac_platforms((14, 0), "arm64")),
    "win32": ["win_amd64"],
}


def accepted(python: str, platform: str) -> Iterator[Tag]:
    version = tuple(map(int, python.split(".")))
    yield from cpython_tags(version, platforms=PLATFORMS[platform])
    yield from compatible_tags(version, f"cp{version[0]}{version[1]}", PLATFORMS[platform])


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("python", PROMISED)
@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_has_a_wheel(lock: str, python: str, platform: str) -> None:
    accepts = set(accepted(python, platform))
    here = {
        "python_version": python,
        "python_full_version": f"{python}.0",
        "sys_platform": platform,
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
    }
    needed = [pin for pin in pins(lock) if pin.applies(**here)]
    assert len(needed) > 50
    assert not [pin.name for pin in needed if not pin.tags & accepts]
    names = [pin.name for pin in needed]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(("lock", "roots"), [(LOCKS[0], RUNTIME), (LOCKS[1], DEV)])
def test_everything_that_is_needed_is_pinned(lock: str, roots: list[str]) -> None:
    """Extras included: that of `coverage[toml]` made a resolver look for newer releases."""
    pinned = {pin.name: pin.version for pin in pins(lock) if pin.applies()}
    missing, seen = [], set()
    pending = [Requirement(root) for root in roots]
    while pending:
        asked = pending.pop()
        name = canonicalize_name(asked.name)
        if name not in pinned or not asked.specifier.contains(pinned[name], prereleases=True):
            missing.append(str(asked))
            continue
        for extra in ("", *asked.extras):
            if (name, extra) not in seen:
                seen.add((name, extra))
                further = map(Requirement, requires(name) or ())
                pending += [
                    one
                    for one in further
                    if one.marker is None or one.marker.evaluate({"extra": extra})
                ]
    assert not missing
    assert len(seen) > 50


@pytest.mark.parametrize("lock", LOCKS)
def test_no_address_of_a_registry_is_kept(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert "://" not in text
    assert "--index-url" not in text


def test_both_locks_pin_the_same_releases() -> None:
    runtime, dev = (
        {(pin.name, pin.version, str(pin.requirement.marker)) for pin in pins(lock)}
        for lock in LOCKS
    )
    assert runtime <= dev
