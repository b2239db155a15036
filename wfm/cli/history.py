"""`wfm history`: a contact platform's interval export as the history of a site."""

from __future__ import annotations

from pathlib import Path

import click

from wfm.cli.parameters import tell_notes
from wfm.cli.whole_file import whole_file
from wfm.model.platform import ExportPlatform
from wfm.words.plural import counted

PLATFORMS = tuple(platform.value for platform in ExportPlatform)


@click.command("history")
@click.argument("export", type=click.Path(path_type=Path))
@click.option("--source", type=click.Choice(PLATFORMS), required=True,
              help="Platform whose export it is.")  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path), required=True, help="history.csv")
@click.option("--time-zone", help="Zone of times without an offset, where the file names none.")
@click.option("--dates", type=click.Choice(["day-first", "month-first"]),
              help="What 03/02/2026 is, where the file does not show it.")  # fmt: skip
def command(export: Path, source: str, out: Path, time_zone: str | None, dates: str | None) -> None:
    """Read a contact platform's interval export as a site's history.

    EXPORT is a table as the platform gives it, by queue and interval. What was understood of its
    columns (totals or means, seconds or milliseconds, whose time) is told, and what was not read;
    the file that is written has totals in seconds, and times in UTC.

    \b
    wfm history queues.csv --source genesys_cloud --time-zone Europe/Berlin --out history.csv
    """  # noqa: D301 - click keeps the lines that follow its mark
    from wfm.sites.platforms.reader import history_of_export

    day_first = None if dates is None else dates == "day-first"
    frame, notes = history_of_export(source, export, time_zone, day_first=day_first)
    tell_notes(notes)
    from wfm.sites.history import HISTORY

    with whole_file(out) as beside:
        HISTORY.write(frame, beside)
    queues = frame["queue"].nunique()
    click.echo(f"{out}: {counted(len(frame), 'interval')} of {counted(queues, 'queue')}")
