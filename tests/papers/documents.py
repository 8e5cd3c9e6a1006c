"""Sheets of paper: household register, invoice, diagnosis, certificates of accident and fire."""

from datetime import timedelta
from decimal import Decimal
from random import Random

from PIL import Image, ImageDraw

from tests.papers import ink
from tests.papers.ink import RED, Ink
from tests.papers.people import READING_DAY, Person, county_name, person
from tests.papers.sheet import Sheet

RELATIONS = [
    "户主",
    "妻",
    "夫",
    "长子",
    "次子",
    "三子",
    "长女",
    "次女",
    "三女",
    "父亲",
    "母亲",
    "孙子",
    "孙女",
    "外孙",
    "儿媳",
    "岳母",
    "侄子",
]
HOUSEHOLDS = ("家庭户", "农业家庭户", "非农业家庭户", "集体户")
SCHOOLING = ("小学", "初级中学", "普通高级中学", "大学本科", "文盲或半文盲", "学龄前儿童")
BROWN: Ink = (112, 58, 40)


def household_register(rng: Random, by_hand: bool = False) -> Sheet:
    """One of the two pages of a household register that matter: the first page or somebody's card."""
    if rng.random() < 0.35:
        return _first_page(rng, by_hand)
    return _member_card(rng, by_hand)


def _first_page(rng: Random, by_hand: bool) -> Sheet:
    who = person(rng, 20)
    sheet = Sheet(Image.new("RGB", (1430, 1010), (246, 240, 226)), rng, by_hand, "first page").slipped(12, 10)
    face = sheet.hand or rng.choice(("serif", "sans", "serif-bold"))
    sheet.print((560, 50), "常住人口登记表" if rng.random() < 0.2 else "户口簿首页", 50, "serif-bold", BROWN)
    box = (70, 150, 1360, 640)
    ink.table(sheet.image, box, [0.13, 0.5, 0.66], [0.27, 0.54], BROWN)
    ImageDraw.Draw(sheet.image).rectangle((70 + 1290 * 0.13 + 2, 150 + 490 * 0.54 + 2, 1358, 638), fill=(246, 240, 226))
    kind = rng.choice(HOUSEHOLDS)
    places = (
        (0.01, 0.10, "户 别"),
        (0.51, 0.10, "户主姓名"),
        (0.01, 0.37, "户 号"),
        (0.51, 0.37, "户籍地类型"),
        (0.01, 0.7, "住 址"),
    )
    for x, y, label in places:
        sheet.print((box[0] + 1290 * x + 8, box[1] + 490 * y), label, 36, "serif", BROWN)
    sheet.fill("register_kind", kind, (270, 192), kind, 38, face)
    sheet.fill("head_name", who.name, (950, 190), who.name, 40, face)
    sheet.print((270, 322), "".join(rng.choice("0123456789") for _ in range(9)), 36, "sans")
    sheet.print((950, 322), "乡村" if "村" in who.address else "城镇", 36, "serif")
    sheet.lines("address", who.address, (270, 470), 38, 24, face)
    issued = READING_DAY - timedelta(days=rng.randint(200, 7000))
    sheet.print((100, 730), f"承办人签章：{rng.choice('王李杨罗')}", 34, "serif", BROWN)
    sheet.print((820, 860), f"{issued.year} 年 {issued.month} 月 {issued.day} 日签发", 36, "serif", BROWN)
    ink.stamp(sheet.image, (560, 800), f"{county_name(who.region)}公安局户口专用", 120, rng)
    ink.mark_sample(sheet.image, (1240, 60), 42)
    return sheet


Cell = tuple[str, str, str, str]  # label (two lines with a break), field or empty, normal form, print


