"""An enterprise on this machine, and the bot's end of each of its wires."""

import asyncio
import io
import itertools
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from datetime import datetime
from typing import Any

import aiohttp
import pytest
import xmltodict
from aiohttp import web
from wechatpy.work.crypto import WeChatCrypto

from bot.clock import VirtualClock
from bot.rehearsal.wecom import Emulator, Group, Limits, Person, Tenant

Json = dict[str, Any]
KEY = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFG"
TENANT = Tenant(
    corp_id="ww0000000000000001",
    agent_id=1000002,
    secret="app-secret",
    token="demoToken2026",
    aes_key=KEY,
    bot_id="aib-demo",
    bot_secret="bot-secret",
    sync_secret="sync-secret",
    bot_token="robotToken2026",
    bot_aes_key="GFEDCBAzyxwvutsrqponmlkjihgfedcba9876543210",
    people=(
        Person("Tian.Shou", "田守", "城关镇", "执法队员"),
        Person("li.qiang", "李强", "市监局", "联络员"),
        Person("zheng.ke", "郑科", "司法局", "科长", mobile="13700000001"),
        Person("wai.ren", "外人", "临时", visible=False),
        Person("yin.ming", "尹明", "住建局", opaque=True),
    ),
    groups=(
        Group("wrQingFeng01", "清丰协作群", ("tian.shou", "li.qiang", "yin.ming"), "hook-1"),
        Group("wrOther02", "值班群", ("zheng.ke",)),
    ),
)


class Rest:
    """A plain HTTP client of the platform and of the sandbox."""

    def __init__(self, emulator: Emulator, session: aiohttp.ClientSession) -> None:
        self.emulator = emulator
        self.session = session

    async def token(self, secret: str = TENANT.secret) -> str:
        """A token as gettoken gives it."""
        query = {"corpid": TENANT.corp_id, "corpsecret": secret}
        return str((await self.get("gettoken", **query))["access_token"])

    async def get(self, name: str, **query: str) -> Json:
        """GET; the platform always answers 200 with JSON."""
        async with self.session.get(f"{self.emulator.api_base}{name}", params=query) as response:
            assert response.status == 200
            return dict(await response.json())

    async def post(self, name: str, body: Json, **query: str) -> Json:
        """POST raw UTF-8; with a good token unless the query says otherwise."""
        if "access_token" not in query and "key" not in query:
            query["access_token"] = await self.token()
        data = io.BytesIO(json.dumps(body, ensure_ascii=False).encode())
        url = f"{self.emulator.api_base}{name}"
        async with self.session.post(url, params=query, data=data) as response:
            assert response.status == 200
            return dict(await response.json())

    async def upload(self, path: str, name: str, content: bytes, **query: str) -> Json:
        """Upload a file; `key` for the webhook's, otherwise with a good token."""
        if "key" not in query:
            query["access_token"] = await self.token()
        form = aiohttp.FormData(quote_fields=False)
        form.add_field(
            "media", io.BytesIO(content), filename=name, content_type="application/octet-stream"
        )
        url = f"{self.emulator.api_base}{path}"
        async with self.session.post(url, params=query, data=form) as response:
            assert response.status == 200
            return dict(await response.json())

    async def send(self, to: str = "li.qiang", **body: Any) -> Json:
        """message/send; a text unless something else is given."""
        if "msgtype" not in body:
            body |= {"msgtype": "text", "text": {"content": "您好"}}
        return await self.post("message/send", {"touser": to, "agentid": TENANT.agent_id} | body)

    async def do(self, name: str, status: int = 200, **body: Any) -> Json:
        """POST to the sandbox."""
        body = {name.rstrip("_"): value for name, value in body.items()}
        async with self.session.post(f"{self.emulator.url}/sandbox/{name}", json=body) as response:
            answer = dict(await response.json())
            assert response.status == status, answer
            return answer

    async def read(self, name: str, **query: Any) -> Any:
        """GET from the sandbox."""
        url = f"{self.emulator.url}/sandbox/{name}"
        async with self.session.get(url, params=query) as response:
            assert response.status == 200
            return await response.json()


