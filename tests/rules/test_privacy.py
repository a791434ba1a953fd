"""What is hidden in a group, and what is not kept at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.privacy import Classified, mask, refuse_classified
from rules.steps import SUMMARY_LENGTH, summary


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
    ],
)
def test_numbers_of_persons_are_hidden_but_for_their_end(said: str, shown: str) -> None:
    assert mask(said) == shown


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


@given(text=st.text(max_size=200))
def test_a_summary_is_one_line_that_fits_a_card(text: str) -> None:
    line = summary(text)
    assert len(line) <= SUMMARY_LENGTH
    assert "\n" not in line
