"""Registers, cards, receipts and certificates from lines made by hand, other people and numbers than any paper drawn."""

import pytest

from paper_reading.papers import (
    accident_certificate,
    bank_card,
    diagnosis,
    disability_card,
    fire_certificate,
    household_register,
    invoice,
)
from tests.unit.paper_reading.printed import line, named, number, page, values

HIS = number("51322919580307001")


def member_card(relation="长子", name="泽郎·多尔基"):
    return [
        line("常住人口登记卡", 600, 30),
        line("姓名", 100, 110),
        line(name, 300, 110),
        line("户主或与", 900, 95, height=26),
        line("户主关系", 900, 128, height=26),
        line(relation, 1100, 110),
        line("曾用名", 100, 190),
        line("性别", 900, 190),
        line("男", 1100, 190),
        line("出生地", 100, 270),
        line("马尔康市", 300, 270),
        line("民族", 900, 270),
        line("藏族", 1100, 270),
        line("籍贯", 100, 350),
        line("马尔康市", 300, 350),
        line("出生日期", 900, 350),
        line("1958年03月07日", 1100, 350),
        line("公民身份", 100, 425, height=26),
        line("证件编号", 100, 458, height=26),
        line(HIS, 300, 440),
        line("登记日期：2019年4月9日", 900, 900),
    ]


@pytest.mark.parametrize("relation", ["户主", "妻", "长子", "三女", "外孙女", "父亲", "侄子", "其他亲属"])
def test_a_members_card(relation):
    fields = household_register.read(page(member_card(relation)))
    assert values(fields) == {
        "name": "泽郎·多尔基",
        "relation_to_head": relation,
        "sex": "男",
        "ethnicity": "藏",
        "birth_date": "1958-03-07",
        "id_number": HIS,
    }


@pytest.mark.parametrize("rest", ["子", "女"])
def test_what_may_be_the_rest_of_a_relation_is_uncertain(rest):
    assert not named(household_register.read(page(member_card(rest))), "relation_to_head").certain
    assert named(household_register.read(page(member_card("长" + rest))), "relation_to_head").certain


def test_the_first_page_of_a_register():
    lines = [
        line("户别", 100, 200),
        line("家庭户", 300, 200),
        line("户主姓名", 800, 200),
        line("海来·阿支子哈", 1000, 200),
        line("户号", 100, 330),
        line("123456789", 300, 330),
        line("住址", 100, 470),
        line("四川省凉山彝族自治州布拖县特木里镇日嘎村", 300, 470),
        line("2组7号", 300, 525),
        line("承办人签章：罗", 100, 730),
    ]
    assert values(household_register.read(page(lines))) == {
        "head_name": "海来·阿支子哈",
        "register_kind": "家庭户",
        "address": "四川省凉山彝族自治州布拖县特木里镇日嘎村2组7号",
    }


def disability(level="二级", name="仰阿莎"):
    return [
        line("中华人民共和国残疾人证", 300, 40),
        line("姓名", 100, 150),
        line(name, 300, 150),
        line("残疾类别", 100, 300),
        line("肢体残疾", 300, 300),
        line("残疾等级", 100, 380),
        line(level, 300, 380),
        line("证号", 100, 470),
        line(f"{HIS}42", 300, 470),
        line("有效期至", 100, 560),
        line("2031年05月06日", 300, 560),
    ]


@pytest.mark.parametrize("level", ["二级", "贰级", "2级"])
def test_a_disability_card(level):
    fields = disability_card.read(page(disability(level)))
    assert values(fields) == {
        "name": "仰阿莎",
        "id_number": HIS,
        "card_number": f"{HIS}42",
        "category": "肢体",
        "level": "二级",
        "valid_until": "2031-05-06",
    }
    assert all(one.certain for one in fields)


@pytest.mark.parametrize(("label", "certain"), [("有效期", False), ("有效期限", False), ("有效期至", True)])
def test_the_day_a_disability_card_ends_under_every_label(label, certain):
    lines = [line(label, 100, 560) if one.text == "有效期至" else one for one in disability()]
    one = named(disability_card.read(page(lines)), "valid_until")
    assert (one.value, one.certain) == ("2031-05-06", certain)


def test_a_disability_card_given_out_again():
    lines = [line(f"{HIS}42B1", 300, 470) if one.text.startswith(HIS) else one for one in disability()]
    assert named(disability_card.read(page(lines)), "card_number").value == f"{HIS}42"


def test_a_bank_card_in_groups_of_four():
    lines = [line("贵州省农村信用社", 100, 60), line("6217 7912 3456 7890 128", 100, 380)]
    fields = bank_card.read(page(lines))
    assert values(fields) == {"bank": "贵州省农村信用社", "card_number": "6217791234567890128"}
    wrong = bank_card.read(page([line("6217 7912 3456 7890 127", 100, 380)]))
    assert [(one.certain, one.problem) for one in wrong] == [(False, "check_digit")]


@pytest.mark.parametrize(("score", "certain"), [(0.99, True), (0.3, False)])
def test_a_weak_digit_makes_the_number_of_a_bank_card_uncertain(score, certain):
    (one,) = bank_card.read(page([line("6217 7912 3456 7890 126", 100, 380, score)]))
    assert (one.value, one.certain) == ("6217791234567890126", certain)


