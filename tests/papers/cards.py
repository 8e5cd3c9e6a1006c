"""Cards in the hand: identity card, residence permit, disability card, bank card; 85.6 × 54 mm as 1080 × 681 pixels."""

from datetime import date, timedelta
from random import Random

from PIL import Image, ImageDraw

from tests.papers import ink
from tests.papers.ink import Ink
from tests.papers.people import READING_DAY, Person, address, county_name, person
from tests.papers.sheet import Sheet

CARD = (1080, 681)
LABEL: Ink = (64, 120, 168)
BANKS = (
    ("中国农业银行", "622848", (0, 110, 84)), ("中国工商银行", "622202", (176, 30, 40)), ("中国建设银行", "621700", (26, 70, 150)),
    ("中国邮政储蓄银行", "621799", (20, 100, 60)), ("中国银行", "621661", (160, 20, 44)), ("贵州省农村信用社", "621779", (30, 110, 110)),
    ("四川农信", "621033", (36, 96, 140)), ("四川省农村信用社联合社", "622169", (30, 80, 130)), ("贵阳银行", "621735", (200, 120, 20)),
)  # fmt: skip
KINDS = ("视力", "听力", "言语", "肢体", "智力", "精神", "多重")
LEVELS = ("一级", "二级", "三级", "四级")


def _sheet(rng: Random, paper: Ink, thread: Ink, style: int) -> Sheet:
    return Sheet(ink.guilloche(CARD, paper, thread, style), rng)


def _corners(sheet: Sheet, radius: int = 36) -> Sheet:
    """Rounds the corners: what is outside becomes transparent."""
    mask = Image.new("L", sheet.image.size)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, mask.width - 1, mask.height - 1), radius, fill=255)
    sheet.image.putalpha(mask)
    return sheet


def _number(sheet: Sheet, who: Person, at: tuple[float, float], size: int) -> None:
    face = sheet.rng.choice(("mono", "mono-bold", "sans"))
    sheet.fill(
        "id_number", who.id_number, at, who.id_number, size, face, spacing=size * (0.1 if face == "sans" else 0.06)
    )


def id_card_front(rng: Random) -> Sheet:
    """The side with the portrait; the second-generation card."""
    sheet, who = _sheet(rng, (226, 236, 240), (196, 218, 226), 1), person(rng)
    face = rng.choice(("sans", "sans", "sans-bold", "serif-bold"))
    sheet.print((76, 74), "姓 名", 30, "sans", LABEL)
    sheet.fill("name", who.name, (190, 66), who.name, 42 if len(who.name) < 8 else 34, face)
    sheet.print((76, 156), "性 别", 30, "sans", LABEL)
    sheet.fill("sex", who.sex, (190, 152), who.sex, 36, face)
    sheet.print((310, 156), "民 族", 30, "sans", LABEL)
    sheet.fill("ethnicity", who.ethnicity, (422, 152), who.ethnicity, 36, face)
    sheet.print((76, 236), "出 生", 30, "sans", LABEL)
    x = 190.0
    for part, unit, gap in ((who.born.year, "年", 14), (who.born.month, "月", 18), (who.born.day, "日", 18)):
        box = sheet.fill("birth_date", who.born.isoformat(), (x, 232), str(part), 36, face)
        sheet.print((box[2] + gap, 236), unit, 30, "sans", LABEL)
        x = box[2] + gap + 30 + 22
    sheet.print((76, 322), "住 址", 30, "sans", LABEL)
    sheet.lines("address", who.address, (190, 316), 36, 12, face)
    sheet.print((76, 576), "公民身份号码", 30, "sans", LABEL)
    _number(sheet, who, (356, 566), 42)
    ink.portrait(sheet.image, (716, 92, 1006, 440), rng)
    ink.mark_sample(sheet.image, (824, 30), 36)
    return _corners(sheet)


def _until(issued: date, age: int) -> tuple[str, str]:
    """When a card of this age ends, in normal form and as printed: after 5, 10, 20 years or never."""
    if age >= 46:
        return "长期", "长期"
    years = 5 if age < 16 else 10 if age < 26 else 20
    day = issued - timedelta(days=1) if (issued.month, issued.day) == (2, 29) else issued
    ends = day.replace(year=day.year + years)
    return ends.isoformat(), f"{ends:%Y.%m.%d}"


def _issued(rng: Random, years: int = 12) -> date:
    return READING_DAY - timedelta(days=rng.randint(30, years * 365))


