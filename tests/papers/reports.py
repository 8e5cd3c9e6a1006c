"""Written papers on A4: diagnosis, discharge note, certificates of a traffic accident and of a fire."""

from datetime import date, timedelta
from random import Random

from PIL import Image

from tests.papers import ink
from tests.papers.documents import hospital_name
from tests.papers.people import READING_DAY, county_name, person
from tests.papers.sheet import Sheet

PAGE = (1240, 1754)
DIAGNOSES = (
    "慢性肾功能衰竭（尿毒症期）", "右肺下叶恶性肿瘤", "急性脑梗死；高血压病3级", "左侧股骨颈骨折", "2型糖尿病；糖尿病肾病",
    "肝硬化失代偿期", "急性淋巴细胞白血病", "冠状动脉粥样硬化性心脏病", "腰椎间盘突出症", "精神分裂症", "乳腺恶性肿瘤术后化疗",
    "慢性阻塞性肺疾病急性加重", "先天性心脏病；室间隔缺损", "全身多处烧伤（Ⅱ度，30%）", "胃癌术后",
)  # fmt: skip
CAUSES = ("电气线路故障", "用火不慎", "遗留火种", "柴草自燃", "取暖炉使用不当")
TROUBLES = (
    "驾驶机动车未按操作规范安全驾驶",
    "未与前车保持安全距离",
    "横过道路未走人行横道",
    "在没有交通信号的道路上未减速慢行",
)


def _day(value: date, rng: Random) -> str:
    return rng.choice((f"{value.year}年{value.month}月{value.day}日", f"{value:%Y-%m-%d}", f"{value:%Y年%m月%d日}"))


def _page(rng: Random, by_hand: bool, title: str, above: str = "") -> tuple[Sheet, str]:
    sheet = Sheet(Image.new("RGB", PAGE, rng.choice(((250, 250, 247), (246, 245, 238), (252, 252, 252)))), rng, by_hand)
    if above:
        sheet.fill("hospital", above, (620 - ink.width_of(above, 54, "serif-bold") / 2, 84), above, 54, "serif-bold")
    sheet.print((620 - ink.width_of(title, 58, "sans-bold") / 2, 166), title, 58, "sans-bold")
    ink.mark_sample(sheet.image, (1110, 30), 44)
    return sheet, sheet.hand or rng.choice(("serif", "sans", "serif-bold"))


def _paragraph(sheet: Sheet, at: tuple[float, float], text: str, size: int = 32, wide: int = 33) -> float:
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
    hospital, day, what = (
        hospital_name(rng, who),
        READING_DAY - timedelta(days=rng.randint(0, 500)),
        rng.choice(DIAGNOSES),
    )
    title = rng.choice(("疾病诊断证明书", "诊断证明书", "疾病证明书"))
    sheet, face = _page(rng, by_hand, title, hospital)
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
    _paragraph(sheet, (220, max(y + 62, 622)), advice, 34, 27)
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
    sheet, face = _page(rng, by_hand, rng.choice(("出院记录", "出院小结", "出院证明书")), hospital)
    sheet.layout = "discharge"
    _head(sheet, face, who.age, who.name, who.sex, 290)
    for label, key, value, x in (("入院日期：", "admitted_on", came, 100), ("出院日期：", "discharged_on", out, 640)):
        sheet.print((x, 360), label, 34, "serif")
        sheet.fill(key, value.isoformat(), (x + 175, 359), _day(value, rng), 34, face)
    sheet.print((100, 430), f"住院天数：{(out - came).days}天    住院号：{rng.randint(10**6, 10**7)}", 34, "serif")
    sheet.print((100, 510), "出院诊断：", 36, "serif-bold")
    y = max(sheet.lines("diagnosis", what, (290, 508), 36, 22, face) + 30, 600)
    sheet.print((100, y), "入院情况：", 34, "serif-bold")
    y = _paragraph(
        sheet,
        (100, y + 56),
        "患者因反复不适加重一周入院。查体：体温36.8℃，脉搏86次/分，血压132/84mmHg，神志清楚，双肺呼吸音清。",
        32,
    )
    sheet.print((100, y + 20), "诊疗经过：", 34, "serif-bold")
    y = _paragraph(
        sheet,
        (100, y + 76),
        "入院后完善血常规、肝肾功能、心电图、CT等检查，予对症支持治疗，患者病情好转，一般情况可，准予出院。",
        32,
    )
    sheet.print((100, y + 20), "出院医嘱：", 34, "serif-bold")
    y = _paragraph(sheet, (100, y + 76), "1.注意休息，避免劳累；2.按时服药；3.两周后门诊复查，如有不适随时就诊。", 32)
    sheet.print((700, y + 80), "医师：", 34, "serif")
    ink.write(sheet.image, (810, y + 70), rng.choice(("陈丽", "韦军", "泽仁")), 46, "hand", rng=rng)
    if rng.random() < 0.7:
        sheet.fill("date", out.isoformat(), (700, y + 150), _day(out, rng), 34, face)
    ink.stamp(sheet.image, (830, y + 130), f"{hospital}病案专用章", 115, rng)
    return sheet


