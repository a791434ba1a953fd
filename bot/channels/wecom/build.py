"""WeCom out of the settings: the app, the robot in its one mode, the group's push address."""

from collections.abc import Mapping, Sequence

from bot.channels.base import (
    Astray,
    Channel,
    PlainIds,
    Platform,
    Rightful,
    WhoIs,
    always,
    lost,
)
from bot.channels.wecom import profiles
from bot.channels.wecom.aibot import AibotChannel
from bot.channels.wecom.aibot_callback import AibotCallbackChannel
from bot.channels.wecom.app import AppChannel
from bot.channels.wecom.examination import doubts, examination
from bot.channels.wecom.webhook import WebhookChannel
from bot.clock import Clock
from bot.settings import AibotCallbackSettings, AibotSocketSettings, Settings

PROFILES = (profiles.AIBOT, profiles.AIBOT_CALLBACK, profiles.APP, profiles.WEBHOOK)
"""In the order in which an operator reads of them."""


def build(
    settings: Settings, clock: Clock, *, rightful: Rightful = always, astray: Astray = lost
) -> Platform:
    """See `Build`."""
    app = AppChannel(settings.app, clock, astray=astray) if settings.app is not None else None
    channels: list[Channel] = [app] if app is not None else []
    routes = app.routes() if app is not None else []
    match settings.aibot:
        case AibotSocketSettings():
            channels.append(AibotChannel(settings.aibot, clock, rightful=rightful, astray=astray))
        case AibotCallbackSettings():
            called = AibotCallbackChannel(settings.aibot, clock, astray=astray)
            channels.append(called)
            routes += called.routes()
        case None:
            pass
    if settings.webhook_url is not None:
        channels.append(WebhookChannel(settings.webhook_url, clock))
    return Platform(
        channels=tuple(channels),
        relabels={app.profile.name: app} if app is not None else {},
        examine=examination(settings, clock),
        routes=tuple(routes),
        plain_ids=_plain_ids(app) if app is not None else None,
        who_is=_who_is(app) if app is not None else None,
        doubts=tuple(doubts(settings)),
    )


def _plain_ids(app: AppChannel) -> PlainIds:
    """The robot cannot read its own opaque ids; the app's directory can."""

    async def ask(open_ids: Sequence[str]) -> Mapping[str, str]:
        return await app.rest.plain_ids(open_ids)

    return ask


def _who_is(app: AppChannel) -> WhoIs:
    async def ask(code: str) -> str:
        return await app.rest.logged_in(code)

    return ask
