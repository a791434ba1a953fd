"""`liaison serve` as it is, on a clock that is off by so many seconds.

python tests/bot/serve_process.py SECONDS
"""

import sys
from datetime import datetime, timedelta

import bot.cli.run
from bot.__main__ import main
from bot.clock import SystemClock

OFF = timedelta(seconds=float(sys.argv.pop()))


class Shifted(SystemClock):
    """The machine's clock, so many seconds ahead."""

    def now(self) -> datetime:
        """The present instant there."""
        return super().now() + OFF


if __name__ == "__main__":
    setattr(bot.cli.run, SystemClock.__name__, Shifted)
    main(["serve"])
