"""The few REST calls of the app: a token, messages, card changes, and who somebody is."""

import asyncio
import logging
import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import aiohttp

from bot.channels.base import Attachment, Later, Never, Receipt
from bot.channels.wecom.cards import Json
from bot.channels.wecom.codes import (
    BUSY,
    CONFIGURATION,
    CREDENTIALS,
    CROWDED,
    DISOWNED,
    HOUR,
    LIMITED,
    LOGIN,
    MINUTE,
    NEVER,
    NOBODY,
    NOT_LOGGED_IN,
    STALE_TOKEN,
    UNDELIVERED,
    UNLICENSED,
    never,
)
from bot.channels.wecom.media import NOT_FETCHED, fetch_file, multipart
from bot.channels.wecom.width import Width
from bot.channels.wecom.wire import fetch
from bot.clock import Clock
from bot.settings import AppSettings
from rules.values.material import MaterialKind

log = logging.getLogger(__name__)

EARLY = timedelta(minutes=5)
"""How long before its end a token is renewed."""
ASKED_AGAIN = timedelta(seconds=5)
"""How long a refused token is not asked for again."""
JITTER = 0.5
"""By which part a pause is longer at the most, so that not all come back at once."""

SEND = "message/send"
GATES = frozenset({"gettoken", SEND})
"""What is refused here concerns every message; a look-up that is not allowed stops nothing."""


class Misconfigured(Later):
    """The platform refuses us, not this message. It is tried again, and somebody is told.

    Attributes:
        why: one Chinese sentence for the administrator.
    """

    def __init__(self, code: str, why: str) -> None:
        super().__init__(code, MINUTE)
        self.why = why


@dataclass(frozen=True, slots=True)
class Member:
    """What the directory says about a person."""

    userid: str
    name: str


@dataclass(frozen=True, slots=True)
class _Span:
    """A stretch of time; a clock that is set back to before it ends it."""

    since: datetime
    until: datetime

    def left(self, now: datetime) -> timedelta:
        """What is left of it; nothing outside."""
        return self.until - now if self.since <= now < self.until else timedelta(0)


