"""The rehearsal's doors as people use them: somebody writes, presses a button, receives."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiohttp import ClientSession

GROUP = "群"
PLACES = {GROUP: "group", "机器人": "bot", "应用": "app"}
"""Where one can write: in the group, to the robot, to the application."""


class OffStage(Exception):
    """What somebody is to do cannot be done: no such person, no such card."""


@dataclass(frozen=True, slots=True)
class Received:
    """One message that reached somebody.

    Attributes:
        to: the person's name, or 群.
        channel: `aibot`, `app` or `webhook`.
        words: all that can be read, a card line by line with its buttons.
    """

    to: str
    at: datetime
    channel: str
    words: str


class Stage:
    """People by their names, against the sandbox of a rehearsal."""

    def __init__(self, http: ClientSession, url: str) -> None:
        """Bind the doors; `enter` comes before anything else."""
        self._http = http
        self._url = url
        self._since = 0
        self._names: dict[str, str] = {}
        self._ids: dict[str, str] = {}
        self._units: dict[str, str] = {}
        self._group = ""
        self._cards: list[dict[str, Any]] = []

    async def enter(self) -> None:
        """Learn who is there."""
        for one in await self._get("/sandbox/people"):
            self._names[one["userid"]] = one["name"]
            self._ids[one["name"]] = one["userid"]
            self._units[one["name"]] = one["unit"]
        chats = await self._get("/sandbox/chats")
        self._group = next(one["id"] for one in chats if one["kind"] == "group")

    def unit(self, name: str) -> str:
        """What people call somebody's unit."""
        self._id(name)
        return self._units[name]

    async def now(self) -> datetime:
        """What the clock says."""
        clock = await self._get("/sandbox/clock")
        return datetime.fromisoformat(clock["now"])

    async def move_to(self, instant: datetime) -> None:
        """Move the clock, through everything that falls due on the way."""
        await self._post("/sandbox/clock", {"now": instant.isoformat()})

    async def rest(self) -> None:
        """Wait until everything that is due now has been said."""
        await self._post("/sandbox/clock", {"advance": "0s"})

    async def says(self, name: str, words: str, place: str) -> None:
        """Somebody writes in the group, to the robot or to the application."""
        chat = self._group if place == GROUP else PLACES[place]
        await self._post("/sandbox/say", {"from": self._id(name), "chat": chat, "text": words})

    async def taps(self, name: str, word: str) -> None:
        """Somebody presses the button of the newest card that has it and that he can see.

        Raises:
            OffStage: there is no such card.
        """
        person = self._id(name)
        for message in reversed(self._cards):
            mine = message["to"].get("user") == person or message["to"].get("chat") == self._group
            for button in message["card"]["buttons"] if mine else ():
                if button["text"] == word:
                    task = message["card"]["task_id"]
                    body = {"from": person, "card": task, "key": button["key"]}
                    await self._post("/sandbox/tap", body)
                    return
        raise OffStage(f"{name}没有收到带【{word}】的卡片。")

    async def breaks(self, endpoint: str, code: int, calls: int) -> None:
        """Let the platform refuse the next calls of an endpoint with an error code."""
        await self._post("/sandbox/faults", {"endpoint": endpoint, "next": calls, "errcode": code})

    async def received(self) -> list[Received]:
        """Everything that anybody has received since the last time, in order."""
        messages = await self._get(f"/sandbox/messages?since={self._since}")
        for message in messages:
            self._since = max(self._since, message["seq"])
            if message.get("card"):
                self._cards.append(message)
        return [
            Received(
                to=self._names[user] if (user := message["to"].get("user")) else GROUP,
                at=datetime.fromisoformat(message["at"]),
                channel=message["channel"],
                words=_words(message),
            )
            for message in messages
        ]

    def _id(self, name: str) -> str:
        if name not in self._ids:
            raise OffStage(f"故事里的{name}不在通讯录里。")
        return self._ids[name]

    async def _get(self, path: str) -> Any:  # noqa: ANN401  # JSON
        async with self._http.get(self._url + path) as answer:
            return await answer.json()

    async def _post(self, path: str, body: dict[str, Any]) -> None:
        async with self._http.post(self._url + path, json=body) as answer:
            result = await answer.json()
            if answer.status != 200:
                raise OffStage(f"{path}：{result.get('error', answer.status)}")


def _words(message: dict[str, Any]) -> str:
    card = message.get("card")
    if not card:
        return re.sub(r"\n{2,}", "\n", message["text"])
    rows = [card["title"], card.get("desc", "")]
    rows += [f"{line[0]}：{line[1]}" for line in card.get("lines", ())]
    rows.append(card.get("note", ""))
    rows.append("".join(f"【{button['text']}】" for button in card.get("buttons", ())))
    return "\n".join(row for row in rows if row)
