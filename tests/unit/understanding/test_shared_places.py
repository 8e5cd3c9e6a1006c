"""A place shared from a phone is read as an address: one region, the rest in words, no dates or numbers."""

from datetime import date

import pytest

from contracts.extraction import extract

READ = {
    "我的位置：四川省阿坝藏族羌族自治州马尔康市马尔康镇达萨街123号": ("513201", "马尔康镇", "达萨街123号"),
    "我的位置：福泉市金山办事处洒金路1号": ("522702", "金山街道", "洒金路1号"),
    "我的位置：贵州省黔南州福泉市牛场镇牛场村": ("522702", "牛场镇", "牛场村"),
    "我的位置：马尔康市人民医院(马尔康市)": ("513201", None, "马尔康市人民医院"),
    "我的位置：福泉市第一人民医院(贵州省黔南布依族苗族自治州福泉市金山街道)": (
        "522702",
        "金山街道",
        "福泉市第一人民医院",
    ),
    "我的位置：北京市朝阳区福泉路13800001111号": ("110105", None, "福泉路13800001111号"),
    "我的位置：达萨街": (None, None, "达萨街"),
}


@pytest.mark.parametrize(("text", "expected"), READ.items())
def test_a_shared_place_is_a_region_and_words(text: str, expected: tuple[str | None, str | None, str]):
    found = {entity.entity: entity for entity in extract(text, date(2026, 11, 23))}
    assert set(found) <= {"region", "place"}
    value = found["region"].value if "region" in found else {}
    assert (value.get("code"), value.get("township"), found["place"].value) == expected
    assert all(text[entity.start : entity.end] == entity.text for entity in found.values())


def test_a_person_who_says_so_in_words_is_read_as_ever():
    found = {entity.entity for entity in extract("我的位置不好说，昨天在福泉摔断了腿", date(2026, 11, 23))}
    assert {"date", "region", "cause"} <= found
