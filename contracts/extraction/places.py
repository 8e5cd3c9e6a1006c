"""Where: divisions, with whether somebody comes from there or is there, and hospitals, villages, sites."""

import re
from collections.abc import Iterator

from contracts.extraction.entity import Entity
from contracts.gazetteer import Gazetteer, RegionHit

_ORIGIN_BEFORE = re.compile(
    r"(?:户[口籍囗](?:本|所在地|地)?(?:上)?(?:还|都|落|登记|写的?)*(?:是|在|到|属于)?(?:老家)?|老家(?:是|在|的)?"
    r"|籍贯(?:是)?|来自|从|出生(?:在|于)|原籍(?:是|在)?|娘家(?:是|在)?)$"
)
_ORIGIN_AFTER = re.compile(
    r"(?:那边|这边|省|市|县|州|本地)?(?:的)?(?:户[口籍囗]|籍|老家|过来|来(?:的|这|打工|务工|此|福泉|马尔康|阿坝)"
    r"|上来|下来)"
)
_IS_BEFORE = re.compile(r"(?:我|我们|俺|咱|他|她|本人|老家)(?:们|家)?(?:本来)?(?:是|系)$")
_IS_AFTER = re.compile(
    r"(?:省|市|县|州|那边|这边|本地)?(?:人(?!在|都在|民)|的(?!工地|医院|县|镇|乡|村|街)|过来的|,|\s|$)"
)
_ELSEWHERE_BEFORE = re.compile(
    r"(?:儿子|女儿|娃儿?|男人|老公|老婆|婆娘|爱人|[哥弟姐妹爸妈](?:哥|弟|姐|妹|爸|妈)?|亲戚|孩子|媳妇|丈夫"
    r"|姑娘)[^,。在]{0,4}在$"
)
_ELSEWHERE_AFTER = re.compile(r"[^,。]{0,6}(?:打工|上班|读书|上学|读大学|工作|坐牢|服刑|当兵|念书|务工)")
_MARRIED_TO = re.compile(r"嫁(?:到|去|在|给)了?$")
_HAPPENED_AFTER = re.compile(
    r"[^,。]{0,8}(?:医院|住院|工地|出(?:了)?事|受伤|摔|撞|抢救|病|被|遭|砸|车祸|干活|修|做工|出车)"
)
_HERE_BEFORE = re.compile(
    r"(?:在|到|来|搁|位于|发生在|住|路过|租住|困|待|蹲|跑到|送到|转到|人)(?:在|到|了|起|咱|我们|这边|这个)?$"
)
_PLACE = re.compile(
    r"(?P<name>(?:[\u4e00-\u9fff\d]{1,10}?)(?:中医医?院|人民医院|妇幼保健院|第[一二三四]医院|医院|卫生院|卫生室"
    r"|急诊科?|诊所|村委会|居委会|村(?!里|上|干|支|长|民|主|医|委|头|寨|子|官|组|说)|寨子|寨(?!上|里)|社区(?!工"
    r"|的|里|说|干|来|让)|小区|工地(?!上|里|的|摔|受|干|做|打)?|工棚|矿山|矿上|煤矿|火车站|汽车站|客运站|高铁站"
    r"|车站|派出所|安置点|帐篷区|救助站|招待所|宾馆|旅馆|学校|中学|小学|幼儿园|敬老院|养老院|砖厂|磷矿厂?|化工厂"
    r"|厂(?!里|长)|\d+组|[一二三四五六七八九十]+组|桥下|桥头|桥洞|广场|菜市场|高速路口))"
)
_PLACE_LEAD = re.compile(
    r"^.*(?:现在|就在|住在|躺在|在|到|去|从|是|和|跟|住|来|找|有|叫|个|家|的|了|我们|我|你们|他们|他|她|这边"
    r"|那边|隔壁|附近|旁边|被|给|送|进|往|离|,|那个|这个|一个|某|哪个|回|问|说|让|去了|上|读|要|请|开|建|修"
    r"|进了)(?=[^,]{2,})"
)
_NO_PLACE = re.compile(
    r"^(?:哪个?|什么|啥子?|各|每个?|几个?|同|全|邻|外|本|一个|乡|农|我们?|你们?|他们?|别的|其他|进|住|去|出|看"
    r"|上|读|到|去|大|小|送|转|离|下|不|没|没有|私立|公立|好|多家?|两家?|几家|三甲|三级|当地|老家|附近|隔壁|那个"
    r"|这个|建筑|全村)?(?:医院|卫生院|诊所|村|寨|社区|小区|工地|车站|学校|中学|小学|幼儿园|派出所|厂|工厂|宾馆"
    r"|旅馆|急诊|救助站|敬老院|养老院|村委会|居委会|广场|菜市场)$"
)
_KNOWN_ALONE = {
    "市医院",
    "县医院",
    "州医院",
    "人民医院",
    "中医院",
    "镇卫生院",
    "乡卫生院",
    "妇幼保健院",
    "火车站",
    "汽车站",
    "高铁站",
    "客运站",
}


# Sent on to the seat of the prefecture: where somebody is treated says nothing of where it happened.
_SEAT = frozenset({"州上", "州里", "州里头"})


def find_regions(text: str, gazetteer: Gazetteer | None = None) -> Iterator[Entity]:
    """Every division named in a text; `role` says `origin` (from there), `here`, `elsewhere` or nothing."""
    for hit in (gazetteer or Gazetteer.load()).find(text):
        value: dict[str, str] = {"code": hit.code6, "name": hit.name}
        if hit.township and hit.township_code9:
            value |= {"township": hit.township, "township_code": hit.township_code9}
        yield Entity("region", text[hit.start : hit.end], value, hit.start, hit.end, _role(text, hit))


def _role(text: str, hit: RegionHit) -> str | None:
    if text[hit.start : hit.end] in _SEAT:
        return None
    before = text[max(0, hit.start - 12) : hit.start].rstrip()
    if _ORIGIN_BEFORE.search(before) and not before.endswith("从在"):
        return "origin"
    if _MARRIED_TO.search(before):
        return "elsewhere"
    if _ELSEWHERE_BEFORE.search(before) and not _HAPPENED_AFTER.match(text, hit.end):
        return "elsewhere" if _ELSEWHERE_AFTER.match(text, hit.end) else None
    if _ORIGIN_AFTER.match(text, hit.end):
        return "origin"
    if _IS_BEFORE.search(before) and _IS_AFTER.match(text, hit.end):
        return "origin"
    return "here" if _HERE_BEFORE.search(before) else None


def find_places(text: str) -> Iterator[Entity]:
    """Hospitals, villages, sites and stations by name (市医院, 大坪村, 火车站)."""
    for match in _PLACE.finditer(text):
        said = match["name"]
        name = _PLACE_LEAD.sub("", said)
        if (_NO_PLACE.match(name) and name not in _KNOWN_ALONE) or len(name) < 3:
            continue
        start = match.end() - len(name)
        yield Entity("place", name, name, start, match.end())
