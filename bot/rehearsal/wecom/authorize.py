"""The page where a member logs in to a page of ours: the emulator asks who is looking."""

import re
from collections.abc import Mapping
from html import escape
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from aiohttp import web

from bot.rehearsal.wecom.tenant import Tenant, refuse_production
from bot.rehearsal.wecom.tickets import Logins

STATE = re.compile(r"[0-9A-Za-z]{0,128}")
STRANGER = "-"
"""In the place of a userid: somebody from outside the enterprise."""

PAGE = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} · 本机演练</title><link rel="stylesheet" href="/page.css"></head>
<body class="authorize"><main class="authorize-box"><h1>{title}</h1>
<p>这是本机演练环境，非涉密，不会发给任何真人</p>{rest}</main></body></html>"""
POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'"


class Refused(Exception):
    """The platform shows an error instead of asking.

    Attributes:
        sentence: for the page.
    """

    def __init__(self, code: int, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = f"没有登录：{sentence}（{code}）"


class Authorize:
    """/connect/oauth2/authorize."""

    def __init__(self, tenant: Tenant, logins: Logins) -> None:
        self._tenant = tenant
        self._logins = logins

    def mount(self, router: web.UrlDispatcher) -> None:
        """Put the page on its path."""
        router.add_get("/connect/oauth2/authorize", self._serve)

    async def _serve(self, request: web.Request) -> web.Response:
        """Ask who is looking; redirect at once when the member is already named.

        In the real client the member is known and nothing is asked; `member` stands for that.
        """
        query = request.query
        try:
            target = self._target(query.get("redirect_uri", ""))
            self._check(query)
            if "member" not in query:
                return self._ask(request)
            code = self._code(query["member"])
        except Refused as refused:
            return _page("登录失败", f"<p>{escape(refused.sentence)}</p>", 400)
        parts = urlsplit(target)
        added = urlencode({"code": code, "state": query.get("state", "")})
        where = urlunsplit(parts._replace(query="&".join(filter(None, (parts.query, added)))))
        return web.Response(status=302, headers={"Location": where, "Cache-Control": "no-store"})

    def _target(self, redirect_uri: str) -> str:
        parts = urlsplit(redirect_uri)
        host = (parts.hostname or "").lower()
        trusted = self._tenant.trusted_domain.lower()
        if parts.scheme not in ("http", "https") or not host:
            raise Refused(50001, "redirect_uri 不是网址")
        if trusted not in (host, parts.netloc.lower()):
            raise Refused(50001, "redirect_uri 的域名不是应用的可信域名")
        try:
            refuse_production(redirect_uri)
        except ValueError as error:
            raise Refused(50001, str(error)) from None
        return redirect_uri

    def _check(self, query: Mapping[str, str]) -> None:
        if query.get("appid") != self._tenant.corp_id:
            raise Refused(40013, "appid 不是本企业的 CorpID")
        if query.get("response_type") != "code":
            raise Refused(40058, "response_type 只能是 code")
        if query.get("scope") != "snsapi_base":
            raise Refused(40058, "演练环境只认 scope=snsapi_base")
        if not STATE.fullmatch(query.get("state", "")):
            raise Refused(40058, "state 只能是不超过128个的字母和数字")
        if query.get("agentid", str(self._tenant.agent_id)) != str(self._tenant.agent_id):
            raise Refused(40056, "agentid 不是本应用的")

    def _code(self, member: str) -> str:
        if member == STRANGER:
            return self._logins.give(None)
        person = self._tenant.person(member)
        if person is None:
            raise Refused(60111, "通讯录里没有这个人")
        return self._logins.give(person)

    def _ask(self, request: web.Request) -> web.Response:
        asked = parse_qsl(request.query_string, keep_blank_values=True)
        rows = [
            (one.userid.lower(), one.name, " · ".join(filter(None, (one.unit, one.title))))
            for one in self._tenant.people
        ]
        rows.append((STRANGER, "外单位人员", "不是本企业成员"))
        links = "".join(
            f'<li><a href="?{escape(urlencode([*asked, ("member", member)]))}">'
            f"<strong>{escape(name)}</strong> <small>{escape(about)}</small></a></li>"
            for member, name, about in rows
        )
        return _page("以谁的身份打开", f'<ul class="authorize-people">{links}</ul>', 200)


def _page(title: str, rest: str, status: int) -> web.Response:
    return web.Response(
        text=PAGE.format(title=escape(title), rest=rest),
        status=status,
        content_type="text/html",
        headers={"Content-Security-Policy": POLICY, "Cache-Control": "no-store"},
    )
