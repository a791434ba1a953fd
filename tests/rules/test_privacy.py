"""What is hidden in a group, and what is not kept at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.decisions.steps import SUMMARY_LENGTH, summary
from rules.values.privacy import Classified, discreet, mask, refuse_classified


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("当事人李四 410922199001011234", "当事人李四 **************1234"),
        ("身份证13098219900101123X。", "身份证**************123X。"),
        ("身份证130982900101123", "身份证***********1123"),
        ("电话13812345678，白天在家", "电话*******5678，白天在家"),
        ("电话138 1234-5678", "电话*********5678"),
        ("卡号6222020200112233445", "卡号***************3445"),
        ("移12 罚款20000元，2026年4月2日", "移12 罚款20000元，2026年4月2日"),
        ("12345热线转来", "12345热线转来"),
        ("检查文书〔2026〕第0012号", "检查文书〔2026〕第0012号"),
        # as they are really written
        ("身份证410922 19850312 0018", "身份证****************0018"),
        ("身份证410922-19850312-0018", "身份证****************0018"),
        ("身份证号41092219900101123X", "身份证号**************123X"),
        ("卡号6222 0212 3456 7890 123", "卡号*******************0123"),
        ("卡号6222-0212-3456-7890", "卡号***************7890"),
        ("+8613900000101", "**********0101"),
        ("8613900000101", "*********0101"),
        ("+86 139-0000-0101", "*************0101"),
        ("139.0000.0101", "*********0101"),
        ("139　0000　0101", "*********0101"),
        ("1390 000 0101", "*********0101"),
        ("0393-7221234", "********1234"),
        ("（0393）7221234", "*********1234"),
        ("03937221234", "*******1234"),
        # numbers of files, sums and times are nobody's own
        ("案号13900000101号", "案号13900000101号"),
        (
            "清市监移〔2026〕12号，第20260401123456789号",
            "清市监移〔2026〕12号，第20260401123456789号",
        ),
        ("2026-04-02 10:30:00 罚款20000元", "2026-04-02 10:30:00 罚款20000元"),
        ("2026.04.15 1234.5678", "2026.04.15 1234.5678"),
    ],
)
def test_numbers_of_persons_are_hidden_but_for_their_end(said: str, shown: str) -> None:
    assert mask(said) == shown


def test_full_width_numbers_are_numbers() -> None:
    wide = {ord(sign): chr(ord(sign) + 0xFEE0) for sign in "0123456789X-"}
    for number in ("13900000101", "139-0000-0101", "41092219900101123X"):
        shown = mask(f"电话{number.translate(wide)}")
        assert shown == "电话" + "*" * (len(number) - 4) + number[-4:].translate(wide)


@given(digits=st.from_regex(r"1[3-9]\d{9}", fullmatch=True), around=st.sampled_from("， 。（号"))
def test_no_telephone_number_survives(digits: str, around: str) -> None:
    masked = mask(f"电话{around}{digits}{around}")
    assert digits not in masked
    assert digits[-4:] in masked
    assert mask(masked) == masked


@pytest.mark.parametrize(
    "text",
    [
        "机密★某案线索",
        "密级：秘密 关于某事",
        "【绝密】见附件",
        "（机密）移给市监局",
        "现转内部密电一份",
    ],
)
def test_a_secrecy_marking_is_refused(text: str) -> None:
    with pytest.raises(Classified) as refusal:
        refuse_classified(text)
    assert str(refusal.value) == (
        "没有记录：内容带有密级标志。本系统为非涉密系统，涉密内容请通过机要渠道办理，"
        "并请撤回刚才的消息。不涉密的部分可以重新发送。"
    )


@pytest.mark.parametrize(
    "text", ["举报人要求保守秘密", "店主称配方是商业秘密", "机密文件柜厂无证经营", "绝密飞行主题店"]
)
def test_the_mere_word_is_no_marking(text: str) -> None:
    refuse_classified(text)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (
            "接到举报，举报人王小花（13812345678，住文化路12号）反映其邻居之子张小明（9岁）在网吧",
            "接到举报，举报人某某（*******5678，住址略）反映其邻居之子某某（9岁）在网吧",
        ),
        ("举报人：李红，反映住建局工地扰民", "举报人：某某，反映住建局工地扰民"),
        ("投诉人王花今早打电话说店里卖三无", "投诉人某某今早打电话说店里卖三无"),
        ("接群众王小花反映某店", "接群众某某反映某店"),
        ("王小花实名举报某加工点", "某某实名举报某加工点"),
        ("举报人欧阳晓称有人无证行医", "举报人某某称有人无证行医"),
        ("举报人于海反映", "举报人某某反映"),
        ("未成年人刘洋在网吧", "未成年人某某在网吧"),
        # nobody is named
        ("据居民多次举报，韩村路烧烤扰民", "据居民多次举报，韩村路烧烤扰民"),
        ("店内公布了举报电话", "店内公布了举报电话"),
        ("学生宿舍旁边有烧烤摊", "学生宿舍旁边有烧烤摊"),
        ("举报人和当事人争执", "举报人和当事人争执"),
        ("举报人于4月2日来访", "举报人于4月2日来访"),
        ("住宿登记不全", "住宿登记不全"),
        ("当事人李四无证经营", "当事人李四无证经营"),
    ],
)
def test_who_told_it_and_children_are_not_named_before_others(said: str, shown: str) -> None:
    """Secrecy of who reports something; G5."""
    assert discreet(said) == shown
    assert discreet(shown) == shown


@given(text=st.text(max_size=200))
def test_a_summary_is_one_line_that_fits_a_card(text: str) -> None:
    line = summary(text)
    assert len(line) <= SUMMARY_LENGTH
    assert "\n" not in line
