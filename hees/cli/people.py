"""`hees account` and `hees link`: the study team's accounts and the respondents' private links."""

import getpass
import sys

import click

from hees.cli.common import refusing, stop, the_home, the_study
from hees.settings import settings
from hees.store.home import Home
from hees.survey import drafts
from hees.team import accounts


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
    with refusing("The account was not added", accounts.AccountError):
        accounts.add(the_home(the_study()), name, role, password=password, email=email)
    click.echo(f"Added {name} ({role}).")


@account.command("password")
@click.argument("name")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def account_password(name: str, password_stdin: bool) -> None:
    """Change a password; every session of the account ends."""
    password = _password(password_stdin)
    with refusing("The password was not changed", accounts.AccountError):
        accounts.change_password(the_home(the_study()), name, password)
    click.echo(f"Changed the password of {name}.")


@account.command("disable")
@click.argument("name")
def account_disable(name: str) -> None:
    """Disable an account; every session of it ends."""
    with refusing("The account was not disabled", accounts.AccountError):
        accounts.disable(the_home(the_study()), name)
    click.echo(f"Disabled {name}.")


@click.group()
def link() -> None:
    """Private links of responses. A response is named by the d= of its address."""


@link.command("revoke")
@click.argument("response")
def link_revoke(response: str) -> None:
    """End the private link of a response at once; its answers stay."""
    drafts.revoke(_home_with(response), response)
    click.echo(f"The link of {response} no longer works.")


@link.command("replace")
@click.argument("response")
def link_replace(response: str) -> None:
    """Print a new private link for a response; the old one ends at once."""
    base = settings().base_url or "http://127.0.0.1:8501"
    click.echo(f"{base}/r/{drafts.replace_link(_home_with(response), response)}")


def _home_with(response: str) -> Home:
    home = the_home(the_study())
    if not drafts.exists(home, response):
        stop(f"There is no response '{response}'.")
    return home


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\n")
    password = getpass.getpass("Password: ")
    if getpass.getpass("Again: ") != password:
        stop("The two passwords differ; nothing was changed.")
    return password


COMMANDS = (account, link)