def id_card_back(rng: Random) -> Sheet:
    """The side with the emblem, the authority and the validity."""
    sheet, who = _sheet(rng, (228, 236, 232), (200, 216, 214), 2), person(rng)
    draw = ImageDraw.Draw(sheet.image)
    draw.ellipse((70, 62, 262, 262), fill=(206, 52, 44))
    draw.ellipse((88, 80, 244, 244), outline=(236, 190, 70), width=8)
    draw.polygon(
        [
            (166, 98),
            (182, 142),
            (228, 142),
            (191, 168),
            (205, 212),
            (166, 186),
            (127, 212),
            (141, 168),
            (104, 142),
            (150, 142),
        ],
        fill=(236, 190, 70),
    )
    sheet.print((330, 84), "中华人民共和国", 66, "serif-bold", spacing=14)
    sheet.print((316, 190), "居民身份证", 88, "sans-bold", spacing=34)
    ink.mark_sample(sheet.image, (930, 320), 36)
    sheet.print((226, 476), "签发机关", 32, "sans-bold")
    office = county_name(who.region) + "公安局"
    sheet.fill("authority", office, (404, 472), office, 36)
    sheet.print((226, 574), "有效期限", 32, "sans-bold")
    issued = _issued(rng)
    value, text = _until(issued, who.age)
    box = sheet.fill("valid_from", issued.isoformat(), (404, 570), f"{issued:%Y.%m.%d}", 36)
    box = sheet.print((box[2], 570), "-", 36)
    sheet.fill("valid_until", value, (box[2] + 4, 570), text, 36)
    sheet.glyph = 26.0
    return _corners(sheet)


def residence_permit(rng: Random) -> Sheet:
    """A residence permit: with the validity and both addresses, or without the validity."""
    sheet, who = _sheet(rng, (222, 238, 232), (180, 218, 206), 3), person(rng)
    sheet.layout = rng.choice(("whole", "short"))
    sheet.print(
        (330, 34), "中华人民共和国居住证" if sheet.layout == "whole" else "居 住 证", 42, "serif-bold", (30, 90, 70)
    )
    green: Ink = (50, 110, 90)
    rows = (("姓名", "name", who.name), ("性别", "sex", who.sex), ("出生", "birth_date", who.born.isoformat()))
    for row, (label, key, value) in enumerate(rows):
        y = 112 + row * 58
        sheet.print((60, y), label, 28, "sans", green)
        text = f"{who.born.year}年{who.born.month}月{who.born.day}日" if key == "birth_date" else value
        sheet.fill(key, value, (150, y - 4), text, 34)
    sheet.print((290, 170), "民族", 28, "sans", green)
    sheet.fill("ethnicity", who.ethnicity, (380, 166), who.ethnicity, 34)
    home = address(rng, rng.choice(("513201", "522702", "513221", "520102", "510104")))
    if sheet.layout == "whole":
        sheet.print((60, 296), "户籍地址", 28, "sans", green)
        for line, start in enumerate(range(0, len(who.address), 17)):
            sheet.print((190, 292 + line * 38), who.address[start : start + 17], 28)
        sheet.print((60, 396), "居住地址", 28, "sans", green)
        sheet.lines("address", home, (190, 392), 28, 17)
        sheet.print((60, 614), "有效期限", 28, "sans", green)
        ends = READING_DAY + timedelta(days=rng.randint(20, 360))
        start_day = ends - timedelta(days=364)
        box = sheet.print((190, 612), f"{start_day:%Y.%m.%d}-", 30)
        sheet.fill("valid_until", ends.isoformat(), (box[2], 612), f"{ends:%Y.%m.%d}", 30)
    else:
        sheet.print((60, 306), rng.choice(("居住地址", "现住址", "住址")), 28, "sans", green)
        sheet.lines("address", home, (200, 302), 32, 14)
        sheet.print((600, 624), f"{county_name(who.region)}公安局", 26, "sans", green)
    sheet.print((60, 546), "公民身份号码", 28, "sans", green)
    _number(sheet, who, (260, 536), 40)
    ink.portrait(sheet.image, (780, 106, 1020, 392), rng)
    ink.mark_sample(sheet.image, (900, 36), 34)
    return _corners(sheet)


def disability_card(rng: Random, by_hand: bool = False) -> Sheet:
    """The smart card, or the page of the booklet."""
    who, kind, level = person(rng, 3), rng.randrange(7), rng.randrange(4)
    number = f"{who.id_number}{kind + 1}{level + 1}"
    ends = READING_DAY + timedelta(days=rng.randint(-300, 3500))
    if by_hand or rng.random() < 0.5:
        return _disability_booklet(rng, who, (kind, level), number, ends, by_hand)
    sheet = _sheet(rng, (240, 234, 222), (222, 206, 184), 1)
    sheet.layout = "card"
    sheet.print((250, 36), "中华人民共和国残疾人证", 46, "sans-bold", (150, 50, 40))
    rows = (("姓名", "name", who.name), ("性别", "", who.sex), ("残疾类别", "category", KINDS[kind]),
            ("残疾等级", "level", LEVELS[level]), (rng.choice(("证号", "证件号", "残疾人证号")), "card_number", number))  # fmt: skip
    for row, (label, key, value) in enumerate(rows):
        y = 138 + row * 78 if row < 4 else 470
        sheet.print((66, y), label, 32, "sans", (120, 70, 50))
        sheet.fill(key, value, (230, y - 6), value, 38) if key else sheet.print((230, y - 6), value, 38)
    sheet.note("id_number", who.id_number, sheet.boxes["card_number"], 38)
    sheet.print((66, 560), rng.choice(("有效期至", "有效期限", "有效期")), 32, "sans", (120, 70, 50))
    sheet.fill("valid_until", ends.isoformat(), (230, 554), f"{ends:%Y年%m月%d日}", 36)
    ink.portrait(sheet.image, (770, 130, 1020, 440), rng)
    ink.mark_sample(sheet.image, (940, 620), 34)
    return _corners(sheet)


