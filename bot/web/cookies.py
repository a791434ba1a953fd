"""Small signed values that a browser keeps for us: nobody can make or change one."""

import base64
import binascii
import hashlib
import hmac
from datetime import UTC, datetime, timedelta


class Signer:
    """Signs for one purpose; a value signed for another is not taken.

    Args:
        secret: known to this program only.
        purpose: such as `session`.
    """

    def __init__(self, secret: str, purpose: str) -> None:
        self._key = hmac.new(secret.encode(), f"liaison {purpose}".encode(), "sha256").digest()

    def sign(self, value: str, now: datetime, life: timedelta) -> str:
        """The value as a cookie that is good for so long."""
        until = int((now + life).timestamp())
        packed = base64.urlsafe_b64encode(value.encode()).decode().rstrip("=")
        return f"{packed}.{until}.{self._mark(packed, until)}"

    def read(self, cookie: str, now: datetime) -> str | None:
        """The value; None when it is not ours, was changed, or is too old."""
        packed, _, rest = cookie.partition(".")
        until, _, mark = rest.partition(".")
        if not until.isascii() or not until.isdigit() or len(until) > 12 or not cookie.isascii():
            return None
        if not hmac.compare_digest(mark, self._mark(packed, int(until))):
            return None
        if now >= datetime.fromtimestamp(int(until), UTC):
            return None
        try:
            return base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)).decode()
        except (binascii.Error, ValueError):
            return None

    def _mark(self, packed: str, until: int) -> str:
        return hmac.new(self._key, f"{packed}.{until}".encode(), hashlib.sha256).hexdigest()
