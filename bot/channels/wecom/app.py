"""The 自建应用 as a channel: its callback comes in, message/send goes out."""

import asyncio
import hashlib
import logging
from dataclasses import replace
from datetime import UTC, timedelta

import aiohttp
from aiohttp import web

from bot.channels.base import (
    GRACE,
    Astray,
    Attachment,
    ChannelProfile,
    Incoming,
    Later,
    Listener,
    Never,
    Outgoing,
    Receipt,
    Reply,
    lost,
)
from bot.channels.wecom import callback, cards
from bot.channels.wecom.callback import Click, Entry, Other, Said, Text, Unreadable
from bot.channels.wecom.codes import (
    MINUTE,
    NO_CARDS,
    STALE_MEDIA,
    UNDELIVERED,
    UNFIT_MEDIA,
    of_form,
)
from bot.channels.wecom.crypto import Seal, Signed, Unauthentic, encrypted_part, query, signed
from bot.channels.wecom.intake import body_of, echo, rejected
from bot.channels.wecom.lanes import Budget, Errands, Lanes
from bot.channels.wecom.profiles import APP
from bot.channels.wecom.replies import ONLY_TEXT
from bot.channels.wecom.rest import Rest
from bot.clock import Clock
from bot.settings import AppSettings
from rules.values.material import MaterialKind
from rules.values.message import Message

log = logging.getLogger(__name__)

PATIENCE = 4.0
"""Seconds the listener gets before the platform is answered without it; the platform waits 5."""

CARD_WINDOW = 14400
"""Seconds in which the platform drops a repeated request; its own maximum."""

FORSAKEN = frozenset({"inactive_alert", "close_inactive_agent", "low_active_alert", "low_active"})
"""The platform is about to suspend an app that nobody uses, or has done so."""

RESTORED = frozenset({"reopen_inactive_agent", "active_restored"})
IDLE = (
    "企业微信提示自建应用长期没有人使用，将要停用或者已经停用。"
    "请管理员登录企业微信管理后台，在应用页面恢复启用。"
)

NO_GROUP = "自建应用不能向群聊发消息。请把机器人加进这个群，或者改发给个人。"
TRIES = 3