class Line:
    """The bot's end of the socket."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket
        self.callbacks: asyncio.Queue[Json] = asyncio.Queue()
        self.acks: asyncio.Queue[Json] = asyncio.Queue()
        self.answer: Callable[[Line, Json], Awaitable[None]] | None = None
        self._numbers = itertools.count()
        self._reader = asyncio.create_task(self._read())
        self._answering: set[asyncio.Task[None]] = set()

    async def ask(self, cmd: str, body: Json | None = None, req_id: str = "") -> Json:
        """Send a frame and take the next ack."""
        frame: Json = {"cmd": cmd, "headers": {"req_id": req_id or f"{cmd}_{next(self._numbers)}"}}
        if body is not None:
            frame["body"] = body
        await self.socket.send_str(json.dumps(frame, ensure_ascii=False))
        async with asyncio.timeout(3):
            return await self.acks.get()

    async def subscribe(self, secret: str = TENANT.bot_secret) -> Json:
        """Log in."""
        return await self.ask("aibot_subscribe", {"bot_id": "aib-demo", "secret": secret})

    async def hear(self) -> Json:
        """The next callback."""
        async with asyncio.timeout(3):
            return await self.callbacks.get()

    async def reply(self, callback: Json, text: str) -> Json:
        """Answer a message with a stream that is finished at once."""
        stream = {"id": "s1", "finish": True, "content": text}
        body = {"msgtype": "stream", "stream": stream}
        return await self.ask("aibot_respond_msg", body, callback["headers"]["req_id"])

    async def push(self, chatid: str, chat_type: int, **body: Any) -> Json:
        """Push; a markdown unless something else is given."""
        if "msgtype" not in body:
            body |= {"msgtype": "markdown", "markdown": {"content": "提醒"}}
        return await self.ask("aibot_send_msg", {"chatid": chatid, "chat_type": chat_type} | body)

    async def gone(self) -> None:
        """Wait until the platform closed the line."""
        async with asyncio.timeout(3):
            await self._reader

    async def close(self) -> None:
        """Hang up."""
        await self.socket.close()
        self._reader.cancel()
        with suppress(asyncio.CancelledError):
            await self._reader

    async def _read(self) -> None:
        async for message in self.socket:
            if message.type is not aiohttp.WSMsgType.TEXT:
                return
            frame = json.loads(message.data)
            if "cmd" not in frame:
                self.acks.put_nowait(frame)
            elif self.answer is not None:
                task = asyncio.create_task(self._answered(frame))
                self._answering.add(task)
                task.add_done_callback(self._answering.discard)
            else:
                self.callbacks.put_nowait(frame)

    async def _answered(self, frame: Json) -> None:
        if self.answer is not None:
            await self.answer(self, frame)


class Listener:
    """The bot's callback URL: checks the signature, decrypts, and says what it is told to say."""

    def __init__(self) -> None:
        self.heard: list[Json] = []
        self.posts: list[Json] = []
        self.url = ""
        self.statuses: list[int] = []
        self.slow = 0.0
        self.reply: Callable[[str], str] = lambda _: ""
        self.crypto = WeChatCrypto(TENANT.token, TENANT.aes_key, TENANT.corp_id)
        self._runner: web.AppRunner | None = None

    async def open(self) -> None:
        """Open a port."""
        site = web.Application()
        site.router.add_get("/wecom/app", self._check)
        site.router.add_post("/wecom/app", self._take)
        self._runner = web.AppRunner(site, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/wecom/app"

    async def close(self) -> None:
        """Close the port."""
        if self._runner is not None:
            await self._runner.cleanup()

    async def _check(self, request: web.Request) -> web.Response:
        query = request.query
        plain = self.crypto.check_signature(
            query["msg_signature"], query["timestamp"], query["nonce"], query["echostr"]
        )
        return web.Response(text=plain)

    async def _take(self, request: web.Request) -> web.Response:
        query = request.query
        self.posts.append(dict(query))
        plain = self.crypto.decrypt_message(
            await request.text(), query["msg_signature"], query["timestamp"], query["nonce"]
        )
        self.heard.append(plain)
        await asyncio.sleep(self.slow)
        if self.statuses:
            status = self.statuses.pop(0)
            if status != 200:
                return web.Response(status=status)
        reply = self.reply(plain)
        return web.Response(text=self.seal(reply) if reply else "")

    def seal(self, plain: str) -> str:
        """The envelope of a passive reply."""
        return str(self.crypto.encrypt_message(plain, "1372623149", "1760000000"))


class RobotListener:
    """The robot's callback URL; `answer` says what is answered to a decrypted body, or None."""

    def __init__(self) -> None:
        self.heard: list[Json] = []
        self.url = ""
        self.slow = 0.0
        self.statuses: list[int] = []
        self.answer: Callable[[Json], Json | None] = lambda _: None
        self.crypto = WeChatCrypto(TENANT.bot_token, TENANT.bot_aes_key, "")
        self._runner: web.AppRunner | None = None

    async def open(self) -> None:
        """Open a port."""
        site = web.Application()
        site.router.add_get("/wecom/aibot", self._check)
        site.router.add_post("/wecom/aibot", self._take)
        self._runner = web.AppRunner(site, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/wecom/aibot"

    async def close(self) -> None:
        """Close the port."""
        if self._runner is not None:
            await self._runner.cleanup()

    async def _check(self, request: web.Request) -> web.Response:
        query = request.query
        plain = self.crypto.check_signature(
            query["msg_signature"], query["timestamp"], query["nonce"], query["echostr"]
        )
        return web.Response(text=plain)

    async def _take(self, request: web.Request) -> web.Response:
        query = request.query
        outer = await request.json()
        assert list(outer) == ["encrypt"]
        plain = self.crypto.decrypt_message(
            {"Encrypt": outer["encrypt"]},
            query["msg_signature"],
            query["timestamp"],
            query["nonce"],
        )
        body = json.loads(plain)
        self.heard.append(body)
        await asyncio.sleep(self.slow)
        if self.statuses:
            return web.Response(status=self.statuses.pop(0))
        reply = self.answer(body)
        if reply is None:
            return web.Response()
        return web.Response(text=self.seal(reply, query["nonce"]))

    def seal(self, reply: Json, nonce: str) -> str:
        """The envelope of an answer."""
        text = json.dumps(reply, ensure_ascii=False)
        sealed = xmltodict.parse(self.crypto.encrypt_message(text, nonce, "1760000000"))["xml"]
        return json.dumps(
            {
                "encrypt": sealed["Encrypt"],
                "msgsignature": sealed["MsgSignature"],
                "timestamp": 1760000000,
                "nonce": nonce,
            }
        )


@pytest.fixture
async def robot(emulator: Emulator) -> AsyncIterator[RobotListener]:
    """A robot in callback mode whose URL was saved in the console."""
    robot = RobotListener()
    await robot.open()
    assert await emulator.use_robot_callback(robot.url)
    yield robot
    await robot.close()


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock(datetime.fromisoformat("2026-11-05T09:00:00+08:00"))


@pytest.fixture
def limits() -> Limits:
    return Limits(answer=0.4, patience=0.6, poll=0.02)


@pytest.fixture
async def emulator(clock: VirtualClock, limits: Limits) -> AsyncIterator[Emulator]:
    async with Emulator(TENANT, clock, limits=limits) as emulator:
        yield emulator


@pytest.fixture
async def rest(emulator: Emulator) -> AsyncIterator[Rest]:
    async with aiohttp.ClientSession(trust_env=False) as session:
        yield Rest(emulator, session)


@pytest.fixture
async def connect(rest: Rest) -> AsyncIterator[Callable[[], Awaitable[Line]]]:
    """Opens sockets that are not subscribed yet."""
    lines: list[Line] = []

    async def connect() -> Line:
        line = Line(await rest.session.ws_connect(rest.emulator.socket_url))
        lines.append(line)
        return line

    yield connect
    for line in lines:
        await line.close()


@pytest.fixture
async def line(connect: Callable[[], Awaitable[Line]]) -> Line:
    """A socket that is subscribed."""
    line = await connect()
    assert (await line.subscribe())["errcode"] == 0
    return line


@pytest.fixture
async def listener(emulator: Emulator) -> AsyncIterator[Listener]:
    """A bot whose callback URL was saved in the console."""
    listener = Listener()
    await listener.open()
    assert await emulator.use_callback(listener.url)
    yield listener
    await listener.close()
