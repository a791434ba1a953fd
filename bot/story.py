"""A scripted week, played through the rehearsal's own doors and told as it happens."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from aiohttp import ClientSession
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from rules.reading import BadFile, Table, open_toml
from rules.wording import BEIJING, moment_text

GROUP = "群"
PLACES = {"群": "group", "机器人": "bot", "应用": "app"}


@dataclass(frozen=True, slots=True)
class Heard:
    """One message the story says somebody hears.

    Attributes:
        to: a person's name, or 群.
        has: words that all stand in it.
        when: Beijing time at which it comes, such as "09:00" or "4月8日（周三）09:00"; "" for any.
    """

    to: str
    has: tuple[str, ...]
    when: str


@dataclass(frozen=True, slots=True)
class Scene:
    """One moment: what somebody does, or nothing but time passing, and all that is then heard.

    Attributes:
        at: when; None goes on without moving the clock.
        who: a person's name; "" when only time passes.
        place: 群, 机器人 or 应用.
        says: what is typed.
        taps: the text of a button on the newest card that has it and that the person can see.
        tells: a line for the reader.
    """

    at: datetime | None
    who: str
    place: str
    says: str
    taps: str
    tells: str
    hears: tuple[Heard, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """A file of scenes."""

    title: str
    county: str
    scenes: tuple[Scene, ...]


class StoryFailed(Exception):
    """Somebody heard something the story does not mention, or did not hear what it does."""


def read_story(path: Path) -> Story:
    """Read a story.

    Raises:
        BadFile: with every fault found.
    """
    file = open_toml(path)
    scenes = tuple(_scene(table) for table in file.tables("scene"))
    story = Story(file.text("title"), file.text("county"), scenes)
    file.close()
    if file.faults:
        raise BadFile(path.name, tuple(file.faults))
    return story


def _scene(table: Table) -> Scene:
    scene = Scene(
        at=table.instant("at"),
        who=table.text("who", ""),
        place=table.text("place", GROUP),
        says=table.text("says", ""),
        taps=table.text("taps", ""),
        tells=table.text("tells", ""),
        hears=tuple(_heard(item) for item in table.tables("hears")),
    )
    if bool(scene.says) + bool(scene.taps) != bool(scene.who):
        table.fault("who", "有人出场就要有 says 或者 taps 其中一项")
    if scene.place not in PLACES:
        table.fault("place", f"只能是{'、'.join(PLACES)}")
    table.close()
    return scene


def _heard(table: Table) -> Heard:
    heard = Heard(table.text("to"), table.texts("has"), table.text("when", ""))
    table.close()
    return heard


class Player:
    """Plays scenes against a sandbox and tells them on a console."""

    def __init__(self, http: ClientSession, url: str, console: Console) -> None:
        self._http = http
        self._url = url
        self._console = console
        self._since = 0
        self._names: dict[str, str] = {}
        self._units: dict[str, str] = {}
        self._group = ""
        self._cards: list[dict[str, Any]] = []
        self._day = ""

    async def play(self, story: Story) -> None:
        """Play a story from where the rehearsal stands.

        Raises:
            StoryFailed: at the first scene that does not go as told.
        """
        people = await self._get("/sandbox/people")
        self._names = {one["userid"]: one["name"] for one in people}
        self._units = {one["userid"]: one["unit"] for one in people}
        chats = await self._get("/sandbox/chats")
        self._group = next(one["id"] for one in chats if one["kind"] == "group")
        self._console.rule(f"[bold]{story.title}")
        for n, scene in enumerate(story.scenes, 1):
            await self._scene(n, scene)
        self._console.rule("[bold]完")

    async def _scene(self, n: int, scene: Scene) -> None:
        received: list[dict[str, Any]] = []
        if scene.at is not None:
            await self._post("/sandbox/clock", {"now": scene.at.isoformat()})
            received += await self._listen()
        clock = await self._get("/sandbox/clock")
        self._date(datetime.fromisoformat(clock["now"]))
        if scene.tells:
            self._console.print(Text(scene.tells, style="italic"))
        if scene.says:
            await self._say(scene)
        elif scene.taps:
            await self._tap(scene)
        await self._post("/sandbox/clock", {"advance": "0s"})
        received += await self._listen()
        self._compare(n, scene, received)

    async def _listen(self) -> list[dict[str, Any]]:
        """Tell everything that anybody has received since the last time."""
        received: list[dict[str, Any]] = await self._get(f"/sandbox/messages?since={self._since}")
        for message in received:
            self._since = max(self._since, message["seq"])
            self._cards = [*self._cards, message] if message.get("card") else self._cards
            self._tell(message)
        return received

    async def _say(self, scene: Scene) -> None:
        chat = self._group if scene.place == GROUP else PLACES[scene.place]
        where = "在群里" if scene.place == GROUP else f"对{scene.place}"
        self._line(
            f"{scene.who}（{self._units[self._id(scene.who)]}）{where}说：{scene.says}", "cyan"
        )
        await self._post(
            "/sandbox/say", {"from": self._id(scene.who), "chat": chat, "text": scene.says}
        )

    async def _tap(self, scene: Scene) -> None:
        person = self._id(scene.who)
        for message in reversed(self._cards):
            mine = message["to"].get("user") == person or message["to"].get("chat") == self._group
            buttons = message["card"]["buttons"] if mine else ()
            for button in buttons:
                if button["text"] == scene.taps:
                    self._line(f"{scene.who}（{self._units[person]}）按下【{scene.taps}】", "cyan")
                    await self._post(
                        "/sandbox/tap",
                        {
                            "from": person,
                            "card": message["card"]["task_id"],
                            "key": button["key"],
                        },
                    )
                    return
        raise StoryFailed(f"{scene.who}没有收到带【{scene.taps}】的卡片。")

    def _compare(self, n: int, scene: Scene, received: Sequence[dict[str, Any]]) -> None:
        missing = list(scene.hears)
        surplus: list[str] = []
        for message in received:
            to, text = self._to(message), _words(message)
            when = moment_text(datetime.fromisoformat(message["at"]))
            fit = next(
                (
                    heard
                    for heard in missing
                    if heard.to == to
                    and all(part in text for part in heard.has)
                    and when.endswith(heard.when)
                ),
                None,
            )
            if fit is not None:
                missing.remove(fit)
            else:
                surplus.append(f"{to}（{when}）：{text}")
        if missing or surplus:
            what = scene.says or scene.taps or scene.tells or "时间过去"
            lines = [f"第{n}幕（{what}）和故事说的不一样。"]
            lines += [f"没有听到——{h.to} {h.when}：{'…'.join(h.has)}" for h in missing]
            lines += [f"故事里没有——{line}" for line in surplus]
            raise StoryFailed("\n".join(lines))

    def _tell(self, message: dict[str, Any]) -> None:
        at = datetime.fromisoformat(message["at"])
        self._date(at)
        channel = {"aibot": "机器人", "app": "应用", "webhook": "群消息"}[message["channel"]]
        head = f"{at.astimezone(BEIJING):%H:%M} → {self._to(message)}（{channel}）"
        self._line(head, "green")
        self._console.print(Padding(Text(_words(message)), (0, 0, 0, 6)))

    def _date(self, at: datetime) -> None:
        day = moment_text(at)[:-5]
        if day != self._day:
            self._day = day
            self._console.rule(day, align="left", style="dim")

    def _line(self, text: str, style: str) -> None:
        self._console.print(Padding(Text(text, style=style), (0, 0, 0, 2)))

    def _to(self, message: dict[str, Any]) -> str:
        user = message["to"].get("user")
        return self._names[user] if user else GROUP

    def _id(self, name: str) -> str:
        for userid, known in self._names.items():
            if known == name:
                return userid
        raise StoryFailed(f"故事里的{name}不在通讯录里。")

    async def _get(self, path: str) -> Any:  # noqa: ANN401  # JSON
        async with self._http.get(self._url + path) as answer:
            return await answer.json()

    async def _post(self, path: str, body: dict[str, Any]) -> Any:  # noqa: ANN401  # JSON
        async with self._http.post(self._url + path, json=body) as answer:
            result = await answer.json()
            if answer.status != 200:
                raise StoryFailed(f"{path}：{result.get('error', answer.status)}")
            return result


def _words(message: dict[str, Any]) -> str:
    """All that can be read: the text, or the card line by line with its buttons."""
    card = message.get("card")
    if not card:
        return re.sub(r"\n{2,}", "\n", message["text"])
    rows = [card["title"], card.get("desc", "")]
    rows += [f"{line[0]}：{line[1]}" for line in card.get("lines", ())]
    rows.append(card.get("note", ""))
    rows.append("".join(f"【{button['text']}】" for button in card.get("buttons", ())))
    return "\n".join(row for row in rows if row)
