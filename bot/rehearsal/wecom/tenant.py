"""The enterprise that the emulator plays: its people, its groups, its app and its bot."""

import hashlib
from dataclasses import dataclass, field
from urllib.parse import urlsplit

PRODUCTION = ("qq.com", "weixin.com", "tencent.com")
"""Hosts of the real platform, and every name under them."""


@dataclass(frozen=True, slots=True)
class Person:
    """A member of the enterprise.

    Attributes:
        userid: compared without regard to case, as the platform does.
        unit: short name of the unit, for the page only.
        visible: in the visible range of the app; the app cannot write to anybody else.
        opaque: the bot is told an `open_userid` instead of the userid.
        mobile: never shown to the app.
    """

    userid: str
    name: str
    unit: str = ""
    title: str = ""
    visible: bool = True
    opaque: bool = False
    mobile: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Group:
    """A group chat that the bot was added to.

    Attributes:
        members: userids.
        webhook: key of the group's message-push robot, or "".
    """

    chatid: str
    name: str
    members: tuple[str, ...]
    webhook: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Limits:
    """The platform's figures. Only a load test has a reason to widen them.

    Attributes:
        member_minute: app messages to one member; what is beyond is dropped without a word.
        talk_minute: bot replies and pushes in one conversation.
        answer: seconds in which a callback or a click has to be answered.
        pause: seconds before a callback that was not answered is tried again.
        poll: seconds between two questions for the rest of a stream.
        idle: seconds without a ping after which the socket is closed.
        token: seconds that an access token lives.
        patience: seconds that the sandbox waits at most for the bot's reply.
    """

    member_minute: int = 30
    member_hour: int = 1000
    talk_minute: int = 30
    talk_hour: int = 1000
    webhook_minute: int = 20
    answer: float = 5.0
    pause: float = 0.0
    poll: float = 1.0
    idle: float = 90.0
    token: int = 7200
    patience: float = 5.0


@dataclass(frozen=True, slots=True)
class Tenant:
    """Everything that the administrator set up in the console.

    Attributes:
        callback_url: where the app's messages and clicks go; "" when none is set, and then the
            app may not send cards with buttons either.
        bot_name: what people type after the @.
        sync_secret: of the directory synchronisation, 通讯录同步; "" when it is off.
        trusted_domain: of the app, 可信域名, with the port where it has one of its own.
        bot_callback_url: where the robot's callbacks go; with one it has no socket.
        bot_token: of the robot's callback.
        bot_aes_key: of the robot's callback, and of the pictures and files it is sent there;
            "" for the app's.
    """

    corp_id: str
    agent_id: int
    secret: str = field(repr=False)
    token: str = field(repr=False)
    aes_key: str = field(repr=False)
    bot_id: str
    bot_secret: str = field(repr=False)
    people: tuple[Person, ...]
    groups: tuple[Group, ...] = ()
    callback_url: str = ""
    bot_name: str = "执法协作"
    sync_secret: str = field(default="", repr=False)
    trusted_domain: str = "127.0.0.1"
    bot_callback_url: str = ""
    bot_token: str = field(default="", repr=False)
    bot_aes_key: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        known = {person.userid.lower() for person in self.people}
        if len(known) != len(self.people):
            raise ValueError("two people with one userid")
        for group in self.groups:
            for member in group.members:
                if member.lower() not in known:
                    raise ValueError(f"{group.chatid}: nobody is called {member}")

    def person(self, userid: str) -> Person | None:
        """The member with that userid, in any case."""
        wanted = userid.lower()
        return next((one for one in self.people if one.userid.lower() == wanted), None)

    def group(self, chatid: str) -> Group | None:
        """The group with exactly that id."""
        return next((one for one in self.groups if one.chatid == chatid), None)

    def departments(self) -> tuple[str, ...]:
        """Names of the departments; the first, number 1, is the whole, then one per unit."""
        units = dict.fromkeys(one.unit for one in self.people if one.unit)
        return (self.bot_name, *units)

    def department_of(self, person: Person) -> int:
        """Number of somebody's department."""
        return self.departments().index(person.unit) + 1 if person.unit else 1

    def bot_sees(self, person: Person) -> str:
        """The id of a member as the bot is told it."""
        if not person.opaque:
            return person.userid
        seed = f"{self.corp_id}/{person.userid.lower()}"
        return "wo" + hashlib.sha256(seed.encode()).hexdigest()[:28]

    def behind(self, seen: str) -> Person | None:
        """The member behind an id that the bot uses: plain in any case, opaque to the letter."""
        for one in self.people:
            if self.bot_sees(one) == seen:
                return one
        person = self.person(seen)
        return None if person is None or person.opaque else person


def refuse_production(*urls: str) -> None:
    """Refuse addresses of the real platform, so that a rehearsal never reaches a real person.

    Raises:
        ValueError: one of the addresses belongs to it.
    """
    for url in urls:
        host = (urlsplit(url if "//" in url else f"//{url}").hostname or "").lower().rstrip(".")
        if any(host == name or host.endswith(f".{name}") for name in PRODUCTION):
            raise ValueError(f"本机演练环境拒绝使用正式平台地址：{host}")
