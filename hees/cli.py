"""The `hees` command: serve the site, check the study, simulate, manage accounts."""

import getpass
import os
import sys
from datetime import date
from pathlib import Path
from typing import NoReturn

import click

from hees import __version__
from hees.findings import editions, reference
from hees.language import say
from hees.release import listing
from hees.release.gate import Held
from hees.release.publishing import TooFew, publish
from hees.settings import PROJECT, settings
from hees.simulation import loader as steering
from hees.simulation.simulator import RealDataPresent, simulate
from hees.store import editions as kept_editions
from hees.store.connection import StoreUnavailable
from hees.store.home import Home, prepare
from hees.study import Study, StudyError, load
from hees.survey import clock, drafts, finder
from hees.team import accounts

DEMO = "demo"
DEMO_COUNT = 240
DEMO_SEED = 2026


def _stop(message: str) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(1)


def _study() -> Study:
    try:
        study = load(settings().study)
        steering.read(settings().study, study)
        return study
    except StudyError as error:
        _stop(f"The study in {settings().study} has errors:\n{error}")


def _home(study: Study, folder: Path) -> Home:
    try:
        home = prepare(folder)
        finder.fill(home, settings().study, study.languages)
        reference.fill(home, settings().study)
    except StoreUnavailable as error:
        _stop(f"The databases in {folder} cannot be used ({error}). Nothing was changed.")
    return home


@click.group()
@click.version_option(__version__)
def main() -> None:
    """Survey and findings of a study, in several languages.

    HEES_HOME names the folder of the databases (default: var), HEES_STUDY that of the study
    (default: data).
    """


@main.command()
@click.option("--port", default=8501, show_default=True, help="TCP port on this machine.")
@click.option("--address", default="127.0.0.1", show_default=True, help="Address to listen on.")
def serve(port: int, address: str) -> None:
    """Serve the site, making the databases when absent."""
    _home(_study(), settings().home)
    _serve(port, address, settings().home)


def _serve(port: int, address: str, home: Path) -> NoReturn:
    """Become the server process, so that signals reach it."""
    os.environ["HEES_HOME"] = str(home)
    os.chdir(PROJECT)
    command = [sys.executable, "-m", "streamlit", "run", "streamlit_app.py"]
    options = [f"--server.port={port}", f"--server.address={address}"]
    os.execv(sys.executable, command + options)  # noqa: S606


@main.command()
def check() -> None:
    """Check the study folder; list everything that is wrong with it."""
    study = _study()
    questions = len(study.questionnaire.questions)
    click.echo(f"{study.id}: {questions} questions, languages {', '.join(study.languages)}. Good.")
    click.echo(f"Questionnaire version {study.questionnaire.version}")


@main.command("simulate")
@click.argument("count", type=click.IntRange(1, 1_000_000))
@click.option(
    "--seed", default=DEMO_SEED, show_default=True, help="The same seed, the same answers."
)
def simulate_command(count: int, seed: int) -> None:
    """Answer as COUNT plausible organizations. Refused where real answers are."""
    study = _study()
    _simulate(_home(study, settings().home), study, count, seed)


def _simulate(home: Home, study: Study, count: int, seed: int) -> None:
    with click.progressbar(length=count, label="Answering", file=sys.stderr) as bar:
        try:
            done = simulate(home, study, count, seed, report=lambda n: bar.update(n))
        except RealDataPresent as error:
            _stop(str(error))
    click.echo(
        f"{done.submitted} submitted, {done.drafts} in progress, {done.withdrawn} withdrawn."
    )


@main.command("release")
def release_command() -> None:
    """Publish the tables of the catalogue as they stand now, protected by the study's policy."""
    study = _study()
    _release(_home(study, settings().home), study)


def _release(home: Home, study: Study) -> None:
    listing.sync(home, study)
    try:
        number = publish(home, study, date.fromisoformat(clock.today()))
    except (TooFew, Held) as error:
        _stop(f"Nothing was released: {error}.")
    click.echo(f"Release {number} is public.")


@main.command()
@click.option("--port", default=8502, show_default=True, help="TCP port on this machine.")
@click.option("--address", default="127.0.0.1", show_default=True, help="Address to listen on.")
def demo(port: int, address: str) -> None:
    """Serve a home of its own with simulated organizations, under a banner that says so."""
    study = _study()
    folder = settings().home / DEMO
    fresh = not (folder / "responses.db").exists()
    home = _home(study, folder)
    if fresh:
        _simulate(home, study, DEMO_COUNT, DEMO_SEED)
        _release(home, study)
    _serve(port, address, folder)


