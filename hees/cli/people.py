"""`hees account` and `hees link`: the study team's accounts and the respondents' private links."""

import getpass
import sys
from collections.abc import Generator
from contextlib import contextmanager

import click

from hees.cli.common import stop, stop_with, the_home, the_study
from hees.settings import settings
from hees.store.audit import COMMAND
from hees.store.home import Home
from hees.survey import drafts
from hees.team import accounts


@contextmanager
def refusing_account() -> Generator[None]:
    """Stop with the reason when an account cannot be added or changed."""
    try:
        yield
    except accounts.AccountError as error:
        stop_with(f"accounts.problem.{error.code}", **error.values)


@click.group()
def account() -> None:
    """Accounts of the study team."""


@account.command("add")
@click.argument("name")
@click.option("--role", type=click.Choice(accounts.ROLES), default="viewer", show_default=True)
@click.option("--email", help="For single sign-on: the address that it vouches for.")
@click.option("--no-password", is_flag=True, help="Single sign-on only; needs --email.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def account_add(
    name: str, role: str, email: str | None, no_password: bool, password_stdin: bool
) -> None:
    """Add an account; the password is asked for, and kept only as an argon2id hash."""
    password = None if no_password else _password(password_stdin)
    with refusing_account():
        accounts.add(the_home(the_study()), name, role, password=password, email=email, who=COMMAND)
    click.echo(f"Added {name} ({role}).")


@account.command("password")
@click.argument("name")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def account_password(name: str, password_stdin: bool) -> None:
    """Change a password; every session of the account ends."""
    password = _password(password_stdin)
    with refusing_account():
        accounts.change_password(the_home(the_study()), name, password, who=COMMAND)
    click.echo(f"Changed the password of {name}.")


@account.command("disable")
@click.argument("name")
def account_disable(name: str) -> None:
    """Disable an account; every session of it ends."""
    with refusing_account():
        accounts.disable(the_home(the_study()), name, who=COMMAND)
    click.echo(f"Disabled {name}.")


@account.command("enable")
@click.argument("name")
def account_enable(name: str) -> None:
    """Let a disabled account in again."""
    with refusing_account():
        accounts.enable(the_home(the_study()), name, who=COMMAND)
    click.echo(f"Enabled {name}.")


@account.command("role")
@click.argument("name")
@click.argument("role", type=click.Choice(accounts.ROLES))
def account_role(name: str, role: str) -> None:
    """Give an account another role."""
    with refusing_account():
        accounts.change_role(the_home(the_study()), name, role, who=COMMAND)
    click.echo(f"{name} is {role} now.")


@account.command("list")
def account_list() -> None:
    """List every account: name, role, whether it may sign in, open sessions."""
    for one in accounts.everybody(the_home(the_study())):
        state = "disabled" if one.account.disabled else "enabled"
        click.echo(f"{one.account.name}\t{one.account.role}\t{state}\t{one.sessions} sessions")


@click.group()
def link() -> None:
    """Private links of responses. A response is named by the d= of its address."""


@link.command("revoke")
@click.argument("response")
def link_revoke(response: str) -> None:
    """End the private link of a response at once; its answers stay."""
    drafts.revoke(_home_with(response), response, who=COMMAND)
    click.echo(f"The link of {response} no longer works.")


@link.command("replace")
@click.argument("response")
def link_replace(response: str) -> None:
    """Print a new private link for a response; the old one ends at once."""
    base = settings().base_url or "http://127.0.0.1:8501"
    token = drafts.replace_link(_home_with(response), response, who=COMMAND)
    click.echo(f"{base}/r/{token}")


def _home_with(response: str) -> Home:
    home = the_home(the_study())
    if not drafts.exists(home, response):
        stop(
            f"There is no response '{response}'.",
            "Nothing was changed.",
            "Give the d= of its address, or its id on the team's page of responses.",
        )
    return home


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\n")
    password = getpass.getpass("Password: ")
    if getpass.getpass("Again: ") != password:
        stop("The two passwords differ.", "Nothing was changed.", "Try again.")
    return password


COMMANDS = (account, link)
