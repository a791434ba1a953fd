"""The platform's HTTP interface: tokens, app messages, card updates, directory, webhook."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from aiohttp import web

from bot.channels.wecom.emulator.app import App
from bot.channels.wecom.emulator.faults import Drop, Faults
from bot.channels.wecom.emulator.media import Media
from bot.channels.wecom.emulator.tickets import Logins, Tokens
from bot.channels.wecom.emulator.webhook import Webhook
from bot.channels.wecom.emulator.wire import Bad, Fields, answer, errmsg, parse
from bot.channels.wecom.emulator.world import World

MAX_BODY = 64 * 1024 * 1024
Answer = dict[str, object]


@dataclass(frozen=True, slots=True)
class Call:
    """One request, before anybody looked into its body."""

    query: Mapping[str, str]
    body: str

    def fields(self) -> Fields:
        """The JSON in the body."""
        return parse(self.body)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One path.

    Attributes:
        secure: it wants an access token.
    """

    method: str
    run: Callable[[Call], Answer | web.Response]
    secure: bool = True


class Rest:
    """Everything behind /cgi-bin/."""

    def __init__(
        self,
        world: World,
        app: App,
        webhook: Webhook,
        media: Media,
        tokens: Tokens,
        logins: Logins,
        faults: Faults,
    ) -> None:
        self._world = world
        self._tokens = tokens
        self._logins = logins
        self._faults = faults
        self._endpoints: Mapping[str, Endpoint] = {
            "gettoken": Endpoint("GET", self._gettoken, secure=False),
            "message/send": Endpoint("POST", lambda call: app.send(call.fields(), call.body)),
            "message/update_template_card": Endpoint(
                "POST", lambda call: app.update(call.fields())
            ),
            "message/recall": Endpoint("POST", lambda call: app.recall(call.fields())),
            "media/get": Endpoint("GET", lambda call: media.get(call.query.get("media_id", ""))),
            "user/get": Endpoint("GET", self._user),
            "batch/openuserid_to_userid": Endpoint("POST", self._plain_ids),
            "auth/getuserinfo": Endpoint("GET", self._login),
            "getcallbackip": Endpoint("GET", self._callback_ip),
            "webhook/send": Endpoint(
                "POST",
                lambda call: webhook.send(call.query.get("key", ""), call.fields()),
                secure=False,
            ),
        }

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answer one request: HTTP 200 and an errcode, unless a fault was ordered."""
        name = request.match_info["name"]
        fault = self._faults.take(name)
        if fault is not None:
            await asyncio.sleep(fault.delay)
            if fault.drop is Drop.BEFORE:
                return _hang_up(request)
            if fault.http:
                return web.Response(status=fault.http, text="upstream error")
            if fault.errcode:
                return self._failed(request, Bad(fault.errcode, "ordered fault"))
        try:
            response = self._act(name, request, await request.text())
        except UnicodeDecodeError:
            response = self._failed(request, Bad(47001, "data format error"))
        except Bad as bad:
            response = self._failed(request, bad)
        return _hang_up(request) if fault and fault.drop is Drop.AFTER else response

    def _act(self, name: str, request: web.Request, body: str) -> web.Response:
        endpoint = self._endpoints.get(name)
        if endpoint is None:
            raise Bad(40066, "invalid url")
        if request.method != endpoint.method:
            raise Bad(43001 if endpoint.method == "GET" else 43002, f"require {endpoint.method}")
        if endpoint.secure:
            self._tokens.check(request.query.get("access_token", ""))
        done = endpoint.run(Call(request.query, body))
        if isinstance(done, web.Response):
            return done
        return answer({"errcode": 0, "errmsg": "ok"} | done)

    def _failed(self, request: web.Request, bad: Bad) -> web.Response:
        words = errmsg(bad.code, bad.words, request.remote or "127.0.0.1")
        return answer({"errcode": bad.code, "errmsg": words})

    def _gettoken(self, call: Call) -> Answer:
        tenant = self._world.tenant
        if not call.query.get("corpid"):
            raise Bad(41002, "corpid missing")
        if not call.query.get("corpsecret"):
            raise Bad(41004, "corpsecret missing")
        if call.query["corpid"] != tenant.corp_id:
            raise Bad(40013, "invalid corpid")
        if call.query["corpsecret"] != tenant.secret:
            raise Bad(40001, "invalid credential")
        token, rest = self._tokens.get()
        return {"access_token": token, "expires_in": rest}

    def _user(self, call: Call) -> Answer:
        person = self._world.tenant.person(call.query.get("userid", ""))
        if person is None:
            raise Bad(60111, "userid not found")
        if not person.visible:
            raise Bad(60011, "no privilege to access/modify contact/party/agent")
        return {
            "userid": person.userid,
            "name": person.name,
            "department": [1],
            "order": [0],
            "position": person.title,
            "is_leader_in_dept": [0],
            "direct_leader": [],
            "main_department": 1,
            "status": 1,
            "alias": "",
        }

    def _plain_ids(self, call: Call) -> Answer:
        tenant = self._world.tenant
        known = {tenant.bot_sees(one): one for one in tenant.people if one.opaque and one.visible}
        asked = call.fields().texts("open_userid_list", 1000)
        if not asked:
            raise Bad(40058, "missing field `body.open_userid_list`")
        return {
            "userid_list": [
                {"open_userid": one, "userid": known[one].userid} for one in asked if one in known
            ],
            "invalid_open_userid_list": [one for one in asked if one not in known],
        }

    def _login(self, call: Call) -> Answer:
        return {"userid": self._logins.take(call.query.get("code", "")).userid}

    @staticmethod
    def _callback_ip(_: Call) -> Answer:
        return {"ip_list": ["127.0.0.1"]}


def _hang_up(request: web.Request) -> web.Response:
    """Break the connection; nobody will read the response that goes with it."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
