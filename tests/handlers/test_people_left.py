"""People and units that an address book leaves out: no view and no step hangs on them."""

import logging
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from bot.operation.address_book import load, preview
from bot.operation.county_file import County, samples
from bot.operation.law_book import load_law
from rules.decisions.act import Act, Said
from rules.decisions.leaving import NobodyLeft
from rules.decisions.steps import fail, open_matter, take
from rules.in_force import Law
from rules.kinds import KINDS, MOVES
from rules.kinds.steps import STEPS
from rules.law.regulation import Scene
from rules.procedure.permit import opening_asks
from rules.values.errors import Barred, WrongStep
from rules.values.kind import FieldKind, KindSpec, Side, State, Step
from rules.values.matter import Matter
from rules.values.people import Directory, Officer, Role, UnitType
from scheduler.sweep import sweep
from storage import Delivery, Storage, Transaction, open_storage
from tests.handlers.office import Office, open_office
from tests.rules.walk import PATHS

CRASHED = "系统出了问题"


def without(county: County, *gone: str) -> County:
    """The county's file with some people, and units with all their people, left out."""
    book = county.directory
    units = {i: u for i, u in book.units.items() if i not in gone and u.parent not in gone}
    officers = {
        i: replace(o, deputy=None if o.deputy in gone else o.deputy)
        for i, o in book.officers.items()
        if i not in gone and o.unit in units
    }
    officers = {
        i: replace(o, deputy=o.deputy if o.deputy in officers else None)
        for i, o in officers.items()
    }
    shifts = tuple(s for s in book.shifts if s.unit in units and s.officer in officers)
    return replace(county, directory=Directory(book.county, units, officers, shifts))


async def reload(office: Office, county: County) -> str:
    """`liaison county load` of another file; what it prints."""
    law = load_law(county.regulation, None)
    found = await load(office.storage, county, law, office.clock.now())
    return "\n".join(found.rows())


async def emergency(office: Office) -> None:
    """急1 from 高峰 of 应急局 to 城关镇."""
    await office.says("高峰", "紧急 城关镇 东关桥化工仓库泄漏")
    await office.says("高峰", "确认发出")


# ---- one thing at a time, in the words of the finding ----


async def test_a_ringing_emergency_is_confirmed_although_its_sender_is_gone(
    qingfeng: Office,
) -> None:
    await emergency(qingfeng)
    printed = await reload(qingfeng, without(qingfeng.county, "gao.feng"))
    assert "应急局高峰不在新的通讯录里，停用。名下在办：发起 急1。由" in printed
    assert "急1" in await qingfeng.says("何伟", "查 急1")
    assert "高峰 发出紧急通报" in await qingfeng.says("何伟", "查 急1")
    assert (await qingfeng.says("路志强", "确认 急1")).startswith("急1 已确认")
    assert (await qingfeng.says("田建国", "出发 急1 田建国、宋梅")).startswith("急1 已出发")
    told = {push.to for push in await qingfeng.pushes("急1") if push.kind == "step"}
    assert told, "somebody of the sender's unit hears of it"
    assert "gao.feng" not in told
    assert "还没有登记" in await qingfeng.says("高峰", "待办")


async def test_the_handler_of_a_referral_is_gone(qingfeng: Office) -> None:
    await qingfeng.refer("李强", "城关镇")
    await qingfeng.says("宋梅", "受理 移1")
    printed = await reload(qingfeng, without(qingfeng.county, "song.mei"))
    assert "城关镇宋梅不在新的通讯录里，停用。名下在办：经办 移1。由田建国接办。" in printed
    for name in ("李强", "田建国", "周岚"):
        assert "宋梅 受理" in await qingfeng.says(name, "查 移1")
    assert (await qingfeng.says("田建国", "办结 移1 已责令改正")).startswith("移1 已办结")


