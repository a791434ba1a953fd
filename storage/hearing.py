"""One read for all that must be known before a message can be answered."""

from sqlalchemy import and_, bindparam, func, select

from storage.conversations import Conversations, Dialogue
from storage.people import NoCounty, People
from storage.statement import Rows, Statement
from storage.tables import county, dialogues, identities, inbox

_HEAR = Statement(
    select(
        county.c.id,
        county.c.directory_version,
        county.c.law_version,
        inbox.c.reply,
        identities.c.officer,
        identities.c.conversation,
        identities.c.reachable_since,
        dialogues.c.body,
        dialogues.c.expires_at,
    ).select_from(
        county.outerjoin(
            inbox,
            and_(inbox.c.channel == bindparam("here"), inbox.c.message_id == bindparam("which")),
        )
        .outerjoin(
            identities,
            and_(
                identities.c.channel == bindparam("here"), identities.c.raw_id == bindparam("who")
            ),
        )
        .outerjoin(
            dialogues,
            and_(
                dialogues.c.officer == func.coalesce(identities.c.officer, bindparam("userid")),
                dialogues.c.conversation == bindparam("where"),
            ),
        )
    )
)


def hear(
    rows: Rows,
    people: People,
    conversations: Conversations,
    channel: str,
    message_id: str,
    raw_id: str,
    conversation: str,
) -> None:
    """Read at once what the functions about this message then answer from memory.

    These are `law_version`, `directory`, `officer_of` and `identify` of people, `reply_to` and
    `dialogue` of conversations; each reads for itself where it is asked about something else.

    Raises:
        NoCounty: nobody has said yet whose database this is.
    """
    userid = raw_id.lower()
    row = rows.one(
        _HEAR, here=channel, which=message_id, who=raw_id, userid=userid, where=conversation
    )
    if row is None:
        raise NoCounty
    reply, officer, spoke, since, body, expires = row[3:]
    identity = None if officer is None else (officer, spoke, since)
    people.read_before(row[:3], (channel, raw_id), identity)
    dialogue = None if body is None else Dialogue(body, expires)
    conversations.read_before(
        (channel, message_id), reply, (officer or userid, conversation), dialogue
    )
