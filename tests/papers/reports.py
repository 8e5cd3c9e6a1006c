"""Medical papers on A4: certificate of diagnosis and discharge note."""

from datetime import date, timedelta
from random import Random

from PIL import Image

from tests.papers import ink
from tests.papers.documents import hospital_name
from tests.papers.people import READING_DAY, person
from tests.papers.sheet import Sheet

PAGE = (1240, 1754)
DIAGNOSES = (
    "慢性肾功能衰竭（尿毒症期）", "右肺下叶恶性肿瘤", "急性脑梗死；高血压病3级", "左侧股骨颈骨折", "2型糖尿病；糖尿病肾病",
    "肝硬化失代偿期", "急性淋巴细胞白血病", "冠状动脉粥样硬化性心脏病", "腰椎间盘突出症", "精神分裂症", "乳腺恶性肿瘤术后化疗",
    "慢性阻塞性肺疾病急性加重", "先天性心脏病；室间隔缺损", "全身多处烧伤（Ⅱ度，30%）", "胃癌术后",
)  # fmt: skip


def _day(value: date, rng: Random) -> str:
    return rng.choice((f"{value.year}年{value.month}月{value.day}日", f"{value:%Y-%m-%d}", f"{value:%Y年%m月%d日}"))


def blank_page(rng: Random, by_hand: bool, title: str, above: str = "") -> tuple[Sheet, str]:
    """An A4 sheet with its title and the name of the house above it, and the face it is filled in with."""
    sheet = Sheet(Image.new("RGB", PAGE, rng.choice(((250, 250, 247), (246, 245, 238), (252, 252, 252)))), rng, by_hand)
    if above:
        sheet.fill("hospital", above, (620 - ink.width_of(above, 54, "serif-bold") / 2, 84), above, 54, "serif-bold")
    sheet.print((620 - ink.width_of(title, 58, "sans-bold") / 2, 166), title, 58, "sans-bold")
    ink.mark_sample(sheet.image, (1110, 30), 44)
    return sheet, sheet.hand or rng.choice(("serif", "sans", "serif-bold"))


def paragraph(sheet: Sheet, at: tuple[float, float], text: str, size: int = 32, wide: int = 33) -> float:
    """Text of the form broken after `wide` characters; gives the y below it."""
    x, y = at
    for start in range(0, len(text), wide):
        sheet.print((x, y), text[start : start + wide], size, "serif")
        y += size * 1.55
    return y


def diagnosis(rng: Random, by_hand: bool = False) -> Sheet:
    """A certificate of diagnosis, or a discharge note with both days."""
    return _discharge(rng, by_hand) if rng.random() < 0.5 else _certificate(rng, by_hand)


def _head(sheet: Sheet, face: str, age: int, name: str, sex: str, y: float) -> None:
    sheet.print((100, y), sheet.rng.choice(("姓名：", "姓 名：", "患者：")), 34, "serif")
    sheet.fill("name", name, (204, y - 3), name, 38, face)
    sheet.print((540, y), f"性别：{sex}", 34, "serif")
    sheet.print((760, y), "年龄：", 34, "serif")
    sheet.fill("age", str(age), (864, y - 2), f"{age}岁", 36, face)


def _certificate(rng: Random, by_hand: bool) -> Sheet:
    who = person(rng, 1)
    hospital, day = hospital_name(rng, who), READING_DAY - timedelta(days=rng.randint(0, 500))
    what = rng.choice(DIAGNOSES)
    title = rng.choice(("疾病诊断证明书", "诊断证明书", "疾病证明书"))
    sheet, face = blank_page(rng, by_hand, title, hospital)
    sheet.layout = "certificate"
    _head(sheet, face, who.age, who.name, who.sex, 300)
    sheet.print(
        (100, 372),
        f"科别：{rng.choice(('内科', '骨科', '肿瘤科', '肾内科'))}    门诊/住院号：{rng.randint(10**6, 10**7)}",
        34,
        "serif",
    )
    sheet.print((100, 460), rng.choice(("临床诊断：", "诊　　断：", "初步诊断：")), 36, "serif-bold")
    y = sheet.lines("diagnosis", what, (290, 458), 38, 20, face)
    sheet.print((100, max(y + 60, 620)), "建议：", 36, "serif-bold")
    advice = rng.choice(
        ("休息三个月，门诊定期复查，继续药物治疗。", "住院治疗，需长期透析。", "加强营养，陪护一人，一月后复查。")
    )
    paragraph(sheet, (220, max(y + 62, 622)), advice, 34, 27)
    sheet.print((700, 1130), "医师签名：", 34, "serif")
    ink.write(sheet.image, (880, 1120), rng.choice(("王建", "杨秀", "罗强")), 46, "hand", rng=rng)
    sheet.print((700, 1230), "日期：", 34, "serif")
    sheet.fill("date", day.isoformat(), (810, 1228), _day(day, rng), 36, face)
    sheet.print((100, 1640), "注：本证明未加盖医院公章无效。", 28, "serif")
    ink.stamp(sheet.image, (830, 1210), f"{hospital}诊断证明专用章", 130, rng)
    return sheet


def _discharge(rng: Random, by_hand: bool) -> Sheet:
    who = person(rng, 1)
    hospital, out, what = (
        hospital_name(rng, who),
        READING_DAY - timedelta(days=rng.randint(2, 500)),
        rng.choice(DIAGNOSES),
    )
    came = out - timedelta(days=rng.randint(2, 60))
    sheet, face = blank_page(rng, by_hand, rng.choice(("出院记录", "出院小结", "出院证明书")), hospital)
    sheet.layout = "discharge"
    _head(sheet, face, who.age, who.name, who.sex, 290)
    for label, key, value, x in (("入院日期：", "admitted_on", came, 100), ("出院日期：", "discharged_on", out, 640)):
        sheet.print((x, 360), label, 34, "serif")
        sheet.fill(key, value.isoformat(), (x + 175, 359), _day(value, rng), 34, face)
    sheet.print((100, 430), f"住院天数：{(out - came).days}天    住院号：{rng.randint(10**6, 10**7)}", 34, "serif")
    sheet.print((100, 510), "出院诊断：", 36, "serif-bold")
    y = max(sheet.lines("diagnosis", what, (290, 508), 36, 22, face) + 30, 600)
    sheet.print((100, y), "入院情况：", 34, "serif-bold")
    y = paragraph(
        sheet,
        (100, y + 56),
        "患者因反复不适加重一周入院。查体：体温36.8℃，脉搏86次/分，血压132/84mmHg，神志清楚，双肺呼吸音清。",
        32,
    )
    sheet.print((100, y + 20), "诊疗经过：", 34, "serif-bold")
    y = paragraph(
        sheet,
        (100, y + 76),
        "入院后完善血常规、肝肾功能、心电图、CT等检查，予对症支持治疗，患者病情好转，一般情况可，准予出院。",
        32,
    )
    sheet.print((100, y + 20), "出院医嘱：", 34, "serif-bold")
    y = paragraph(sheet, (100, y + 76), "1.注意休息，避免劳累；2.按时服药；3.两周后门诊复查，如有不适随时就诊。", 32)
    sheet.print((700, y + 80), "医师：", 34, "serif")
    ink.write(sheet.image, (810, y + 70), rng.choice(("陈丽", "韦军", "泽仁")), 46, "hand", rng=rng)
    if rng.random() < 0.7:
        sheet.fill("date", out.isoformat(), (700, y + 150), _day(out, rng), 34, face)
    ink.stamp(sheet.image, (830, y + 130), f"{hospital}病案专用章", 115, rng)
    return sheet
