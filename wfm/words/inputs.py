"""What files and forms can have wrong, and what to do, in English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

TEMPLATES: Final[Mapping[str, str]] = {
    "site.queue.no_goal": "the queue has no goal",
}
