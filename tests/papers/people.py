"""Invented people: names of every kind met in Aba and Qiannan, addresses, and ID numbers with a right check digit."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from random import Random

from contracts.gazetteer import Gazetteer

READING_DAY = date(2026, 11, 1)  # the day the papers are read on; nothing on them is later
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡余杜叶钟汪田任姜范石谭廖龙万段"
QIANNAN_SURNAMES = "韦蒙潘莫陆覃岑石龙杨吴罗黎班卢梁王姚欧骆柏兰"
RARE_SURNAMES = "逯亓仉麴郤芈笪佘殳昝敬税苟仰邬鄢蹇庹璩"
DOUBLE_SURNAMES = ("欧阳", "令狐", "司马", "上官", "诸葛", "尉迟")
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞刚桂英华玉兰凤洁梅琳素云莲真环雪荣爱妹香月莺媛珍贞莉福生龙元全国胜学祥才发武新利清飞"
    "彬富顺信子俊峰建春辉文安先忠光庆金海斌贵德健康晓天宇浩然思雨欣怡梓涵子轩诗琪嘉怡佳正昌成永兴世民大小红二三老幺仕廷朝启应"
)
RARE_GIVEN = "旻赟彧翀垚珺祎喆煜燊昶曌婕妤琬羿"
TIBETAN = [
    "扎西",
    "卓玛",
    "泽仁",
    "尼玛",
    "达瓦",
    "多吉",
    "格桑",
    "央金",
    "拉姆",
    "旺姆",
    "索朗",
    "罗尔基",
    "三郎",
    "俄玛",
    "仁青",
    "泽郎",
    "泽旺",
    "班玛",
    "甲央",
    "夺尔基",
    "东周",
    "哈姆",
    "斯郎",
    "更登",
    "华尔丹",
    "拉毛",
    "才让",
    "旦增",
    "克珠",
    "白玛",
    "扎巴",
    "阿措",
    "若巴",
    "供曲",
    "容中",
    "桑吉",
    "尕让",
    "木初",
    "蒲措",
    "头旦",
]
QIANG = ["尔玛", "木比", "木吉珠", "斗安珠", "热比娃", "黑格", "王扎", "余泽", "毛儿", "尔国"]
YI_CLANS = ["吉克", "阿西", "沙马", "阿尔", "吉觉", "海来", "曲比", "马海", "勒伍", "俄木"]
YI_NAMES = ["木呷", "阿依", "拉且", "伍果", "阿支", "子哈", "尔古", "日洛", "石布", "有作", "各各"]
MIAO = ["仰阿", "榜香", "金略", "阿旺", "者香", "老往", "乜良", "务翁", "阿岩", "卡里"]
FAMILY_NAMES = {"藏": 5, "羌": 3, "彝": 5, "苗": 1, "水": 1, "布依": 1}  # of six, how many bear such a name
AROUND = {
    "5132": ("藏", "藏", "羌", "羌", "汉", "回"),
    "5227": ("布依", "布依", "苗", "水", "汉", "毛南", "侗"),
    "5134": ("彝", "汉"),
}
ELSEWHERE = ("汉", "汉", "汉", "汉", "土家", "回", "壮", "彝", "满", "维吾尔")
VILLAGES = [
    "新民",
    "和平",
    "双河",
    "上寨",
    "下寨",
    "马场",
    "大坪",
    "岩脚",
    "木城",
    "高山",
    "河坝",
    "团结",
    "龙塘",
    "沙坝",
    "白岩",
    "热足",
    "色尔",
    "桃坪",
    "谷里",
    "羊昌",
]
STREETS = ["人民路", "团结街", "滨河路", "解放路", "达萨街", "金山北路", "朝阳街", "洒金路", "斑竹园巷"]


@dataclass(frozen=True)
class Person:
    """Who a paper is about; `region` is the county of the ID number."""

    name: str
    sex: str
    ethnicity: str
    born: date
    region: str
    address: str
    id_number: str

    @property
    def age(self) -> int:
        """Whole years on the reading day."""
        day = READING_DAY
        return day.year - self.born.year - ((day.month, day.day) < (self.born.month, self.born.day))


@lru_cache(maxsize=1)
def _counties() -> dict[str, list[str]]:
    codes = [
        code for code in Gazetteer.load().codes() if not code.endswith("00") and code[:2] not in ("71", "81", "82")
    ]
    near = {part: [code for code in codes if code.startswith(part)] for part in ("5132", "5227", "5134")}
    return near | {"": codes}


def check_character(first: str) -> str:
    """The eighteenth place after the first seventeen (GB 11643)."""
    return "10X98765432"[sum(w * int(d) for w, d in zip(WEIGHTS, first, strict=True)) % 11]


def person(rng: Random, at_least: int = 0) -> Person:
    """Somebody of `at_least` so many years; two in three from the regions served, one in nine with an X."""
    part = rng.choice(("5132", "5132", "5132", "5227", "5227", "5227", "5134", "", ""))
    region = rng.choice(_counties()[part])
    ethnicity, sex = rng.choice(AROUND.get(part, ELSEWHERE)), rng.choice("男女")
    born = READING_DAY - timedelta(days=rng.randint(at_least * 366, 99 * 365))
    return Person(
        _name(rng, ethnicity), sex, ethnicity, born, region, address(rng, region), _number(rng, region, born, sex)
    )


def _number(rng: Random, region: str, born: date, sex: str) -> str:
    wants_x = rng.random() < 1 / 9
    while True:
        order = rng.randint(1, 499) * 2 + (1 if sex == "男" else 0)
        first = f"{region}{born:%Y%m%d}{order:03d}"
        if not wants_x or check_character(first) == "X":
            return first + check_character(first)


def _name(rng: Random, ethnicity: str) -> str:
    if rng.randrange(6) >= FAMILY_NAMES.get(ethnicity, 0):
        return _chinese_name(rng, QIANNAN_SURNAMES if ethnicity in ("布依", "苗", "水", "毛南", "侗") else SURNAMES)
    if ethnicity == "藏":
        parts = rng.sample(TIBETAN, rng.choice((1, 2, 2, 2, 2)))
        return ("·" if rng.random() < 0.15 else "").join(parts)
    if ethnicity == "羌":
        return rng.choice(QIANG) + rng.choice(("", "·" + rng.choice(QIANG)))
    if ethnicity == "彝":
        return rng.choice(YI_CLANS) + rng.choice(("", "", "·")) + rng.choice(YI_NAMES)
    return rng.choice("杨龙潘韦石") + rng.choice(("·", "")) + rng.choice(MIAO)


def _chinese_name(rng: Random, surnames: str) -> str:
    chance = rng.random()
    surname = rng.choice(surnames)
    if chance < 0.06:
        surname = rng.choice(RARE_SURNAMES)
    elif chance < 0.10:
        surname = rng.choice(DOUBLE_SURNAMES)
    given = "".join(rng.choice(GIVEN) for _ in range(rng.choice((1, 1, 2, 2, 2))))
    return surname + (given[:-1] + rng.choice(RARE_GIVEN) if rng.random() < 0.04 else given)


def address(rng: Random, region: str) -> str:
    """An address in a county as papers print it: village and group, or street and house number."""
    places = Gazetteer.load()
    whole = places.full_name(region)
    prefecture = places.division(region[:4] + "00")
    if prefecture and rng.random() < 0.5:
        whole = whole.replace(prefecture.name, "", 1)
    town = rng.choice([one.name for one in places.townships(region)] or ["城关镇", "河东乡", "石门镇", "金山街道"])
    if rng.random() < 0.7:
        group = f"{rng.randint(1, 9)}组" if rng.random() < 0.8 else ""
        return f"{whole}{town}{rng.choice(VILLAGES)}村{group}{rng.randint(1, 128)}号"
    return f"{whole}{town}{rng.choice(STREETS)}{rng.randint(1, 199)}号{rng.randint(1, 9)}栋{rng.randint(1, 30):02d}0{rng.randint(1, 6)}"


def county_name(region: str) -> str:
    """The name of the county of a region code."""
    division = Gazetteer.load().county(region)
    return division.name if division else ""