async def test_who_stands_for_a_leaver_is_his_deputy_else_the_leader_in_charge(
    qingfeng: Office,
) -> None:
    await qingfeng.refer("李强", "城关镇")
    book = qingfeng.county.directory
    assert book.officers["li.qiang"].deputy
    printed = await reload(qingfeng, without(qingfeng.county, "li.qiang"))
    deputy = book.officers[book.officers["li.qiang"].deputy or ""].name
    assert f"名下在办：发起 移1。由{deputy}接办。" in printed
    both = without(qingfeng.county, "li.qiang", book.officers["li.qiang"].deputy or "")
    await reload(qingfeng, both)
    leader = both.directory.with_role("samr", Role.LEADER)[0]
    await qingfeng.says("宋梅", "受理 移1")
    told = [push.to for push in await qingfeng.pushes("移1") if push.key.startswith("移1:accept:")]
    assert told == [leader.id]


async def test_the_leader_hears_who_takes_over(qingfeng: Office) -> None:
    await qingfeng.refer("李强", "城关镇")
    await reload(qingfeng, without(qingfeng.county, "li.qiang"))
    leaders = {one.id for one in qingfeng.county.directory.with_role("samr", Role.LEADER)}
    at = qingfeng.clock.now() + timedelta(days=1)
    due = await qingfeng.storage.run(
        lambda tx: tx.outbox.claim(at, 100, "test", timedelta(minutes=1))
    )
    said = {one.push.to: one.push.message.text for one in due if one.push.kind == "retired"}
    assert leaders <= set(said)
    for words in said.values():
        assert "市监局李强不在新的通讯录里，停用。名下在办：发起 移1。由" in words


async def test_what_waited_for_a_leaver_goes_to_who_takes_over(qingfeng: Office) -> None:
    """An arrival that waits for the morning is not lost with the one it was for."""
    qingfeng.at("2026-04-02 20:00")
    await qingfeng.refer("李强", "城关镇")
    arrivals = [push for push in await qingfeng.pushes("移1") if push.kind == "arrival"]
    assert {push.to for push in arrivals} == {"song.mei", "tian.jianguo"}
    await reload(qingfeng, without(qingfeng.county, "song.mei"))
    arrivals = [push for push in await qingfeng.pushes("移1") if push.kind == "arrival"]
    assert {push.to for push in arrivals} == {"tian.jianguo"}


async def test_a_mover_takes_nothing_of_his_old_unit_along(qingfeng: Office) -> None:
    """The unit that filed a matter keeps it; who moved sees what his new unit sees."""
    await qingfeng.refer("李强", "城关镇")
    assert (await qingfeng.says("马超", "查 移1")).startswith("没有找到 移1")
    book = qingfeng.county.directory
    moved = replace(book.officers["li.qiang"], unit="hancun", deputy=None)
    fresh = replace(book, officers={**book.officers, "li.qiang": moved})
    printed = await reload(qingfeng, replace(qingfeng.county, directory=fresh))
    assert "市监局李强调到韩村镇。名下在办：发起 移1。由" in printed
    for name in ("马超", "李强"):
        for words in ("查 移1", "材料 移1", "为什么 移1", "条文 移1", "撤回 移1 误发"):
            assert (await qingfeng.says(name, words)).startswith("没有找到 移1"), (name, words)
    assert (await qingfeng.says("王敏", "查 移1")).startswith("移1 ")
    await qingfeng.says("宋梅", "受理 移1")
    told = {p.to for p in await qingfeng.pushes("移1") if p.key.startswith("移1:accept:")}
    assert told
    assert "li.qiang" not in told


async def test_a_mover_to_the_other_side_acts_for_it(qingfeng: Office) -> None:
    await qingfeng.refer("李强", "城关镇")
    book = qingfeng.county.directory
    moved = replace(book.officers["li.qiang"], unit="chengguan", deputy=None)
    fresh = replace(book, officers={**book.officers, "li.qiang": moved})
    await reload(qingfeng, replace(qingfeng.county, directory=fresh))
    assert (await qingfeng.says("李强", "受理 移1")).startswith("移1 已受理")