def accident_certificate(rng: Random, by_hand: bool = False) -> Sheet:
    """道路交通事故认定书: number, day and place, the people, how it came about, the office."""
    one, other = person(rng, 18), person(rng, 16)
    county = county_name(one.region)
    day = READING_DAY - timedelta(days=rng.randint(10, 500))
    office = f"{county}公安局交通警察大队"
    sheet, face = _page(rng, by_hand, "道路交通事故认定书" if rng.random() < 0.7 else "道路交通事故认定书（简易程序）")
    sheet.fill("authority", office, (620 - ink.width_of(office, 44, "serif-bold") / 2, 96), office, 44, "serif-bold")
    number = f"第{one.region}{rng.randint(1, 9)}{day.year}{rng.randint(1, 99999):05d}号"
    sheet.fill("number", number, (1140 - ink.width_of(number, 32, "serif"), 256), number, 32, "serif")
    sheet.print((100, 330), "交通事故时间：", 34, "serif-bold")
    moment = f"{day.year}年{day.month}月{day.day}日{rng.randint(0, 23)}时{rng.randint(0, 59):02d}分"
    sheet.fill("date", day.isoformat(), (345, 329), moment, 34, face)
    sheet.print((860, 330), f"天气：{rng.choice('晴阴雨雪')}", 34, "serif")
    place = rng.choice(
        (
            f"{county}境内国道{rng.choice((213, 317, 210, 321))}线{rng.randint(1, 999)}公里{rng.randint(1, 9)}00米处",
            f"{county}人民路与团结街路口",
        )
    )
    sheet.print((100, 396), "交通事故地点：", 34, "serif-bold")
    sheet.fill("place", place, (345, 395), place, 34, face)
    sheet.print((100, 480), "当事人、车辆、道路和交通环境等基本情况：", 34, "serif-bold")
    y = 540.0
    people = "、".join((one.name, other.name))
    for order, who in (("甲", one), ("乙", other)):
        sheet.print((164, y), f"{order}方：", 32, "serif")
        box = sheet.fill("people", people, (266, y - 2), who.name, 34, face)
        rest = f"，{who.sex}，{who.age}岁，住{who.address}，驾驶{rng.choice(('小型轿车', '普通二轮摩托车', '三轮汽车', '电动自行车'))}。"
        room = int((1120 - box[2]) / 32)
        sheet.print((box[2] + 4, y), rest[:room], 32, "serif")
        y = _paragraph(sheet, (100, y + 50), rest[room:], 32) + 14
    sheet.print((100, y + 10), "道路交通事故发生经过及形成原因分析：", 34, "serif-bold")
    fault = rng.choice(TROUBLES)
    y = _paragraph(
        sheet,
        (100, y + 66),
        f"　　甲方行驶至上述地点时，{fault}，与乙方发生碰撞，造成乙方受伤、车辆受损的道路交通事故。",
        32,
    )
    y = _paragraph(
        sheet,
        (100, y + 16),
        f"　　根据《道路交通安全法实施条例》第九十一条之规定，认定{one.name}承担{rng.choice(('全部', '主要'))}责任。",
        32,
    )
    sheet.print((640, y + 120), office, 34, "serif")
    issued = min(day + timedelta(days=rng.randint(3, 20)), READING_DAY)
    sheet.print((760, y + 180), f"{issued.year}年{issued.month}月{issued.day}日", 34, "serif")
    ink.stamp(sheet.image, (850, y + 150), f"{county}公安局交警大队", 125, rng)
    return sheet