def _member_cells(rng: Random, who: Person) -> list[list[Cell]]:
    relation = "户主" if rng.random() < 0.3 else rng.choice(RELATIONS)
    home, grown = county_name(who.region), who.age > 18
    born = f"{who.born.year}年{who.born.month:02d}月{who.born.day:02d}日"
    people = who.ethnicity + "族" * (rng.random() < 0.6)
    number = rng.choice(("公民身份\n证件编号", "公民身份\n号码", "身份证号"))
    schooling = rng.choice(SCHOOLING[:5]) if who.age > 17 else SCHOOLING[5 if who.age < 7 else 0]
    return [
        [("姓名", "name", who.name, who.name), ("户主或与\n户主关系", "relation_to_head", relation, relation)],
        [("曾用名", "", "", ""), ("性别", "sex", who.sex, who.sex)],
        [("出生地", "", "", home), ("民族", "ethnicity", who.ethnicity, people)],
        [("籍贯", "", "", home), ("出生日期", "birth_date", who.born.isoformat(), born)],
        [("本市(县)其\n他住址", "", "", ""), ("宗教信仰", "", "", "")],
        [(number, "id_number", who.id_number, who.id_number), ("身高 血型", "", "", "")],
        [("文化程度", "", "", schooling), ("婚姻状况", "", "", "已婚" if who.age > 24 else "未婚")],
        [("服务处所", "", "", "务农" if grown else ""), ("职业", "", "", "粮农" if grown else "")],
        [("何时由何地迁\n来本市(县)", "", "", "")],
    ]


def _member_card(rng: Random, by_hand: bool) -> Sheet:
    who = person(rng)
    sheet = Sheet(Image.new("RGB", (1430, 1010), (246, 240, 226)), rng, by_hand, "member card").slipped(10, 10)
    face = sheet.hand or rng.choice(("serif", "sans", "serif-bold"))
    sheet.print((520, 30), "常住人口登记卡", 48, "serif-bold", BROWN, 6)
    for index, cells in enumerate(_member_cells(rng, who)):
        y = 110 + index * 80
        ImageDraw.Draw(sheet.image).rectangle((60, y, 1370, y + 80), outline=BROWN, width=2)
        for x, cell in zip((60, 860), cells, strict=False):
            _ruled_cell(sheet, (x, y), cell, face)
    sheet.print((80, 900), "承办人签章：", 30, "serif", BROWN)
    entered = READING_DAY - timedelta(days=rng.randint(0, min((READING_DAY - who.born).days, 5000)))
    sheet.print((760, 900), f"登记日期：{entered.year}年{entered.month}月{entered.day}日", 30, "serif", BROWN)
    ink.stamp(sheet.image, (500, 880), f"{county_name(who.region)}公安局户口专用", 100, rng)
    ink.mark_sample(sheet.image, (1230, 36), 42)
    return sheet


def _ruled_cell(sheet: Sheet, at: tuple[int, int], cell: Cell, face: str) -> None:
    (x, y), (label, key, value, text) = at, cell
    draw = ImageDraw.Draw(sheet.image)
    for line in (x, x + 180):
        draw.line((line, y, line, y + 80), BROWN, 2)
    lines = label.split("\n")
    for row, part in enumerate(lines):
        place = (x + 10, y + (6 + row * 34 if len(lines) > 1 else 22))
        sheet.print(place, part, 26 if len(lines) > 1 else 32, "serif", BROWN)
    if key:
        sheet.fill(key, value, (x + 196, y + 14), text, 38, face)
    else:
        sheet.print((x + 196, y + 18), text, 32, "serif")


def _yuan_in_words(amount: Decimal) -> str:
    digits, units = "零壹贰叁肆伍陆柒捌玖", ["", "拾", "佰", "仟", "万", "拾", "佰", "仟"]
    whole, cents = divmod(int(amount * 100), 100)
    words = "".join(digits[int(d)] + (units[len(str(whole)) - i - 1] if d != "0" or len(str(whole)) - i - 1 == 4 else "")
                    for i, d in enumerate(str(whole)))  # fmt: skip
    while "零零" in words:
        words = words.replace("零零", "零")
    words = words.replace("零万", "万").rstrip("零") + "元"
    return words + (f"{digits[cents // 10]}角{digits[cents % 10]}分" if cents else "整")


ITEMS = ("西药费", "中成药费", "检查费", "化验费", "治疗费", "床位费", "护理费", "手术费", "卫生材料费", "诊察费")


def hospital_name(rng: Random, who: Person) -> str:
    county = county_name(who.region)
    return county + rng.choice(
        ("人民医院", "中医医院", "第一人民医院", "妇幼保健院", "藏医院" if who.ethnicity == "藏" else "中西医结合医院")
    )