class Rest:
    """The app's side of the REST interface.

    Args:
        settings: whose app it is.
        session: without proxies from the environment.
        clock: how long a token is good and a refusal holds.
    """

    def __init__(self, settings: AppSettings, session: aiohttp.ClientSession, clock: Clock) -> None:
        self._settings = settings
        self._base = settings.api_base.rstrip("/")
        self._session = session
        self._clock = clock
        self._lock = asyncio.Lock()
        self._width = Width()
        self._token = ""
        self._good: _Span | None = None
        self._refused: tuple[_Span, Later] | None = None
        self._closed: _Span | None = None
        self._limited_at: datetime | None = None
        self._trouble = ""

    @property
    def trouble(self) -> str:
        """What the administrator has to repair, as one Chinese sentence; "" when nothing."""
        return self._trouble

    def open(self) -> bool:
        """Whether the platform takes calls from us just now, as far as we know."""
        return not self._left()

    async def send(self, to: str, msgtype: str, content: Json, repeat_within: int) -> Receipt:
        """Send one message to one person.

        Args:
            to: userid.
            msgtype: `text`, `template_card`, or a kind of file.
            content: the part named after it.
            repeat_within: seconds in which the platform drops the same request; at most 14400.

        Raises:
            Later: worth another try.
            Never: not for this person.
        """
        if left := self._left():
            raise Later("closed", left)
        answer = await self._call(
            SEND,
            body={
                "touser": to,
                "msgtype": msgtype,
                "agentid": self._settings.agent_id,
                msgtype: content,
                "enable_duplicate_check": 1,
                "duplicate_check_interval": repeat_within,
            },
        )
        if answer.get("invaliduser"):
            raise Never("invaliduser", NOBODY, head=UNDELIVERED, personal=True)
        if answer.get("unlicenseduser"):
            raise Never("unlicenseduser", UNLICENSED, head=UNDELIVERED, personal=True)
        return Receipt(str(answer.get("msgid", "")), str(answer.get("response_code", "")))

    async def upload(self, attachment: Attachment) -> str:
        """Hand a file to the platform; its media id is good for three days.

        Raises:
            Later: worth another try.
            Never: the platform does not take such a file.
        """
        answer = await self._call("media/upload", {"type": attachment.kind.value}, form=attachment)
        return str(answer.get("media_id", ""))

    async def download(self, media_id: str, kind: MaterialKind) -> Attachment:
        """Fetch what somebody sent; a `fault` where that is not possible."""
        try:
            query = {"access_token": await self._access_token(), "media_id": media_id}
        except Later as later:
            log.warning("wecom.download code=%s", later.code)
            return Attachment(kind, "", b"", NOT_FETCHED)
        return await fetch_file(self._session, f"{self._base}/media/get", kind, query=query)

    async def replace_buttons(self, userid: str, code: str, label: str) -> None:
        """Put a few words in the place of the buttons on one person's card.

        Args:
            userid: whose copy.
            code: the one-use ticket of the card, or of the click.
            label: the words.

        Raises:
            Later: worth another try.
            Never: the ticket is spent, or the person is gone.
        """
        await self._call(
            "message/update_template_card",
            body={
                "userids": [userid],
                "agentid": self._settings.agent_id,
                "response_code": code,
                "button": {"replace_name": label},
            },
        )

    async def member(self, userid: str) -> Member:
        """Look somebody up in the directory.

        Raises:
            Later: worth another try.
            Never: nobody there, or out of the app's range.
        """
        answer = await self._call("user/get", {"userid": userid})
        return Member(str(answer.get("userid", "")), str(answer.get("name", "")))

    async def check(self) -> str:
        """Log in and ask for the app itself, which tells all that can be wrong with the settings.

        Returns:
            The app's name.

        Raises:
            Misconfigured: the platform refuses us; `why` says what to repair.
            Later: no answer.
            Never: another refusal.
        """
        answer = await self._call("agent/get", {"agentid": str(self._settings.agent_id)})
        return str(answer.get("name", ""))

    async def logged_in(self, code: str) -> str:
        """The userid behind a code of the login page; "" for somebody of another enterprise.

        Raises:
            Later: worth another try.
            Never: the code is wrong, used or too old.
        """
        answer = await self._call("auth/getuserinfo", {"code": code})
        return str(answer.get("userid") or answer.get("UserId") or "")

    async def plain_ids(self, open_ids: Sequence[str]) -> Mapping[str, str]:
        """The userids behind opaque ids; an id that cannot be resolved is absent.

        Raises:
            Later: worth another try.
            Never: the app may not ask.
        """
        answer = await self._call(
            "batch/openuserid_to_userid", body={"open_userid_list": list(open_ids)}
        )
        found = answer.get("userid_list")
        return {
            str(pair["open_userid"]): str(pair["userid"])
            for pair in (found if isinstance(found, list) else ())
            if isinstance(pair, dict) and pair.get("open_userid") and pair.get("userid")
        }

    async def _call(
        self,
        path: str,
        query: Mapping[str, str] | None = None,
        body: Json | None = None,
        form: Attachment | None = None,
    ) -> Mapping[str, Any]:
        """One call; a token that turns out to be stale is renewed once, and the call repeated."""
        token = await self._access_token()
        async with self._width.of() as narrowed:
            answer = await self._fetch(path, {**(query or {}), "access_token": token}, body, form)
            if answer["errcode"] in STALE_TOKEN:
                if self._token == token:
                    self._token = ""
                token = await self._access_token()
                query = {**(query or {}), "access_token": token}
                answer = await self._fetch(path, query, body, form)
            code = int(answer["errcode"])
            if code == CROWDED:
                self._width.narrow(narrowed)
        if code == 0:
            self._width.widen()
            if path == SEND:
                self._limited_at, self._trouble = None, ""
            return answer
        raise self._answer_to(path, code, str(answer.get("errmsg", "")))

    async def _fetch(
        self,
        path: str,
        query: Mapping[str, str],
        body: Json | None = None,
        form: Attachment | None = None,
    ) -> Mapping[str, Any]:
        url = f"{self._base}/{path}"
        given = multipart(form) if form else None
        return await fetch(self._session, url, name=path, query=query, body=body, form=given)

    def _left(self) -> timedelta:
        """How long the platform takes no calls from us."""
        return self._closed.left(self._clock.now()) if self._closed else timedelta(0)

    async def _access_token(self) -> str:
        async with self._lock:
            now = self._clock.now()
            if self._token and self._good and self._good.left(now):
                return self._token
            if self._refused and self._refused[0].left(now):
                raise self._refused[1]
            try:
                answer = await self._fetch(
                    "gettoken",
                    {
                        "corpid": self._settings.corp_id,
                        "corpsecret": self._settings.secret.get_secret_value(),
                    },
                )
                if code := int(answer["errcode"]):
                    raise self._answer_to("gettoken", code, str(answer.get("errmsg", "")))
            except Later as later:
                later.unsure = False
                self._refused = _Span(now, now + ASKED_AGAIN), later
                raise
            self._token = str(answer.get("access_token", ""))
            life = timedelta(seconds=float(answer.get("expires_in", 0)))
            self._good = _Span(now, now + max(life - EARLY, life / 2))
            self._refused = None
            return self._token

    def _answer_to(self, path: str, code: int, errmsg: str) -> Later | Never:
        """The reaction to an error code, as an exception to be raised."""
        hint = re.search(r"hint: \[([0-9_A-Za-z-]+)\]", errmsg)
        shown = hint[1] if hint else "-"
        now = self._clock.now()
        why = CONFIGURATION.get(code)
        if code in STALE_TOKEN:
            why = CREDENTIALS if path == "gettoken" else DISOWNED
        if why is not None:
            if code == 60020 and (address := re.search(r"from ip: ([0-9a-fA-F.:]+)", errmsg)):
                why += f"（{address[1].rstrip('.')}）"
            log.error("wecom.misconfigured path=%s code=%s hint=%s", path, code, shown)
            sentence = f"自建应用不能用：{why}。请在企业微信管理后台改正。"
            if path in GATES:
                self._trouble, self._closed = sentence, _Span(now, now + MINUTE)
            return Misconfigured(str(code), sentence)
        log.warning("wecom.refused path=%s code=%s hint=%s", path, code, shown)
        if code in NEVER:
            return never(code)
        if code in LOGIN:
            return Never(str(code), LOGIN[code], head=NOT_LOGGED_IN)
        if code == LIMITED and path in GATES:
            waited = self._limited_at is not None and now - self._limited_at >= MINUTE
            wait = HOUR if waited else MINUTE
            self._limited_at = now if self._limited_at is None else self._limited_at
            self._closed = _Span(now, now + wait)
            return Later(str(code), wait)
        wait = BUSY.get(code, MINUTE)
        return Later(str(code), wait * random.uniform(1, 1 + JITTER))  # noqa: S311  # jitter