async def test_the_unit_that_filed_what_was_handed_on_still_sees_it(qingfeng: Office) -> None:
    await qingfeng.refer("宋梅", "市监局")
    await qingfeng.says("李强", "转交 移1 自然资源局 属于自然资源局职责")
    await reload(qingfeng, without(qingfeng.county, "song.mei"))
    assert (await qingfeng.says("田建国", "查 移1")).startswith("移1 ")


async def test_a_retired_unit_is_named_and_receives_nothing(qingfeng: Office) -> None:
    await qingfeng.refer("宋梅", "住建局")
    printed = await reload(qingfeng, without(qingfeng.county, "housing"))
    assert "住建局不在新的通讯录里，停用。还有在办事项 移1，载入以后没有单位承办。" in printed
    shown = await qingfeng.says("宋梅", "查 移1")
    assert shown.startswith("移1 已送达")
    assert "住建局" in await qingfeng.says("宋梅", "待办")
    answer = await qingfeng.says("宋梅", "移送 住建局 某处违法搭建，今天上午8点检查发现")
    assert "草稿" not in answer
    assert "住建局" in answer
    assert "单位" in answer
    assert (await qingfeng.says("宋梅", "撤回 移1 单位撤销")).startswith(
        ("移1 已撤回", "没有填完", "前面")
    )


async def test_a_draft_to_a_unit_that_goes_is_not_sent(qingfeng: Office) -> None:
    await qingfeng.says("宋梅", "移送 住建局 某处违法搭建，今天上午8点检查发现")
    await reload(qingfeng, without(qingfeng.county, "housing"))
    answer = await qingfeng.says("宋梅", "确认发出")
    assert answer == "没有移交：通讯录里已经没有住建局。请写明现在的单位。"


async def test_nobody_is_left_to_confirm_is_refused_and_changes_nothing(qingfeng: Office) -> None:
    await emergency(qingfeng)
    fewer = without(qingfeng.county, "chengguan")
    with pytest.raises(
        NobodyLeft, match="没有载入：急1 还没有办结，载入以后城关镇没有一个在册人员"
    ):
        await reload(qingfeng, fewer)
    everybody = [
        officer.id
        for officer in qingfeng.county.directory.officers.values()
        if qingfeng.county.directory.unit_of(officer).id == "chengguan"
    ]
    fewer = without(qingfeng.county, *everybody)
    now = qingfeng.clock.now()
    with pytest.raises(NobodyLeft):
        await qingfeng.storage.read(lambda tx: preview(tx, county=fewer, at=now))
    assert (await qingfeng.says("路志强", "确认 急1")).startswith("急1 已确认")


async def test_somebody_who_comes_back_acts_again(qingfeng: Office) -> None:
    await qingfeng.refer("李强", "城关镇")
    await reload(qingfeng, without(qingfeng.county, "song.mei"))
    assert "还没有登记" in await qingfeng.says("宋梅", "受理 移1")
    assert await reload(qingfeng, qingfeng.county) == ""
    assert (await qingfeng.says("宋梅", "受理 移1")).startswith("移1 已受理")


async def test_the_retired_are_not_named_not_bound_and_not_counted(qingfeng: Office) -> None:
    await reload(qingfeng, without(qingfeng.county, "song.mei", "tian.jianguo"))
    book = await qingfeng.storage.read(lambda tx: tx.people.directory())
    assert book.officers["song.mei"].name == "宋梅"
    assert book.officers["song.mei"].mobile == "", "of use for reaching her alone"
    assert book.with_role("chengguan", Role.LIAISON) == ()
    answer = await qingfeng.says("陌生人", "绑定 宋梅 城关镇")
    assert answer.startswith("没有申请绑定：通讯录里没有对得上的人。")


# ---- a record that is damaged, a database of before ----


def spoil(url: str, *statements: str) -> None:
    """Change a database behind the program's back."""
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("DROP TRIGGER IF EXISTS entries_no_update"))
        connection.execute(text("DROP TRIGGER IF EXISTS entries_no_delete"))
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


