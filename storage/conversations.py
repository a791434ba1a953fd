"""Messages already answered, and dialogues that are not finished."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, func, insert, select, update

from storage.part import Part, Shared
from storage.statement import Rows, Statement
from storage.tables import dialogues, inbox

_REPLY = Statement(
    select(inbox.c.reply).where(
        inbox.c.channel == bindparam("here"), inbox.c.message_id == bindparam("which")
    )
)
_REPLY_INSERT = Statement(insert(inbox))
_WHOSE = (
    dialogues.c.officer == bindparam("who"),
    dialogues.c.conversation == bindparam("where"),
)
_DIALOGUE = Statement(select(dialogues.c.body, dialogues.c.expires_at).where(*_WHOSE))
_DIALOGUE_UPDATE = Statement(
    update(dialogues)
    .where(*_WHOSE)
    .values(body=bindparam("body"), expires_at=bindparam("expires_at"))
)
_DIALOGUE_INSERT = Statement(insert(dialogues))
_UNFINISHED = Statement(
    select(func.count()).where(
        dialogues.c.officer == bindparam("who"), dialogues.c.expires_at > bindparam("now")
    )
)
_DIALOGUE_DELETE = Statement(delete(dialogues).where(*_WHOSE))


@dataclass(frozen=True, slots=True)
class Dialogue:
    """What was said so far between one officer and the bot in one conversation.

    Attributes:
        body: whatever the handlers keep of it, as text.
        expires_at: when it is over; it is still here then, so that somebody can say so.
    """

    body: str
    expires_at: datetime


class Conversations(Part):
    """Messages already answered, and dialogues that are not finished."""

    def __init__(self, rows: Rows, shared: Shared) -> None:
        super().__init__(rows, shared)
        self._replies: dict[tuple[str, str], str | None] = {}
        self._dialogues: dict[tuple[str, str], Dialogue | None] = {}

    def read_before(
        self,
        message: tuple[str, str],
        reply: str | None,
        where: tuple[str, str],
        dialogue: Dialogue | None,
    ) -> None:
        """Keep what was read with something else: a message's reply, and the open dialogue."""
        self._replies[message] = reply
        self._dialogues[where] = dialogue

    def reply_to(self, channel: str, message_id: str) -> str | None:
        """The reply that a message got when it came in before; None for a new message."""
        key = (channel, message_id)
        if key not in self._replies:
            row = self._rows.one(_REPLY, here=channel, which=message_id)
            self._replies[key] = None if row is None else str(row[0])
        return self._replies[key]

    def remember_reply(self, channel: str, message_id: str, reply_json: str, at: datetime) -> None:
        """Keep the reply to a message.

        Where the same message was answered meanwhile, the work runs again and finds that reply.
        """
        self._replies[channel, message_id] = reply_json
        self._rows.do(
            _REPLY_INSERT, channel=channel, message_id=message_id, reply=reply_json, at=at
        )

    def dialogue(self, officer: str, conversation: str) -> Dialogue | None:
        """The unfinished dialogue, expired or not; None where there is none."""
        key = (officer, conversation)
        if key not in self._dialogues:
            row = self._rows.one(_DIALOGUE, who=officer, where=conversation)
            self._dialogues[key] = None if row is None else Dialogue(*row)
        return self._dialogues[key]

    def unfinished(self, officer: str, now: datetime) -> int:
        """In how many conversations an officer has something unfinished."""
        row = self._rows.one(_UNFINISHED, who=officer, now=now)
        return 0 if row is None else int(row[0])

    def save_dialogue(
        self, officer: str, conversation: str, body: str, expires_at: datetime
    ) -> None:
        """Keep a dialogue in place of the earlier one."""
        self._dialogues[officer, conversation] = Dialogue(body, expires_at)
        if not self._rows.do(
            _DIALOGUE_UPDATE, who=officer, where=conversation, body=body, expires_at=expires_at
        ):
            self._rows.do(
                _DIALOGUE_INSERT,
                officer=officer,
                conversation=conversation,
                body=body,
                expires_at=expires_at,
            )

    def end_dialogue(self, officer: str, conversation: str) -> bool:
        """Forget a dialogue; whether there was one."""
        if self.dialogue(officer, conversation) is None:
            return False
        self._dialogues[officer, conversation] = None
        return bool(self._rows.do(_DIALOGUE_DELETE, who=officer, where=conversation))
