"""What a channel is: it hands on what people say, and takes what they are to be told."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from aiohttp import ClientSession, web

from bot.clock import Clock
from bot.finding import Finding
from bot.settings import Settings
from rules.reminders.lateness import Late
from rules.values.material import Attachment
from rules.values.message import Message, Reply

__all__ = [
    "Astray",
    "Attachment",
    "Build",
    "Channel",
    "ChannelProfile",
    "Examine",
    "Incoming",
    "Later",
    "Listener",
    "Mention",
    "Never",
    "Outgoing",
    "PlainIds",
    "Platform",
    "Receipt",
    "Relabels",
    "Reply",
    "Rightful",
    "WhoIs",
    "WritesTo",
    "always",
    "lost",
]


class WritesTo(StrEnum):
    """To whom a channel may say something that is no answer."""

    ANYBODY = "anybody"
    """Anybody of the county, also who never wrote to it, by the officer's own id."""
    WRITERS = "writers"
    """Whoever has written to it before."""
    NOBODY = "nobody"
    """It only answers."""
    GROUP = "group"
    """One group, where everybody reads it: the last resort, not an address of anybody."""


@dataclass(frozen=True, slots=True)
class ChannelProfile:
    """What is decided by which channel it is; how it is spoken is its own affair.

    Attributes:
        name: the first part of an identity. It is in databases: a channel keeps its name for good.
        title: what officers call it.
        product: what the platform's own pages call it, for whoever sets it up.
        mode: how it is connected, where there are several ways; "" else.
        preference: which of several ways to one person is tried first: the smallest.
        writes_to: see there.
        opaque_ids: it may write somebody's id in a way that only the platform can read.
        hello: what somebody has to do before it may write to him, as a clause; "" for nothing.
        card_life: how long a card that was shown can be changed; None where it never can.
        largest_file: bytes of a file that it takes and hands on; None where it does neither.
    """

    name: str
    title: str
    product: str
    preference: int
    writes_to: WritesTo
    mode: str = ""
    opaque_ids: bool = False
    hello: str = ""
    card_life: timedelta | None = None
    largest_file: int | None = None


@dataclass(frozen=True, slots=True)
class Incoming:
    """One thing a person did, as the platform reported it and after its signature was checked.

    Attributes:
        channel: the channel's name, such as `app` or `aibot`.
        message_id: unique within the channel; the same id again is the same message again.
        sender: the person's id as this channel writes it; it may be opaque.
        conversation: the group's id, or the sender's for a conversation of two.
        group: whether others read along.
        text: what was typed; for a click, the command behind the button; "" for an entry.
        card: task id of the card that was clicked, or "".
        card_version: the matter's version printed into that card; 0 where there is none.
        quote: the quoted message as text, or "".
        entered: the person merely opened the conversation.
        sent_at: the platform's own time, evidence only; None where it gives none.
        attachments: pictures and files, fetched already: their addresses do not live long.
    """

    channel: str
    message_id: str
    sender: str
    conversation: str
    group: bool
    text: str
    card: str = ""
    card_version: int = 0
    quote: str = ""
    entered: bool = False
    sent_at: datetime | None = None
    attachments: tuple[Attachment, ...] = ()


Listener = Callable[[Incoming], Awaitable[Reply]]
"""Bound by `bot.inbound.dispatch`; answers within the platform's time limit and never raises."""

Astray = Callable[[Incoming, Message], Awaitable[None]]
"""Takes an answer that the platform did not take in a conversation of two, and sees to it."""


async def lost(incoming: Incoming, message: Message) -> None:
    """Where nobody sees to answers that the platform did not take."""


Rightful = Callable[[], Awaitable[bool]]
"""Whether this process is the one that may be connected now."""


async def always() -> bool:
    """Where no other process could be."""
    return True


PlainIds = Callable[[Sequence[str]], Awaitable[Mapping[str, str]]]
"""The userids behind opaque ids; an id that cannot be resolved is absent."""

WhoIs = Callable[[str], Awaitable[str]]
"""The userid behind a login code; "" for somebody of another enterprise."""


