"""A plugin for the proof by clock: `time.sleep` by `select`.

libfaketime answers EINVAL to the sleep until an absolute instant that Python asks for; waiting for a
child process with a time-out sleeps so.
"""

import select
import time
from typing import SupportsIndex


def _sleep(seconds: float | SupportsIndex) -> None:
    select.select((), (), (), float(seconds))


time.sleep = _sleep  # noqa: TID251
