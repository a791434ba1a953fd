"""The app callback's wire form: XML, encryption, signature, and the way back."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from xml.parsers.expat import ExpatError

import xmltodict

from bot.rehearsal.wecom.crypt import Crypt, Unreadable

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
LISTS = frozenset(
    {
        "ActionList",
        "item",
        "ButtonList",
        "HorizontalContentList",
        "JumpList",
        "OptionList",
        "SelectList",
        "VerticalContentList",
    }
)
NUMBERS = frozenset({"Type", "Style", "DescColor", "Mode"})
FLAGS = frozenset({"Disable", "IsChecked"})
ODD_NAMES = {
    "KeyName": "keyname",
    "UserId": "userid",
    "AppId": "appid",
    "PagePath": "pagepath",
    "CheckBox": "checkbox",
}
CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")


class Broken(Exception):
    """The bot's answer is not one that the platform would understand."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A callback ready to be posted."""

    query: Mapping[str, str]
    body: bytes


class Envelope:
    """Both directions of the callback, for one app."""

    def __init__(self, corp_id: str, agent_id: int, token: str, aes_key: str) -> None:
        self._corp_id = corp_id
        self._agent_id = agent_id
        self.crypt = Crypt(token, aes_key, corp_id)

    def seal(self, plain: Mapping[str, object], timestamp: int) -> Sealed:
        """Encrypt and sign one callback; each call gives another nonce and other bytes."""
        common = {"ToUserName": self._corp_id, "AgentID": self._agent_id} | dict(plain)
        encrypted = self.crypt.encrypt(f"<xml>{_xml(common)}</xml>")
        agent = str(common["AgentID"])
        outer = {"ToUserName": self._corp_id, "AgentID": agent, "Encrypt": encrypted}
        body = f"<xml>{_xml(outer)}</xml>".encode()
        return Sealed(self.crypt.query(encrypted, timestamp), body)

    def open(self, body: str, userid: str) -> Mapping[str, object]:
        """Decrypt and check a passive reply to a member.

        Raises:
            Broken: anything about it is wrong.
        """
        try:
            outer = xmltodict.parse(body)["xml"]
            encrypted = outer["Encrypt"]
            self.crypt.check(outer["MsgSignature"], outer["TimeStamp"], outer["Nonce"], encrypted)
            plain = self.crypt.decrypt(encrypted)
            reply: Mapping[str, object] = xmltodict.parse(
                plain, force_list=LISTS, strip_whitespace=False
            )["xml"]
        except Unreadable as error:
            raise Broken(f"passive reply cannot be read: {error}") from error
        except (ExpatError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise Broken(f"passive reply cannot be read: {type(error).__name__}") from error
        if str(reply.get("ToUserName", "")).lower() != userid.lower():
            raise Broken("passive reply: ToUserName is not the member")
        if reply.get("FromUserName") != self._corp_id:
            raise Broken("passive reply: FromUserName is not the enterprise")
        if not str(reply.get("CreateTime", "")).isdigit():
            raise Broken("passive reply: CreateTime is not a number")
        return reply


def card_from_xml(value: object) -> object:
    """A card in the passive reply's CamelCase as the JSON that message/send takes.

    Raises:
        Broken: a number is none.
    """
    match value:
        case dict():
            return {_json_name(name): _typed(name, one) for name, one in value.items()}
        case list():
            return [card_from_xml(one) for one in value]
        case None:
            return ""
        case _:
            return value


def _typed(name: str, value: object) -> object:
    if name in NUMBERS or name in FLAGS:
        if not isinstance(value, str) or not value.lstrip("-").isdigit():
            if name in FLAGS and value in ("true", "false"):
                return value == "true"
            raise Broken(f"passive reply: {name} is not a number")
        return int(value) if name in NUMBERS else value != "0"
    return card_from_xml(value)


def _json_name(name: str) -> str:
    return ODD_NAMES.get(name) or CAPITAL.sub("_", name).lower()


def _xml(fields: Mapping[str, object]) -> str:
    parts = []
    for name, value in fields.items():
        match value:
            case int():
                inner = str(value)
            case Mapping():
                inner = _xml(value)
            case list():
                parts += [_xml({name: one}) for one in value]
                continue
            case _:
                text = CONTROL.sub("", str(value)).replace("]]>", "]]]]><![CDATA[>")
                inner = f"<![CDATA[{text}]]>"
        parts.append(f"<{name}>{inner}</{name}>")
    return "".join(parts)
