"""`wfm template`: an empty site workbook to fill in."""

from __future__ import annotations

from pathlib import Path

import click

from wfm.errors import InputError, InputProblem
from wfm.words import phrase


@click.command()
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--force", is_flag=True, help="Overwrite OUT where it exists.")
def command(out: Path, force: bool) -> None:
    """Write an empty site workbook to fill in.

    OUT (.xlsx) gets notes, drop-downs and one example row per table. Fill it in and plan it:
    wfm plan OUT --week 2026-03-02 --out DIR
    """
    if out.suffix.lower() != ".xlsx":
        raise click.BadParameter("the name must end in .xlsx", param_hint="OUT")
    if out.exists() and not force:
        raise InputError(
            [InputProblem(phrase("plan.exists_already"), phrase("do.name_or_force"), str(out))]
        )
    from wfm.sites.template import write_template

    try:
        write_template(out)
    except OSError as error:
        what, remedy = (
            phrase("plan.cannot_be_written", reason=str(error.strerror)),
            phrase("do.own_folder"),
        )
        raise InputError([InputProblem(what, remedy, str(out))]) from error
    click.echo(f"{out}: fill in its sheets, then run wfm plan {out} --week YYYY-MM-DD --out DIR")
