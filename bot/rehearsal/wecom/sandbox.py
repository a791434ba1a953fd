"""The sandbox: officers write and press buttons here, and here one reads what they received."""

import json
from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.rehearsal.wecom.aibot import Aibot
from bot.rehearsal.wecom.callback import Callback
from bot.rehearsal.wecom.events import read_happening
from bot.rehearsal.wecom.faults import Drop, Fault, Faults
from bot.rehearsal.wecom.media import Sort, download, picture_type, read_items
from bot.rehearsal.wecom.robot import Json
from bot.rehearsal.wecom.robot_url import RobotUrl
from bot.rehearsal.wecom.screens import message_json, transcript_json
from bot.rehearsal.wecom.talk import Missing, Talk
from bot.rehearsal.wecom.tenant import Limits
from bot.rehearsal.wecom.travel import Hours, Misled
from bot.rehearsal.wecom.wire import Bad, Fields, answer
from bot.rehearsal.wecom.world import World

LONGEST_WAIT = 30.0
WEEKDAYS = "一二三四五六日"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Sandbox:
    """The interface that tests, stories and the page use."""

    def __init__(
        self,
        world: World,
        hours: Hours,
        aibot: Aibot,
        robot_url: RobotUrl,
        callback: Callback,
        faults: Faults,
        limits: Limits,
    ) -> None:
        self._world = world
        self._hours = hours
        self._aibot = aibot
        self._robot_url = robot_url
        self._callback = callback
        self._faults = faults
        self._talk = Talk(world, self._robot, callback, limits)
        self._closed = False

    def mount(self, router: web.UrlDispatcher) -> None:
        """Put the calls on their paths."""
        self._closed = False
        gets: dict[str, Handler] = {
            "messages": self._messages,
            "transcript": self._transcript,
            "clock": self._clock,
            "people": self._people,
            "chats": self._chats,
            "complaints": self._complaints,
        }
        posts: dict[str, Handler] = {
            "say": self._say,
            "tap": self._tap,
            "open": self._open,
            "clock": self._move,
            "faults": self._fault,
            "socket": self._socket,
            "feedback": self._judge,
            "event": self._event,
        }
        router.add_get("/sandbox/files/{message}/{number:[0-9]+}", _guarded(self._file))
        for name, handler in gets.items():
            router.add_get(f"/sandbox/{name}", _guarded(handler))
        for name, handler in posts.items():
            router.add_post(f"/sandbox/{name}", _guarded(handler))

    async def close(self) -> None:
        """Let everybody go who waits for news."""
        self._closed = True
        self._world.beat()
        await self._talk.close()

    def _robot(self) -> Aibot | RobotUrl:
        return self._robot_url if self._robot_url.connected else self._aibot

    async def _say(self, request: web.Request) -> web.Response:
        body = await _body(request)
        said = await self._talk.say(
            body.text("from"),
            body.text("chat"),
            body.text("text", ""),
            quote=body.text("quote", ""),
            mention=body.raw("mention") is not False,
            items=read_items(body),
        )
        return answer({"id": said.id, "reached": said.reached})

    async def _tap(self, request: web.Request) -> web.Response:
        body = await _body(request)
        selected = body.part("selected") if "selected" in body else Fields({})
        chosen = {name: selected.texts(name, 20) for name in selected.names()}
        tapped = await self._talk.tap(
            body.text("from"), body.text("card"), body.text("key"), chosen
        )
        return answer(
            {
                "id": tapped.entry.id,
                "ok": True,
                "reached": tapped.reached,
                "card": tapped.sheet.seen_by(tapped.person).as_json(),
            }
        )

    async def _open(self, request: web.Request) -> web.Response:
        body = await _body(request)
        greeted = await self._talk.enter(body.text("from"))
        return answer({"ok": True, "reached": greeted})

    async def _messages(self, request: web.Request) -> web.Response:
        since = _number(request, "since")
        received = self._world.received[since:]
        return web.Response(
            text=json.dumps(
                [message_json(entry, self._world) for entry in received], ensure_ascii=False
            ),
            content_type="application/json",
        )

    async def _transcript(self, request: web.Request) -> web.Response:
        since = _number(request, "since")
        wait = min(float(_number(request, "wait")), LONGEST_WAIT)
        me = self._world.tenant.person(request.query.get("me", ""))
        if wait:
            await self._world.until(lambda: self._closed or self._world.version > since, wait)
        return answer(
            self._time()
            | {
                "run": str(self._world.run),
                "version": self._world.version,
                "connected": self._robot().connected,
                "callback": bool(self._callback.url),
                "entries": transcript_json(self._world, since, me),
            }
        )

    async def _file(self, request: web.Request) -> web.Response:
        """A picture to look at, or a file to keep; never anything that a browser would run."""
        entry = self._world.entry(request.match_info["message"])
        number = int(request.match_info["number"])
        if entry is None or entry.recalled or number >= len(entry.items):
            raise Missing("没有这个文件。")
        item = entry.items[number]
        response = download(item.name, item.content)
        kind = picture_type(item.content) if item.sort is Sort.IMAGE else ""
        if kind:
            response.content_type = kind
            response.headers["Content-Disposition"] = "inline"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    def _time(self) -> dict[str, object]:
        now = self._hours.now()
        return {
            "now": now.isoformat(timespec="seconds"),
            "weekday": f"周{WEEKDAYS[now.weekday()]}",
            "day": self._hours.label(),
        }

    async def _clock(self, _: web.Request) -> web.Response:
        coming = await self._hours.upcoming()
        return answer(
            self._time() | {"next_event": coming.isoformat(timespec="seconds") if coming else None}
        )

    async def _move(self, request: web.Request) -> web.Response:
        body = await _body(request)
        before = len(self._world.received)
        await self._hours.move(
            body.text("now", ""),
            body.text("advance", ""),
            body.text("to", ""),
            jump=body.flag("jump"),
        )
        self._world.beat()
        return answer(self._time() | {"handled": len(self._world.received) - before})

    async def _people(self, _: web.Request) -> web.Response:
        return _list(
            [
                {
                    "userid": one.userid,
                    "name": one.name,
                    "unit": one.unit,
                    "title": one.title,
                    "visible": one.visible,
                }
                for one in self._world.tenant.people
            ]
        )

    async def _chats(self, _: web.Request) -> web.Response:
        tenant = self._world.tenant
        everybody = [one.userid for one in tenant.people]
        app = [one.userid for one in tenant.people if one.visible]
        groups: list[dict[str, object]] = [
            {"id": one.chatid, "kind": "group", "name": one.name, "members": list(one.members)}
            for one in tenant.groups
        ]
        return _list(
            [
                *groups,
                {"id": "bot", "kind": "bot", "name": tenant.bot_name, "members": everybody},
                {"id": "app", "kind": "app", "name": tenant.bot_name, "members": app},
            ]
        )

    async def _complaints(self, _: web.Request) -> web.Response:
        return _list([{"what": one} for one in self._world.complaints])

    async def _fault(self, request: web.Request) -> web.Response:
        body = await _body(request)
        delay = body.raw("delay")
        if delay is not None and (isinstance(delay, bool) or not isinstance(delay, int | float)):
            raise Misled("故障没有设上：delay 要写成秒数。")
        drop = body.raw("drop")
        if drop not in (None, False, True, "before", "after"):
            raise Misled("故障没有设上：drop 只能是 before 或者 after。")
        said = body.raw("answer")
        if said is not None and not isinstance(said, dict):
            raise Misled("故障没有设上：answer 要写成 JSON 对象。")
        fault = Fault(
            body.text("endpoint").removeprefix("/cgi-bin/"),
            calls=body.number("next", 1),
            errcode=body.number("errcode", 0),
            answer=said if isinstance(said, dict) else None,
            beyond=body.number("beyond", 0),
            http=body.number("http", 0),
            delay=float(delay or 0),
            drop=None if not drop else Drop.BEFORE if drop is True else Drop(str(drop)),
            twice=body.flag("twice"),
            swap=body.flag("swap"),
        )
        low = fault.calls < 1 or fault.delay < 0 or fault.beyond < 0
        if low or (fault.http and not 200 <= fault.http <= 599):
            raise Misled(
                "故障没有设上：next 至少是 1，delay、beyond 不能是负数，http 要在 200 到 599 之间。"
            )
        self._faults.add(fault)
        return answer({"ok": True})

    async def _socket(self, request: web.Request) -> web.Response:
        body = await _body(request)
        match body.text("state"):
            case "cut":
                self._aibot.cut()
            case "frozen":
                self._aibot.freeze()
            case "unsubscribed":
                self._aibot.unsubscribe()
            case _:
                raise Misled("没有处理：state 只能是 cut、frozen 或者 unsubscribed。")
        return answer({"ok": True})

    async def _event(self, request: web.Request) -> web.Response:
        body = await _body(request)
        reached = await self._talk.happen(body.text("from", ""), read_happening(body))
        return answer({"ok": True, "reached": reached})

    async def _judge(self, request: web.Request) -> web.Response:
        body = await _body(request)
        opinion: Json = {"type": body.one_of("type", (1, 2, 3))}
        for name in ("content", "inaccurate_reason_list"):
            if name in body:
                opinion[name] = body.raw(name)
        reached = await self._talk.judge(body.text("from"), body.text("message"), opinion)
        return answer({"ok": True, "reached": reached})


def _list(rows: list[dict[str, object]]) -> web.Response:
    return web.Response(text=json.dumps(rows, ensure_ascii=False), content_type="application/json")


def _number(request: web.Request, name: str) -> int:
    text = request.query.get(name, "0")
    if not text.isdecimal():
        raise Misled(f"没有查询：{name} 要写成数字。")
    return int(text)


async def _body(request: web.Request) -> Fields:
    try:
        return Fields(json.loads(await request.text()))
    except (ValueError, Bad):
        raise Misled("没有处理：请求正文不是 JSON 对象。") from None


def _guarded(handler: Handler) -> Handler:
    """Turn what cannot be followed into 400 or 404 with a sentence."""

    async def guarded(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except Missing as missing:
            return answer({"error": missing.sentence}, status=404)
        except Misled as misled:
            return answer({"error": misled.sentence}, status=400)
        except Bad as bad:
            return answer({"error": f"没有处理：{bad.words}。"}, status=400)

    return guarded
