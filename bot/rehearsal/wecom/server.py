"""A WeCom on this machine: platform, socket, sandbox and page on one port."""

import asyncio
from collections.abc import Callable
from datetime import date
from ssl import SSLContext
from typing import Self

from aiohttp import web

from bot.clock import VirtualClock
from bot.rehearsal.wecom.aibot import Aibot
from bot.rehearsal.wecom.app import App
from bot.rehearsal.wecom.authorize import Authorize
from bot.rehearsal.wecom.callback import Callback
from bot.rehearsal.wecom.faults import Fault, Faults, Request
from bot.rehearsal.wecom.media import Media
from bot.rehearsal.wecom.pages import Pages
from bot.rehearsal.wecom.rest import Rest
from bot.rehearsal.wecom.robot import Robot
from bot.rehearsal.wecom.robot_url import RobotUrl
from bot.rehearsal.wecom.sandbox import Sandbox
from bot.rehearsal.wecom.tenant import Limits, Tenant, refuse_production
from bot.rehearsal.wecom.tickets import Logins, Tokens, Updates
from bot.rehearsal.wecom.travel import Hours, TimeTravel
from bot.rehearsal.wecom.webhook import Webhook
from bot.rehearsal.wecom.wire import MAX_BODY
from bot.rehearsal.wecom.world import World


