"""The option that says what waits in deferred queues at the start."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from wfm.errors import InputError, InputProblem
from wfm.words import phrase

if TYPE_CHECKING:
    from wfm.model import Site

backlog_option = click.option(
    "--backlog",
    type=(str, click.FloatRange(0)),
    multiple=True,
    metavar="QUEUE CONTACTS",
    help="Contacts that wait in a deferred queue at the start.",
)


def check_backlog(backlog: tuple[tuple[str, float], ...], site: Site) -> None:
    """Refuse a backlog of queues that are not deferred."""
    deferred = [queue.name for queue in site.queues if queue.channel.deferred]
    problems = [
        InputProblem(
            phrase("demand.not_deferred", queue=name),
            phrase("do.use_one_of", names=tuple(deferred)),
        )
        for name, _ in backlog
        if name not in deferred
    ]
    if problems:
        raise InputError(problems)
