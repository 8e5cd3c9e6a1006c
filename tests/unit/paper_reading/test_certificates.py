"""Certificates of accidents and fires from lines made by hand, other people and places than any paper drawn."""

import pytest

from paper_reading.papers import accident_certificate, fire_certificate
from tests.unit.paper_reading.printed import line, named, number, page, values

HIS = number("51322919580307001")


def accident():
    return [
        line("瓮安县公安局交通警察大队", 500, 40),
        line("道路交通事故认定书", 500, 110),
        line("第522725120260004号", 1000, 180),
        line("交通事故时间：2026年9月3日7时05分", 100, 260),
        line("天气：雨", 1000, 260),
        line("交通事故地点：瓮安县境内国道210线77公里300米处", 100, 330),
        line("甲方：罗尔日·扎西，男，44岁，住四川省金川县", 100, 420),
        line("乙方：欧阳春，女，39岁", 100, 500),
        line("甲方行驶至上述地点时，未与前车保持安全距离", 100, 580),
    ]


def test_a_certificate_of_a_traffic_accident():
    assert values(accident_certificate.read(page(accident()))) == {
        "number": "第522725120260004号",
        "authority": "瓮安县公安局交通警察大队",
        "date": "2026-09-03",
        "place": "瓮安县境内国道210线77公里300米处",
        "people": "罗尔日·扎西、欧阳春",
    }


@pytest.mark.parametrize(("printed", "certain"), [("第522725120260004号", True), ("第0129号", False)])
def test_a_number_without_its_beginning_is_uncertain(printed, certain):
    lines = [line(printed, 1000, 180) if one.text.startswith("第5227") else one for one in accident()]
    one = named(accident_certificate.read(page(lines)), "number")
    assert (one.value, one.certain) == (printed, certain)


def test_a_second_party_without_the_first_is_uncertain():
    lines = [one for one in accident() if not one.text.startswith("甲方：")]
    one = named(accident_certificate.read(page(lines)), "people")
    assert (one.value, one.certain) == ("欧阳春", False)


def fire():
    return [
        line("金川县消防救援大队", 500, 40),
        line("火灾事故认定书", 500, 110),
        line("金消火认字(2026]第0017号", 1000, 180),
        line("起火时间：2026年7月1日21时40分", 100, 260),
        line("起火地点：金川县观音桥镇麦地沟村2组9号", 100, 330),
        line("火灾事故基本情况：", 100, 410),
        line("2026年7月1日，杨金秀家木结构房屋发生火灾", 100, 470),
        line("金川县消防救援大队", 900, 800),
    ]


def test_a_certificate_of_a_fire():
    assert values(fire_certificate.read(page(fire()))) == {
        "number": "金消火认字〔2026〕第0017号",
        "authority": "金川县消防救援大队",
        "date": "2026-07-01",
        "place": "金川县观音桥镇麦地沟村2组9号",
    }


def test_the_number_of_a_house_is_no_number_of_a_certificate():
    lines = [one for one in fire() if "消火" not in one.text]
    lines[3] = line("起火地点：金川县观音桥镇麦地沟村132号", 100, 330)
    assert "number" not in values(fire_certificate.read(page(lines)))


def test_a_fire_told_in_a_sentence():
    lines = [
        line("火灾证明", 500, 110),
        line(f"兹证明杨金秀（身份证号{HIS}）位于", 100, 300),
        line("金川县观音桥镇麦地沟村2组9号", 100, 360),
        line("的住房，于2026年7月1日21时发生火灾", 100, 420),
    ]
    read = values(fire_certificate.read(page(lines)))
    assert (read["place"], read["date"]) == ("金川县观音桥镇麦地沟村2组9号", "2026-07-01")