class Emulator:
    """One enterprise. It outlives the bot: socket and callback may vanish and come back.

    Attributes:
        url: address of the page, such as "http://127.0.0.1:8090"; "" before `start`.
        hours: the clock and who moves it.
        world: everything that was said.
    """

    def __init__(
        self,
        tenant: Tenant,
        clock: VirtualClock,
        *,
        travel: TimeTravel | None = None,
        day_label: Callable[[date], str] | None = None,
        limits: Limits | None = None,
    ) -> None:
        """Set the enterprise up without opening a port.

        Args:
            tenant: its people, groups and secrets.
            clock: shared with the bot.
            travel: who moves the clock through everything that falls due; may be set later
                through `hours.travel`. Without it the clock is simply moved.
            day_label: what the page calls a day, such as 工作日 or 国庆节.
            limits: the platform's figures where a load test needs others.

        Raises:
            ValueError: an address of the real platform is among the settings.
        """
        refuse_production(tenant.callback_url, tenant.bot_callback_url)
        limits = limits or Limits()
        self.url = ""
        self.world = World(tenant, clock)
        self.hours = Hours(clock, travel, day_label)
        self._faults = Faults()
        self._tokens = Tokens(clock, limits.token)
        self._logins = Logins(clock)
        self._authorize = Authorize(tenant, self._logins)
        updates = Updates(clock)
        self._media = Media(clock)
        self._callback = Callback(self.world, self._media, updates, limits, self._faults)
        robot = Robot(self.world, self._media, limits)
        self._aibot = Aibot(self.world, robot, self._media, limits, self._faults)
        self._aibot.off = bool(tenant.bot_callback_url)
        self._robot_url = RobotUrl(self.world, robot, self._media, limits, self._faults)
        app = App(self.world, self._media, updates, limits, lambda: bool(self._callback.url))
        webhook = Webhook(self.world, self._media, limits)
        self._rest = Rest(
            tenant,
            app,
            webhook,
            self._media,
            self._tokens,
            self._logins,
            self._faults,
            self._robot_url.late.take,
        )
        self._sandbox = Sandbox(
            self.world,
            self.hours,
            self._aibot,
            self._robot_url,
            self._callback,
            self._faults,
            limits,
        )
        self._runner: web.AppRunner | None = None

    @property
    def api_base(self) -> str:
        """What stands in the place of https://qyapi.weixin.qq.com/cgi-bin/."""
        return f"{self.url}/cgi-bin/"

    @property
    def authorize_url(self) -> str:
        """What stands in the place of https://open.weixin.qq.com/connect/oauth2/authorize."""
        return f"{self.url}/connect/oauth2/authorize"

    @property
    def socket_url(self) -> str:
        """What stands in the place of wss://openws.work.weixin.qq.com."""
        return f"{self.url.replace('http', 'ws', 1)}/aibot"

    @property
    def complaints(self) -> tuple[str, ...]:
        """What the bot did wrong where the platform has no answer to give."""
        return tuple(self.world.complaints)

    @property
    def requests(self) -> tuple[Request, ...]:
        """What the bot asked for lately, refused or not, in order."""
        return tuple(self._faults.requests)

    @property
    def connected(self) -> bool:
        """Whether a bot is subscribed on the socket, or has a callback URL instead."""
        return self._robot_url.connected or self._aibot.connected

    async def start(
        self, host: str = "127.0.0.1", port: int = 0, *, tls: SSLContext | None = None
    ) -> str:
        """Open the port; 0 takes a free one.

        Args:
            host: to listen on.
            port: to listen on.
            tls: for https:// and wss://, as the real platform has them.

        Returns:
            The address of the page.

        Raises:
            ValueError: the host is one of the real platform.
        """
        refuse_production(host)
        site = web.Application(client_max_size=MAX_BODY)
        site.router.add_route("*", "/cgi-bin/{name:.+}", self._rest.serve)
        site.router.add_get("/media/{name}", self._file)
        self._sandbox.mount(site.router)
        self._authorize.mount(site.router)
        Pages(self._aibot).mount(site.router)
        self._callback.open()
        self._robot_url.open()
        self._runner = web.AppRunner(site, access_log=None, shutdown_timeout=2.0)
        await self._runner.setup()
        listening = web.TCPSite(self._runner, host, port, ssl_context=tls)
        await listening.start()
        bound = self._runner.addresses[0][1]
        scheme = "https" if tls else "http"
        self.url = f"{scheme}://{'127.0.0.1' if host in ('0.0.0.0', '::') else host}:{bound}"  # noqa: S104
        self._media.base = self._robot_url.late.base = self.url
        return self.url

    async def close(self) -> None:
        """Hang up on everybody and close the port."""
        await self._sandbox.close()
        await self._aibot.close()
        await self._callback.close()
        await self._robot_url.close()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def use_callback(self, url: str) -> bool:
        """Save the app's callback URL, as in the console.

        Returns:
            Whether the bot passed the URL check; otherwise the former URL stays.

        Raises:
            ValueError: an address of the real platform.
        """
        refuse_production(url)
        if not await self._callback.check(url):
            return False
        self._callback.url = url
        return True

    def expect_callback(self, url: str) -> None:
        """Set the app's callback URL without a check, for a bot that is still to start.

        Raises:
            ValueError: an address of the real platform.
        """
        refuse_production(url)
        self._callback.url = url

    async def use_robot_callback(self, url: str) -> bool:
        """Set the robot to callback mode, as in the console; "" sets it back to the socket.

        Returns:
            Whether the bot passed the URL check; otherwise everything stays as it was.

        Raises:
            ValueError: an address of the real platform.
        """
        refuse_production(url)
        if url and not await self._robot_url.check(url):
            return False
        self._robot_url.url = url
        await self._aibot.switch(off=bool(url))
        return True

    async def _file(self, request: web.Request) -> web.Response:
        """The address of a file in a callback; its faults are ordered for `media`."""
        self._faults.note("media", b"")
        fault = self._faults.take("media")
        if fault is not None:
            await asyncio.sleep(fault.delay)
            if fault.http:
                return web.Response(status=fault.http)
        return await self._media.serve(request)

    def order(self, fault: Fault) -> None:
        """Order a fault."""
        self._faults.add(fault)

    def repair(self) -> None:
        """Forget every fault that is still open."""
        self._faults.clear()

    def cut_socket(self) -> None:
        """Break the bot's socket without a word."""
        self._aibot.cut()

    def freeze_socket(self) -> None:
        """Leave the bot's socket half-open: it stays up and nothing arrives any more."""
        self._aibot.freeze()

    def void_token(self) -> None:
        """Make the app's access token unknown (40014)."""
        self._tokens.void()

    def expire_token(self) -> None:
        """Make the app's access token too old (42001)."""
        self._tokens.expire()

    def login_code(self, userid: str) -> str:
        """A login code of the web authorisation for a member.

        Raises:
            ValueError: nobody has that userid.
        """
        person = self.world.tenant.person(userid)
        if person is None:
            raise ValueError(f"nobody is called {userid}")
        return self._logins.give(person)