class AppChannel:
    """Officers write to the app in a conversation of two; it writes to any of them at any time.

    Args:
        settings: without callback keys it only pushes, and cards become text.
        clock: for the stamp on answers and for the platform's limit per person.
        patience: see `PATIENCE`.
        astray: takes the answers that the platform did not take.
    """

    def __init__(
        self,
        settings: AppSettings,
        clock: Clock,
        *,
        patience: float = PATIENCE,
        astray: Astray = lost,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._patience = patience
        self._seal = Seal(settings.keys, settings.corp_id) if settings.keys else None
        self._budget = Budget(minute=30, hour=1000)
        self._lanes = Lanes()
        self._errands = Errands()
        self._listener: Listener | None = None
        self._session: aiohttp.ClientSession | None = None
        self._rest: Rest | None = None
        self._astray = astray
        self._idle = ""
        self._formless = ""

    @property
    def profile(self) -> ChannelProfile:
        """What is decided by which channel it is."""
        return APP

    @property
    def rest(self) -> Rest:
        """The REST calls, for looking people up; only after `start`."""
        if self._rest is None:
            raise RuntimeError("the channel was not started")
        return self._rest

    @property
    def trouble(self) -> str:
        """What the administrator has to repair, as one Chinese sentence; "" when nothing."""
        return (self._rest.trouble if self._rest else "") or self._idle or self._formless

    def routes(self) -> list[web.RouteDef]:
        """What has to be mounted for the callback; nothing without its keys."""
        if self._seal is None:
            return []
        return [
            web.get("/wecom/app", self._check, allow_head=False),
            web.post("/wecom/app", self._receive),
        ]

    async def start(self, listener: Listener) -> None:
        """Begin to listen."""
        self._session = aiohttp.ClientSession(trust_env=False)
        self._rest = Rest(self._settings, self._session, self._clock)
        self._listener = listener

    def ready(self) -> bool:
        """Whether a push sent now has a chance."""
        return self._rest is not None and self._rest.open()

    async def close(self, grace: float = GRACE) -> None:
        """Stop listening, finish what is being answered, and let go of the connections."""
        self._listener = None
        await self._errands.finish(grace)
        self._rest = None
        if self._session is not None:
            await self._session.close()

    async def send(self, outgoing: Outgoing) -> Receipt:
        """Push one message to one person.

        A repeated key is dropped by the platform's duplicate check, which compares whole requests.
        A card differs from every other by its task id. Two keys may say the same text, so the
        window of the check, a part of the request, is taken from the key (2 to 4 hours): a repeat
        stays a repeat, and another message stays another one, without a mark that people see. For
        the same reason a text that may have arrived stays as it was, and a second one says what has
        changed: that the first may be late.
        What a card cannot show whole follows it at once; a card that is refused for its form goes
        out as text in its place.

        Raises:
            Later: worth another try.
            Never: not for this person.
        """
        if self._rest is None:
            raise Later("stopped", timedelta(seconds=1))
        if outgoing.group:
            raise Never("group", NO_GROUP, head=UNDELIVERED)
        if outgoing.attachment is not None:
            return await self._hand_over(self._rest, outgoing, outgoing.attachment)
        shown = self._fitted(outgoing)
        texts = _behind(shown) if shown.card else _texts(outgoing)
        count = len(texts) + (shown.card is not None)
        self._budget.take(outgoing.to.lower(), count, self._clock.now())
        receipt = None
        if shown.card is not None:
            receipt = await self._show(self._rest, outgoing, shown.card)
            texts = texts if receipt else _texts(outgoing)
        return await self._say(self._rest, outgoing, texts, receipt)

    async def _show(self, rest: Rest, outgoing: Outgoing, card: cards.Json) -> Receipt | None:
        """Send the card; None where it is refused for its form."""
        try:
            receipt = await rest.send(outgoing.to, "template_card", card, CARD_WINDOW)
        except (Never, Later) as fault:
            if outgoing.again and fault.code in cards.TASK_TAKEN:
                return Receipt()
            if not of_form(fault.code):
                raise
            log.warning("wecom.app.card-as-text code=%s", fault.code)
            if fault.code not in cards.TASK_TAKEN:
                self._formless = NO_CARDS.format(code=fault.code)
            return None
        self._formless = ""
        return receipt

    async def _say(
        self, rest: Rest, outgoing: Outgoing, texts: tuple[str, ...], shown: Receipt | None
    ) -> Receipt:
        """Send texts in order; where something arrived before, a fault leaves that in doubt."""
        receipt = shown
        window = _window(outgoing.key)
        for text in texts:
            try:
                taken = await rest.send(outgoing.to, "text", {"content": text}, window)
            except Later as later:
                later.unsure = later.unsure or receipt is not None
                raise
            receipt = shown or taken
        return receipt or Receipt()

    async def _hand_over(self, rest: Rest, outgoing: Outgoing, file: Attachment) -> Receipt:
        """A file is uploaded and then sent; any kind can be sent as a plain file."""
        self._budget.take(outgoing.to.lower(), 1, self._clock.now())
        plain = Attachment(MaterialKind.FILE, file.name, file.content)
        for _ in range(2):
            content = {"media_id": await rest.upload(plain)}
            try:
                return await rest.send(outgoing.to, "file", content, _window(outgoing.key))
            except Later as later:
                if later.code != str(STALE_MEDIA):
                    raise
        raise Never(str(STALE_MEDIA), UNFIT_MEDIA, head=UNDELIVERED)

    async def relabel(self, to: str, code: str, label: str) -> None:
        """Put a few words in the place of the buttons on one person's card.

        Raises:
            Later: worth another try.
            Never: the code is spent, or the person is gone.
        """
        if self._rest is None:
            raise Later("stopped", timedelta(seconds=1))
        await self._rest.replace_buttons(to, code, label)

    def _fitted(self, outgoing: Outgoing) -> cards.Drawn:
        """The card, if there is one and its buttons would come back to us."""
        if self._seal is None:
            return cards.Drawn(None)
        return cards.fit(outgoing.told, cards.task_id(outgoing.key, outgoing.to), cards.APP)

    async def _check(self, request: web.Request) -> web.Response:
        """The platform asks whether the address is ours."""
        return web.Response(status=403) if self._seal is None else echo(request, self._seal)

    async def _receive(self, request: web.Request) -> web.Response:
        """One callback: check, read, answer."""
        try:
            signature = signed(query(request.rel_url.raw_query_string))
            said = callback.read(self._opened(signature, encrypted_part(await body_of(request))))
        except Unauthentic as fault:
            return rejected(fault)
        if self._listener is None:
            return web.Response(status=503)
        if said.frame.agent != self._settings.agent_id:
            log.info("wecom.app.ignored agent=%s", said.frame.agent)
            return web.Response()
        return await self._answer(self._listener, said, signature)

    async def _answer(self, listener: Listener, said: Said, signature: Signed) -> web.Response:
        """Hear what was said and answer in time, with what there is by then."""
        match said:
            case Unreadable(media_id=""):
                return self._passive(said, signature, Reply(ONLY_TEXT))
            case Other(event=event):
                loud = event in FORSAKEN
                self._idle = IDLE if loud else "" if event in RESTORED else self._idle
                log.log(logging.ERROR if loud else logging.INFO, "wecom.app.event event=%s", event)
                return web.Response()
            case Text() | Click() | Entry() | Unreadable():
                pass
        work = self._errands.start(self._hear(listener, said))
        await asyncio.wait({work}, timeout=self._patience)
        if not work.done():
            log.warning("wecom.app.slow")
            self._errands.start(self._late(work, said))
            return web.Response()
        return self._passive(said, signature, work.result())

    def _opened(self, signature: Signed, encrypt: str) -> str:
        if self._seal is None:
            raise Unauthentic("no-keys")
        return self._seal.open(signature, encrypt)

    async def _hear(self, listener: Listener, said: Said) -> Reply:
        incoming = _incoming(said)
        if isinstance(said, Unreadable) and self._rest is not None:
            file = await self._rest.download(said.media_id, MaterialKind(said.kind))
            incoming = replace(incoming, attachments=(file,))
        async with self._lanes.of(incoming.conversation):
            return await listener(incoming)

    def _passive(self, said: Said, signature: Signed, reply: Reply) -> web.Response:
        """Answer within the callback what fits into it; the rest follows by message/send."""
        now = int(self._clock.now().timestamp())
        frame, corp_id = said.frame, self._settings.corp_id
        if isinstance(said, Click):
            if reply.message is not None:
                self._errands.start(self._tell(said, _pushed(said, reply.message)))
            if not reply.done:
                return web.Response()
            return self._sealed(
                callback.button_answer(frame, corp_id, reply.done, now), signature, now
            )
        if reply.message is None:
            return web.Response()
        outgoing = _pushed(said, reply.message)
        texts = cards.plain(reply.message)
        earlier = self._lanes.busy(f"to {outgoing.to}")
        if self._fitted(outgoing).card is not None or len(texts) > 1 or earlier:
            self._errands.start(self._tell(said, outgoing))
            return web.Response()
        return self._sealed(callback.text_answer(frame, corp_id, texts[0], now), signature, now)

    def _sealed(self, answer: str, signature: Signed, now: int) -> web.Response:
        if self._seal is None:
            raise RuntimeError("an answer without keys")
        envelope = self._seal.close(answer, now, signature.nonce)
        return web.Response(text=envelope.as_xml(), content_type="application/xml")

    async def _late(self, work: "asyncio.Task[Reply]", said: Said) -> None:
        """The listener took its time: what it says goes out when it is there, before the next."""
        async with self._lanes.of(f"to {said.frame.sender}"):
            reply = await work
            if isinstance(said, Click) and reply.done and said.code and self._rest is not None:
                try:
                    await self._rest.replace_buttons(said.frame.sender, said.code, reply.done)
                except (Later, Never) as fault:
                    log.warning("wecom.app.button code=%s", fault.code)
            if reply.message is not None:
                await self._deliver(said, _pushed(said, reply.message))

    async def _tell(self, said: Said, outgoing: Outgoing) -> None:
        """Send a reply in its turn."""
        async with self._lanes.of(f"to {outgoing.to}"):
            await self._deliver(said, outgoing)

    async def _deliver(self, said: Said, outgoing: Outgoing) -> None:
        """Send a reply; it is no push in the outbox, so it gets its few tries here.

        One that must wait longer, or was tried in vain, is handed over to be seen to.
        """
        for left in reversed(range(TRIES)):
            try:
                await self.send(outgoing)
            except Never as never:
                log.warning("wecom.app.reply code=%s", never.code)
                return
            except Later as later:
                log.warning("wecom.app.reply code=%s left=%s", later.code, left)
                if not left or later.wait >= MINUTE:
                    await self._astray(_incoming(said), outgoing.message)
                    return
                await asyncio.sleep(min(later.wait.total_seconds(), 9))
                outgoing = replace(outgoing, again=outgoing.again or later.unsure)
            else:
                return


def _incoming(said: Said) -> Incoming:
    frame = said.frame
    heard = Incoming(
        channel=APP.name,
        message_id=frame.id,
        sender=frame.sender,
        conversation=frame.sender,
        group=False,
        text=said.content if isinstance(said, Text) else "",
        entered=isinstance(said, Entry),
        sent_at=frame.at.astimezone(UTC),
    )
    if isinstance(said, Click):
        command, version = cards.read_button_key(said.key)
        return replace(heard, text=command, card=said.card, card_version=version)
    return heard


def _pushed(said: Said, message: Message) -> Outgoing:
    """A reply as a message of its own; the key makes a repeated callback harmless."""
    frame = said.frame
    return Outgoing(f"reply:app:{frame.id}", frame.sender, group=False, message=message)


def _behind(shown: cards.Drawn) -> tuple[str, ...]:
    """What follows a card."""
    return cards.plain(Message(shown.behind)) if shown.behind else ()


def _texts(outgoing: Outgoing) -> tuple[str, ...]:
    if outgoing.elsewhere or not outgoing.again:
        return cards.plain(outgoing.told)
    texts = cards.plain(outgoing.told_before)
    if outgoing.late is None or outgoing.late == outgoing.late_before:
        return texts
    return (*texts, outgoing.late.note_in_doubt())


def _window(key: str) -> int:
    return CARD_WINDOW - int(hashlib.sha256(key.encode()).hexdigest()[:8], 16) % (CARD_WINDOW // 2)
