"""Late answers of the robot in callback mode: one per callback, within an hour, by its address."""

import secrets
from datetime import timedelta

from bot.clock import Clock
from bot.rehearsal.wecom.exchanges import Exchange
from bot.rehearsal.wecom.robot import Json, Robot
from bot.rehearsal.wecom.wire import Bad, Call
from bot.rehearsal.wecom.world import Side

LATE_LIFE = timedelta(hours=1)
IN_GROUP = frozenset({"markdown"})
IN_PRIVATE = frozenset({"markdown", "template_card"})


class LateAnswers:
    """The addresses that were given out and not used yet."""

    def __init__(self, robot: Robot, clock: Clock) -> None:
        self.base = ""
        self._robot = robot
        self._clock = clock
        self._open: dict[str, Exchange] = {}

    def address(self, exchange: Exchange) -> str:
        """A new address for one answer."""
        code = secrets.token_urlsafe(24)
        self._open[code] = exchange
        return f"{self.base}/cgi-bin/aibot/response?response_code={code}"

    def take(self, call: Call) -> Json:
        """aibot/response.

        Raises:
            Bad: what the platform would refuse; the address may be used again then.
        """
        code = call.query.get("response_code", "")
        exchange = self._open.get(code)
        if exchange is None or self._clock.now() >= exchange.at + LATE_LIFE:
            raise Bad(40058, "invalid response_code: unknown, used or expired")
        group = exchange.place.side is Side.GROUP
        body = call.fields()
        self._robot.show(exchange.place, body, exchange.reply_to, IN_GROUP if group else IN_PRIVATE)
        del self._open[code]
        exchange.answered = True
        return {}
