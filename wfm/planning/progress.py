"""How a use case tells what it is doing."""

from __future__ import annotations

from typing import Protocol


class StageReport(Protocol):
    """Listens to the stages of long work."""

    def begin(self, stage: str) -> None:
        """Note that a stage begins."""

    def update(self, text: str) -> None:
        """Note how far the current stage is."""

    def done(self, text: str) -> None:
        """Note that the current stage is done, and what came of it."""


class NoReport:
    """Listens and says nothing."""

    def begin(self, stage: str) -> None:
        """Say nothing."""

    def update(self, text: str) -> None:
        """Say nothing."""

    def done(self, text: str) -> None:
        """Say nothing."""