def fire_certificate(rng: Random, by_hand: bool = False) -> Sheet:
    """火灾事故认定书 of the fire brigade, or a plain 火灾证明."""
    who = person(rng, 18)
    county, day = county_name(who.region), READING_DAY - timedelta(days=rng.randint(3, 500))
    office = f"{county}消防救援大队"
    plain = rng.random() < 0.4
    sheet, face = _page(rng, by_hand, "火灾证明" if plain else rng.choice(("火灾事故认定书", "火灾事故简易调查认定书")))
    sheet.layout = "plain" if plain else "formal"
    sheet.print((620 - ink.width_of(office, 44, "serif-bold") / 2, 96), office, 44, "serif-bold")
    number = f"{county[0]}消火认字〔{day.year}〕第{rng.randint(1, 300):04d}号"
    sheet.fill("number", number, (1140 - ink.width_of(number, 32, "serif"), 256), number, 32, "serif")
    moment = f"{day.year}年{day.month}月{day.day}日{rng.randint(0, 23)}时{rng.randint(0, 59):02d}分"
    if plain:
        text = (("", f"　　兹证明{who.name}（身份证号"), ("", f"{who.id_number}）位于"))
        y = 360.0
        for _, part in text:
            sheet.print((100, y), part, 34, "serif")
            y += 56
        sheet.fill("place", who.address, (100, y), who.address, 34, face)
        sheet.print((100, y + 56), "的住房，于", 34, "serif")
        box = sheet.fill("date", day.isoformat(), (280, y + 56), moment, 34, face)
        sheet.print((box[2], y + 56), "发生火灾，造成房屋及", 34, "serif")
        y = _paragraph(sheet, (100, y + 112), "屋内财物烧毁。火灾原因正在调查中。特此证明。", 34, 30)
    else:
        sheet.print((100, 340), rng.choice(("起火时间：", "火灾时间：")), 34, "serif-bold")
        sheet.fill("date", day.isoformat(), (280, 339), moment, 34, face)
        sheet.print((100, 410), rng.choice(("起火地点：", "火灾地点：")), 34, "serif-bold")
        sheet.fill("place", who.address, (280, 409), who.address, 32, face)
        sheet.print((100, 490), "火灾事故基本情况：", 34, "serif-bold")
        y = _paragraph(
            sheet,
            (100, 550),
            f"　　{day.year}年{day.month}月{day.day}日，{who.name}家木结构房屋发生火灾，烧毁房屋{rng.randint(1, 6)}间及家具、粮食等物品，无人员伤亡。",
            32,
        )
        y = _paragraph(
            sheet,
            (100, y + 30),
            f"　　经调查，起火原因为{rng.choice(CAUSES)}。如对本认定不服，可自收到之日起十五日内申请复核。",
            32,
        )
    issued = min(day + timedelta(days=rng.randint(1, 25)), READING_DAY)
    sheet.fill("authority", office, (700, y + 160), office, 34, "serif")
    sheet.print((760, y + 220), f"{issued.year}年{issued.month}月{issued.day}日", 34, "serif")
    ink.stamp(sheet.image, (860, y + 190), office, 120, rng)
    return sheet
