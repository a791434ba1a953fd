"""Events and messages of the app that come from no conversation here: sent on request."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.rehearsal.wecom.travel import Misled
from bot.rehearsal.wecom.wire import Fields

SYSTEM = "sys"
Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class Shape:
    """What a callback of one kind carries besides the common fields.

    Attributes:
        required: fields that must be given.
        optional: fields that may be given.
        system: it comes from the platform and from no member; it belongs to no app.
    """

    required: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()
    system: bool = False


def _of(required: str = "", optional: str = "", *, system: bool = False) -> Shape:
    return Shape(frozenset(required.split()), frozenset(optional.split()), system)


EVENTS: Mapping[str, Shape] = {
    "subscribe": _of(optional="EventKey"),
    "unsubscribe": _of(optional="EventKey"),
    "enter_agent": _of(optional="EventKey"),
    "LOCATION": _of("Latitude Longitude Precision", "AppType"),
    "click": _of("EventKey"),
    "view": _of("EventKey"),
    "view_miniprogram": _of("EventKey"),
    "scancode_push": _of("EventKey ScanCodeInfo"),
    "scancode_waitmsg": _of("EventKey ScanCodeInfo"),
    "pic_sysphoto": _of("EventKey SendPicsInfo"),
    "pic_photo_or_album": _of("EventKey SendPicsInfo"),
    "pic_weixin": _of("EventKey SendPicsInfo"),
    "location_select": _of("EventKey SendLocationInfo", "AppType"),
    "batch_job_result": _of("BatchJob", system=True),
    "inactive_alert": _of("EffectTime", system=True),
    "close_inactive_agent": _of(system=True),
    "reopen_inactive_agent": _of(system=True),
    "low_active_alert": _of("EffectTime", system=True),
    "low_active": _of(system=True),
    "active_restored": _of(system=True),
}
PARTY = _of("Id", "Name ParentId Order", system=True)
USER = _of("UserID", "NewUserID Name Department Position Status", system=True)
CONTACTS: Mapping[str, Shape] = {
    "create_user": USER,
    "update_user": USER,
    "delete_user": USER,
    "create_party": PARTY,
    "update_party": PARTY,
    "delete_party": PARTY,
    "update_tag": _of(
        "TagId", "AddUserItems DelUserItems AddPartyItems DelPartyItems", system=True
    ),
}
MESSAGES: Mapping[str, Shape] = {
    "location": _of("Location_X Location_Y Scale Label", "AppType"),
    "link": _of("Title Description Url", "PicUrl"),
}


@dataclass(frozen=True, slots=True)
class Happening:
    """One callback, ready but for its sender and time.

    Attributes:
        message: it is a message and carries a MsgId.
        system: the sender is `sys`.
        directory: it belongs to no app, and its AgentID is empty.
    """

    plain: Json = field(default_factory=dict)
    message: bool = False
    system: bool = False
    directory: bool = False


def read_happening(body: Fields) -> Happening:
    """What a sandbox request asks to be sent: `event` or `message`, and its `fields`.

    Raises:
        Misled: the platform has nothing of the kind, or it would carry other fields.
    """
    fields = body.part("fields") if "fields" in body else Fields({})
    given: Json = {name: fields.raw(name) for name in fields.names()}
    if "message" in body:
        kind = body.text("message")
        shape = MESSAGES.get(kind)
        if shape is None:
            raise Misled(f"没有发出：应用不会收到“{kind}”消息。")
        _fits(shape, kind, given)
        return Happening({"MsgType": kind} | given, message=True)
    name = body.text("event")
    head: Json = {"MsgType": "event", "Event": name}
    if name == "change_contact":
        change = given.get("ChangeType")
        shape = CONTACTS.get(change) if isinstance(change, str) else None
        if shape is None:
            raise Misled("没有发出：change_contact 要写明 ChangeType。")
        _fits(shape, name, {key: one for key, one in given.items() if key != "ChangeType"})
        return Happening(head | given, system=True, directory=True)
    shape = EVENTS.get(name)
    if shape is None:
        raise Misled(f"没有发出：没有“{name}”这种事件。")
    _fits(shape, name, given)
    key: Json = {"EventKey": ""} if "EventKey" in shape.optional else {}
    return Happening(head | key | given, system=shape.system)


def _fits(shape: Shape, kind: str, given: Json) -> None:
    lacking = sorted(shape.required - set(given))
    strange = sorted(set(given) - shape.required - shape.optional)
    if lacking or strange:
        why = f"缺少 {'、'.join(lacking)}" if lacking else f"没有 {'、'.join(strange)} 这一项"
        raise Misled(f"没有发出：{kind} {why}。")
