"""帮助: what can be said. The list writes itself from the commands that are there."""

from itertools import groupby

from handlers.base import Ask, Command, commands
from rules.law import Law
from rules.message import Message, Reply
from storage import Transaction

GROUPS = ("发起", "办理", "查看", "其他")


def run(ask: Ask, tx: Transaction, law: Law) -> Reply:  # noqa: ARG001  # every command's shape
    """List the commands by what they are for."""
    listed = sorted(
        set(commands().values()), key=lambda command: (GROUPS.index(command.group), command.word)
    )
    rows = [
        f"{heading}：" + "、".join(f"{command.usage}" for command in group)
        for heading, group in groupby(listed, key=lambda command: command.group)
    ]
    example = "一句话就可以，例如“今早在东关桥头查到一家小吃店没有食品经营许可，移给市监局”。"
    return Reply(Message("\n".join([f"{law.local.short}协作助手。{example}", *rows])))


COMMAND = Command(word="帮助", usage="帮助", about="可以说些什么", run=run, group="其他")