@pytest.mark.parametrize(
    ("damage", "what"),
    [
        ("UPDATE entries SET details = '[[\"facts\"' WHERE number = '急1'", "有一部分"),
        ("UPDATE entries SET details = '[[1]]' WHERE number = '急1'", "有一部分"),
        ("UPDATE entries SET named = '{' WHERE number = '急1'", "有一部分"),
        ("UPDATE entries SET facts = '[{\"fact\":\"no-such\"}]' WHERE number = '急1'", "有一部分"),
        ("UPDATE entries SET step = 'no-such-step' WHERE number = '急1'", ""),
        ("UPDATE entries SET recorded_at = 'morning' WHERE number = '急1'", ""),
        ("DELETE FROM entries WHERE number = '急1'", ""),
    ],
)
async def test_a_damaged_record_is_shown_as_far_as_it_goes_and_stops_no_step(
    qingfeng: Office, sqlite_url: str, damage: str, what: str
) -> None:
    await emergency(qingfeng)
    spoil(sqlite_url, damage)
    for name in ("宋梅", "高峰", "周岚"):
        shown = await qingfeng.says(name, "查 急1")
        assert shown.startswith("急1 "), shown
        assert f"第1条记录{what}读不出来" in shown
        assert "不影响继续办理" in shown
        assert ("高峰 发出紧急通报" in shown) == bool(what)
    assert (await qingfeng.says("路志强", "确认 急1")).startswith("急1 已确认")
    assert (await qingfeng.says("田建国", "出发 急1 田建国、宋梅")).startswith("急1 已出发")
    shown = await qingfeng.says("宋梅", "查 急1")
    assert "路志强 确认" in shown
    assert f"第1条记录{what}读不出来" in shown


async def test_facts_that_cannot_be_read_are_taken_from_the_record(
    qingfeng: Office, sqlite_url: str
) -> None:
    await emergency(qingfeng)
    await qingfeng.says("路志强", "确认 急1")
    before = await qingfeng.matter("急1")
    spoil(sqlite_url, "UPDATE matters SET facts = '[{' WHERE number = '急1'")
    assert await qingfeng.matter("急1") == before
    shown = await qingfeng.says("宋梅", "查 急1")
    assert "这件事的登记有一部分读不出来，已按经过补上。不影响继续办理" in shown
    assert "急1" in await qingfeng.says("宋梅", "待办")
    assert (await qingfeng.says("田建国", "出发 急1 田建国、宋梅")).startswith("急1 已出发")
    assert "读不出来" not in await qingfeng.says("宋梅", "查 急1"), "written anew with the step"


async def test_a_matter_whose_regulation_is_gone_is_shown_by_the_present_one_and_says_so(
    qingfeng: Office, sqlite_url: str
) -> None:
    """A county has taken an old file out of its folder, or the column is damaged."""
    await qingfeng.refer("李强", "城关镇")
    await emergency(qingfeng)
    spoil(sqlite_url, "UPDATE matters SET regulation_version = 'qingfeng@1999'")
    assert "移1" in await qingfeng.says("宋梅", "待办")
    for words in ("查 移1", "为什么 移1"):
        said = await qingfeng.says("宋梅", words)
        assert "受理时适用的规定（qingfeng@1999）没有载入，期限暂按现行的" in said
    assert (await qingfeng.says("路志强", "确认 急1")).startswith("急1 已确认")
    assert await qingfeng.storage.read(lambda tx: tx.views.editions()) == ("qingfeng@1999",)


