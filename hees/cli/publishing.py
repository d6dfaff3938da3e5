"""`hees release` and `hees edition`: what becomes public, and what is frozen for good."""

from datetime import date
from typing import NoReturn

import click

from hees import clock
from hees.cli.common import stop, stop_with, the_home, the_study
from hees.findings import editions
from hees.language import messages, say
from hees.release import particulars
from hees.release.gate import Held
from hees.release.publishing import TooFew, publish
from hees.settings import settings
from hees.store import editions as kept_editions
from hees.store.audit import COMMAND
from hees.store.home import Home
from hees.study import Study
from hees.team import edition_log


@click.command("release")
def release_command() -> None:
    """Publish the tables of the catalogue as they stand now, protected by the study's policy."""
    study = the_study()
    publish_now(the_home(study), study)


def publish_now(home: Home, study: Study) -> None:
    """Make a release and say its number; stops where the rule or the gate holds it."""
    particulars.sync(home, study)
    try:
        number = publish(home, study, date.fromisoformat(clock.today()))
    except TooFew as error:
        stop(
            f"Too few changes: {error}.",
            "Nothing was released; earlier releases stay.",
            "Try again when more responses have been submitted.",
        )
    except Held as held:
        _held(held)
    click.echo(f"Release {number} is public.")


def _held(held: Held) -> NoReturn:
    part = f"{held.part.question} {held.part.item}".strip() if held.part else ""
    key = f"releasing.held.{held.reason}"
    if key not in messages():
        stop_with("releasing.held.other", reason=held.reason)
    stop_with(key, part=part)


@click.group()
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
    study = the_study()
    site = settings().base_url
    if not site:
        click.echo(f"Warning: {say('editions.form.no_site', 'en')}", err=True)
    try:
        home = the_home(study)
        made = editions.freeze(
            home,
            study,
            release,
            {"en": name_en, "ja": name_ja},
            day=clock.today(),
            site=site,
            id=id_,
            doi=doi,
        )
    except editions.CannotFreeze as error:
        stop_with(f"editions.problem.{error.code}", **error.values)
    edition_log.frozen(home, COMMAND, made)
    click.echo(f"Edition {made.id} (release {made.release}) is public.")


@edition.command("doi")
@click.argument("id_", metavar="ID")
@click.argument("doi")
def edition_doi(id_: str, doi: str) -> None:
    """Note or correct the DOI of the edition ID."""
    try:
        home = the_home(the_study())
        editions.set_doi(home, id_, doi)
    except editions.CannotFreeze as error:
        stop_with(f"editions.problem.{error.code}", **error.values)
    edition_log.doi_noted(home, COMMAND, id_, doi)
    click.echo(f"Saved the DOI of {id_}.")


@edition.command("list")
def edition_list() -> None:
    """List every edition: id, release, day, DOI, name."""
    study = the_study()
    for one in kept_editions.all_of(the_home(study)):
        name = one.name[study.languages[0]]
        click.echo(f"{one.id}\trelease {one.release}\t{one.frozen_on}\t{one.doi or '-'}\t{name}")


COMMANDS = (release_command, edition)
