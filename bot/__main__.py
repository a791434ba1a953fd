"""The command line. Each command's module is loaded when the command is called."""

import errno
import importlib
import logging
from collections.abc import Mapping, Sequence
from typing import Any

import click

from bot.cli.chinese import in_chinese, speak_chinese
from rules.values.errors import Refusal

LOG_FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"

COMMANDS: Mapping[str, str] = {
    "serve": "bot.cli.run:serve",
    "demo": "bot.cli.run:demo",
    "check": "bot.cli.check:check",
    "due": "bot.cli.due:due",
    "why": "bot.cli.matters:why",
    "regulations": "bot.cli.regulations:regulations",
    "calendar": "bot.cli.calendars:calendar",
    "policy": "bot.cli.policies:policy",
    "county": "bot.cli.database:county_group",
    "db": "bot.cli.database:db",
    "backup": "bot.cli.database:backup",
    "restore": "bot.cli.database:restore",
    "verify": "bot.cli.verify:verify",
}
"""Where each command is: module and name."""


OS_ERRORS: Mapping[int, str] = {
    errno.ENOENT: "没有这个文件或者文件夹",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EISDIR: "这是文件夹，不是文件",
    errno.ENOTDIR: "上一级不是文件夹",
    errno.EROFS: "磁盘是只读的",
    errno.ENOSPC: "磁盘已经写满",
}
"""Why a file cannot be read or written, by the system's number."""


class Cli(click.Group):
    """Says what is wrong in one Chinese sentence; a traceback is for defects only."""

    def main(self, args: Sequence[str] | None = None, *rest: Any, **extra: Any) -> Any:  # noqa: ANN401  # click's shape
        """Run the command line, in Chinese."""
        speak_chinese()
        in_chinese(self)
        return super().main(args, *rest, **extra)

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
        return in_chinese(command)

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; what people can put right becomes a sentence and exit status 1."""
        try:
            return super().invoke(ctx)
        except Exception as error:
            words = _sentence(error)
            if words is None:
                raise
            raise click.ClickException(words) from error


def _sentence(error: Exception) -> str | None:
    """What is wrong, for whoever runs the program; None for a defect of it."""
    if isinstance(error, Refusal):
        return str(error)
    if isinstance(error, OSError) and error.filename is not None:
        why = OS_ERRORS.get(error.errno or 0)
        return why and f"打不开 {error.filename}：{why}。"
    from storage import NoCounty, unusable  # noqa: PLC0415  # a second, wanted only here

    if isinstance(error, NoCounty):
        return "数据库里还没有通讯录。请先运行 liaison county load 文件。"
    fault = unusable(error)
    return None if fault is None else str(fault)


@click.group(cls=Cli)
@click.version_option(
    package_name="liaison", prog_name="liaison", message="%(prog)s %(version)s", help="显示版本。"
)
def main() -> None:
    """乡镇与县级部门执法协作的企业微信机器人。"""
    logging.basicConfig(level=logging.INFO, format=LOG_FORMAT)
    for chatty in ("alembic", "apscheduler"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


if __name__ == "__main__":
    main()