def test_a_bank_card_without_the_name_of_a_bank():
    assert "bank" not in values(bank_card.read(page([line("6217 7912 3456 7890 128", 100, 380)])))


def receipt(words="壹万贰仟叁佰肆拾伍元陆角柒分", figures="￥12,345.67", payer="交款人：蒙廷英"):
    return [
        line("贵州省医疗住院收费票据（电子）", 400, 40),
        line("票据代码：52060126", 100, 120),
        line(payer, 100, 170),
        line("交款人统一社会信用代码：522725********0021", 560, 170),
        line("开票日期：2026-08-09", 1150, 170),
        line(f"金额合计（大写）{words}", 100, 610),
        line("（小写）", 980, 610),
        line(figures, 1150, 610),
        line("医保统筹基金支付：", 100, 680),
        line("8000.00", 460, 680),
        line("个人支付：4345.67", 1000, 680),
        line("收款单位（章）：瓮安县人民医院", 100, 910),
        line("复核人：系统", 960, 910),
    ]


@pytest.mark.parametrize("payer", ["交款人：蒙廷英", "姓名：蒙廷英"])
def test_a_receipt_whose_sums_agree(payer):
    fields = invoice.read(page(receipt(payer=payer)))
    assert values(fields) == {
        "hospital": "瓮安县人民医院",
        "name": "蒙廷英",
        "date": "2026-08-09",
        "total": "12345.67",
        "paid_by_insurance": "8000.00",
        "paid_self": "4345.67",
    }
    assert named(fields, "total").certain


def test_the_type_of_a_house_is_not_its_name():
    lines = [one for one in receipt() if "人民医院" not in one.text]
    lines.append(line("业务流水号：556696703721    医疗机构类型：综合医院", 100, 740))
    assert "hospital" not in values(invoice.read(page(lines)))


def test_a_receipt_whose_sums_contradict():
    one = named(invoice.read(page(receipt(figures="￥12,845.67"))), "total")
    assert (one.certain, one.problem) == (False, "disagrees")


def test_a_total_without_words_beside_it_is_uncertain():
    lines = [one for one in receipt() if "大写" not in one.text]
    one = named(invoice.read(page(lines)), "total")
    assert (one.value, one.certain) == ("12345.67", False)


def discharge():
    return [
        line("瓮安县中医医院", 500, 40),
        line("出院记录", 600, 110),
        line("姓名：韦金海", 100, 200),
        line("性别：男", 540, 200),
        line("年龄：57岁", 900, 200),
        line("入院日期：2026年9月28日", 100, 280),
        line("出院日期：2026-10-12", 800, 280),
        line("出院诊断：", 100, 360),
        line("慢性肾功能衰竭（尿毒症期）；肾性贫血；高血压病3级", 310, 360),
        line("（很高危）", 310, 412),
        line("入院情况：", 100, 500),
        line("患者因反复不适加重一周入院。", 100, 555),
        line("医师：", 900, 850),
        line("2026年10月12日", 900, 930),
    ]


def test_a_discharge_note():
    assert values(diagnosis.read(page(discharge()))) == {
        "hospital": "瓮安县中医医院",
        "name": "韦金海",
        "age": "57",
        "diagnosis": "慢性肾功能衰竭（尿毒症期）；肾性贫血；高血压病3级（很高危）",
        "admitted_on": "2026-09-28",
        "discharged_on": "2026-10-12",
        "date": "2026-10-12",
    }


def test_a_covered_day_is_not_taken_from_beside_it():
    lines = [one for one in discharge() if not one.text.startswith("入院日期")]
    assert "admitted_on" not in values(diagnosis.read(page(lines)))
    lines = [line("入院日期：", 100, 280), *lines]
    assert values(diagnosis.read(page(lines)))["admitted_on"] == ""


def test_a_title_over_two_lines_is_no_diagnosis():
    lines = [line("疾病诊断", 500, 110), line("证明书", 700, 112), line("临床诊断：胃癌术后", 100, 360)]
    assert values(diagnosis.read(page(lines)))["diagnosis"] == "胃癌术后"


def test_a_certificate_of_diagnosis():
    lines = [
        line("诊断证明书", 600, 110),
        line("姓名：韦金海", 100, 200),
        line("临床诊断：", 100, 360),
        line("右肺下叶恶性肿瘤", 320, 360),
        line("建议：休息三个月", 100, 500),
        line("日期：2026年10月30日", 900, 900),
        line("瓮安县人民医院诊断证明专用章", 700, 980),
    ]
    read = values(diagnosis.read(page(lines)))
    assert (read["diagnosis"], read["date"], read["hospital"]) == ("右肺下叶恶性肿瘤", "2026-10-30", "瓮安县人民医院")


def test_a_label_printed_wide_of_which_half_was_found():
    lines = [line("姓名：韦金海", 100, 200), line("断：精神分裂症", 240, 360), line("建议：休息", 100, 500)]
    assert values(diagnosis.read(page(lines)))["diagnosis"] == "精神分裂症"


@pytest.mark.parametrize(
    "reader",
    [accident_certificate, bank_card, diagnosis, disability_card, fire_certificate, household_register, invoice],
)
def test_a_page_with_nothing_on_it(reader):
    assert reader.read(page([])) == []
