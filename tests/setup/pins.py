"""What the lock files pin, read back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement
from packaging.tags import Tag, parse_tag
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
LOCKS = ("requirements.lock", "requirements-dev.lock")


@dataclass(frozen=True)
class Pin:
    """One pinned package, with the tags of its wheels."""

    requirement: Requirement
    hashes: int
    tags: frozenset[Tag]

    @property
    def name(self) -> str:
        return canonicalize_name(self.requirement.name)

    @property
    def version(self) -> str:
        return next(iter(self.requirement.specifier)).version

    def applies(self, **environment: str) -> bool:
        marker = self.requirement.marker
        return marker is None or marker.evaluate(environment)


def pins(lock: str) -> list[Pin]:
    text = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    names = re.findall(r"^\S", text, re.MULTILINE)
    found = re.findall(r"^(\S.*?)((?:\s+--hash=\S+)+)\n\s+# wheels: (.*)$", text, re.MULTILINE)
    assert len(found) == len(names), "a pin without its hashes or its wheels"
    return [
        Pin(
            Requirement(requirement),
            hashes.count("--hash"),
            frozenset(tag for name in tags.split() for tag in parse_tag(name)),
        )
        for requirement, hashes, tags in found
    ]
