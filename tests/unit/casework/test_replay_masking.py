"""Masking of exported conversations: nothing told of a person is left, and what replaces it is still of its kind."""

import random
from datetime import date
from pathlib import Path

import pytest
import yaml

from casework.domain.case_numbers import mint_number, read_number
from casework.domain.id_numbers import check_character, id_number_problem
from contracts.extraction import extract
from contracts.gazetteer import Gazetteer
from jiuji import replay_standins as standins
from jiuji.replay_masking import Mask

TODAY = date(2026, 11, 23)
RECORDED = Path(__file__).parents[2] / "conversations" / "recorded"


def masked(*texts: str, also: tuple[str, ...] = ()) -> list[str]:
    mask = Mask(also=also)
    for text in texts:
        mask.learn_text(text, TODAY)
    return [mask.text(text) for text in texts]


def kinds(text: str) -> list[str]:
    return [
        entity.entity for entity in extract(text, TODAY) if entity.entity in ("name", "phone", "id_number", "region")
    ]


TOLD = {
    "a name and a mobile": ("我叫罗小琴，电话13547801122", ("罗小琴", "小琴", "13547801122")),
    "a surname": ("姓蒲", ("蒲",)),
    "half a name": ("我叫罗小琴，都喊我小琴", ("小琴",)),
    "gaps": ("打我 135-4780 1122", ("135-4780", "4780")),
    "spoken": ("电话幺三五四七八零幺幺二二", ("幺三五四七八零幺幺二二", "四七八零")),
    "full width": ("电话１３５４７８０１１２２", ("１３５４７８０１１２２", "４７８０")),
    "a landline": ("家里座机0837-2662233", ("2662233",)),
    "a number too short": ("我电话1354780112", ("1354780112",)),
    "a Tibetan name": ("我叫尕藏·扎西", ("尕藏", "扎西")),
    "a township": ("我在若尔盖唐克镇，唐克这边雪大", ("唐克",)),
    "a county elsewhere": ("我是云南镇雄的", ("镇雄",)),
    "a village and a house": ("住谷汪村，三组5栋202室", ("谷汪", "5栋", "202室")),
    "a village behind its town": ("叠溪镇较场村", ("叠溪", "较场")),
    "a bank card": ("卡号6217 0038 1002 6541 234", ("6217 0038", "6541 234")),
    "accounts": ("微信号luo_qin1987，邮箱luo.qin@example.com", ("luo_qin1987", "luo.qin")),
    "a plate": ("车牌川U·8K321", ("8K321",)),
    "a case number": ("我的编号福-2346A-789CD", ("2346A", "789CD")),
}


@pytest.mark.parametrize("what", list(TOLD))
def test_nothing_is_left(what: str):
    text, originals = TOLD[what]
    [out] = masked(text)
    assert [one for one in originals if one in out] == []
    assert kinds(out) == kinds(text) and len(out) == len(text), f"{text} became {out}"


@pytest.mark.parametrize("path", sorted(RECORDED.glob("*.yml")), ids=lambda path: path.stem)
def test_nothing_is_left_of_any_recorded_conversation(path: Path):
    said = [step["say"] for step in yaml.safe_load(path.read_text(encoding="utf-8"))["steps"] if "say" in step]
    found = [entity for text in said for entity in extract(text, TODAY)]
    numbers = {entity.text for entity in found if entity.entity in ("name", "phone", "id_number", "case_number")}
    towns = {
        standins.bare(entity.value["township"])
        for entity in found
        if entity.entity == "region" and "township" in entity.value
    }
    # a county stays, and 马尔康镇 is called like its own
    towns -= {standins.bare(entity.value["name"]) for entity in found if entity.entity == "region"}
    out = "\n".join(masked(*said))
    assert [one for one in numbers | towns if one in out] == []


def test_one_value_has_one_stand_in_however_it_is_written():
    first, second, third = masked("我叫罗小琴，电话13547801122", "罗小琴，135 4780 1122", "幺三五四七八零幺幺二二")
    name, number = first[2:5], first[-11:]
    assert second.startswith(name) and second[4:].replace(" ", "") == number
    assert standins.digits_like("幺三五四七八零幺幺二二", number) == third


def test_two_values_have_two_stand_ins():
    [out] = masked("我叫罗小琴，他叫蒲大海，电话13547801122和13990405566")
    names = [entity.value for entity in extract(out, TODAY) if entity.entity == "name"]
    phones = [entity.value["number"] for entity in extract(out, TODAY) if entity.entity == "phone"]
    assert len(set(names)) == 2 and len(set(phones)) == 2


@pytest.mark.parametrize(
    "story",
    [
        "我男人前几天死了，屋头莫得钱办丧事，三个娃儿还小",
        "在福泉摔断了腿，押金要15000元，一天一百五干了二十天",
        "人在县医院，昨天送来的",
        "打了12345，又打了120，等了3个小时",
        "贷款1200000元还不起",
    ],
)
def test_the_story_stays(story: str):
    assert masked(story) == [story]


def test_words_named_by_hand_go_too():
    [out] = masked("王麻子的小卖部后头", also=("王麻子",))
    assert "王麻子" not in out and out.endswith("的小卖部后头") and len(out) == len("王麻子的小卖部后头")


def test_facts_and_words_agree():
    mask = Mask(["福-" + mint_number("福", random.Random(1).choice)[2:]])
    mask.learn_fact("incident_township", "522702106", TODAY)
    mask.learn_fact("contact_name", "罗（姓）", TODAY)
    mask.learn_text("在福泉牛场镇，我姓罗", TODAY)
    code, text = mask.fact("incident_township", "522702106"), mask.text("在福泉牛场镇，我姓罗")
    town = Gazetteer.load().division(code)
    assert town and code != "522702106" and town.name in text
    assert mask.fact("contact_name", "罗（姓）") == f"{text[-1]}（姓）" != "罗（姓）"
    assert mask.fact("contact_name", "罗") == text[-1]
    assert mask.fact("incident_region", "522702") == "522702" and mask.fact("contact_name", "declined") == "declined"


def test_ones_own_case_number_becomes_the_one_of_the_replay():
    number = mint_number("福", random.Random(7).choice)
    mask = Mask([number])
    mask.learn_text(f"{number.lower()} 到哪了", TODAY)
    assert mask.text(f"{number.lower()} 到哪了") == "{case} 到哪了"


@pytest.mark.parametrize("sequence", ["445", "446"])
@pytest.mark.parametrize("born", ["19870615", "20120130", "19400229"])
def test_an_id_number_stays_one_of_the_same_age_and_sex(born: str, sequence: str):
    body = f"513228{born}{sequence}"
    made = standins.id_number(body + check_character(body), 4, TODAY)
    assert id_number_problem(made, TODAY) is None and made[6:9] == born[:3]
    assert int(made[16]) % 2 == int(sequence[-1]) % 2 and made[6:14] != born and made[14:17] != sequence


@pytest.mark.parametrize(
    "number", ["51322819870615442", "513228870615442", "513228198713154420", "513228198706154421", "5132281987061544O1"]
)
def test_a_wrong_id_number_stays_wrong_in_the_same_way(number: str):
    made = standins.id_number(number, 2, TODAY)
    assert id_number_problem(number, TODAY) is not None
    assert id_number_problem(made, TODAY) == id_number_problem(number, TODAY) and made[2:] != number[2:]


def test_a_case_number_stays_as_right_as_it_was():
    right = mint_number("福", random.Random(3).choice)
    made = standins.case_number(right, 5)
    assert read_number(made) and made != right and made.startswith("福-")
    assert read_number(standins.case_number("福-2346A-789CD", 5)) is None
