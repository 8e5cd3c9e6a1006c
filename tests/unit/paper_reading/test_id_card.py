"""Both sides of an ID card from lines made by hand: merged, split, tilted, misread, contradicting."""

import pytest

from paper_reading.papers import id_card_back, id_card_front, residence_permit
from tests.unit.paper_reading.printed import line, named, number, page, values

HERS = number("52270219870215402")
NAMES = ("吴老妹", "罗尔日·扎西", "热比娃木初·尔国王扎", "欧阳春", "逯燚")


def front(name="吴老妹", sex="女", people="布依", born="1987年2月15日", id_number=HERS, tilt=0.0, score=0.99):
    return [
        line("姓名", 100, 100, tilt=tilt),
        line(name, 250, 98, score, tilt=tilt),
        line("性别", 100, 190, tilt=tilt),
        line(f"{sex}民族{people}", 250, 190, tilt=tilt),
        line(f"出生{born}", 100, 280, tilt=tilt),
        line("住址", 100, 370, tilt=tilt),
        line("贵州省黔南布依族苗族自治", 250, 370, tilt=tilt),
        line("州福泉市民族路3号5组12号", 250, 425, tilt=tilt),
        line("公民身份号码", 100, 600, tilt=tilt),
        line(id_number, 420, 598, tilt=tilt),
    ]


@pytest.mark.parametrize("tilt", [0.0, -9.0, 9.0])
def test_every_field_however_the_photo_is_tilted(tilt):
    fields = id_card_front.read(page(front(tilt=tilt)))
    assert values(fields) == {
        "name": "吴老妹",
        "sex": "女",
        "ethnicity": "布依",
        "birth_date": "1987-02-15",
        "address": "贵州省黔南布依族苗族自治州福泉市民族路3号5组12号",
        "id_number": HERS,
    }
    assert all(one.certain and one.problem is None for one in fields)


@pytest.mark.parametrize("name", NAMES)
def test_no_name_is_taken_apart(name):
    assert named(id_card_front.read(page(front(name=name))), "name").value == name


@pytest.mark.parametrize("dot", "・•‧∙.．")
def test_one_dot_for_every_dot(dot):
    lines = front(name=f"罗尔日{dot}扎西")
    assert named(id_card_front.read(page(lines)), "name").value == "罗尔日·扎西"


def test_label_and_value_in_one_line_and_label_in_two():
    lines = [line("姓名吴老妹", 100, 100), *front()[2:]]
    assert values(id_card_front.read(page(lines)))["name"] == "吴老妹"
    lines = [line("姓", 100, 100), line("名", 165, 102), line("吴老妹", 250, 98), *front()[2:]]
    assert values(id_card_front.read(page(lines)))["name"] == "吴老妹"


def test_labels_that_were_not_found():
    without = [one for one in front() if one.text not in ("姓名", "公民身份号码")]
    fields = id_card_front.read(page(without))
    assert (named(fields, "name").value, named(fields, "id_number").value) == ("吴老妹", HERS)


def test_a_misread_label_is_still_the_label():
    lines = [line("公民身份号玛", 100, 600) if one.text == "公民身份号码" else one for one in front()]
    assert named(id_card_front.read(page(lines)), "id_number").value == HERS


def test_a_weak_character_makes_a_name_uncertain():
    one = named(id_card_front.read(page(front(score=0.6))), "name")
    assert (one.value, one.certain) == ("吴老妹", False)


def test_a_name_that_reads_otherwise_the_second_time_is_uncertain():
    one = named(id_card_front.read(page(front(), ["吴老妹", "吴考妹"])), "name")
    assert (one.value, one.certain) == ("吴老妹", False)


def test_a_name_of_two_pieces_may_be_a_name_and_something_else():
    lines = [line("吴老", 250, 98), line("妹", 370, 98), *(one for one in front() if one.text != "吴老妹")]
    one = named(id_card_front.read(page(lines, ["吴老妹"])), "name")
    assert (one.value, one.certain) == ("吴老妹", False)


def test_a_name_longer_than_names_are_has_something_behind_it():
    one = named(id_card_front.read(page(front(name="吴老妹吴老妹吴老妹"))), "name")
    assert (one.value, one.certain) == ("吴老妹吴老妹吴老妹", False)


def test_a_weakly_read_day_is_uncertain():
    lines = [line(one.text, *one.quad[0], 0.5) if one.text.startswith("出生") else one for one in front()]
    one = named(id_card_front.read(page(lines)), "birth_date")
    assert (one.value, one.certain) == ("1987-02-15", False)


