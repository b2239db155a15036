"""`wfm user`: accounts, on the machine of the store; the first admin is made here."""

from __future__ import annotations

import sys
from dataclasses import replace

import click

from wfm.cli.db import DB, open_database, operator
from wfm.store.roles import Role

ROLES = tuple(role.value for role in Role)
PASSWORD = click.option(
    "--password-stdin", is_flag=True, help="Read the password from standard input."
)


@click.group()
def command() -> None:
    """Add users of the service, or set their passwords."""


@command.command()
@click.argument("name")
@click.option("--role", type=click.Choice(ROLES), required=True)
@click.option("--site", help="The user's site; everyone but an admin has one.")
@click.option("--agent", help="For an agent: the agent's id.")
@click.option("--team", "teams", multiple=True, help="For a supervisor: a team of theirs.")
@PASSWORD
@DB
def add(
    name: str,
    role: str,
    site: str | None,
    agent: str | None,
    teams: tuple[str, ...],
    password_stdin: bool,
    db: str,
) -> None:
    """Add the user NAME."""
    from wfm.store.passwords import hash_password
    from wfm.store.users import Role, User, check_belongings, create_user, names_of

    user = User(name, Role(role), site, agent, teams)
    with open_database(db, new=user.role is Role.ADMIN) as database:
        with database.reading() as tx:
            check_belongings(tx, user)
        password = hash_password(_password(password_stdin), *names_of(user))
        with database.writing() as tx:
            create_user(tx, operator(), user, password)
    click.echo(f"{name} is {role}")


@command.command()
@click.argument("name")
@click.option("--activate", is_flag=True, help="Let a user in again who was deactivated.")
@PASSWORD
@DB
def password(name: str, activate: bool, password_stdin: bool, db: str) -> None:
    """Give the user NAME a new password; all their access tokens end.

    Who may not sign in still may not, but with --activate.
    """
    from wfm.store.passwords import hash_password
    from wfm.store.users import change_user, get_user, names_of

    with open_database(db) as database:
        with database.reading() as tx:
            user = get_user(tx, name)
        new = hash_password(_password(password_stdin), *names_of(user))
        changed = replace(user, active=user.active or activate)
        with database.writing() as tx:
            change_user(tx, operator(), changed, user.version, new)
    click.echo(f"{name} has a new password")
    if not changed.active:
        click.echo(f"{name} is deactivated and cannot sign in with it; --activate lets them in")


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\n")
    typed: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return typed
