"""The `hees` command. Its subcommands are imported one at a time, when asked for."""

from importlib import import_module

import click

from hees import __version__

COMMANDS = {
    "account": ("people", "Accounts of the study team."),
    "backup": ("keeping", "Copy both databases while the site goes on."),
    "check": ("trying", "Check the study folder."),
    "demo": ("demonstrating", "Serve simulated organizations, in a home of their own."),
    "edition": ("publishing", "Freeze releases under a name, for citing."),
    "export": ("exporting", "Export exact answers for analysis elsewhere."),
    "import": ("registering", "Import partnerships into the public inventory."),
    "link": ("people", "Private links of responses."),
    "questionnaire": ("questionnaire", "The questionnaire in other forms."),
    "register": ("registering", "Load an official list of institutions."),
    "release": ("publishing", "Publish the tables as they stand now."),
    "restore": ("keeping", "Put a backup in place of the databases."),
    "retention": ("protecting", "Delete what is older than the team's settings allow."),
    "send": ("mailing", "Send the mails of the outbox."),
    "serve": ("serving", "Serve the site."),
    "simulate": ("trying", "Answer as so many plausible organizations."),
    "verify": ("verifying", "Check that everything is as it was written."),
}
"""The module of each command, and the line that lists it."""


class Commands(click.Group):
    """Knows its commands by name, and their modules only when one is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return [*COMMANDS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"hees.cli.{COMMANDS[cmd_name][0]}")
        return next(one for one in module.COMMANDS if one.name == cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.group(cls=Commands)
@click.version_option(__version__)
def main() -> None:
    """Survey and findings of a study, in several languages.

    HEES_HOME names the folder of the databases (default: var), HEES_STUDY that of the study
    (default: data).
    """
