"""Whom one is to telephone, and how a person is written with his posts and number."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TypeAlias

from rules.reminders.addressees import to_telephone
from rules.reminders.policy import Post
from rules.values.matter import Matter
from rules.values.people import Directory, Officer

POSTS: Mapping[Post, str] = {
    Post.LIAISON: "联络员",
    Post.HANDLER: "经办人",
    Post.DUTY: "值班岗",
    Post.LEADER: "分管领导",
    Post.PRINCIPAL: "主要领导",
    Post.ROSTER1: "当前值班员",
    Post.ROSTER2: "值班第二人",
    Post.ROSTER3: "带班领导",
    Post.POSTS: "值班人员",
    Post.DEPUTY: "值班人员的代理人",
    Post.SUPERVISOR: "监督人员",
    Post.OPENER: "发起人",
    Post.DUTY_OFFICE: "县总值班室",
}
"""Why somebody is told, in one word."""

Telephoned: TypeAlias = tuple[tuple[Post, ...], Officer]
"""The posts of a person whom one is to telephone, and the person."""


def telephoned(
    matter: Matter, to: Officer, directory: Directory, at: datetime
) -> tuple[Telephoned, ...]:
    """Posts and person of each of the receiver whom somebody is to telephone, not himself."""
    called = to_telephone(matter.receiver, at, directory)
    return tuple((posts, who) for posts, who in called if who.id != to.id)


def numbers_of(matter: Matter, to: Officer, directory: Directory, at: datetime) -> tuple[str, ...]:
    """Posts, name and number of each person to telephone, a row each."""
    return tuple(map(number_row, telephoned(matter, to, directory, at)))


def listed(people: Iterable[Telephoned]) -> str:
    """One row a person: posts, name and number."""
    return "\n".join(map(number_row, people))


def number_row(person: Telephoned) -> str:
    """Posts, name and number of one person."""
    posts, who = person
    return f"{'、'.join(POSTS[post] for post in posts)}{who.name}{phone_text(who)}"


def phone_text(officer: Officer) -> str:
    """A number behind a name."""
    return f" {officer.mobile}" if officer.mobile else "（未登记电话）"


def contact_text(matter: Matter, directory: Directory, at: datetime) -> str:
    """Whom to ask on the sender's side: who filed it, or who has taken over; "" for nobody."""
    opener = directory.officer(matter.opener)
    if opener.active:
        return f"{opener.name}{phone_text(opener)}"
    heirs = directory.carriers(matter.sender, opener.id, at)
    return "、".join(f"{heir.name}{phone_text(heir)}（接替{opener.name}）" for heir in heirs[:1])
