"""The command line. Each command's module is loaded when the command is called."""

import importlib
import logging
from collections.abc import Mapping

import click

from rules.errors import Refusal

LOG_FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"

COMMANDS: Mapping[str, str] = {
    "serve": "bot.commands.run:serve",
    "demo": "bot.commands.run:demo",
    "check": "bot.commands.check:check",
    "due": "bot.due:due",
    "why": "bot.commands.matters:why",
    "regulations": "bot.commands.regulations:regulations",
    "calendar": "bot.commands.calendars:calendar",
    "county": "bot.commands.database:county_group",
    "db": "bot.commands.database:db",
    "backup": "bot.commands.database:backup",
    "restore": "bot.commands.database:restore",
}
"""Where each command is: module and name."""


class Cli(click.Group):
    """Says what is wrong in one Chinese sentence; a traceback is for defects only."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's shape
        """All commands, in the order of `COMMANDS`."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of that name, loaded now; None where there is none."""
        place = COMMANDS.get(cmd_name)
        if place is None:
            return None
        module, name = place.split(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; a refusal becomes an error message and exit status 1."""
        try:
            return super().invoke(ctx)
        except Refusal as refusal:
            raise click.ClickException(str(refusal)) from refusal


@click.group(cls=Cli)
def main() -> None:
    """乡镇与县级部门执法协作的企业微信机器人。"""
    logging.basicConfig(level=logging.INFO, format=LOG_FORMAT)
    for chatty in ("alembic", "apscheduler"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


if __name__ == "__main__":
    main()
