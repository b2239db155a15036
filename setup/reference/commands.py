"""Reference: every command and option."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

import click

from setup.reference.markdown import block, code, joined, table, words
from wfm.cli import cli

OPENING = """\
# Commands

`wfm COMMAND --help` says the same on the spot. Exit status: 0 done, 1 the input or the plan has
problems that the message explains, 2 wrong usage. Ctrl-C ends a search for shifts; the best
schedule so far is written.
"""


def page() -> str:
    """Write the page."""
    return joined(OPENING, *(_section(context) for context in commands()))


def commands() -> Iterator[click.Context]:
    """Give every command that does something, each within its context."""
    pending = [click.Context(cli, info_name="wfm", **cli.context_settings)]
    while pending:
        context = pending.pop(0)
        group = context.command
        if not isinstance(group, click.Group):
            yield context
            continue
        for name in group.list_commands(context):
            command = group.get_command(context, name)
            assert command is not None  # noqa: S101 - the group lists it
            pending.append(click.Context(command, info_name=name, parent=context))


def _section(context: click.Context) -> str:
    command = context.command
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    options = [one for one in command.params if isinstance(one, click.Option) and not one.hidden]
    rows = ((_names(one, context), words(one.help or ""), _default(one)) for one in options)
    return joined(
        f"## {context.command_path}\n",
        "\n\n".join(_paragraphs(command.help or "")) + "\n",
        block(usage, "text"),
        table(("option", "what it does", "else"), rows) if options else "",
    )


def _paragraphs(text: str) -> Iterator[str]:
    for part in inspect.cleandoc(text).split("\n\n"):
        kept = part.startswith("\b\n")
        yield block(part.removeprefix("\b\n"), "text") if kept else words(part)


def _names(option: click.Option, context: click.Context) -> str:
    names = ", ".join(code(name) for name in option.opts)
    others = "".join(f" / {code(name)}" for name in option.secondary_opts)
    if option.is_flag:
        return names + others
    return f"{names} {code(option.make_metavar(context))}"


def _default(option: click.Option) -> str:
    value: Any = option.default
    if option.required:
        return "needed"
    if option.is_flag or not option.show_default or value is None:
        return ""
    return code(value)
