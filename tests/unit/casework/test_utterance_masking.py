"""Words kept to learn from show nothing of a number, a name or a house; how people speak stays."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.domain.masking import mask_utterance, shows_number

SAID_ON = date(2026, 11, 23)


@pytest.mark.parametrize(("text", "shown"), [
    ("我叫罗德芬，电话一八九八五零一二三四五", "我叫某某，电话〔电话〕"),
    ("身份证522702199001011234没带", "身份证〔证件号〕没带"),
    ("编号福-V2FET-H4TTM办到哪了", "编号〔编号〕办到哪了"),
    ("微信zhang_88加我", "微信〔号码〕加我"),
    ("写信到zhang3@example.com", "写信到〔号码〕"),
    ("QQ 29384756", "QQ 〔号码〕"),
    ("我住金山街道大坪村三组12号", "我住金山街道〔地址〕"),
    ("茂县凤仪镇宗渠村", "茂县凤仪镇〔地址〕"),
    ("住在解放路23号附5", "住在〔地址〕"),
    ("3栋2单元501", "〔地址〕501"),
    ("楼上李孃孃瘫了", "楼上某孃孃瘫了"),
    ("陈建国昨天摔了", "某某昨天摔了"),
    ("我是尕藏·扎西", "我是某某"),
])  # fmt: skip
def test_what_names_somebody_is_masked(text: str, shown: str) -> None:
    assert mask_utterance(text, SAID_ON) == shown


@pytest.mark.parametrize("text", [
    "一个月一千二，欠了12800块", "2024年11月21日摔的", "十五号去的医院", "我在马尔康卓克基镇", "马上找书记反映",
    "全村都晓得", "贴在村口公示栏", "我不是说好了吗", "语文老师说的", "打12345没人接", "莫得娃儿，屋头四口人",
])  # fmt: skip
def test_what_says_how_people_speak_stays(text: str) -> None:
    assert mask_utterance(text, SAID_ON) == text


def test_what_was_told_before_is_masked_wherever_it_is_said() -> None:
    told = ["怪名字", "13911112222", "11010519491231002X"]
    said = "怪名字的号是11010519491231002X么13911112222"
    assert mask_utterance(said, SAID_ON, told) == "某某的号是〔证件号〕么〔电话〕"


@settings(deadline=None, max_examples=60)
@given(st.from_regex(r"\A1[3-9][0-9]{9}\Z"), st.text(alphabet="你好，。 找我a打", max_size=8))
def test_no_mobile_number_is_seen_nor_passes_the_check(number: str, around: str) -> None:
    masked = mask_utterance(around + number + around, SAID_ON)
    assert number not in masked and not shows_number(masked)
    assert shows_number(f"{around}，{number}，{around}")


@settings(deadline=None, max_examples=80)
@given(st.text(alphabet="我叫王秀英住大坪村三组12号电话1380〔〕的是在，。x", max_size=40))
def test_masking_twice_is_masking_once(text: str) -> None:
    once = mask_utterance(text, SAID_ON)
    assert mask_utterance(once, SAID_ON) == once


@pytest.mark.parametrize(
    "text",
    ["13812345678", "幺三八零零幺三八零零零", "522702199001011234", "福-V2FET-H4TTM", "08542222333", "62220212345678"],
)
def test_numbers_that_show_are_seen(text: str) -> None:
    assert shows_number(f"我的是{text}嘛")


@pytest.mark.parametrize("text", ["一个月三千五百块", "〔电话〕", "2024年11月21日", "打12345", "一二三", ""])
def test_ordinary_figures_pass(text: str) -> None:
    assert not shows_number(text)
