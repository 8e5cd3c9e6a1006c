"""What is told of one person of a household: age, work or school, disability, grave illness, prison and the like."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from contracts.extraction.disability import find_disabilities
from contracts.extraction.numerals import chinese_value

OLDEST, _TENS = 115, 10
_DIGIT = "一二三四五六七八九"
_YEARS = (
    rf"(?:\d{{1,3}}|一百(?:零[{_DIGIT}])?|[{_DIGIT}]?十[{_DIGIT}]?|[二三四五六七八九]十|[{_DIGIT}两])"
    rf"(?:(?<=十)[{_DIGIT}](?=岁|的|了))?"
)
_SPANNED = rf"(?P<tens>[{_DIGIT}])(?P<next>[{_DIGIT}])十"
_BEFORE_AGE = (
    r"(?:今年|现在|都|也|已经|马上|刚刚?|才|就|满|有|是|了|年龄|岁数|年纪|大概|差不多|虚岁|周岁|实岁|:|,(?=\d)|\s|的)*"
)
_MORE = r"(?:好几|多|几|来|出头|挂零|左右|上下)?"
# A bare figure is an age where nothing else follows that it could count: 老伴68, 儿子四十五没工作.
_COUNTED = (
    r"(?!个|口|人|年|月|天|号|日|块|元|圆|百|千|万|里|斤|亩|平|点|度|级|楼|组|间|头|只|条|次|分|%|\.|/|-|\d|[一二两三四五六七八九十]"
    r"|处|套|张|栋|辆|毛|角|米|瓶|盒|种(?![地田庄菜药果点些包苞玉水稻土洋谷麦青花])|样|代|班|中|小(?!学)|来块|多块|几块|等|份|礼拜|星期|周(?!岁))"
)
_AGE = re.compile(
    rf"(?P<soon>快|将近|接近|马上|要满|差不多快|奔)?(?:满|到)?(?:(?P<n>{_YEARS})|{_SPANNED})(?P<more>{_MORE})(?:个?(?=岁))?"
    # 婆娘52二级残疾: figures in digits, the grade in words
    rf"\s?(?P<unit>周?岁|(?<=\d\d)(?=[一二三四]级)|{_COUNTED})(?P<half>半|多)?"
)
_INFANT = re.compile(
    rf"(?:才|刚|有|就)*(?:(?:\d{{1,2}}|[{_DIGIT}两十]{{1,2}}|几)个?多?月大?(?=$|[,。!?;\s了的大])|半岁|刚?满月|刚出生|还?没满(?:一|1)?(?:周?岁|月))"
)
_BORN = re.compile(r"(?P<y>(?:19|20)?\d\d)年?(?:\d{1,2}月)?(?:\d{1,2}[日号])?(?:出?生的?|(?<=年)的|的(?=[,。\s]|$))")
_FULL, _CENTURY = 1000, 100

_PAST = re.compile(
    r"(?:以前|原来|原先|之前|从前|过去|曾经|本来|先前|年轻(?:的)?时候|早些年|前些年|那阵)[^,。!?;]{0,8}$"
)
_NO = r"(?:没得|没有|莫得|没去|没|莫|冇|不去|不|未|无)"
_STUDY = (
    r"读书|念书|上学|在读|在校|(?:读|念|上|在)(?:了|到|的|个|县里?|城里|镇上|乡里|私立|公立|民办|寄宿|完)?(?:小学|初中|高中|大学|大专|中专|职高|职中"
    r"|技校|卫校|幼师|师范|研究生|幼儿园|学前班|中学|[一二三四五六123456]年级|初[一二三123]|高[一二三123]|大[一二三四1234]|本科|幼|中班|大班|小班|高职|专科|博士)"
    r"|(?:小|中|大)?学生|大学生|高中生|初中生|小学生|研究生|(?<!当)[高初][一二三](?!班的?老师)|大[一二三四](?=$|[,。!?;\s的在])"
    r"|[一二三四五六]年级|考(?:上|起)了?[^,。]{0,6}(?:大学|大专|学院|职高|高中)|复读"
)
_LEFT = rf"{_NO}(?:再|得|在|能|想|愿意)?(?:读|念|上)(?:书|学)|辍学|休学|退学|毕业"
_UNABLE = (
    r"[做干]不(?:动|了|得|起|成)(?:了|活|工|事|农活|重活|啥子?|什么|任何|路)*|(?:没得|没有|没|莫得|无|丧失|失去)(?:了|得|啥子?|什么)*劳动(?:能)?力|不能(?:劳动|干活|做活|做事|做工|下地)"
    r"|(?<![偏脑])瘫(?:痪)?(?!子)|卧床|(?:起|下)不(?:了|来|到|得)床|(?:动|走)不(?:得|了|动)|(?:不能|不会)自理|自理不了|植物人|生活不能|半身不遂|劳力丧失|动弹不得"
)
_IDLE = (
    rf"{_NO}(?:啥子?|什么|个|固定|正式|稳定|得|再|出去|出门)*(?:工作|事做|活干|活做|活路|上班|班上|打工|做事|干活|就业|职业|做工)|失业|下岗|待业|无业|没事干"
    r"|找不(?:到|着)(?:工作|活|事|工)|(?:在|待在|耍在|闲在|蹲在|呆在|守在)(?:家头|屋头|家里|屋里|家)(?:里|头)?(?:面)?(?:耍|待|闲|呆|玩|带|照顾|照看|照料|守|服侍|伺候|做饭|煮饭|休息|做家务|管)"
    r"|全职(?:妈妈|带|在家)|家庭(?:妇女|主妇)|在(?:家|屋)(?:头|里)?(?=$|[,。!?;])|专门(?:带|照顾)|赋闲|耍起"
)
_FARM = (
    r"种(?:点|了|些|着|起|几[亩块]|[一二两三四五六七八九\d]+[亩块分])?(?:地|田|庄稼|包谷|苞谷|玉米|洋芋|土豆|土|菜|花椒|青稞|烤烟|水稻|谷子|果树|李子|苹果|药材|粮食)|务农|做庄稼|盘庄稼|做农活|干农活"
    r"|(?:放|养|喂)(?:点|了|几头|几只|些|着)?(?:牛|羊|牦牛|猪|鸡|马|牲口|蜂)|放牧|农民(?!工)|搞农业|挖虫草|挖药|下地|种植|养殖|牧民"
)
_RETIRED = r"退休(?!年龄)|退了休|内退|病退|退养|离休"
_CASUAL = (
    r"(?:打|做|干|找)(?:点|些|点儿|着|个)?(?:零工|小工|短工|散工|杂工|零活|散活)|零工|临时工|帮(?:人|别人|人家)(?:家)?(?!带话|问)[^,。]{0,2}|日结|摆(?:个)?(?:地)?摊|捡(?:废品|破烂|瓶子|纸板)|收(?:废品|破烂)"
    r"|(?:有活|有时|偶尔|断断续续)[^,。]{0,4}(?:干|做|打工)|工地上?(?:做|干|搬|打)|搬砖|背(?:砖|货|水泥|背篼)|棒棒|在工地|扛活|灵活就业|跑滴滴|跑摩的"
)
_EMPLOYED = (
    r"上班|打工|务工|当(?:了|个|着)?(?:保安|老师|教师|护士|医生|服务员|保洁|司机|厨师|会计|文员|工人|营业员|售货员|店员|协警|辅警|护林员|公务员|村干部|环卫工|清洁工|保姆|护工|月嫂|快递员|村医|学徒|兵|门卫|收银员?|导游|主播)"
    r"|做(?:保安|保洁|服务员|厨师|护工|保姆|清洁|销售|生意|买卖|会计|文员|门卫)|(?:是|个|名)(?:保安|老师|教师|护士|医生|司机|厨师|公务员|环卫工|清洁工|护林员)|进(?:了)?厂|在[^,。]{0,6}厂(?:里|头)?(?=$|[,。!?;\s做干上])"
    r"|(?:开|跑)(?:货车|出租车?|大车|滴滴|挖机|客车|班车|网约车|运输|三轮|车(?!祸))|送(?:外卖|快递|货)|开(?:了|个|着)*(?:店|小卖部|馆子|面馆|超市|饭店|理发店|餐馆|茶馆|铺子)|有(?:正式|固定|稳定)?工作|教书|公益性?岗位?|护林员|村医"
)
_WORK = (
    ("unable", _UNABLE), ("unemployed", f"{_LEFT}|{_IDLE}"), ("casual", _CASUAL), ("farming", _FARM),
    ("retired", _RETIRED), ("student", _STUDY), ("employed", _EMPLOYED),
)  # fmt: skip
_WORKS = re.compile("|".join(f"(?P<{name}>{words})" for name, words in _WORK))
# 没退休, 不种地: what was denied is no work; what is idle and left is made of such words itself.
_DENIED = re.compile(rf"(?:{_NO}|没法|没办法|不能|没能|不得|不想|不愿意?)(?:再|得|去|在|来|想|能|肯)?$")
_WEAKER = frozenset({"unemployed"})
_ILL = re.compile(
    r"癌|肿瘤|白血病|尿毒症|透析|肾衰|肝硬化|脑梗|脑溢血|脑出血|中风|偏瘫|心梗|心肌|心脏病|先心病|尘肺|矽肺|重病|大病|血友病|再障|艾滋|癫痫|红斑狼疮|化疗|放疗|帕金森|重症|渐冻|地中海贫血|脑瘤"
)
_WELL = re.compile(
    r"(?:没得|没有|没|莫得|无)(?:啥子?|什么|得|大|重|生)*(?:病|毛病)(?!历)|身体(?:都|也|还|倒|很|挺)*(?:好|可以|健康|硬朗|行|扎实|没问题|没得问题)|健康(?!证)|硬朗"
)
_ILL_DENIED = re.compile(r"(?:没得|没有|没|不是|莫得|怀疑|怕是|怕)(?:患|得|过|有|啥子?|什么)*$")
_DISABLED = re.compile(r"残疾(?!军|补|护|生活|人联|学校)(?:人|证)?|残废")
_NOT_DISABLED = re.compile(r"(?:没得|没有|没|不是|莫得|无|没办|没评)(?:啥子?|什么|办|评|过|得)*$")
_OUT_AGAIN = re.compile(r"(?:刚|才|已经|都)?(?:[^,。]{0,4})(?:放出来|出来了|出狱|释放|刑满|期满|回来了?(?!看))")
_EXCLUDED = (
    ("prison", re.compile(
        r"坐牢|坐班房|服刑|监狱|判刑|判了(?:刑|[一二两三四五六七八九十\d]+年)|蹲(?:监|大牢|号子|班房)"
        r"|关(?:在|进)(?:牢|监|看守所|里头)|劳改|在(?:牢|监)里"
    )),
    ("compulsory_rehab", re.compile(r"强制(?:隔离)?戒毒|强戒|隔离戒毒|戒毒所|关(?:起|着)?戒毒")),
    ("missing", re.compile(r"失踪|下落不明")),
    ("religious", re.compile(
        r"出家|当(?:了|着)?(?:喇嘛|和尚|尼姑|僧人|阿克|扎巴|觉姆|道士|阿卡)"
        r"|(?:在|去|进)[^,。]{0,4}(?:寺庙?|庙|尼姑庵)里?(?:修行|念经|当|学经)"
    )),
)  # fmt: skip
_FOR_YEARS = re.compile(rf"(?P<n>\d{{1,2}}|[{_DIGIT}两十]{{1,3}}|好几|几|好多)(?:多)?年")
_LONG_ENOUGH = 3
_ENDS = frozenset(",。!?; ")
_ALONE = re.compile(rf"$|了|[,。!?;\s]|和[\d{_DIGIT}十]+岁")


@dataclass(frozen=True)
class Told:
    """One thing told of somebody: `kind` is a field of a member, `value` what was told."""

    kind: str
    value: Any
    start: int
    end: int


def find_told(plain: str, starts: frozenset[int], today: date) -> list[Told]:
    """Everything told of people in a normalised text, in order; `starts` are where an age may stand without 岁."""
    works = list(_works(plain))
    # 女儿读高中17: after the school the figure is the child's
    schools = {one.end for one in works if one.value == "student"}
    told = [*_ages(plain, starts | schools, today), *works, *_health(plain), *_exclusions(plain)]
    return sorted(told, key=lambda one: (one.start, one.end))


def _ages(plain: str, starts: frozenset[int], today: date) -> Iterator[Told]:
    position = 0
    for match in _INFANT.finditer(plain):
        if match.start() not in starts and not match.group(0).endswith("大"):
            continue
        yield Told("age", 0, match.start(), match.end())
    for match in _BORN.finditer(plain):
        year = int(match["y"])
        year += 0 if year > _FULL else 2000 if year <= today.year % _CENTURY else 1900
        if 0 <= today.year - year <= OLDEST:
            yield Told("age", today.year - year, match.start(), match.end())
    for match in _AGE.finditer(plain):
        begins = re.search(rf"{_BEFORE_AGE}$", plain[max(0, match.start() - 12) : match.start()])
        bare = not match["unit"]
        at = match.start() - len(begins.group(0) if begins else "")
        if match.start() < position or (bare and not _may_be_bare(plain, match, at, starts)):
            continue
        years = _years(match)
        if years is None or (bare and years < _TENS) or plain[max(0, match.start() - 1)] in "第初.周":
            continue
        position = match.end()
        yield Told("age", years, match.start(), match.end())


def _may_be_bare(plain: str, match: re.Match[str], at: int, starts: frozenset[int]) -> bool:
    """Whether a figure without 岁 is an age: right after somebody is named, after 今年, or a clause of its own."""
    if starts & set(range(at, match.start() + 1)) or "今年" in plain[at : match.start()]:
        return True
    begins = not at or plain[at - 1] in _ENDS or plain[match.start() - 1] in _ENDS
    return begins and bool(_ALONE.match(plain, match.end()))


def _years(match: re.Match[str]) -> int | None:
    """七十多 is at least 70, 快九十 is 89, 十七八 is 17."""
    if match["tens"]:
        years: int | None = int(chinese_value(match["tens"]) or 0) * _TENS
    elif match["n"].isdigit():
        years = int(match["n"])
    else:
        words = re.sub(rf"(?<=十[{_DIGIT}])[{_DIGIT}]$", "", match["n"])
        value = chinese_value(words)
        years = None if value is None else int(value)
    if years is None or not 0 <= years <= OLDEST:
        return None
    return years - 1 if match["soon"] and not match["more"] else years


def _works(plain: str) -> Iterator[Told]:
    for match in _WORKS.finditer(plain):
        before = plain[max(0, match.start() - 12) : match.start()]
        if _PAST.search(before) or (match.lastgroup not in ("unable", "unemployed") and _DENIED.search(before)):
            continue
        yield Told("occupation", match.lastgroup, match.start(), match.end())


def _health(plain: str) -> Iterator[Told]:
    held: list[tuple[int, int]] = []
    for found in find_disabilities(plain):
        held.append((found.start, found.end))
        yield Told("disability", found.value, found.start, found.end)
    for match in _DISABLED.finditer(plain):
        if any(start <= match.start() < end for start, end in held):
            continue
        if not _NOT_DISABLED.search(plain[max(0, match.start() - 6) : match.start()]):
            yield Told("disability", {"category": None, "level": None}, match.start(), match.end())
    for match in _ILL.finditer(plain):
        if not _ILL_DENIED.search(plain[max(0, match.start() - 6) : match.start()]):
            yield Told("serious_illness", True, match.start(), match.end())
    for match in _WELL.finditer(plain):
        yield Told("serious_illness", False, match.start(), match.end())


def _exclusions(plain: str) -> Iterator[Told]:
    for name, words in _EXCLUDED:
        for match in words.finditer(plain):
            if _DENIED.search(plain[max(0, match.start() - 4) : match.start()]) or _PAST.search(
                plain[: match.start()][-12:]
            ):
                continue
            value: str | None = "none" if _OUT_AGAIN.match(plain, match.end()) else name
            if value == "religious":
                value = _of_years(plain[match.end() : match.end() + 8]) or _of_years(
                    plain[max(0, match.start() - 8) : match.start()]
                )
            if value:
                yield Told("exclusion", value, match.start(), match.end())


def _of_years(words: str) -> str | None:
    """Since when somebody has been away in a monastery: three years and more count; untold is None."""
    found = _FOR_YEARS.search(words)
    if not found:
        return None
    if found["n"] in ("好几", "几", "好多"):
        return "religious_over_3y"
    years = int(found["n"]) if found["n"].isdigit() else int(chinese_value(found["n"]) or 0)
    return "religious_over_3y" if years >= _LONG_ENOUGH else "none"