def test_a_name_not_read_twice_is_uncertain():
    assert not named(id_card_front.read(page(front(), [])), "name").certain


def test_signs_that_look_like_digits():
    shown = HERS.replace("0", "O").replace("1", "l")
    one = named(id_card_front.read(page(front(id_number=shown), [shown])), "id_number")
    assert (one.value, one.certain) == (HERS, True)


def test_x_at_the_end():
    with_x = next(n for n in (number(f"51322919580307{order:03d}") for order in range(0, 999, 2)) if n.endswith("X"))
    lines = front(born="1958年3月7日", id_number=with_x.lower())
    assert named(id_card_front.read(page(lines)), "id_number").value == with_x


@pytest.mark.parametrize(("said", "doubted"), [({"born": "1987年2月16日"}, "birth_date"), ({"sex": "男"}, "sex")])
def test_print_that_contradicts_the_number(said, doubted):
    fields = id_card_front.read(page(front(**said)))
    for name in (doubted, "id_number"):
        one = named(fields, name)
        assert (one.certain, one.problem) == (False, "disagrees")
    assert named(fields, "name").certain


def test_a_birth_date_that_has_not_been():
    one = named(id_card_front.read(page(front(born="2027年2月15日"))), "birth_date")
    assert (one.certain, one.problem) == (False, "future")


def test_a_day_there_is_not():
    one = named(id_card_front.read(page(front(born="1987年2月31日"))), "birth_date")
    assert (one.value, one.problem) == ("", "date")


def test_people_printed_in_traditional_characters_by_the_engine():
    assert named(id_card_front.read(page(front(people="漢"))), "ethnicity").value == "汉"


def test_an_empty_page_has_no_fields():
    assert id_card_front.read(page([])) == []


def back(valid):
    return [
        line("中华人民共和国", 400, 100),
        line("居民身份证", 400, 200),
        line("签发机关", 200, 700),
        line("福泉市公安局", 420, 700),
        line("有效期限", 200, 800),
        line(valid, 420, 800),
    ]


@pytest.mark.parametrize(
    ("valid", "until"),
    [
        ("2016.03.01-2036.03.01", "2036-03-01"),
        ("2016.03.01-长期", "长期"),
        ("2016.03.01一2026.03.01", "2026-03-01"),
        ("20160301-20360301", "2036-03-01"),
    ],
)
def test_the_other_side(valid, until):
    fields = id_card_back.read(page(back(valid)))
    assert values(fields) == {"authority": "福泉市公安局", "valid_from": "2016-03-01", "valid_until": until}
    assert all(one.certain for one in fields)


def test_a_card_that_ends_on_another_day_of_the_year_was_misread():
    fields = id_card_back.read(page(back("2016.03.01-2036.03.07")))
    assert [one.problem for one in fields] == [None, "date", "date"]


def test_an_address_that_lost_its_first_line_is_uncertain():
    lines = [one for one in front() if one.text != "贵州省黔南布依族苗族自治"]
    lines = [line("3组2号", 250, 370) if one.text.startswith("州福泉市") else one for one in lines]
    one = named(id_card_front.read(page(lines)), "address")
    assert (one.value, one.certain) == ("3组2号", False)


def test_residence_permit_gives_the_address_lived_at():
    lines = [
        line("中华人民共和国居住证", 500, 30),
        *(one for one in front() if (one.text != "住址" and one.centre[1] < 340) or one.centre[1] > 550),
        line("户籍地址", 100, 370),
        line("贵州省黔南布依族苗族自治州", 330, 370),
        line("居住地址", 100, 460),
        line("四川省阿坝州马尔康市达萨", 330, 460),
        line("街88号", 330, 510),
        line("有效期限", 100, 690),
        line("2025.12.01-2026.11.30", 330, 690),
    ]
    read = values(residence_permit.read(page(lines)))
    assert read["address"] == "四川省阿坝州马尔康市达萨街88号"
    assert (read["valid_until"], read["id_number"], read["name"]) == ("2026-11-30", HERS, "吴老妹")


def test_a_period_with_one_day_may_show_its_first():
    lines = [line("居住证", 500, 30), line("有效期限", 100, 690), line("2025.12.01-", 330, 690)]
    one = named(residence_permit.read(page(lines)), "valid_until")
    assert (one.value, one.certain) == ("2025-12-01", False)
