"""Messages of the app: to whom, what, how often, and how a card is changed later."""

import hashlib
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from bot.rehearsal.wecom.cards import (
    INTERACTIVE,
    Dialect,
    Occasion,
    check,
    clickable,
)
from bot.rehearsal.wecom.drawing import Drawing, cut, draw
from bot.rehearsal.wecom.media import OF_APP, Item, Media, Sort
from bot.rehearsal.wecom.names import named
from bot.rehearsal.wecom.tenant import Limits, Person
from bot.rehearsal.wecom.tickets import Updates
from bot.rehearsal.wecom.webhook import articles
from bot.rehearsal.wecom.windows import Windows
from bot.rehearsal.wecom.wire import Bad, Fields, invalid, missing, size
from bot.rehearsal.wecom.world import Entry, Kind, Side, World, chat_with

TEXT_BYTES = 2048
MARKDOWN_BYTES = 2048
MAX_PEOPLE = 1000
MAX_PARTIES = 100
REPEAT_DEFAULT = 1800
REPEAT_MAX = 4 * 3600
RECALL_LIFE = timedelta(hours=24)
TAG = re.compile(r"<[^>]*>")
Answer = dict[str, object]


@dataclass(frozen=True, slots=True)
class Content:
    """What a send request wants to show."""

    kind: Kind
    text: str
    drawing: Drawing | None = None
    ticket: bool = False
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Receivers:
    """Who gets it, and which of the named nobody knows."""

    people: tuple[Person, ...]
    bad_users: tuple[str, ...]
    bad_parties: tuple[str, ...]
    bad_tags: tuple[str, ...]