@pytest.mark.parametrize("column", ["kind", "state", "opened_at"])
async def test_a_matter_that_nobody_can_read_takes_no_other_along(
    qingfeng: Office, sqlite_url: str, column: str, caplog: pytest.LogCaptureFixture
) -> None:
    await qingfeng.refer("李强", "城关镇")
    await emergency(qingfeng)
    await qingfeng.refer("李强", "城关镇", "另一家店无证经营")
    spoil(sqlite_url, f"UPDATE matters SET {column} = 'no-such' WHERE number = '移1'")  # noqa: S608
    listed = await qingfeng.says("宋梅", "待办")
    assert "移2" in listed
    assert "急1" in listed
    assert (await qingfeng.says("路志强", "确认 急1")).startswith("急1 已确认")
    for words in ("查 移1", "受理 移1", "材料 移1", "为什么 移1"):
        assert "没有办理：移1 的登记在库里读不出来，其他事项不受影响。" in await qingfeng.says(
            "宋梅", words
        )
    assert (await qingfeng.says("宋梅", "受理 移2")).startswith("移2 已受理")
    at = qingfeng.clock.now() + timedelta(days=9)
    qingfeng.clock.move_to(at)
    assert await sweep(qingfeng.storage, qingfeng.book.law, at), "the others are looked at"
    due = await qingfeng.storage.run(
        lambda tx: tx.outbox.claim(at, 100, "test", timedelta(minutes=1))
    )
    assert due
    assert CRASHED not in caplog.text


async def test_a_push_that_nobody_can_read_takes_no_other_along(
    qingfeng: Office, sqlite_url: str
) -> None:
    await qingfeng.refer("李强", "城关镇")
    await emergency(qingfeng)
    spoil(sqlite_url, "UPDATE outbox SET message = '{' WHERE number = '移1'")
    at = qingfeng.clock.now() + timedelta(hours=1)
    due = await qingfeng.storage.run(
        lambda tx: tx.outbox.claim(at, 100, "test", timedelta(minutes=1))
    )
    assert {one.push.number for one in due} == {"急1"}
    overview = await qingfeng.storage.read(lambda tx: tx.views.outbox_overview())
    assert overview.dead
    assert "移1" in await qingfeng.says("宋梅", "查 移1")


async def test_words_that_are_no_value_of_their_field_are_shown_as_they_stand(
    qingfeng: Office, sqlite_url: str
) -> None:
    await qingfeng.refer("李强", "城关镇")
    spoil(
        sqlite_url,
        'UPDATE entries SET details = \'[["found","someday"],["source","rumour"]]\'',
    )
    shown = await qingfeng.says("宋梅", "查 移1")
    assert "发现时间：someday" in shown
    assert "来源：rumour" in shown


async def test_a_database_that_has_lost_rows_works(qingfeng: Office, sqlite_url: str) -> None:
    """As an earlier version left it: the rows of who was left out are gone, unit and all."""
    await qingfeng.refer("李强", "城关镇")
    await emergency(qingfeng)
    await qingfeng.refer("宋梅", "住建局")
    spoil(
        sqlite_url,
        "DELETE FROM shifts",
        "DELETE FROM officers WHERE id IN ('li.qiang', 'gao.feng')",
        "DELETE FROM officers WHERE unit = 'housing'",
        "DELETE FROM units WHERE id = 'housing'",
        "UPDATE county SET directory_version = directory_version + 1",
        "UPDATE entries SET named = NULL WHERE number = '移1'",
    )
    assert "高峰 发出紧急通报" in await qingfeng.says("宋梅", "查 急1"), "the record names him"
    assert "li.qiang（已不在通讯录） 发出移交" in await qingfeng.says("宋梅", "查 移1")
    assert "housing（已不在通讯录）" in await qingfeng.says("宋梅", "待办")
    assert (await qingfeng.says("宋梅", "查 移2")).startswith("移2 已送达")
    assert (await qingfeng.says("宋梅", "受理 移1")).startswith("移1 已受理")
    assert (await qingfeng.says("路志强", "确认 急1")).startswith("急1 已确认")
    qingfeng.clock.move_to(qingfeng.clock.now() + timedelta(days=20))
    await sweep(qingfeng.storage, qingfeng.book.law, qingfeng.clock.now())
    assert CRASHED not in await qingfeng.says("周岚", "查 移2")


# ---- each person and each unit of five counties in turn ----


