"""Logging in from inside WeCom: the platform says who is looking, a signed cookie remembers it."""

import logging
import secrets
from datetime import timedelta
from html import escape
from urllib.parse import urlencode

from aiohttp import web

from bot.channels.base import Later, Never, WhoIs
from bot.clock import Clock
from bot.recent import Recent
from bot.settings import AppSettings
from bot.web.cookies import Signer
from rules.values.errors import NotRegistered
from rules.values.people import Officer
from storage import Storage

log = logging.getLogger(__name__)

SESSION, STATE = "liaison_session", "liaison_state"
SESSION_LIFE = timedelta(hours=8)
STATE_LIFE = timedelta(minutes=5)
"""As long as the platform's code is good."""
REMEMBERED = 1000
HOME = "/me"
EXPIRED = "登录没有完成：页面停留太久，或者链接已经用过。请重新登录。"
UNREACHED = "登录没有完成：企业微信没有回答。请稍后重新登录。"
AGAIN = '<p><a href="/wecom/login?{}">重新登录</a></p>'

PAGE = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title></head><body><main><h1>{title}</h1><p>{words}</p>{rest}
</main></body></html>"""
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class Login:
    """The handshake and the session.

    Args:
        app: whose login it is; its secret signs the cookies, so a new secret logs everybody out.
        public_url: where browsers find this program; its domain is the app's 可信域名.
        oauth_base: where the platform's login page is.
        who_is: asks the platform.
        storage: the address book, which decides who somebody is now.
        clock: how long cookies are good.
    """

    def __init__(
        self,
        app: AppSettings,
        public_url: str,
        oauth_base: str,
        who_is: WhoIs,
        storage: Storage,
        clock: Clock,
    ) -> None:
        self._app = app
        self._public_url = public_url.rstrip("/")
        self._oauth_base = oauth_base.rstrip("/")
        self._who_is = who_is
        self._storage = storage
        self._clock = clock
        secret = app.secret.get_secret_value()
        self._sessions, self._states = Signer(secret, "session"), Signer(secret, "state")
        self._used: Recent[None] = Recent(REMEMBERED)

    def routes(self) -> list[web.RouteDef]:
        """What has to be mounted."""
        return [
            web.get("/wecom/login", self._begin, allow_head=False),
            web.get("/wecom/login/callback", self._return, allow_head=False),
            web.get(HOME, self._me, allow_head=False),
        ]

    async def officer(self, request: web.Request) -> Officer | None:
        """Who is looking, by the address book as it is now; None for nobody we know."""
        userid = self._sessions.read(request.cookies.get(SESSION, ""), self._clock.now())
        if not userid:
            return None
        directory = await self._storage.read(lambda tx: tx.people.directory())
        officer = directory.officers.get(userid)
        return officer if officer is not None and officer.active else None

    async def _begin(self, request: web.Request) -> web.Response:
        """Send the browser to the platform, with a state that only this browser can bring back."""
        target = _local(request.query.get("next", HOME))
        state = secrets.token_hex(16)
        query = urlencode(
            {
                "appid": self._app.corp_id,
                "redirect_uri": f"{self._public_url}/wecom/login/callback",
                "response_type": "code",
                "scope": "snsapi_base",
                "state": state,
                "agentid": self._app.agent_id,
            }
        )
        address = f"{self._oauth_base}/connect/oauth2/authorize?{query}#wechat_redirect"
        response = _redirect(address)
        cookie = self._states.sign(f"{state} {target}", self._clock.now(), STATE_LIFE)
        self._keep(response, STATE, cookie, STATE_LIFE)
        return response

    async def _return(self, request: web.Request) -> web.Response:
        """The platform sent the browser back with a code."""
        kept = self._states.read(request.cookies.get(STATE, ""), self._clock.now()) or ""
        state, _, target = kept.partition(" ")
        given, code = request.query.get("state", ""), request.query.get("code", "")
        same = secrets.compare_digest(state.encode(), given.encode())
        if not state or not same or state in self._used or not 0 < len(code) <= 512:
            return self._ended(_refused(EXPIRED, 400, target))
        self._used.put(state, None)
        try:
            userid = (await self._who_is(code)).lower()
        except Later as later:
            log.warning("login.unreached code=%s", later.code)
            return self._ended(_refused(UNREACHED, 503, target))
        except Never as never:
            log.warning("login.refused code=%s", never.code)
            why = f"登录没有完成：{never.reason}"
            return self._ended(_refused(why, 400, target))
        directory = await self._storage.read(lambda tx: tx.people.directory())
        officer = directory.officers.get(userid)
        if officer is None or not officer.active:
            return self._ended(_page("没有登录", str(NotRegistered()), 403))
        response = self._ended(_redirect(_local(target)))
        cookie = self._sessions.sign(officer.id, self._clock.now(), SESSION_LIFE)
        self._keep(response, SESSION, cookie, SESSION_LIFE)
        return response

    async def _me(self, request: web.Request) -> web.Response:
        """Who is logged in."""
        officer = await self.officer(request)
        if officer is None:
            return _redirect(f"/wecom/login?{urlencode({'next': HOME})}")
        directory = await self._storage.read(lambda tx: tx.people.directory())
        unit = directory.unit_of(officer)
        return _page("已登录", f"{unit.name} {officer.name}", 200)

    def _keep(self, response: web.Response, name: str, value: str, life: timedelta) -> None:
        response.set_cookie(
            name,
            value,
            max_age=int(life.total_seconds()),
            path="/",
            httponly=True,
            samesite="Lax",
            secure=self._public_url.startswith("https://"),
        )

    def _ended(self, response: web.Response) -> web.Response:
        """The state is spent, whatever became of it."""
        response.del_cookie(STATE, path="/")
        return response


def _local(target: str) -> str:
    """A path of ours; anything that could lead elsewhere becomes the home page."""
    plain = target.startswith("/") and not target.startswith("//") and target.isascii()
    return target if plain and "\\" not in target and target.isprintable() else HOME


def _redirect(where: str) -> web.Response:
    return web.Response(status=302, headers={**HEADERS, "Location": where})


def _refused(words: str, status: int, target: str) -> web.Response:
    """Why somebody is not logged in, and the way to begin again."""
    return _page("没有登录", words, status, AGAIN.format(urlencode({"next": _local(target)})))


def _page(title: str, words: str, status: int, rest: str = "") -> web.Response:
    text = PAGE.format(title=escape(title), words=escape(words), rest=rest)
    return web.Response(text=text, status=status, content_type="text/html", headers=HEADERS)