def invoice(rng: Random) -> Sheet:
    """A medical electronic invoice: items, total in words and figures, what the insurance paid."""
    who, red = person(rng, 1), rng.random() < 0.6
    sheet = Sheet(Image.new("RGB", (1560, 980), (252, 250, 244)), rng).slipped(8, 6)
    hospital, frame, day = (
        hospital_name(rng, who),
        (RED if red else BROWN),
        READING_DAY - timedelta(days=rng.randint(1, 700)),
    )
    title = f"{'四川省' if who.region.startswith('51') else '贵州省'}医疗{rng.choice(('住院', '门诊'))}收费票据（电子）"
    sheet.print((780 - ink.width_of(title, 46, "serif-bold") / 2, 36), title, 46, "serif-bold", frame)
    sheet.print((70, 120), f"票据代码：{rng.randint(10**7, 10**8 - 1)}", 26, "sans")
    sheet.print((1090, 120), f"票据号码：{rng.randint(10**9, 10**10 - 1)}", 26, "sans")
    sheet.print((70, 166), rng.choice(("交款人：", "姓名：")), 28, "sans", frame)
    sheet.fill("name", who.name, (190, 164), who.name, 30, "sans")
    sheet.print((560, 166), f"交款人统一社会信用代码：{who.id_number[:6]}********{who.id_number[-4:]}", 26, "sans")
    sheet.print((1130, 166), "开票日期：", 28, "sans", frame)
    sheet.fill(
        "date", day.isoformat(), (1272, 165), day.isoformat() if rng.random() < 0.5 else f"{day:%Y年%m月%d日}", 28
    )
    sums = _invoice_items(sheet, rng, frame)
    _invoice_foot(sheet, rng, frame, sums)
    sheet.print((70, 912), "收款单位（章）：", 26, "sans", frame)
    sheet.fill("hospital", hospital, (272, 910), hospital, 28)
    sheet.print((960, 912), "复核人：系统", 26, "sans", frame)
    sheet.print((1250, 912), f"收款人：{rng.choice(('马晓', '罗敏', '杨丽'))}", 26, "sans", frame)
    ink.stamp(sheet.image, (760, 850), f"{hospital}收费专用章", 105, rng)
    ink.mark_sample(sheet.image, (1430, 40), 40)
    return sheet


def _invoice_items(sheet: Sheet, rng: Random, frame: Ink) -> Decimal:
    ink.table(sheet.image, (60, 220, 1500, 590), [0.5], [0.16], frame)
    for x in (80, 800):
        sheet.print((x, 236), "项目名称", 28, "sans", frame)
        sheet.print((x + 420, 236), "金额（元）", 28, "sans", frame)
    total = Decimal(0)
    for place, item in enumerate(rng.sample(ITEMS, rng.randint(3, 9))):
        amount = Decimal(rng.randint(800, 620_000)) / 100
        x, y = (80 if place % 2 == 0 else 800), 296 + place // 2 * 54
        sheet.print((x, y), item, 28, "sans")
        sheet.print((x + 430, y), f"{amount:.2f}", 28, "mono")
        total += amount
    return total


def _invoice_foot(sheet: Sheet, rng: Random, frame: Ink, total: Decimal) -> None:
    insured = (total * rng.randint(0, 85) / 100).quantize(Decimal("0.01")) if rng.random() < 0.85 else Decimal("0.00")
    sheet.print((80, 612), f"金额合计（大写）{_yuan_in_words(total)}", 30, "sans")
    sheet.print((980, 612), "（小写）", 30, "sans", frame)
    sheet.fill("total", f"{total:.2f}", (1120, 611), f"{rng.choice(('￥', ''))}{total:.2f}", 30)
    ink.table(sheet.image, (60, 596, 1500, 880), [], [0.2], frame)
    sheet.print((80, 680), "医保统筹基金支付：", 28, "sans", frame)
    sheet.fill("paid_by_insurance", f"{insured:.2f}", (340, 679), f"{insured:.2f}", 28)
    sheet.print((1040, 680), rng.choice(("个人支付：", "个人现金支付：", "个人自付：")), 28, "sans", frame)
    sheet.fill("paid_self", f"{total - insured:.2f}", (1250, 679), f"{total - insured:.2f}", 28)
    sheet.print((80, 740), f"业务流水号：{rng.randint(10**11, 10**12 - 1)}    医疗机构类型：综合医院", 26, "sans")
    sheet.print((80, 790), f"性别：{rng.choice('男女')}    医保类型：城乡居民基本医疗保险", 26, "sans")
