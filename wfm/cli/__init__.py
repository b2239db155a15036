"""The command line: `wfm --help`. Each command is a module of this package, loaded on use."""

from __future__ import annotations

import importlib
import os
import sys

import click

from wfm.cli.heard_again import hear_signals_again
from wfm.errors import WfmError

COMMANDS: dict[str, str] = {
    "demo": "Plan the example site's next week: forecast, heads, shifts, roster.",
    "plan": "Plan a week, or several: forecast, heads, shifts, roster.",
    "history": "Read a contact platform's interval export as a site's history.",
    "forecast": "Forecast contacts and AHT per interval from a history.",
    "backtest": "Show how accurate the forecasts of the last weeks would have been.",
    "staff": "Heads per interval and queue that a forecast needs.",
    "erlang": "How many heads a volume needs, and what each further one buys.",
    "schedule": "Give agents the shifts that meet a requirement; repair a schedule.",
    "revise": "Bring an edited roster back: what it changes and breaks; then apply it.",
    "repair": "Mend a plan after absences, with as few changes as that needs.",
    "check": "List the rules that a schedule breaks, and what it costs.",
    "simulate": "Tell what service a schedule will really give.",
    "adherence": "Compare a published week with what was recorded: adherence, heads, service, why.",
    "shrinkage": "Tell what is lost of the time scheduled on queue, for the next plan.",
    "template": "Write an empty site workbook to fill in.",
    "serve": "Serve the pages and the API, and do their background runs.",
    "work": "Do a service's background runs on another machine.",
    "user": "Add users of the service, or set their passwords.",
    "db": "Upgrade, back up or restore what the service stores.",
}
"""Command → its one-line help, in the order of the work; `wfm.cli.<command>` holds `command`."""


BLAS_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
"""One thread each unless the user says otherwise: on the forecasts' small matrices several threads
only wait for each other, ten times as long on a busy machine. Read when NumPy is first imported."""


class LazyGroup(click.Group):
    """Imports a command's module only when that command is called, so that help is instant."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Names of all commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Load one command."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"wfm.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="contact-centre-wfm")
def cli() -> None:
    """Plan a contact centre's week: forecast, heads, shifts, roster."""


def main() -> None:
    """Run the command line; a `WfmError` becomes a message and exit status 1."""
    for variable in BLAS_THREADS:
        os.environ.setdefault(variable, "1")
    hear_signals_again()
    try:
        cli()
    except WfmError as error:
        click.echo(error.in_full(), err=True)
        sys.exit(1)
