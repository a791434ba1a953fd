"""Messages as the sandbox writes them out."""

from bot.rehearsal.wecom.tenant import Person
from bot.rehearsal.wecom.travel import BEIJING
from bot.rehearsal.wecom.world import Entry, Side, World

Json = dict[str, object]


def message_json(entry: Entry, world: World) -> Json:
    """One received message: who got what, when, over which channel, in answer to what."""
    card: Json | None = None
    if entry.sheet is not None:
        card = entry.sheet.base.as_json()
        if entry.sheet.views:
            card["views"] = {who: one.as_json() for who, one in entry.sheet.views.items()}
    to = {"chat": entry.place.id} if entry.place.side is Side.GROUP else {"user": entry.place.id}
    return {
        "seq": entry.seq,
        "id": entry.id,
        "at": entry.at.astimezone(BEIJING).isoformat(timespec="seconds"),
        "to": to | {"name": place_name(entry, world)},
        "channel": str(entry.channel),
        "kind": str(entry.kind),
        "text": entry.text,
        "card": card,
        "files": files_json(entry),
        "reply_to": entry.reply_to or None,
        "recalled": entry.recalled,
    }


def transcript_json(world: World, since: int, me: Person | None) -> list[Json]:
    """Every message that changed after a version, the officers' own included, as one sees it."""
    return [_entry_json(entry, world, me) for entry in world.entries if entry.version > since]


def files_json(entry: Entry) -> list[Json]:
    """What is attached to a message, with the address where the page gets it."""
    return [
        {
            "name": one.name,
            "sort": str(one.sort),
            "words": one.words,
            "url": f"/sandbox/files/{entry.id}/{number}",
        }
        for number, one in enumerate(entry.items)
    ]


def place_name(entry: Entry, world: World) -> str:
    """The group's or the member's name."""
    if entry.place.side is Side.GROUP:
        group = world.tenant.group(entry.place.id)
        return group.name if group else entry.place.id
    person = world.tenant.person(entry.place.id)
    return person.name if person else entry.place.id


def _entry_json(entry: Entry, world: World, me: Person | None) -> Json:
    drawing = None
    if entry.sheet is not None:
        drawing = entry.sheet.base if me is None else entry.sheet.seen_by(me)
    sender = entry.sender
    return {
        "id": entry.id,
        "seq": entry.seq,
        "place": entry.place.key,
        "place_name": place_name(entry, world),
        "at": entry.at.astimezone(BEIJING).isoformat(timespec="seconds"),
        "channel": str(entry.channel),
        "kind": str(entry.kind),
        "text": entry.text,
        "from": None if sender is None else {"userid": sender.userid.lower(), "name": sender.name},
        "card": None if drawing is None else drawing.as_json(),
        "reply_to": entry.reply_to or None,
        "quote": entry.quote or None,
        "files": files_json(entry),
        "done": entry.done,
        "recalled": entry.recalled,
    }
