"""The platform's HTTP interface: tokens, app messages, card updates, directory, webhook."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from aiohttp import web

from bot.rehearsal.wecom.app import App
from bot.rehearsal.wecom.directory import Directory
from bot.rehearsal.wecom.faults import Drop, Faults
from bot.rehearsal.wecom.media import OF_APP, Media, uploaded
from bot.rehearsal.wecom.tenant import Tenant
from bot.rehearsal.wecom.tickets import Holder, Logins, Tokens
from bot.rehearsal.wecom.webhook import Webhook
from bot.rehearsal.wecom.wire import Bad, Call, answer, errmsg, read_call

Answer = dict[str, object]
APP = frozenset({Holder.APP})
SYNC = frozenset({Holder.SYNC})


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One path.

    Attributes:
        holders: whose tokens it takes; empty where it wants none.
        refusal: what others are told.
    """

    method: str
    run: Callable[[Call], Answer | web.Response]
    holders: frozenset[Holder] = APP
    refusal: int = 48002


class Rest:
    """Everything behind /cgi-bin/."""

    def __init__(
        self,
        tenant: Tenant,
        app: App,
        webhook: Webhook,
        media: Media,
        tokens: Tokens,
        logins: Logins,
        faults: Faults,
        late: Callable[[Call], Answer],
    ) -> None:
        self._tenant = tenant
        self._media = media
        self._tokens = tokens
        self._faults = faults
        directory = Directory(tenant, logins)
        nobody: frozenset[Holder] = frozenset()
        self._endpoints: Mapping[str, Endpoint] = {
            "gettoken": Endpoint("GET", self._gettoken, nobody),
            "message/send": Endpoint("POST", lambda call: app.send(call.fields(), call.body)),
            "message/update_template_card": Endpoint(
                "POST", lambda call: app.update(call.fields())
            ),
            "message/recall": Endpoint("POST", lambda call: app.recall(call.fields())),
            "media/upload": Endpoint("POST", self._upload),
            "media/get": Endpoint("GET", lambda call: media.get(call.query.get("media_id", ""))),
            "user/get": Endpoint("GET", directory.user),
            "user/simplelist": Endpoint("GET", directory.simple_list),
            "user/list": Endpoint("GET", directory.full_list),
            "user/list_id": Endpoint("POST", directory.list_ids, SYNC),
            "user/getuserid": Endpoint("POST", directory.by_mobile, SYNC, refusal=60011),
            "department/list": Endpoint("GET", directory.departments),
            "department/simplelist": Endpoint("GET", directory.department_ids, APP | SYNC),
            "agent/get": Endpoint("GET", directory.agent),
            "batch/openuserid_to_userid": Endpoint("POST", directory.plain_ids),
            "auth/getuserinfo": Endpoint("GET", directory.login),
            "getcallbackip": Endpoint("GET", lambda _: {"ip_list": ["127.0.0.1"]}),
            "webhook/send": Endpoint("POST", webhook.send, nobody),
            "webhook/upload_media": Endpoint("POST", webhook.upload, nobody),
            "aibot/response": Endpoint("POST", late, nobody),
        }

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answer one request: HTTP 200 and an errcode, unless a fault was ordered."""
        name = request.match_info["name"]
        is_file = request.content_type.startswith("multipart/")
        self._faults.note(name, b"" if is_file else await request.read())
        with self._faults.under_way(name) as calls:
            return await self._serve(request, name, calls)

    async def _serve(self, request: web.Request, name: str, calls: int) -> web.StreamResponse:
        fault = self._faults.take(name)
        if fault is not None:
            await asyncio.sleep(fault.delay)
            if fault.drop is Drop.BEFORE:
                return _hang_up(request)
            if calls > fault.beyond:
                if fault.http:
                    return web.Response(status=fault.http, text="upstream error")
                if fault.errcode:
                    return self._failed(request, Bad(fault.errcode, "ordered fault"))
                if fault.answer is not None:
                    return answer({"errcode": 0, "errmsg": "ok", **fault.answer})
        try:
            response = self._act(name, request, await read_call(request))
        except Bad as bad:
            response = self._failed(request, bad)
        return _hang_up(request) if fault and fault.drop is Drop.AFTER else response

    def _act(self, name: str, request: web.Request, call: Call) -> web.Response:
        endpoint = self._endpoints.get(name)
        if endpoint is None:
            raise Bad(40066, "invalid url")
        if request.method != endpoint.method:
            raise Bad(43001 if endpoint.method == "GET" else 43002, f"require {endpoint.method}")
        if endpoint.holders:
            holder = self._tokens.check(request.query.get("access_token", ""))
            if holder not in endpoint.holders:
                raise Bad(endpoint.refusal, "api forbidden for this secret")
        done = endpoint.run(call)
        if isinstance(done, web.Response):
            return done
        return answer({"errcode": 0, "errmsg": "ok"} | done)

    def _failed(self, request: web.Request, bad: Bad) -> web.Response:
        words = errmsg(bad.code, bad.words, request.remote or "127.0.0.1")
        return answer({"errcode": bad.code, "errmsg": words})

    def _gettoken(self, call: Call) -> Answer:
        if not call.query.get("corpid"):
            raise Bad(41002, "corpid missing")
        if not call.query.get("corpsecret"):
            raise Bad(41004, "corpsecret missing")
        if call.query["corpid"] != self._tenant.corp_id:
            raise Bad(40013, "invalid corpid")
        holders = {self._tenant.sync_secret: Holder.SYNC, self._tenant.secret: Holder.APP}
        holder = holders.get(call.query["corpsecret"])
        if holder is None:
            raise Bad(40001, "invalid credential")
        token, rest = self._tokens.get(holder)
        return {"access_token": token, "expires_in": rest}

    def _upload(self, call: Call) -> Answer:
        sort = call.query.get("type", "")
        media = call.media()
        media_id = self._media.keep(OF_APP, uploaded(sort, media.name, media.content))
        stamp = str(self._media.created_at())
        return {"type": sort, "media_id": media_id, "created_at": stamp}


def _hang_up(request: web.Request) -> web.Response:
    """Break the connection; nobody will read the response that goes with it."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
