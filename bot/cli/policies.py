"""`liaison policy`: the reminder policy as a file, checked before it is put in force."""

from pathlib import Path

import click

from bot.cli.options import FILE
from rules.reminders.policy_file import read_policy


@click.group("policy")
def policy() -> None:
    """县里的提醒办法。"""


@policy.command("check")
@FILE
def check(file: Path) -> None:
    """检查一份提醒办法；有任何问题都列出来，并以 1 退出。"""
    found = read_policy(file)
    click.echo(f"{file.name} 通过检查：{len(found.rules)}条提醒，每种事项送达都有人知道。")