class Town:
    """A sample county with a matter in every state that has a way out."""

    def __init__(self, county: County) -> None:
        self.county = county
        self.law: Law = load_law(county.regulation, None).on(county.start)
        book = county.directory
        staffed = [u for u in sorted(book.units) if book.with_role(u, Role.LIAISON)]
        towns = [u for u in staffed if book.units[u].type is UnitType.TOWNSHIP]
        supervising = {book.unit_of(one).id for one in book.supervisors()}
        others = [
            u for u in staffed if book.units[u].type is UnitType.DEPARTMENT and u not in supervising
        ]
        self.town, self.department, self.third = towns[0], others[0], others[1]

    def liaison(self, unit: str) -> Officer:
        return self.county.directory.with_role(unit, Role.LIAISON)[0]

    def fill(self, tx: Transaction) -> None:
        """A matter of each kind in each state, opened and handled by the liaisons."""
        for n, ((kind, state), steps) in enumerate(PATHS.items(), 1):
            sender, receiver = self.town, self.department
            if kind.id in {"emergency", "share"}:
                sender, receiver = receiver, sender
            send = kind.id not in {"referral", "share"}
            matter = self.record(tx, kind, n, sender, receiver, send=send)
            for step in steps:
                matter = self.step(tx, matter, step)
                if matter.state is state:
                    break

    def record(
        self, tx: Transaction, kind: KindSpec, n: int, sender: str, receiver: str, *, send: bool
    ) -> Matter:
        act = self.act(self.liaison(sender), n, receiver=receiver)
        for field in opening_asks(kind, self.law.local, self.scene(kind, sender, receiver)):
            if not act.said.get(field.id):
                value = {FieldKind.OFFICER: "某某主持工作", FieldKind.PEOPLE: "张三、李四"}.get(
                    field.kind, "情况属实"
                )
                act = replace(act, said=act.said.having(field.id, value))
        outcome = open_matter(kind, n, act, send=send)
        tx.matters.record(outcome)
        return outcome.after

    def scene(self, kind: KindSpec, sender: str, receiver: str) -> Scene:
        units = self.county.directory.units
        source = "inspection" if kind is KINDS["referral"] else ""
        return Scene(kind.id, units[sender].type, units[receiver].type, source)

    def step(self, tx: Transaction, matter: Matter, step: Step) -> Matter:
        """Take a step where the county allows it; the matter as it is afterwards."""
        move = MOVES[matter.kind, matter.state, step]
        act = self.act(self.liaison(matter.unit(move.who or Side.SENDER)), matter.entries, "")
        failed = fail(matter, self.law, self.county.directory, act.at)
        try:
            outcome = take(matter, step, act) if move.who else failed
        except (Barred, WrongStep):
            return matter
        assert outcome is not None
        tx.matters.record(outcome)
        return outcome.after

    def act(self, officer: Officer, n: int, receiver: str) -> Act:
        now = self.county.start + timedelta(seconds=n)
        words = (
            ("receiver", receiver or self.third),
            ("facts", "东关桥头小吃店无证经营"),
            ("found", self.county.start.isoformat()),
            ("formed", self.county.start.isoformat()),
            ("source", "inspection"),
            ("reason", "不属于本单位管辖"),
            ("items", "现场检查笔录"),
            ("supplied", "现场检查笔录一份"),
            ("opinion", "没有许可登记"),
            ("result", "已责令改正"),
            ("team", "张三、李四"),
        )
        return Act(officer, now, Said(words), self.law, self.county.directory, lambda _: True)


def leaving(town: Town) -> list[str]:
    """Everybody and every unit that has to do with the matters, and the third unit."""
    book = town.county.directory
    mine = {town.town, town.department, town.third}
    people = [
        o.id
        for o in book.officers.values()
        if book.unit_of(o).id in mine - {town.third} or Role.SUPERVISOR in o.roles
    ]
    return [*people, *sorted(mine), *(u.id for u in book.units.values() if u.parent in mine)]


