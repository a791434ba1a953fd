"""A scripted week, played through the rehearsal's own doors and told as it happens."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from bot.rehearsal.client import GROUP, PLACES, OffStage, Received, Stage
from rules.values.dates import BEIJING, moment_text
from rules.values.errors import Refusal
from rules.values.toml_table import BadFile, Table, open_toml


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


class StoryFailed(Refusal):
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
    """Plays scenes on a stage and tells them on a console."""

    def __init__(self, stage: Stage, console: Console) -> None:
        self._stage = stage
        self._console = console
        self._day = ""

    async def play(self, story: Story) -> None:
        """Play a story from where the rehearsal stands.

        Raises:
            StoryFailed: at the first scene that does not go as told.
        """
        self._console.rule(f"[bold]{story.title}")
        for n, scene in enumerate(story.scenes, 1):
            try:
                await self._scene(n, scene)
            except OffStage as off:
                raise StoryFailed(str(off)) from off
        self._console.rule("[bold]完")

    async def _scene(self, n: int, scene: Scene) -> None:
        received: list[Received] = []
        if scene.at is not None:
            await self._stage.move_to(scene.at)
            received += await self._listen()
        self._date(await self._stage.now())
        if scene.tells:
            self._console.print(Text(scene.tells, style="italic"))
        if scene.who:
            await self._act(scene)
        await self._stage.rest()
        received += await self._listen()
        _compare(n, scene, received)

    async def _act(self, scene: Scene) -> None:
        who = f"{scene.who}（{self._stage.unit(scene.who)}）"
        if scene.says:
            where = "在群里" if scene.place == GROUP else f"对{scene.place}"
            self._line(f"{who}{where}说：{scene.says}", "cyan")
            await self._stage.says(scene.who, scene.says, scene.place)
        else:
            self._line(f"{who}按下【{scene.taps}】", "cyan")
            await self._stage.taps(scene.who, scene.taps)

    async def _listen(self) -> list[Received]:
        """Tell everything that anybody has received since the last time."""
        received = await self._stage.received()
        for one in received:
            self._date(one.at)
            channel = {"aibot": "机器人", "app": "应用", "webhook": "群消息"}[one.channel]
            self._line(f"{one.at.astimezone(BEIJING):%H:%M} → {one.to}（{channel}）", "green")
            self._console.print(Padding(Text(one.words), (0, 0, 0, 6)))
        return received

    def _date(self, at: datetime) -> None:
        day = moment_text(at)[:-5]
        if day != self._day:
            self._day = day
            self._console.rule(day, align="left", style="dim")

    def _line(self, text: str, style: str) -> None:
        self._console.print(Padding(Text(text, style=style), (0, 0, 0, 2)))


def _compare(n: int, scene: Scene, received: Sequence[Received]) -> None:
    """Everything heard was told, and everything told was heard."""
    missing = list(scene.hears)
    surplus: list[str] = []
    for one in received:
        fit = next((heard for heard in missing if _fits(heard, one)), None)
        if fit is not None:
            missing.remove(fit)
        else:
            surplus.append(f"{one.to}（{moment_text(one.at)}）：{one.words}")
    if missing or surplus:
        what = scene.says or scene.taps or scene.tells or "时间过去"
        lines = [f"第{n}幕（{what}）和故事说的不一样。"]
        lines += [f"没有听到——{h.to} {h.when}：{'…'.join(h.has)}" for h in missing]
        lines += [f"故事里没有——{line}" for line in surplus]
        raise StoryFailed("\n".join(lines))


def _fits(heard: Heard, one: Received) -> bool:
    said = all(part in one.words for part in heard.has)
    return heard.to == one.to and said and moment_text(one.at).endswith(heard.when)
