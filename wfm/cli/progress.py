"""Progress of long work: a spinner on a terminal, plain lines elsewhere; always on stderr."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import click

from wfm.planning.progress import StageReport


class PlainLines:
    """Writes one line when a stage is done."""

    def __init__(self) -> None:
        self._stage, self._since = "", 0.0

    def begin(self, stage: str) -> None:
        """Remember the stage and when it began."""
        self._stage, self._since = stage, time.monotonic()

    def update(self, text: str) -> None:
        """Say nothing before the stage is done."""

    def done(self, text: str) -> None:
        """Say what came of the stage."""
        seconds = time.monotonic() - self._since
        click.echo(f"{self._stage}: {text} ({seconds:.1f} s)", err=True)


class Spinner(PlainLines):
    """Shows the running stage, and how far it is, on one moving line."""

    def __init__(self) -> None:
        from rich.console import Console

        super().__init__()
        self._console = Console(stderr=True, highlight=False)
        self._status = self._console.status("")

    def begin(self, stage: str) -> None:
        """Start the moving line."""
        super().begin(stage)
        self._status.update(f"[bold]{stage}[/bold] …")
        self._status.start()

    def update(self, text: str) -> None:
        """Show how far the stage is."""
        from rich.markup import escape

        self._status.update(f"[bold]{self._stage}[/bold] … {escape(text)}")

    def done(self, text: str) -> None:
        """Leave a line that says what came of the stage."""
        from rich.markup import escape

        seconds = time.monotonic() - self._since
        self._status.stop()
        stage = f"[green]✓[/green] [bold]{self._stage}[/bold]"
        self._console.print(f"{stage}: {escape(text)} [dim]({seconds:.1f} s)[/dim]")

    def stop(self) -> None:
        """Leave the terminal as it was."""
        self._status.stop()


@contextmanager
def shown_progress() -> Iterator[StageReport]:
    """Give what suits where stderr goes."""
    if not sys.stderr.isatty():
        yield PlainLines()
        return
    spinner = Spinner()
    try:
        yield spinner
    finally:
        spinner.stop()