@dataclass(frozen=True, slots=True)
class Mention:
    """Somebody whose attention a message in a group wants; either may be ""."""

    userid: str
    mobile: str


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One push to one person or group.

    Attributes:
        key: the outbox key. Sending the same key twice must show once wherever the platform allows.
        to: the person's or group's id as this channel writes it.
        group: whether `to` is a group.
        message: what to say.
        again: an earlier attempt may have gone through.
        elsewhere: it may have gone through on another channel.
        mentions: whom to call by name in a group, where the channel can.
        attachment: a file to hand over in the place of the message.
        late: None for in time.
        late_before: the same as it was said in the earlier attempt.
    """

    key: str
    to: str
    group: bool
    message: Message
    again: bool = False
    mentions: tuple[Mention, ...] = ()
    attachment: Attachment | None = None
    late: Late | None = None
    late_before: Late | None = None
    elsewhere: bool = False

    @property
    def told(self) -> Message:
        """The message, and first of all that it comes again, or late."""
        told = _noted(self.message, self.late)
        return told.framed(f"{REPEATED}\n") if self.elsewhere else told

    @property
    def told_before(self) -> Message:
        """The same as in the earlier attempt."""
        return _noted(self.message, self.late_before)


def _noted(message: Message, late: Late | None) -> Message:
    return message.framed(f"{late.note()}\n") if late else message


@dataclass(frozen=True, slots=True)
class Receipt:
    """The platform took it. Taken is not read.

    Attributes:
        message_id: the platform's id, for a recall; "" where it gives none.
        update_code: a ticket to change the card later, once; "" where there is none.
    """

    message_id: str = ""
    update_code: str = ""


REPEATED = "（重发，已经看到的请忽略）"
"""Before what may be read twice."""

GRACE = 5.0
"""Seconds that a channel which is closed has for what it is answering."""


class Later(Exception):
    """The platform did not take it now; the outbox tries again.

    Attributes:
        code: the platform's error code or a word such as `timeout`; for the log and the outbox.
        wait: how long to wait at least.
        unsure: it may have been taken all the same (a timeout, a broken line).
    """

    def __init__(self, code: str, wait: timedelta, *, unsure: bool = False) -> None:
        super().__init__(code)
        self.code = code
        self.wait = wait
        self.unsure = unsure


class Never(Exception):
    """The platform will not take it for this addressee, however often it is tried.

    Attributes:
        code: the platform's error code.
        reason: why, and what the person who must act can do, in Chinese.
        why: the same after the words for what did not happen: 没有送达：…
        personal: it would refuse this addressee whatever the message; nothing else is wrong.
    """

    def __init__(self, code: str, reason: str, *, head: str = "", personal: bool = False) -> None:
        super().__init__(code)
        self.code = code
        self.reason = reason
        self.why = f"{head}{reason}"
        self.personal = personal


class Relabels(Protocol):
    """A channel whose cards can be changed after they were shown."""

    async def relabel(self, to: str, code: str, label: str) -> None:
        """Put a few words in the place of the buttons on one person's card.

        Args:
            to: the person's id as this channel writes it.
            code: the `update_code` of the card's receipt; it is spent by this.
            label: the words.

        Raises:
            Later: worth another try.
            Never: the code is spent, or the person is gone.
        """
        ...


class Channel(Protocol):
    """One connection to one chat platform."""

    @property
    def profile(self) -> ChannelProfile:
        """What is decided by which channel it is; always the same."""
        ...

    @property
    def trouble(self) -> str:
        """What the administrator has to repair, as one Chinese sentence; "" when nothing."""
        return ""

    async def start(self, listener: Listener) -> None:
        """Begin to listen. Comes back once the channel is set up, connected or still trying."""
        ...

    async def send(self, outgoing: Outgoing) -> Receipt:
        """Push one message.

        Raises:
            Later: worth another try.
            Never: not for this addressee.
        """
        ...

    def ready(self) -> bool:
        """Whether a push sent now has a chance."""
        ...

    async def close(self, grace: float = GRACE) -> None:
        """Stop listening, finish what is being answered, and let go of the connection.

        It may be started again.

        Args:
            grace: seconds for what is being answered; 0 drops it and hangs up at once.
        """
        ...


Examine = Callable[[ClientSession], Awaitable[Sequence[Finding]]]
"""Asks the platform, beside a running program, whether what is set up works; one line each."""


@dataclass(frozen=True, slots=True)
class Platform:
    """One chat platform, as far as the settings set it up; nothing of it is started yet.

    Attributes:
        channels: in the order in which they are started.
        relabels: those whose cards can be changed, by name.
        routes: where the platform calls.
        plain_ids: asks it whose opaque ids these are; None where we may not ask.
        who_is: asks it who logs in; None where we may not ask.
        examine: see `Examine`.
        doubts: what is wrong with the settings although each of them can be used.
    """

    channels: tuple[Channel, ...]
    relabels: Mapping[str, Relabels]
    examine: Examine
    routes: tuple[web.RouteDef, ...] = ()
    plain_ids: PlainIds | None = None
    who_is: WhoIs | None = None
    doubts: tuple[Finding, ...] = ()


class Build(Protocol):
    """What each platform's folder has as `build`, beside the profiles as `PROFILES`."""

    def __call__(
        self,
        settings: Settings,
        clock: Clock,
        *,
        rightful: Rightful = always,
        astray: Astray = lost,
    ) -> Platform:
        """The channels that the settings set up, put together without starting anything.

        Args:
            settings: of everything outside.
            clock: for stamps and limits.
            rightful: see there.
            astray: takes the answers that the platform did not take.
        """
        ...
