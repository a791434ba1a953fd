"""A plugin for the proof by clock: `time.sleep` by `select`.

libfaketime answers EINVAL to a sleep until an absolute instant, as Python asks for it; waiting for
a child process with a time-out sleeps so.
"""

import select
import time
from typing import SupportsIndex


def _sleep(seconds: float | SupportsIndex) -> None:
    select.select((), (), (), float(seconds))


time.sleep = _sleep  # noqa: TID251
