"""The message-push robot of a group: one way in, by key."""

from bot.channels.wecom.emulator.cards import Dialect, Occasion, check
from bot.channels.wecom.emulator.drawing import draw
from bot.channels.wecom.emulator.tenant import Limits
from bot.channels.wecom.emulator.windows import Windows
from bot.channels.wecom.emulator.wire import Bad, Fields, size
from bot.channels.wecom.emulator.world import Kind, Place, Side, World

TEXT_BYTES = 2048
MARKDOWN_BYTES = 4096
UNLIMITED = 10**9


class Webhook:
    """All such robots of the enterprise."""

    def __init__(self, world: World, limits: Limits) -> None:
        self._world = world
        self._windows = Windows(limits.webhook_minute, UNLIMITED)

    def send(self, key: str, body: Fields) -> dict[str, object]:
        """webhook/send.

        Raises:
            Bad: what the platform would refuse.
        """
        groups = [one for one in self._world.tenant.groups if key and one.webhook == key]
        if not groups:
            raise Bad(93000, "invalid webhook url")
        place = Place(Side.GROUP, groups[0].chatid)
        msgtype = body.text("msgtype")
        drawing = None
        match msgtype:
            case "text":
                part = body.part("text")
                text = _content(part, TEXT_BYTES)
                names = [*part.texts("mentioned_list", 1000)]
                names += part.texts("mentioned_mobile_list", 1000)
                text = "".join([text, *(f" @{self._name(one)}" for one in names)])
                kind = Kind.TEXT
            case "markdown" | "markdown_v2":
                text = _content(body.part(msgtype), MARKDOWN_BYTES)
                kind = Kind.MARKDOWN
            case "template_card":
                card = body.part("template_card")
                check(card, Occasion(Dialect.WEBHOOK))
                drawing = draw(card, Dialect.WEBHOOK)
                text, kind = drawing.text, Kind.CARD
            case _:
                raise Bad(40008, "invalid message type")
        if not self._windows.take(key, self._world.clock.now()):
            raise Bad(45009, "api freq out of limit")
        sheet = self._world.new_sheet(drawing, Dialect.WEBHOOK, -1) if drawing else None
        self._world.told(place, Dialect.WEBHOOK, kind, text, sheet=sheet)
        return {}

    def _name(self, mentioned: str) -> str:
        if mentioned == "@all":
            return "所有人"
        person = self._world.tenant.person(mentioned)
        return person.name if person else mentioned


def _content(part: Fields, limit: int) -> str:
    text = part.text("content", "")
    if not text.strip():
        raise Bad(44004, "empty content")
    if size(text) > limit:
        raise Bad(45002, "content size out of limit")
    return text
