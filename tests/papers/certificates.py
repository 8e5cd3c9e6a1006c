"""Certificates of the police and the fire brigade on A4."""

from datetime import timedelta
from random import Random

from tests.papers import ink
from tests.papers.people import READING_DAY, Person, county_name, person
from tests.papers.reports import blank_page, paragraph
from tests.papers.sheet import Sheet

CAUSES = ("电气线路故障", "用火不慎", "遗留火种", "柴草自燃", "取暖炉使用不当")
TROUBLES = (
    "驾驶机动车未按操作规范安全驾驶", "未与前车保持安全距离", "横过道路未走人行横道", "在没有交通信号的道路上未减速慢行",
)  # fmt: skip
VEHICLES = ("小型轿车", "普通二轮摩托车", "三轮汽车", "电动自行车")


def _moment(sheet: Sheet, at: tuple[float, float], face: str) -> tuple[float, float, float, float]:
    """The day of the event, with its hour and minute."""
    rng, day = sheet.rng, READING_DAY - timedelta(days=sheet.rng.randint(10, 500))
    moment = f"{day.year}年{day.month}月{day.day}日{rng.randint(0, 23)}时{rng.randint(0, 59):02d}分"
    return sheet.fill("date", day.isoformat(), at, moment, 34, face)


def _number(sheet: Sheet, number: str) -> None:
    sheet.fill("number", number, (1140 - ink.width_of(number, 32, "serif"), 256), number, 32, "serif")


def _signed(sheet: Sheet, y: float, office: str, stamp: str) -> None:
    """Office, day of the paper, stamp."""
    sheet.print((640, y), office, 34, "serif")
    issued = READING_DAY - timedelta(days=sheet.rng.randint(0, 9))
    sheet.print((760, y + 60), f"{issued.year}年{issued.month}月{issued.day}日", 34, "serif")
    ink.stamp(sheet.image, (850, y + 30), stamp, 125, sheet.rng)


def accident_certificate(rng: Random, by_hand: bool = False) -> Sheet:
    """道路交通事故认定书: number, day and place, the people, how it came about, the office."""
    one, other = person(rng, 18), person(rng, 16)
    county, form = county_name(one.region), rng.choice(("", "", "（简易程序）"))
    office = f"{county}公安局交通警察大队"
    sheet, face = blank_page(rng, by_hand, f"道路交通事故认定书{form}")
    sheet.fill("authority", office, (620 - ink.width_of(office, 44, "serif-bold") / 2, 96), office, 44, "serif-bold")
    _number(sheet, f"第{one.region}{rng.randint(1, 9)}{READING_DAY.year}{rng.randint(1, 99999):05d}号")
    sheet.print((100, 330), rng.choice(("交通事故时间：", "事故发生时间：")), 34, "serif-bold")
    _moment(sheet, (345, 329), face)
    sheet.print((860, 330), f"天气：{rng.choice('晴阴雨雪')}", 34, "serif")
    road = f"国道{rng.choice((213, 317, 210, 321))}线{rng.randint(1, 999)}公里{rng.randint(1, 9)}00米处"
    place = rng.choice((f"{county}境内{road}", f"{county}人民路与团结街路口"))
    sheet.print((100, 396), rng.choice(("交通事故地点：", "事故发生地点：")), 34, "serif-bold")
    sheet.fill("place", place, (345, 395), place, 34, face)
    y = _parties(sheet, (one, other), face)
    sheet.print((100, y + 10), "道路交通事故发生经过及形成原因分析：", 34, "serif-bold")
    story = f"　　甲方行驶至上述地点时，{rng.choice(TROUBLES)}，与乙方发生碰撞，造成乙方受伤、车辆受损的道路交通事故。"
    y = paragraph(sheet, (100, y + 66), story)
    finding = (
        f"　　根据《道路交通安全法实施条例》第九十一条之规定，认定{one.name}承担{rng.choice(('全部', '主要'))}责任。"
    )
    y = paragraph(sheet, (100, y + 16), finding)
    _signed(sheet, y + 120, office, f"{county}公安局交警大队")
    return sheet


def _parties(sheet: Sheet, two: tuple[Person, Person], face: str) -> float:
    """Who was in it, each with sex, age, address and vehicle."""
    sheet.print((100, 480), "当事人、车辆、道路和交通环境等基本情况：", 34, "serif-bold")
    y, people = 540.0, "、".join(who.name for who in two)
    for order, who in zip("甲乙", two, strict=True):
        sheet.print((164, y), f"{order}方：", 32, "serif")
        box = sheet.fill("people", people, (266, y - 2), who.name, 34, face)
        rest = f"，{who.sex}，{who.age}岁，住{who.address}，驾驶{sheet.rng.choice(VEHICLES)}。"
        room = int((1120 - box[2]) / 32)
        sheet.print((box[2] + 4, y), rest[:room], 32, "serif")
        y = paragraph(sheet, (100, y + 50), rest[room:]) + 14
    return y


def fire_certificate(rng: Random, by_hand: bool = False) -> Sheet:
    """火灾事故认定书 of the fire brigade, or a plain 火灾证明."""
    who = person(rng, 18)
    county, plain = county_name(who.region), rng.random() < 0.4
    office = f"{county}消防救援大队"
    title = "火灾证明" if plain else rng.choice(("火灾事故认定书", "火灾事故简易调查认定书"))
    sheet, face = blank_page(rng, by_hand, title)
    sheet.layout = "plain" if plain else "formal"
    sheet.fill("authority", office, (620 - ink.width_of(office, 44, "serif-bold") / 2, 96), office, 44, "serif-bold")
    _number(sheet, f"{county[0]}消火认字〔{READING_DAY.year}〕第{rng.randint(1, 300):04d}号")
    y = (_plain_fire if plain else _formal_fire)(sheet, who, face)
    _signed(sheet, y + 160, office, office)
    return sheet


def _plain_fire(sheet: Sheet, who: Person, face: str) -> float:
    for line, text in enumerate((f"　　兹证明{who.name}（身份证号", f"{who.id_number}）位于")):
        sheet.print((100, 360 + line * 56), text, 34, "serif")
    sheet.fill("place", who.address, (100, 472), who.address, 34, face)
    sheet.print((100, 528), "的住房，于", 34, "serif")
    box = _moment(sheet, (280, 528), face)
    sheet.print((box[2], 528), "发生火灾，造成房屋及", 34, "serif")
    return paragraph(sheet, (100, 584), "屋内财物烧毁。火灾原因正在调查中。特此证明。", 34, 30)


def _formal_fire(sheet: Sheet, who: Person, face: str) -> float:
    rng = sheet.rng
    sheet.print((100, 340), rng.choice(("起火时间：", "火灾时间：")), 34, "serif-bold")
    _moment(sheet, (280, 339), face)
    sheet.print((100, 410), rng.choice(("起火地点：", "火灾地点：")), 34, "serif-bold")
    sheet.fill("place", who.address, (280, 409), who.address, 32, face)
    sheet.print((100, 490), "火灾事故基本情况：", 34, "serif-bold")
    loss = f"烧毁房屋{rng.randint(1, 6)}间及家具、粮食等物品，无人员伤亡。"
    y = paragraph(sheet, (100, 550), f"　　{who.name}家木结构房屋发生火灾，{loss}")
    appeal = "如对本认定不服，可自收到之日起十五日内申请复核。"
    return paragraph(sheet, (100, y + 30), f"　　经调查，起火原因为{rng.choice(CAUSES)}。{appeal}")
