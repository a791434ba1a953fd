"""What whoever looks after the program hears of a reminder that could not be worked out."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from rules.in_force import Law
from rules.reminders.policy import hold
from rules.values.dates import BEIJING
from rules.values.matter import Failed, Push
from rules.values.message import Message
from rules.values.people import Directory
from rules.values.push import PushKind


def of_rules(
    failed: Iterable[Failed], law: Law, directory: Directory, now: datetime
) -> Iterator[Push]:
    """Rules of the policy that could not be asked; each is told of once a day."""
    for one in failed:
        text = (
            f"提醒办法“{law.policy.id}”里的“{one.rule}”这一条出了错（{one.error}），"
            "没有按它提醒；其余各条照常。请检查提醒办法文件，并联系程序的维护人员。"
        )
        yield from _to_keepers(one.rule, text, law, directory, now)


def of_matter(
    number: str, error: str, law: Law, directory: Directory, now: datetime
) -> Iterator[Push]:
    """A matter that no rule can be asked about; it is told of once a day.

    Args:
        number: the matter's.
        error: what kind of error; its words may tell of people and are left out.
        law: for the hours.
        directory: who keeps it.
        now: the present instant.
    """
    text = (
        f"{number} 的期限和提醒算不出来（{error}），这件事现在没有提醒，请有关单位自己盯住期限；"
        "其余事项照常。请联系程序的维护人员。"
    )
    yield from _to_keepers(number, text, law, directory, now)


def _to_keepers(
    what: str, text: str, law: Law, directory: Directory, now: datetime
) -> Iterator[Push]:
    """The same to each who keeps the address book."""
    day = now.astimezone(BEIJING).date()
    for keeper in directory.keepers():
        yield Push(
            key=f":{PushKind.DEFECT}:{what}:{day}:{keeper.id}",
            to=keeper.id,
            number="",
            kind=PushKind.DEFECT,
            message=Message(text),
            at=hold(now, keeper, law.policy, law.calendar),
        )
