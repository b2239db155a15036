"""`wfm demo`: the main job on the example site."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

import wfm
from wfm.cli.plan import plan_and_write, told
from wfm.cli.plan_options import limits_of, solver_options
from wfm.errors import InputError, InputProblem
from wfm.words import phrase

EXAMPLE = Path("examples", "site")
PACKED = "example_site"
"""Its name in the wheel, see pyproject.toml."""
EFFORT = 0.03
"""How long to search for shifts where the user says nothing: no clock, so that two runs agree."""


@click.command()
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("out", "demo"),
    show_default=True,
    metavar="DIR",
    help="Folder for the results.",
)
@solver_options(effort=EFFORT)
@click.option("--json", "as_json", is_flag=True, help="Print the summary for programs.")
def command(out: Path, as_json: bool, **limits: Any) -> None:
    """Plan the example site's next week: forecast, heads, shifts, roster."""
    from wfm.cli.progress import shown_progress
    from wfm.planning import read_inputs
    from wfm.planning.files.plan_guard import refuse_lost_work
    from wfm.planning.plan_options import PlanOptions

    refuse_lost_work(out)
    with shown_progress() as progress:
        inputs = read_inputs(example_site(), progress)
        options = PlanOptions(limits_of(None, limits, EFFORT))
        plan, paths = plan_and_write(inputs, None, out, options, progress)
    told(plan, paths, as_json)


def example_site() -> Path:
    """Return the example site: below the current folder, beside the package, or in the wheel."""
    package = Path(wfm.__file__).resolve().parent
    places = (Path.cwd() / EXAMPLE, package.parent / EXAMPLE, package / PACKED)
    for place in places:
        if place.is_dir():
            return place
    remedy = phrase("do.install_anew")
    raise InputError([InputProblem(phrase("plan.no_example"), remedy, str(EXAMPLE))])
