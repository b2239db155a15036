"""What cells of tables can have wrong, in English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

TEMPLATES: Final[Mapping[str, str]] = {
    "cell.never_open": "never open",
}