async def look_at_everything(office: Office, town: Town, numbers: list[str]) -> list[str]:
    """What those who are left are told when they look at everything and take every step."""
    book = await office.storage.read(lambda tx: tx.people.directory())
    answers: list[str] = []

    async def say(officer: Officer, words: str) -> None:
        reply = await office.reply(officer.id, words, group=False)
        answers.append(f"{officer.name} {words}: {reply.message.text if reply.message else ''}")

    left = [
        next((o for o in book.officers.values() if o.active and book.unit_of(o).id == unit), None)
        for unit in (town.town, town.department)
    ]
    viewers = [one for one in (*left, *book.supervisors()[:1]) if one is not None]
    for viewer in viewers:
        await say(viewer, "待办")
        for number in numbers:
            await say(viewer, f"查 {number}")
    for number in numbers:
        for words in (f"为什么 {number}", f"材料 {number}", f"条文 {number}"):
            await say(viewers[0], words)
        matter = await office.matter(number)
        offered = [
            (step, move)
            for (kind, state, step), move in MOVES.items()
            if (kind, state) == (matter.kind, matter.state) and move.who
        ]
        for step, move in reversed(offered[:3]):
            people = [
                o
                for o in book.officers.values()
                if o.active and move.who and book.unit_of(o).id == matter.unit(move.who)
            ]
            if people:
                await say(people[-1], f"{STEPS[step].word} {number} {told(step, town, book)}")
                await say(people[-1], "取消")
    return answers


def told(step: Step, town: Town, book: Directory) -> str:
    """Something fit for what the step asks."""
    if step is Step.HAND_ON:
        return book.unit(town.third).short
    return "" if step in {Step.CONFIRM, Step.ACCEPT, Step.FILE} else "已核实处理，张三、李四"


@pytest.mark.parametrize("county", samples())
async def test_whoever_goes_everybody_else_goes_on(
    county: str, sqlite_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Each person and each unit in turn, with matters in every state open."""
    async with open_office(county, sqlite_url) as office:
        town = Town(office.county)
        await office.storage.run(town.fill)
        numbers = await office.storage.read(lambda tx: tx.matters.open_after("", 100))
        states = {(m.kind, m.state) for m in [await office.matter(n) for n in numbers]}
    assert len(states) >= 10
    assert (KINDS["emergency"], State.DELIVERED) in states
    whole = Path(sqlite_url.removeprefix("sqlite:///"))
    for gone in leaving(town):
        copy = tmp_path / f"{gone}.db"
        shutil.copy(whole, copy)
        storage = open_storage(f"sqlite:///{copy}")
        try:
            await walk_on(town, storage, gone, list(numbers), caplog)
        finally:
            await storage.close()
            copy.unlink()


async def walk_on(
    town: Town, storage: Storage, gone: str, numbers: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    office = Office(town.county, storage)
    fresh = without(town.county, gone)
    office.clock.move_to(town.county.start + timedelta(hours=1))
    saved = await storage.run(lambda tx: tx.people.save_directory(fresh.directory))
    known = {one.push.key for n in numbers for one in await pushes(storage, n)}
    await sweep(storage, office.book.law, office.clock.now())
    matters = [await office.matter(n) for n in numbers]
    here = (KINDS["emergency"], State.DELIVERED)
    [ringing] = [m for m in matters if (m.kind, m.state) == here]
    able = [
        o for o in saved.officers.values() if o.active and saved.unit_of(o).id == ringing.receiver
    ]
    assert able or gone == ringing.receiver
    if able:
        reply = await office.says(able[0].id, f"确认 {ringing.number}")
        assert reply.startswith(f"{ringing.number} 已确认"), (gone, reply)
    answers = await look_at_everything(office, town, numbers)
    assert not [one for one in answers if CRASHED in one], gone
    office.clock.move_to(office.clock.now() + timedelta(days=25))
    await sweep(storage, office.book.law, office.clock.now())
    assert not [r for r in caplog.records if r.levelno >= logging.ERROR], gone
    retired = {o.id for o in saved.officers.values() if not o.active}
    fresh_pushes = [p for n in numbers for p in await pushes(storage, n) if p.push.key not in known]
    assert fresh_pushes
    assert not [p.push.key for p in fresh_pushes if p.push.to in retired], gone


async def pushes(storage: Storage, number: str) -> tuple[Delivery, ...]:
    return await storage.read(lambda tx: tx.outbox.about(number))