@main.group()
def edition() -> None:
    """Editions: releases frozen under a name, for citing and for keeping."""


@edition.command("freeze")
@click.argument("release", type=click.IntRange(1))
@click.option("--name-en", default="", help="Its name in the language en.")
@click.option("--name-ja", default="", help="Its name in the language ja.")
@click.option("--id", "id_", default="", help="Part of its address; default: month of the release.")
@click.option("--doi", default="", help="Its DOI, if it has one already.")
def edition_freeze(release: int, name_en: str, name_ja: str, id_: str, doi: str) -> None:
    """Freeze RELEASE as an edition. It can be neither changed nor deleted; set HEES_BASE_URL first."""
    study = _study()
    site = settings().base_url
    if not site:
        click.echo("HEES_BASE_URL is not set: the citation will name no address.", err=True)
    try:
        made = editions.freeze(
            _home(study, settings().home),
            study,
            release,
            {"en": name_en, "ja": name_ja},
            day=clock.today(),
            site=site,
            id=id_,
            doi=doi,
        )
    except editions.CannotFreeze as error:
        _stop(f"Nothing was frozen. {_problem(error)}")
    click.echo(f"Edition {made.id} (release {made.release}) is public.")


@edition.command("doi")
@click.argument("id_", metavar="ID")
@click.argument("doi")
def edition_doi(id_: str, doi: str) -> None:
    """Note or correct the DOI of the edition ID."""
    try:
        editions.set_doi(_home(_study(), settings().home), id_, doi)
    except editions.CannotFreeze as error:
        _stop(f"The DOI was not saved. {_problem(error)}")
    click.echo(f"Saved the DOI of {id_}.")


@edition.command("list")
def edition_list() -> None:
    """List every edition: id, release, day, DOI, name."""
    study = _study()
    for one in kept_editions.all_of(_home(study, settings().home)):
        name = one.name[study.languages[0]]
        click.echo(f"{one.id}\trelease {one.release}\t{one.frozen_on}\t{one.doi or '-'}\t{name}")


def _problem(error: editions.CannotFreeze) -> str:
    return say(f"editions.problem.{error.code}", "en", **error.values)


@main.group()
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
    try:
        accounts.add(_home(_study(), settings().home), name, role, password=password, email=email)
    except accounts.AccountError as error:
        _stop(f"The account was not added: {error}.")
    click.echo(f"Added {name} ({role}).")


@account.command("password")
@click.argument("name")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def account_password(name: str, password_stdin: bool) -> None:
    """Change a password; every session of the account ends."""
    password = _password(password_stdin)
    try:
        accounts.change_password(_home(_study(), settings().home), name, password)
    except accounts.AccountError as error:
        _stop(f"The password was not changed: {error}.")
    click.echo(f"Changed the password of {name}.")


@account.command("disable")
@click.argument("name")
def account_disable(name: str) -> None:
    """Disable an account; every session of it ends."""
    try:
        accounts.disable(_home(_study(), settings().home), name)
    except accounts.AccountError as error:
        _stop(f"The account was not disabled: {error}.")
    click.echo(f"Disabled {name}.")


@main.group()
def link() -> None:
    """Private links of responses. A response is named by the d= of its address."""


def _home_with(response: str) -> Home:
    home = _home(_study(), settings().home)
    if not drafts.exists(home, response):
        _stop(f"There is no response '{response}'.")
    return home


@link.command("revoke")
@click.argument("response")
def link_revoke(response: str) -> None:
    """End the private link of a response at once; its answers stay."""
    home = _home_with(response)
    drafts.revoke(home, response)
    click.echo(f"The link of {response} no longer works.")


@link.command("replace")
@click.argument("response")
def link_replace(response: str) -> None:
    """Print a new private link for a response; the old one ends at once."""
    home = _home_with(response)
    base = settings().base_url or "http://127.0.0.1:8501"
    click.echo(f"{base}/r/{drafts.replace_link(home, response)}")


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\n")
    password = getpass.getpass("Password: ")
    if getpass.getpass("Again: ") != password:
        _stop("The two passwords differ; the account was not added.")
    return password


if __name__ == "__main__":
    main()
