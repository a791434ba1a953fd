"""An emergency nobody could be told of: said aloud in the group, so that somebody telephones."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from rules.in_force import Law
from rules.kinds.words import kind_word
from rules.procedure.permit import short
from rules.values.dates import span_text
from rules.values.matter import Matter, Push
from rules.values.message import Message
from rules.values.people import Directory, Officer
from rules.values.push import PushKind

EVERYBODY = "@group"
"""In the place of an officer's id: whoever reads along in the county's group."""

MINUTE = timedelta(minutes=1)


def group_call(
    matter: Matter,
    law: Law,
    directory: Directory,
    people: Iterable[Officer],
    at: datetime,
    *,
    again: int = 0,
) -> Push:
    """One push to the group, once for each time that the numbers to telephone reach nobody.

    Args:
        matter: the emergency.
        law: for the county's words.
        directory: for the names of units.
        people: who was called and not reached.
        at: now.
        again: how many lists of numbers have reached nobody by now.
    """
    word = kind_word(matter.kind, law.regulation(matter))
    receiver = short(directory, matter.receiver)
    names = "、".join(dict.fromkeys(officer.name for officer in people))
    whom = f"{receiver}{names}" if names else f"{receiver}值班人员"
    cut = matter.summary.endswith("…")
    rest = f"全文请在和机器人的私聊里发送“查 {matter.number}”查看。\n" if cut else ""
    waited = at - matter.opened_at
    long = f"{span_text(waited)}仍" if again and waited >= MINUTE else ""
    text = (
        f"{word} {matter.number} {long}没有送到{receiver}，请看到的人立即打电话。\n"
        f"{short(directory, matter.sender)}通报：{matter.summary}\n{rest}"
        f"请电话通知：{whom}。"
    )
    return Push(
        key=f"{matter.number}::{PushKind.GROUP_CALL}{f':{again}' if again else ''}",
        to=EVERYBODY,
        number=matter.number,
        kind=PushKind.GROUP_CALL,
        message=Message(text),
        at=at,
        urgent=True,
    )
