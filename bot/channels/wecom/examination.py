"""What an operator would look at of WeCom: settings that leave something out, logins that fail."""

from collections.abc import Iterator

import aiohttp

from bot.channels.base import Examine, Later, Never
from bot.channels.wecom.cards import Json
from bot.channels.wecom.codes import DEAD_ADDRESS, never
from bot.channels.wecom.profiles import APP, WEBHOOK
from bot.channels.wecom.rest import Misconfigured, Rest
from bot.channels.wecom.wire import fetch
from bot.clock import Clock
from bot.finding import Finding, Level
from bot.settings import AibotCallbackSettings, AppSettings, Settings


def doubts(settings: Settings) -> Iterator[Finding]:
    """What the settings allow and nobody can have meant."""
    if settings.app is not None and settings.app.keys is None:
        words = (
            "自建应用没有设置接收消息，卡片只显示文字，不能点按钮。"
            "请设置 LIAISON_WECOM_TOKEN 和 LIAISON_WECOM_AES_KEY。"
        )
        yield Finding(Level.YELLOW, "设置", words)
    if settings.app is None and isinstance(settings.aibot, AibotCallbackSettings):
        words = (
            "只有回调方式的机器人，它不能主动发消息，提醒一条也发不出去。"
            "请改用长连接，或者设置自建应用。"
        )
        yield Finding(Level.RED, "设置", words)


def examination(settings: Settings, clock: Clock) -> Examine:
    """Ask the platform itself about whatever can be asked from a second program."""

    async def examine(session: aiohttp.ClientSession) -> tuple[Finding, ...]:
        found: list[Finding] = []
        if settings.app is not None:
            found.append(await _app(settings.app, session, clock))
        if settings.webhook_url is not None:
            found.append(await _webhook(settings.webhook_url.get_secret_value(), session))
        return tuple(found)

    return examine


async def _app(settings: AppSettings, session: aiohttp.ClientSession, clock: Clock) -> Finding:
    try:
        name = await Rest(settings, session, clock).check()
    except Misconfigured as fault:
        return Finding(Level.RED, APP.product, fault.why)
    except Later as later:
        words = f"企业微信没有回答（{later.code}）。请检查网络和 LIAISON_WECOM_API_BASE。"
        return Finding(Level.RED, APP.product, words)
    except Never as never:
        return Finding(Level.RED, APP.product, never.why)
    return Finding(Level.GREEN, APP.product, f"登录成功，应用名称：{name or '未取得'}。")


async def _webhook(url: str, session: aiohttp.ClientSession) -> Finding:
    """Offer the group an empty message, which no address takes and a dead one does not read."""
    empty: Json = {"msgtype": "text", "text": {"content": ""}}
    try:
        answer = await fetch(session, url, name=WEBHOOK.name, body=empty)
    except Later as later:
        words = f"没有回答（{later.code}）。请检查网络和 LIAISON_WEBHOOK_URL。"
        return Finding(Level.RED, WEBHOOK.product, words)
    if (code := int(answer["errcode"])) in DEAD_ADDRESS:
        return Finding(Level.RED, WEBHOOK.product, never(code).why)
    return Finding(Level.GREEN, WEBHOOK.product, "地址有效。")