class App:
    """The self-built app's right to send."""

    def __init__(
        self,
        world: World,
        media: Media,
        updates: Updates,
        limits: Limits,
        has_callback: Callable[[], bool],
    ) -> None:
        self._world = world
        self._media = media
        self._updates = updates
        self._has_callback = has_callback
        self._windows = Windows(limits.member_minute, limits.member_hour)
        self._sent: dict[str, tuple[list[Entry], datetime]] = {}
        self._bodies: dict[str, datetime] = {}

    def send(self, body: Fields, raw: bytes) -> Answer:
        """message/send.

        Raises:
            Bad: what the platform would refuse.
        """
        self._agent(body)
        receivers = self._receivers(body)
        body.one_of("safe", (0, 1), 0)
        content = self._content(named(body, self._world.tenant))
        said: Answer = {
            "invaliduser": "|".join(receivers.bad_users),
            "invalidparty": "|".join(receivers.bad_parties),
            "invalidtag": "|".join(receivers.bad_tags),
            "unlicenseduser": "",
        }
        if not receivers.people:
            raise Bad(81013, "user & party & tag all invalid")
        msgid = secrets.token_urlsafe(32)
        repeat = _repeat_interval(body)
        now = self._world.clock.now()
        before = self._bodies.get(_digest(raw))
        if repeat and before is not None and now < before + repeat:
            return said | {"msgid": msgid}
        sheet = None
        if content.drawing is not None:
            agent = self._world.tenant.agent_id
            sheet = self._world.new_sheet(content.drawing, Dialect.APP, agent)
        self._bodies[_digest(raw)] = now
        entries = [
            self._world.told(
                chat_with(Side.APP, person),
                Dialect.APP,
                content.kind,
                content.text,
                sheet=sheet,
                items=content.items,
            )
            for person in receivers.people
            if self._windows.take(person.userid.lower(), now)
        ]
        self._sent[msgid] = (entries, now)
        said["msgid"] = msgid
        if sheet is not None and content.ticket:
            said["response_code"] = self._updates.give(sheet)
        return said

    def update(self, body: Fields) -> Answer:
        """message/update_template_card.

        Raises:
            Bad: what the platform would refuse.
        """
        self._agent(body)
        code = body.text("response_code")
        sheet = self._updates.look(code)
        body = named(body, self._world.tenant)
        body.texts("partyids", MAX_PARTIES)
        everybody = body.one_of("atall", (0, 1), 0) == 1
        userids = body.texts("userids", MAX_PEOPLE)
        if not everybody and not userids:
            raise missing(body.name("userids"))
        if "button" in body:
            if sheet.base.card_type not in {str(kind) for kind in INTERACTIVE}:
                raise invalid(body.name("button"), "this card has no buttons")
            label = body.part("button").text("replace_name")
            change: Callable[[Drawing], Drawing] = partial(_grey, label)
        else:
            card = body.part("template_card")
            check(card, Occasion(Dialect.APP, update=True))
            new = draw(card, Dialect.APP, sheet.task_id)
            change = partial(_instead, new)
        self._updates.spend(code)
        invalid_users = []
        if everybody:
            self._world.redraw(sheet, change(sheet.base), None)
        for userid in userids:
            person = self._world.tenant.person(userid)
            if person is None or not person.visible:
                invalid_users.append(userid.lower())
            else:
                self._world.redraw(sheet, change(sheet.seen_by(person)), [person])
        return {"invaliduser": invalid_users}

    def recall(self, body: Fields) -> Answer:
        """message/recall.

        Raises:
            Bad: an unknown message, or one older than 24 hours.
        """
        entries, at = self._sent.get(body.text("msgid"), ([], None))
        if at is None or self._world.clock.now() >= at + RECALL_LIFE:
            raise invalid(body.name("msgid"), "unknown or too old")
        for entry in entries:
            self._world.recall(entry)
        return {}

    def _agent(self, body: Fields) -> None:
        agent = body.raw("agentid")
        if not isinstance(agent, int) or agent != self._world.tenant.agent_id:
            raise Bad(40056, "invalid agentid")

    def _receivers(self, body: Fields) -> Receivers:
        users = [one for one in body.text("touser", "").split("|") if one]
        parties = [one for one in body.text("toparty", "").split("|") if one]
        tags = [one for one in body.text("totag", "").split("|") if one]
        if not users and not parties and not tags:
            raise Bad(82001, "touser & toparty & totag all empty")
        if len(users) > MAX_PEOPLE or max(len(parties), len(tags)) > MAX_PARTIES:
            raise Bad(40035, "invalid parameter: too many receivers")
        tenant = self._world.tenant
        if users == ["@all"]:
            return Receivers(tuple(one for one in tenant.people if one.visible), (), (), ())
        good: dict[str, Person] = {}
        bad = []
        count = len(tenant.departments())
        empty = [one for one in parties if not one.isdecimal() or not 1 <= int(one) <= count]
        for one in tenant.people if parties else ():
            if one.visible and {"1", str(tenant.department_of(one))} & set(parties):
                good[one.userid] = one
        for userid in users:
            person = tenant.person(userid)
            if person is None or not person.visible:
                bad.append(userid.lower())
            else:
                good[person.userid] = person
        return Receivers(tuple(good.values()), tuple(bad), tuple(empty), tuple(tags))

    def _content(self, body: Fields) -> Content:
        msgtype = body.text("msgtype")
        match msgtype:
            case "text":
                text = _said(body, "text")
                return Content(Kind.TEXT, _clip(text, TEXT_BYTES))
            case "markdown":
                text = _said(body, "markdown")
                if size(text) > MARKDOWN_BYTES:
                    raise Bad(45002, "content size out of limit")
                return Content(Kind.MARKDOWN, text)
            case "textcard":
                drawing = _text_card(body.part("textcard"))
                return Content(Kind.CARD, drawing.text, drawing)
            case "template_card":
                card = body.part("template_card")
                kind = check(card, Occasion(Dialect.APP))
                if clickable(card) and not self._has_callback():
                    raise Bad(40058, "interactive template_card needs a callback url")
                drawing = draw(card, Dialect.APP)
                ticket = kind in INTERACTIVE or "action_menu" in card
                return Content(Kind.CARD, drawing.text, drawing, ticket)
            case "news":
                return Content(Kind.TEXT, articles(body.part("news")))
            case "image" | "voice" | "video" | "file":
                part = body.part(msgtype)
                text = part.text("title", "", limit=128) if msgtype == "video" else ""
                item = self._media.find(OF_APP, part.text("media_id"), Sort(msgtype))
                return Content(Kind.FILE, text, items=(item,))
            case _:
                raise Bad(40008, "invalid message type")


def _repeat_interval(body: Fields) -> timedelta | None:
    if body.one_of("enable_duplicate_check", (0, 1), 0) == 0:
        return None
    interval = body.number("duplicate_check_interval", REPEAT_DEFAULT)
    if not 0 < interval <= REPEAT_MAX:
        raise invalid(body.name("duplicate_check_interval"), "more than 4 hours")
    return timedelta(seconds=interval)


def _digest(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


def _grey(label: str, old: Drawing) -> Drawing:
    return old.greyed(label)


def _instead(new: Drawing, _: Drawing) -> Drawing:
    return new


def _said(body: Fields, part: str) -> str:
    text = body.part(part).text("content", "")
    if not text.strip():
        raise Bad(44004, "empty content")
    return text


def _clip(text: str, limit: int) -> str:
    return text.encode()[:limit].decode(errors="ignore")


def _text_card(card: Fields) -> Drawing:
    title = card.text("title", limit=128)
    description = card.text("description")
    url = card.text("url")
    plain = TAG.sub("", description)
    if len(description) > 512:
        raise invalid(card.name("description"), "longer than 512")
    button = cut(card.text("btntxt", "详情"), 4)
    return Drawing(
        "textcard", "", title, note=plain, links=((button, url),), text=f"{title}\n{plain}"
    )
