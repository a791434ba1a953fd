"""Who decides is a unit of the address book, whatever the document calls it."""

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.__main__ import main
from bot.operation.county_file import SAMPLES, load_county, samples
from bot.operation.law_book import load_law
from bot.rehearsal.demo import fill
from rules.decisions.jurisdiction import bodies, unnamed
from rules.law.library import Regulations
from rules.values.people import Role
from storage import open_storage, upgrade
from tests.handlers.office import Office

BAILU = Path(__file__).parents[2] / "docs" / "examples" / "bailu"
PEOPLE = BAILU / "people" / "bailu.toml"
COUNTY = load_county(PEOPLE)


@pytest.mark.parametrize(
    ("to", "units"),
    [
        ("县司法局", ["司法局"]),
        ("司法局", ["司法局"]),
        ("县级司法行政部门", ["司法局"]),
        ("县人民政府", ["县政府"]),
        ("共同的上一级行政机关", ["县政府"]),
        ("县司法局协调，协调不成的由县人民政府", ["司法局"]),
        ("领导小组协调，协调不成的由县人民政府", ["县政府"]),
        ("住房和城乡建设局、应急管理局", ["住建局", "应急局"]),
        ("综合行政执法体制改革领导小组", []),
        ("人民政府", ["县政府"]),
    ],
)
def test_the_words_of_a_document_mean_units(to: str, units: list[str]) -> None:
    assert [unit.short for unit in bodies(to, COUNTY.directory)] == units


async def test_what_is_put_before_the_justice_bureau_reaches_its_contact(tmp_path: Path) -> None:
    """Sixth county 4.5: it was in the address book, and the officer was told that nobody was."""
    url = f"sqlite:///{tmp_path / 'bailu.db'}"
    upgrade(url)
    storage = open_storage(url)
    officers = {
        one.id: replace(one, roles=one.roles - {Role.SUPERVISOR})
        for one in COUNTY.directory.officers.values()
    }
    people = replace(COUNTY.directory, officers=officers)
    county = replace(COUNTY, directory=people)
    await fill(storage, county, county.start)
    office = Office(county, storage, load_law("bailu", BAILU))
    [justice] = bodies("县司法局", people)
    contact = people.answering(justice.id)[0]
    sender = people.answering("bailu-town")[0]
    receiver = people.answering("samr")[0]
    await office.says(sender.name, "移送 市监局 某店无证经营，今天上午8点检查发现")
    principal = next(
        o for o in people.officers.values() if o.unit == "bailu-town" and Role.PRINCIPAL in o.roles
    )
    await office.says(sender.name, principal.name)
    await office.says(sender.name, "确认发出")
    assert (await office.says(contact.name, "查 移1")).startswith("没有找到 移1")
    said = await office.says(receiver.name, "报请 移1 不归我局管")
    assert f"已通知司法局{contact.name}" in said
    [push] = [push for push in await office.pushes("移1") if push.to == contact.id]
    assert "报请县司法局协调，协调不成的由县人民政府决定由谁管辖" in push.message.text
    assert (await office.says(contact.name, "查 移1")).startswith("移1 已报请决定管辖")
    await storage.close()


@pytest.mark.parametrize("county", samples())
def test_an_address_book_says_which_body_of_the_document_it_lacks(county: str) -> None:
    document = Regulations.load()[county]
    missing = {
        r.to: why for r, why in unnamed(document, load_county(SAMPLES / f"{county}.toml").directory)
    }
    if county == "qingfeng":
        assert set(missing) == {"综合行政执法体制改革领导小组"}
    for to, why in missing.items():
        assert to in why or "没有联系人" in why


def test_loading_an_address_book_says_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    text = PEOPLE.read_text("utf-8")
    lacking = tmp_path / "bailu.toml"
    lacking.write_text(
        text.replace("司法局", "审计局").replace('"government"', '"department"'), "utf-8"
    )
    monkeypatch.setenv("LIAISON_RULES_DIR", str(BAILU))
    whole = CliRunner().invoke(main, ["county", "load", str(PEOPLE), "--dry-run"])
    bare = CliRunner().invoke(main, ["county", "load", str(lacking), "--dry-run"])
    assert (whole.exit_code, bare.exit_code) == (0, 0), whole.output + bare.output
    assert "提醒" not in whole.output
    assert "《白鹭协作办法》第九条写明提请县司法局协调" in bare.output
    assert "通讯录里没有" in bare.output
