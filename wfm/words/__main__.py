"""`python -m wfm.words` lists the codes of all messages as CSV: code, parameters, English."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator

from wfm.words.english import ENGLISH
from wfm.words.template import placeholders


def codes() -> Iterator[tuple[str, str, str]]:
    """Give each code with its parameters and its English template."""
    for code, template in sorted(ENGLISH.templates.items()):
        names = dict.fromkeys(name for name, _, _ in placeholders(template))
        yield code, " ".join(names), template


if __name__ == "__main__":
    csv.writer(sys.stdout).writerows([("code", "parameters", "english"), *codes()])