def _disability_booklet(
    rng: Random, who: Person, what: tuple[int, int], number: str, ends: date, by_hand: bool
) -> Sheet:
    sheet = Sheet(Image.new("RGB", (1180, 860), (244, 242, 232)), rng, by_hand, "booklet").slipped(14, 12)
    face = sheet.hand or rng.choice(("serif", "sans", "serif-bold"))
    ink.table(sheet.image, (50, 60, 1130, 800), [0.19], [0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875], width=2)
    born = f"{who.born.year}年{who.born.month}月"
    rows = (("姓 名", "name", who.name, who.name), ("性别 出生", "", "", f"{who.sex}     {born}     民族 {who.ethnicity}"),
            ("住 址", "", "", who.address), ("残疾类别", "category", KINDS[what[0]], KINDS[what[0]] + "残疾"),
            ("残疾等级", "level", LEVELS[what[1]], LEVELS[what[1]]), ("残疾人证号", "card_number", number, number),
            ("发证机关", "", "", county_name(who.region) + "残疾人联合会"),
            ("有效期至", "valid_until", ends.isoformat(), f"{ends.year}年{ends.month}月{ends.day}日"))  # fmt: skip
    for row, (label, key, value, text) in enumerate(rows):
        y = 60 + 740 * row / 8 + 24
        sheet.print((68, y), label, 34, "serif-bold")
        if key:
            sheet.fill(key, value, (274, y - 2), text, 40 if key in ("name", "card_number") else 36, face)
        else:
            for line, start in enumerate(range(0, len(text), 19 if row == 2 else 60)):
                sheet.print(
                    (274, y - (14 if len(text) > 19 and row == 2 else 0) + line * 38),
                    text[start : start + 19] if row == 2 else text,
                    30,
                    "serif",
                )
    sheet.note("id_number", who.id_number, sheet.boxes["card_number"], 40)
    ink.portrait(sheet.image, (900, 76, 1090, 300), rng)
    ink.stamp(sheet.image, (900, 640), f"{county_name(who.region)}残疾人联合会", 110, rng)
    ink.mark_sample(sheet.image, (560, 10), 36)
    return sheet


def luhn(first: str) -> str:
    """The last digit of a bank card after the ones before it."""
    total = 0
    for place, digit in enumerate(reversed(first)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def bank_card(rng: Random) -> Sheet:
    """A debit card: nineteen digits 4-4-4-4-3 (some sixteen), raised or printed flat."""
    bank, prefix, colour = rng.choice(BANKS)
    light = tuple(min(255, part + 34) for part in colour)
    sheet = Sheet(ink.guilloche(CARD, colour, light, 2), rng)  # type: ignore[arg-type]
    length = rng.choice((19, 19, 19, 19, 16))
    first = prefix + "".join(rng.choice("0123456789") for _ in range(length - 1 - len(prefix)))
    number = first + luhn(first)
    draw = ImageDraw.Draw(sheet.image)
    white: Ink = (246, 246, 240)
    draw.ellipse((60, 50, 130, 120), outline=white, width=9)
    sheet.fill("bank", bank, (152, 54), bank, 52, rng.choice(("sans-bold", "serif-bold")), white)
    draw.rounded_rectangle((90, 220, 226, 322), 14, fill=(222, 190, 110), outline=(150, 120, 60), width=3)
    for y in (250, 290):
        draw.line((90, y, 226, y), (150, 120, 60), 3)
    text = " ".join(number[start : start + 4] for start in range(0, length, 4))
    size = 62 if length == 16 else 58
    if rng.random() < 0.6:
        box = ink.emboss(sheet.image, (90, 376), text, size, (222, 222, 214), size * 0.1)
    else:
        box = ink.write(sheet.image, (90, 376), text, size, "mono", white, size * 0.08)
    sheet.note("card_number", number, box, size)
    sheet.print((440, 494), f"VALID THRU {rng.randint(1, 12):02d}/{rng.randint(27, 36)}", 28, "mono", white)
    sheet.print((90, 590), rng.choice(("借记卡 DEBIT", "惠民卡", "金穗惠农卡 DEBIT", "社会保障")), 32, "sans", white)
    draw.rectangle((850, 540, 1010, 636), fill=(24, 60, 120))
    sheet.print((866, 556), "UnionPay", 28, "sans-bold", white)
    sheet.print((878, 592), "银联", 32, "sans-bold", white)
    ink.mark_sample(sheet.image, (940, 60), 36)
    return _corners(sheet)
