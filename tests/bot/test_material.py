"""Pictures and files: fetched at once, kept with who and when, found again, handed over."""

import base64
import hashlib
import io
import json
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession
from sqlalchemy import create_engine, text

from bot.channels.wecom.profiles import LARGEST
from bot.rehearsal.client import Received, Stage
from bot.rehearsal.demo import Rehearsal, rehearsal, sample
from bot.rehearsal.wecom import Fault
from rules.values.material import Material

MONDAY = datetime.fromisoformat("2026-04-27T09:00:00+08:00")
PAPER = b"%PDF-1.7 " + "现场检查笔录".encode() * 50
PICTURE = b"\xff\xd8\xff\xe0 a picture of a stall" * 9
PLACES = {"机器人": "bot", "应用": "app"}


class House:
    def __init__(self, scene: Rehearsal, stage: Stage, http: ClientSession) -> None:
        self.scene, self.stage, self.http = scene, stage, http

    async def says(self, name: str, words: str, place: str = "机器人") -> list[Received]:
        await self.stage.says(name, words, place)
        return await self.heard()

    async def heard(self) -> list[Received]:
        await self.stage.rest()
        return await self.stage.received()

    async def gives(
        self,
        name: str,
        *,
        files: dict[str, bytes] | None = None,
        images: tuple[bytes, ...] = (),
        text: str = "",
        place: str = "机器人",
        quote: str = "",
    ) -> str:
        """Somebody sends pictures or files; the words that he is answered."""
        body: dict[str, Any] = {"from": self.stage._id(name), "chat": PLACES.get(place, place)}
        if text:
            body["text"] = text
        if files:
            body["files"] = [
                {"name": one, "base64": base64.b64encode(content).decode()}
                for one, content in files.items()
            ]
        if images:
            body["images"] = [base64.b64encode(one).decode() for one in images]
        if quote:
            body["quote"] = quote
        url = f"{self.scene.emulator.url}/sandbox/say"
        data = io.BytesIO(json.dumps(body).encode())
        async with self.http.post(
            url, data=data, headers={"Content-Type": "application/json"}
        ) as answer:
            assert answer.status == 200, await answer.text()
        return "\n".join(one.words for one in await self.heard() if one.to in {name, "群"})

    async def kept(self, number: str) -> tuple[Material, ...]:
        return await self.scene.bot.storage.read(lambda tx: tx.materials.of(number))

    async def content(self, seq: int) -> bytes:
        found = await self.scene.bot.storage.read(lambda tx: tx.materials.get(seq))
        assert found is not None
        return found[1]

    async def files_of(self, user: str) -> list[tuple[str, str, bytes]]:
        """Channel, name and bytes of every file that somebody received."""
        url = self.scene.emulator.url
        async with self.http.get(f"{url}/sandbox/messages?since=0") as answer:
            messages = await answer.json()
        found: list[tuple[str, str, bytes]] = []
        for message in messages:
            for file in message["files"] if message["to"].get("user") == user else ():
                async with self.http.get(url + file["url"]) as answer:
                    found.append((message["channel"], file["name"], await answer.read()))
        return found

    async def refer(self) -> None:
        """移1, from 宋梅 to 市监局."""
        await self.says("宋梅", "移送市监局 某店无证经营，今天上午8点检查发现")
        await self.says("宋梅", "确认发出")


def on_disk(folder: Path) -> bytes:
    """Every byte of the database's files."""
    return b"".join(one.read_bytes() for one in folder.iterdir() if one.is_file())


@pytest.fixture
async def house(sqlite_url: str) -> AsyncIterator[House]:
    async with rehearsal(sample("qingfeng"), db=sqlite_url) as scene, ClientSession() as http:
        stage = Stage(http, scene.emulator.url)
        await stage.enter()
        await stage.move_to(MONDAY)
        await stage.received()
        yield House(scene, stage, http)


CHANGES = {
    "content": (
        "UPDATE contents SET content = :forged WHERE sha256 = :hash",
        "内容和收到时登记的哈希对不上",
    ),
    "name": ("UPDATE materials SET name = '换过.pdf'", "名称和记录里的不一样"),
    "another in its place": (
        "UPDATE materials SET sha256 = :other WHERE sha256 = :hash",
        "记录里没有这份材料",
    ),
    "gone": ("DELETE FROM materials", ""),
}


