"""Reading JSON from the wire strictly, and answering it as the platform does."""

import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import BodyPartReader, web

MAX_BODY = 160 * 1024 * 1024
FILE_NAME = re.compile(r'filename="([^"]+)"')
ESCAPED = re.compile(r"(?<!\\)(?:\\\\)*\\u[0-9a-fA-F]{4}")


class Bad(Exception):
    """The platform would answer this with an error code.

    Attributes:
        code: the errcode.
        words: the start of errmsg.
    """

    def __init__(self, code: int, words: str) -> None:
        super().__init__(f"{code} {words}")
        self.code = code
        self.words = words


def missing(name: str) -> Bad:
    """A field that had to be there."""
    return Bad(40058, f"missing field `{name}`")


def invalid(name: str, why: str) -> Bad:
    """A field whose value will not do."""
    return Bad(40058, f"invalid field `{name}`: {why}")


def size(text: str) -> int:
    """Bytes of a text on the wire."""
    return len(text.encode())


class Fields:
    """One JSON object, read field by field; each reader says what is wrong with its field."""

    def __init__(self, value: object, path: str = "body") -> None:
        if not isinstance(value, dict):
            raise missing(path)
        self.path = path
        self._value: dict[str, object] = value

    def __contains__(self, name: str) -> bool:
        return self._value.get(name) is not None

    def name(self, field: str) -> str:
        """The whole path of a field."""
        return f"{self.path}.{field}"

    def raw(self, field: str) -> object:
        """The value as it came, or None."""
        return self._value.get(field)

    def names(self) -> tuple[str, ...]:
        """Names of the fields that are set."""
        return tuple(name for name, value in self._value.items() if value is not None)

    def text(self, field: str, default: str | None = None, *, limit: int = 0) -> str:
        """A string; at most `limit` bytes where a limit is given."""
        value = self._value.get(field)
        if value is None and default is not None:
            return default
        if value is None or value == "":
            if default is not None:
                return ""
            raise missing(self.name(field))
        if not isinstance(value, str):
            raise invalid(self.name(field), "not a string")
        if limit and size(value) > limit:
            raise invalid(self.name(field), f"longer than {limit} bytes")
        return value

    def number(self, field: str, default: int | None = None) -> int:
        """A whole number."""
        value = self._value.get(field)
        if value is None and default is not None:
            return default
        if value is None:
            raise missing(self.name(field))
        if not isinstance(value, int) or isinstance(value, bool):
            raise invalid(self.name(field), "not an integer")
        return value

    def one_of(self, field: str, allowed: tuple[int, ...], default: int | None = None) -> int:
        """A whole number out of a closed set."""
        value = self.number(field, default)
        if value not in allowed:
            raise invalid(self.name(field), f"not one of {allowed}")
        return value

    def flag(self, field: str) -> bool:
        """A truth value; false where it is not set."""
        value = self._value.get(field)
        if value is not None and not isinstance(value, bool):
            raise invalid(self.name(field), "not a boolean")
        return bool(value)

    def part(self, field: str) -> "Fields":
        """An object inside this one."""
        return Fields(self._value.get(field), self.name(field))

    def items(self, field: str, low: int, high: int) -> "list[Fields]":
        """A list of objects with a least and a greatest length."""
        value = self._value.get(field)
        if value is None:
            raise missing(self.name(field))
        if not isinstance(value, list) or not low <= len(value) <= high:
            raise invalid(self.name(field), f"not a list of {low} to {high}")
        return [Fields(one, f"{self.name(field)}[{i}]") for i, one in enumerate(value)]

    def texts(self, field: str, high: int) -> list[str]:
        """A list of strings, at most `high`; empty where it is not set."""
        value = self._value.get(field)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise invalid(self.name(field), "not a list of strings")
        if len(value) > high:
            raise invalid(self.name(field), f"more than {high}")
        return value


def parse(text: str) -> Fields:
    """A request body.

    Raises:
        Bad: no JSON object, or Chinese written as escapes, which the platform refuses.
    """
    if ESCAPED.search(text):
        raise Bad(40033, "invalid request character")
    try:
        return Fields(json.loads(text))
    except ValueError:
        raise Bad(47001, "data format error") from None


def errmsg(code: int, words: str, address: str = "127.0.0.1") -> str:
    """The text of an error, with the tail that the platform adds."""
    hint = f"{secrets.randbelow(10**10):010d}_{secrets.randbelow(10**9):09d}_{secrets.token_hex(8)}"
    return (
        f"{words}, hint: [{hint}], from ip: {address}, "
        f"more info at https://open.work.weixin.qq.com/devtool/query?e={code}"
    )


def dumps(value: object) -> str:
    """JSON as the platform writes it: raw UTF-8."""
    return json.dumps(value, ensure_ascii=False)


def answer(body: dict[str, object], status: int = 200) -> web.Response:
    """An HTTP answer with a JSON body."""
    return web.json_response(body, status=status, dumps=dumps)


@dataclass(frozen=True, slots=True)
class Upload:
    """The `media` field of a multipart body.

    Attributes:
        name: the file name, raw UTF-8 as it stood there.
    """

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Call:
    """One request, before anybody looked into its body."""

    query: Mapping[str, str]
    body: bytes
    upload: Upload | None = None

    def fields(self) -> Fields:
        """The JSON in the body.

        Raises:
            Bad: no JSON object.
        """
        try:
            return parse(self.body.decode())
        except UnicodeDecodeError:
            raise Bad(47001, "data format error") from None

    def media(self) -> Upload:
        """What was uploaded.

        Raises:
            Bad: nothing, or nothing that has a name.
        """
        if self.upload is None:
            raise Bad(41005, "media data missing")
        return self.upload


async def read_call(request: web.Request) -> Call:
    """Read a request whole; a body that is too large ends as HTTP 413."""
    if not request.content_type.startswith("multipart/"):
        return Call(request.query, await request.read())
    upload = None
    async for part in await request.multipart():
        if isinstance(part, BodyPartReader) and part.name == "media":
            upload = await _read_part(part)
    return Call(request.query, b"", upload)


async def _read_part(part: BodyPartReader) -> Upload | None:
    """One field; None without a plain file name, which is how the platform takes `filename*=`."""
    content = bytearray()
    while chunk := await part.read_chunk():
        content += chunk
        if len(content) > MAX_BODY:
            raise web.HTTPRequestEntityTooLarge(MAX_BODY, len(content))
    found = FILE_NAME.search(part.headers.get("Content-Disposition", ""))
    if found is None:
        return None
    name = found[1].encode(errors="surrogateescape").decode(errors="replace")
    return Upload(name.replace("/", "_").replace("\\", "_"), bytes(content))
