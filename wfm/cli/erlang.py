"""`wfm erlang`: the staffing calculator."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import click

from wfm.cli.parameters import SHARE
from wfm.errors import ParameterError
from wfm.model import Queue, ServiceGoal
from wfm.words import Phrase, phrase
from wfm.words.plural import counted

COLUMNS = {
    "agents": ("agents", "{:.0f}"),
    "service_level": ("service level", "{:.1%}"),
    "asa_seconds": ("ASA s", "{:.1f}"),
    "abandonment": ("abandoned", "{:.2%}"),
    "blocked": ("turned away", "{:.2%}"),
    "occupancy": ("occupancy", "{:.1%}"),
    "deferred_heads": ("deferred work", "{:.1f}"),
    "cost": ("cost/h", "{:,.2f}"),
    "marginal_value": ("one more gains/h", "{:,.2f}"),
}


@click.command("erlang", short_help="How many heads a volume needs, and what each further one buys")
@click.option("--volume", type=float, required=True, help="Contacts per interval.")
@click.option("--interval", type=float, default=30, show_default=True, help="Minutes.")
@click.option("--aht", type=float, required=True, help="Average handle time in seconds.")
@click.option("--service-level", type=SHARE, help="Share answered in time, as 80% or 0.8.")
@click.option("--threshold", type=float, default=20, show_default=True, help="In time: seconds.")
@click.option("--asa", type=float, help="Highest mean wait of answered contacts, in seconds.")
@click.option("--mean-wait", type=float, help="Highest mean wait of all contacts, in seconds.")
@click.option("--abandonment", type=SHARE, help="Highest share that gives up (with --patience).")
@click.option("--occupancy", type=SHARE, help="Highest share of time spent on contacts.")
@click.option("--minimum-heads", type=float, default=0, help="Fewest heads, whatever the volume.")
@click.option("--patience", type=float, help="Mean patience in seconds: Erlang A instead of C.")
@click.option("--shrinkage", type=SHARE, default=0.0, help="Share of paid time not available.")
@click.option("--redial-share", type=SHARE, default=0.0, help="Share of the lost who try again.")
@click.option("--lines", type=int, help="Lines in all, talking and waiting; no limit if left out.")
@click.option(
    "--idle-reserve", type=int, help="Agents kept idle while others do deferred work in idle time."
)
@click.option("--hourly-cost", type=float, default=0, help="Wage of one head per hour.")
@click.option("--contact-value", type=float, default=0, help="What an abandoned contact loses.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")
def command(
    volume: float,
    interval: float,
    aht: float,
    service_level: float | None,
    threshold: float,
    asa: float | None,
    mean_wait: float | None,
    abandonment: float | None,
    occupancy: float | None,
    minimum_heads: float,
    patience: float | None,
    shrinkage: float,
    redial_share: float,
    lines: int | None,
    idle_reserve: int | None,
    hourly_cost: float,
    contact_value: float,
    as_json: bool,
) -> None:
    """Heads that a volume needs under the given goals, and what each further head buys.

    Without any goal it is 80% within 20 seconds.

    \b
    wfm erlang --volume 100 --interval 30 --aht 180
    wfm erlang --volume 600 --aht 300 --patience 120 --service-level 80% --abandonment 1.5%
    wfm erlang --volume 100 --aht 180 --patience 120 --lines 18 --redial-share 40%

    Where lines or patience lose contacts, the volume is of first attempts.
    """  # noqa: D301 - click keeps the lines that follow its mark
    from wfm.staffing import Prices, calculator_queue, queue_curve

    _check("volume", volume, 0 <= volume < math.inf, phrase("range.finite_from_zero"))
    _check("interval", interval, 0 < interval < math.inf, phrase("range.finite_minutes"))
    _check("aht", aht, 0 < aht < math.inf, phrase("range.finite_seconds"))
    if all(target is None for target in (service_level, asa, mean_wait, abandonment, occupancy)):
        service_level = 0.8
    goal = ServiceGoal(
        service_level, threshold, asa, abandonment, occupancy, minimum_heads, mean_wait
    )
    queue = replace(
        calculator_queue(goal, patience),
        redial_share=redial_share, lines=lines, idle_reserve=idle_reserve,
    )  # fmt: skip
    load = volume * aht / (interval * 60)
    answer = _answer(queue, load, aht, shrinkage)
    columns = queue_curve(queue, load, aht, None, Prices(hourly_cost, contact_value))
    values = zip(*(column.tolist() for column in columns.values()), strict=True)
    curve = [dict(zip(columns, row, strict=True)) for row in values]
    if as_json:
        plain = [{name: _defined(value) for name, value in row.items()} for row in curve]
        click.echo(json.dumps(answer | {"curve": plain}, indent=2))
    else:
        _print(answer, curve, shrinkage)


def _answer(queue: Queue, load: float, aht: float, shrinkage: float) -> dict[str, object]:
    from wfm.staffing import fewest_lines, gross, queue_requirement, spare_heads, total_load

    always = None if queue.idle_reserve is None else math.inf
    heads, binding = queue_requirement(queue, load, aht, always)
    if binding[0] == "lines":
        accepted = phrase("range.fewest_lines", least=fewest_lines(queue, load, aht))
        raise ParameterError("lines", queue.lines, accepted)
    answer: dict[str, object] = {
        "load_erlangs": load,
        "agents": math.ceil(heads[0]),
        "exact": float(heads[0]),
        "gross": float(gross(heads[0], shrinkage)),
        "binding_target": str(binding[0]),
    }
    if queue.redial_share:
        answer["load_with_redials"] = float(total_load(queue, load, heads, aht, always)[0])
    if queue.idle_reserve is not None:
        answer["deferred_heads"] = float(spare_heads(queue, load, heads, aht)[0])
    return answer


def _check(field: str, value: float, right: bool, accepted: Phrase) -> None:
    if not right:
        raise ParameterError(field, value, accepted)


def _defined(value: float) -> float | None:
    return None if math.isnan(value) else value


def _print(answer: dict[str, object], curve: list[dict[str, float]], shrinkage: float) -> None:
    target = str(answer["binding_target"]).replace("_", " ")
    agents = counted(int(str(answer["agents"])), "agent")
    click.echo(
        f"{agents} for {answer['load_erlangs']:.2f} Erlangs; exactly "
        f"{answer['exact']:.2f} heads available, set by {target}."
    )
    if "load_with_redials" in answer:
        click.echo(f"{answer['load_with_redials']:.2f} Erlangs with the redials of those lost.")
    if "deferred_heads" in answer:
        click.echo(f"{answer['deferred_heads']:.2f} of them do deferred work in idle time.")
    if shrinkage:
        click.echo(f"{answer['gross']:.2f} heads to schedule at {shrinkage:.0%} shrinkage.")
    priced = any(row["cost"] for row in curve)
    shown = [
        name
        for name in COLUMNS
        if name in curve[0] and (priced or name not in {"cost", "marginal_value"})
    ]
    rows = [[COLUMNS[name][0] for name in shown]]
    rows += [[_cell(record[name], COLUMNS[name][1]) for name in shown] for record in curve]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    click.echo()
    for row in rows:
        mark = "→" if row[0] == str(answer["agents"]) else " "
        cells = (cell.rjust(width) for cell, width in zip(row, widths, strict=True))
        click.echo(f"{mark} " + "   ".join(cells))


def _cell(value: float, form: str) -> str:
    """Return a figure as people read it; a dash where it is undefined."""
    return "–" if math.isnan(value) else form.format(value)
