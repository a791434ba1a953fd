"""帮助: what can be said. The list writes itself from the commands that are there."""

from itertools import groupby

from handlers.command import Ask, Command
from rules.in_force import Law
from rules.kinds import OPENED_BY
from rules.kinds.steps import STEPS
from rules.values.message import Message, Reply
from storage import Transaction

GROUPS = ("发起", "办理", "查看", "其他")
ORDER = (
    *OPENED_BY,
    *(spec.word for spec in STEPS.values()),
    "待办",
    "查",
    "为什么",
    "条文",
    "材料",
)
"""Steps stand in the order in which a matter takes them; a word that is not here stands last."""


def run(ask: Ask, tx: Transaction, law: Law) -> Reply:  # noqa: ARG001  # every command's shape
    """List the commands by what they are for; 帮助 受理 tells of one."""
    known = ask.commands
    if one := known.get(ask.rest):
        return Reply(Message(f"{one.usage}：{one.about}。"))
    listed = sorted(
        {command.word: command for command in known.values() if command.group}.values(),
        key=lambda command: (GROUPS.index(command.group), _place(command.word)),
    )
    rows = [
        f"{heading}：" + "、".join(command.word for command in group)
        for heading, group in groupby(listed, key=lambda command: command.group)
    ]
    return Reply(
        Message(
            "\n".join(
                [
                    f"{law.local.short}协作助手。一句话就可以，例如：",
                    "今早在东关桥头查到一家小吃店没有食品经营许可，移给市监局",
                    "受理 移12",
                    *rows,
                    "想知道一个词怎么用，请发送“帮助 受理”。",
                ]
            )
        )
    )


def _place(word: str) -> int:
    return ORDER.index(word) if word in ORDER else len(ORDER)


COMMANDS = (Command(word="帮助", usage="帮助", about="可以说些什么", run=run, group="其他"),)