@pytest.mark.parametrize("case", CHANGES)
async def test_a_file_that_is_not_what_was_taken_in_is_not_handed_out(
    house: House, sqlite_url: str, case: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Security S5: what a database shell puts in the place of evidence reaches nobody."""
    await house.refer()
    await house.gives("宋梅", files={"现场检查笔录.pdf": PAPER})
    await house.says("宋梅", "移1")
    statement, why = CHANGES[case]
    forged = b"%PDF-1.7 another"
    marks = {
        "forged": forged,
        "hash": hashlib.sha256(PAPER).hexdigest(),
        "other": hashlib.sha256(forged).hexdigest(),
    }
    engine = create_engine(sqlite_url)
    with engine.begin() as opened:
        opened.execute(text("INSERT INTO contents VALUES (:other, :forged)"), marks)
        opened.execute(text(statement), marks)
    engine.dispose()
    heard = await house.says("李强", "材料 移1")
    assert await house.files_of("li.qiang") == []
    said = "\n".join(one.words for one in heard if one.to == "李强")
    if not why:
        assert "注意：记录里的“现场检查笔录.pdf”在库里没有了，请告诉管理员。" in said
        return
    assert f"没有发给您：{why}。已告诉管理员，请先不要使用这份材料。" in said
    keepers = house.scene.county.directory.keepers()
    assert keepers
    told = [one for one in heard if one.to in {k.name for k in keepers}]
    assert any(f"移1 的一份材料没有交给市监局李强：{why}" in one.words for one in told), told
    assert any("liaison verify --all" in one.words for one in told)
    assert "Traceback" not in caplog.text
    assert not any(record.exc_info for record in caplog.records)


async def test_a_file_is_asked_about_and_then_belongs(house: House) -> None:
    await house.refer()
    asked = await house.gives("宋梅", files={"现场检查笔录.pdf": PAPER})
    assert asked.startswith("已收到现场检查笔录.pdf\n属于哪一件？\n")
    assert "移1 某店无证经营" in asked
    [answer] = await house.says("宋梅", "移1")
    assert answer.words.startswith("现场检查笔录.pdf 已归入 移1。\n")
    assert "已有材料：1 现场检查笔录.pdf（宋梅）。" in answer.words
    [one] = await house.kept("移1")
    assert (one.name, one.officer, one.at) == ("现场检查笔录.pdf", "song.mei", MONDAY)
    assert one.sha256 == hashlib.sha256(PAPER).hexdigest()
    assert await house.content(one.seq) == PAPER
    [shown] = await house.says("李强", "查 移1", "应用")
    assert "已有材料：1 现场检查笔录.pdf（宋梅）。发送“材料 移1”取回。" in shown.words
    assert house.scene.emulator.complaints == ()


async def test_a_button_says_where_it_belongs(house: House) -> None:
    await house.refer()
    await house.gives("宋梅", images=(PICTURE,), place="应用")
    await house.stage.taps("宋梅", "移1")
    await house.heard()
    [one] = await house.kept("移1")
    assert one.name.endswith(".jpg")
    assert await house.content(one.seq) == PICTURE


async def test_what_comes_with_a_draft_goes_with_it(house: House) -> None:
    await house.says("宋梅", "移送市监局 某店无证经营，今天上午8点检查发现")
    answer = await house.gives("宋梅", files={"现场照片.jpg": PICTURE})
    assert answer.startswith("已收到现场照片.jpg，随这份草稿一起发出。")
    await house.says("宋梅", "确认发出")
    assert [one.name for one in await house.kept("移1")] == ["现场照片.jpg"]


async def test_words_and_picture_in_the_group_are_one_message(house: House) -> None:
    group = house.scene.county.group.id
    answer = await house.gives(
        "宋梅",
        text="移送市监局 某店无证经营，今天上午8点检查发现",
        images=(PICTURE,),
        place=group,
    )
    assert "移交草稿" in answer
    assert "已收到材料：" in answer
    await house.stage.says("宋梅", "确认发出", "群")
    await house.heard()
    assert len(await house.kept("移1")) == 1


async def test_a_group_reads_no_names_of_files(house: House) -> None:
    """G5: 材料 in a group listed who had sent what; what he asked for comes to him alone."""
    await house.refer()
    await house.gives("宋梅", files={"王小花询问笔录.pdf": PAPER})
    await house.says("宋梅", "移1")
    told = await house.says("李强", "材料 移1", "群")
    assert [one.words for one in told if one.to == "群"] == [
        "移1 已送达，等待办理。\n详情已单独发给您。"
    ]
    assert any("王小花询问笔录.pdf" in one.words for one in told if one.to == "李强")
    put = await house.says("宋梅", "移1", "群")
    assert "王小花" not in "".join(one.words for one in put if one.to == "群")


async def test_the_receiver_is_handed_the_materials(house: House) -> None:
    await house.refer()
    await house.gives("宋梅", files={"移送 函（正本）.pdf": PAPER})
    await house.says("宋梅", "移1")
    heard = await house.says("李强", "材料 移1", "应用")
    assert any("移1 有1份材料，正在单独发给您。" in one.words for one in heard)
    assert await house.files_of("li.qiang") == [("app", "移送 函（正本）.pdf", PAPER)]


async def test_a_large_file_goes_out_over_the_robot_in_pieces(house: House) -> None:
    await house.refer()
    large = PAPER + bytes(range(256)) * 5000
    await house.gives("宋梅", files={"影像.zip": large})
    await house.says("宋梅", "移1")
    await house.says("李强", "帮助")
    app = house.scene.bot.channels.pop("app")
    await house.says("李强", "材料 移1")
    house.scene.bot.channels["app"] = app
    assert await house.files_of("li.qiang") == [("aibot", "影像.zip", large)]
    assert house.scene.emulator.complaints == ()


async def test_strangers_to_a_matter_get_nothing(house: House) -> None:
    await house.refer()
    await house.gives("宋梅", files={"笔录.pdf": PAPER})
    await house.says("宋梅", "移1")
    [answer] = await house.says("郭涛", "材料 移1", "应用")
    assert answer.words.startswith("没有找到 移1")
    assert await house.gives("郭涛", files={"别的.pdf": PAPER}) != ""
    [answer] = await house.says("郭涛", "移1")
    assert answer.words.startswith("没有找到 移1")
    assert len(await house.kept("移1")) == 1


@pytest.mark.parametrize("name", ["机密文件.pdf", "绝密★笔录.pdf", "密级：秘密.docx"])
async def test_a_marked_file_is_refused_and_not_kept(
    house: House, name: str, tmp_path: Path
) -> None:
    """A28: nothing classified enters the database."""
    secret = b"%PDF secret body of the case"
    answer = await house.gives("宋梅", files={name: secret})
    assert answer.startswith("没有记录：内容带有密级标志。")
    assert b"secret body" not in on_disk(tmp_path)
    await house.gives("宋梅", files={"公开.pdf": PAPER})
    assert PAPER[:60] in on_disk(tmp_path), "what is kept can be found this way"


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("病毒.exe", PAPER, "这种类型的文件不收"),
        ("影像.zip", b"x" * (LARGEST + 1), "超过20兆"),
    ],
)
async def test_what_cannot_be_kept_is_said(
    house: House, name: str, content: bytes, why: str
) -> None:
    answer = await house.gives("宋梅", files={name: content})
    assert answer.startswith(f"没有保存“{name}”：")
    assert why in answer


async def test_leftovers_do_not_slip_into_another_matter(house: House) -> None:
    await house.gives("宋梅", files={"旧的.pdf": PAPER})
    await house.stage.move_to(MONDAY + timedelta(minutes=31))
    await house.refer()
    assert await house.kept("移1") == ()


@pytest.mark.parametrize("channel", ["app", "aibot"])
async def test_a_media_id_gone_stale_is_made_anew_once(house: House, channel: str) -> None:
    """40007: upload again, once; what stays refused is told to whoever keeps the address book."""
    await house.refer()
    await house.gives("宋梅", files={"笔录.pdf": PAPER})
    await house.says("宋梅", "移1")
    await house.says("李强", "帮助")
    if channel == "aibot":
        house.scene.bot.channels.pop("app")
    endpoint = "message/send" if channel == "app" else "aibot_send_msg"
    house.scene.emulator.order(Fault(endpoint, errcode=40007))
    await house.says("李强", "材料 移1")
    await house.heard()
    assert await house.files_of("li.qiang") == [(channel, "笔录.pdf", PAPER)]


async def test_a_file_the_app_does_not_take_goes_over_the_robot(house: House) -> None:
    await house.refer()
    await house.gives("宋梅", files={"笔录.pdf": PAPER})
    await house.says("宋梅", "移1")
    await house.says("李强", "帮助")
    house.scene.emulator.order(Fault("media/upload", errcode=45001))
    await house.says("李强", "材料 移1")
    await house.heard()
    assert await house.files_of("li.qiang") == [("aibot", "笔录.pdf", PAPER)]
