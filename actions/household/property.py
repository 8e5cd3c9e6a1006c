"""Answers in words about what a household owns and is: houses, vehicles, savings, a shop, city or country."""

import re
from collections.abc import Callable
from typing import Any

from actions.clauses import clauses, without
from actions.counting import whole_number
from actions.household.money import OWED, added, sums_in, value_of
from actions.readers import answer, is_no
from actions.turn import Turn
from contracts.casework import Answer

_NONE = re.compile(
    r"^(?:都|我们?|家里|屋头|这些|一样|啥子?|什么|目前|现在|也|还|连)*(?:没|莫|没有|没得|莫得|无|冇)(?:得|有)?"
)
_DENIED = re.compile(
    r"(?:没有?|没得|莫得|不是|无|冇|买不起|哪有|从来没)(?:有|得|买|过|啥子?|什么|任何|的|小|自己的|开|办|入|读|出|去)*$"
)
_RECENT = re.compile(
    r"(?:去年|今年|刚|才|最近|近[一两]?年|前不久|上个?月|年初)[^,，。]{0,6}(?:买|装修|修"
    r"|盖|建|翻)|(?:买|装修|盖|修)(?:了"
    r"|起)?[^,，。]{0,4}新房|新(?:买|修|盖|装)"
)
_OWN_NONE = re.compile(
    r"租(?:的|房|别人|人家)|借(?:的|住|别人|亲戚)|公租房|廉租房|住(?:亲戚|别人|人家|女儿"
    r"|儿子|老丈人|娘家|寺庙|工地|厂里|父母|爸妈)"
    r"|没(?:有|得)?(?:自己的)?房|莫得房|寄住|房子?(?:都)?(?:没|莫|烧|垮|倒)"
)
_SOME = re.compile(r"老房|土房|木房|瓦房|祖屋|老屋|石头房|安置房|自己的房|自建房|农村房|房改房|老家有?房|危房")
_ONE = re.compile(
    r"(?:就|只|只有|仅)?有?(?:一|1)(?:处|套|间|座|栋|个|幢|所|院)|就(?:这|那)(?:一)?(?:处"
    r"|套|间)|(?:就|只)(?:有)?(?:老家|现在住)的?"
)
# rooms and floors are of one house: 老屋三间, 两层楼
_ROOMS = re.compile(r"[\d一二两三四五六七八九十几]+(?:间|层)(?!门面|铺)|一楼一底")
_RENTED = re.compile(r"租(?:的|了|房|住|别人|人家)|借(?:的|住|别人|亲戚)|公租房|廉租房")
_OTHER_HOUSE = re.compile(
    r"(?:城里|县城|街上|镇上|成都|贵阳|都匀|外面)[^,，。]{0,5}(?:还有|也有|买了|另有)|(?:还有"
    r"|另外有)[^,，。]{0,4}(?:一)?(?:处|套|间|座|栋)"
)
_NO_VEHICLE = re.compile(_NONE.pattern + r"[的了嘛啊哦哈啥子什么自己这些样买过]*$|(?:没|莫得|无|哪有)[^,，。]{0,4}车")
_VEHICLES = (
    ("disability", r"残疾(?:人)?(?:代步|专用)?车|代步(?:车)?轮椅|残(?:疾)?摩"),
    ("motorcycle", r"摩托|电瓶|电动(?:车|摩托|三轮)|三轮|两轮|助力车|踏板|自行车|单车|小电驴|电驴"),
    ("tractor", r"拖拉机|农用车|手扶|旋耕|微耕|收割机|打田机"),
    ("van", r"面包车|长安车?|五菱|七座|商务车"),
    ("truck", r"货车|卡车|大车|农夫车|皮卡|翻斗|拉货的车|厢货"),
    ("car", r"小车|轿车|小汽车|私家车|汽车|越野|(?:大众|丰田|本田|吉利|比亚迪|桑塔纳|捷达|奇瑞)"),
)  # fmt: skip
_USES = (
    ("disability", r"残疾|代步(?:轮椅)"), ("cargo", r"拉货|跑运输|送货|营运|跑车|拉客|摆摊|进货"),
    ("farm", r"农用|种地|拉(?:菜|粮|肥|庄稼|柴)|犁|耕"), ("commute", r"代步|上下班|接送|赶场|上学|出门|骑|平时"),
)  # fmt: skip
_SAVINGS = (
    ("high", r"(?:比较|很|蛮|挺)多|宽裕|不少|富裕"),
    ("mid", r"有一些|有一点点?积蓄|有点(?!债)|一般|中等?|还可以|够用|够(?:一|几)阵|存了(?:一)?些|有些"),
    (
        "low",
        r"很少|没(?:有|得|啥|存|几个|多少|什么|钱)|莫得|月光|就一点|不多|少得|少$|负债|欠(?:账"
        r"|债|钱|起)|吃光|一点点|低",
    ),
)
_BUSINESSES = (
    ("cooperative", r"合作社|入股|股份|分红"), ("company", r"公司|企业|工厂|法人|注册"),
    ("shop", r"店|小卖部|摊|铺|馆子|超市|做(?:点|些)?(?:小)?(?:生意|买卖)|茶馆|门面|个体"),
)  # fmt: skip
_AREAS = (
    ("rural", r"农村|乡下|村(?:里|上|头|民)?|农民|农业户|种地|有地|寨子|组里|牧|山上|山里|高山"),
    ("urban", r"城镇|城里|城市|县城|街上|街道|社区|居民户|镇上|小区|非农|居委"),
)  # fmt: skip
_OBLIGORS = (
    ("unable",
        r"(?:也|都|自己)?(?:困难|恼火|穷|养不起|顾不(?:过来|到|上)|没(?:得|有)?(?:钱|能力)"
        r"|吃低保|残|病|负担不起|管不了|自身难保|造孽|欠)|有心无力"),
    ("none", r"没(?:有|得)?(?:这样的|子女|儿女|娃|后人|人|亲人)?|莫得|无儿无女|孤|都(?:死|不在|过世|走)|绝户|五保"),
    ("able",
        r"养得起|条件(?:好|可以)|上班|有钱|有能力|有工作|还可以|有(?:一|两|三)?个?(?:儿|女"
        r"|子女|娃)|过得(?:好|去)|挣钱"),
)  # fmt: skip
_PENSION_KINDS = (
    ("none", r"退休(?:金|工资)?|单位|职工|社保退休|不是|失业金|遗属"),
    ("all", r"居民|农(?:村|保)|村(?:里|上)|基础|老人都有|新农保|到(?:岁数|六十)|是的?$|都是|每个老人|养老保险"),
)
_NOW = re.compile(r"现在|同意|可以|行|要得|好|愿意|查嘛|随便查|没(?:得)?问题|莫得问题|尽管查|^1$")
_LATER = re.compile(
    r"入户|上门|后头|以后|到时|再(?:签|说)|晚点|等(?:他们|你们|哈|一下)|不(?:太|想|愿|同意|要|行)|先不|考虑|2$|莫"
)
_KINDS_OF_INCOME = (
    ("wages",
        r"打(?:点|些|了)?(?:零)?工|务工|工资|上班|工地|挣|零工|小工|临工|公益岗|跑车|搬砖|帮工"
        r"|外出|工钱|保安|保洁"),
    ("farm_business",
        r"种|养(?!老|活|育)|地里|庄稼|务农|生意|开店|小卖部|摆摊|卖|牛|羊|猪|鸡|蜂|花椒|果"
        r"|药材|虫草|农业"),
    ("property", r"租(?!房住)|利息|分红|流转|收租|门面|股"),
    ("pension", r"养老|退休|失业金|遗属|社保(?:金|钱)|老人钱|老年钱"),
    ("support",
        r"(?:儿子|女儿|子女|娃|儿女|亲戚|姐|哥|弟|妹|他爸|她爸|前夫|前妻|老汉|爸妈"
        r"|父母)[^,，。]{0,6}(?:给|寄|打钱|拿钱|接济|补贴|帮)|赡养|抚养费|生活费|接济|子女"),
)  # fmt: skip
_SPENT_ON = (
    ("medical", r"病|医|药|住院|手术|透析|化疗|癌|开刀|治|检查|保胎|生娃"),
    ("education", r"学|读书|大学|高中|住宿费|幼儿园|书本"),
    ("rehabilitation", r"康复|残疾|假肢|轮椅|护理|训练|助听"),
)  # fmt: skip
_YES = re.compile(
    r"^(?:是|有|对|嗯|办了|办过|有的|是的|有啊|有一个|有地|有证|要得)|有(?:一点|点|几亩"
    r"|一些|个|两)|[一二两三四五六七八九\d几]亩|办(?:过|了)"
)
_NO = re.compile(r"没|莫|不|无|冇")


def named(text: str, kinds: tuple[tuple[str, str], ...]) -> list[str]:
    """The kinds that are named and not denied, each once."""
    found = []
    for kind, words in kinds:
        for match in re.finditer(words, text):
            if match[0] and not _DENIED.search(text[: match.start()]):
                found.append(kind)
                break
    return found


def _housing(turn: Turn) -> dict[str, Any] | None:
    plain = turn.plain
    recent = bool(_RECENT.search(plain))
    number = whole_number(plain) if re.search(r"[\d一二两三四五六七八九]\s*(?:处|套|座|栋|幢|所)", plain) else None
    if _OTHER_HOUSE.search(plain):
        return {"owned": max(2, number or 0), "recent_purchase": recent}
    if number is not None and not _ONE.search(plain):
        return {"owned": number, "recent_purchase": recent}
    if _RENTED.search(plain) and not (_SOME.search(plain) or re.search(r"老家|自家|自己", plain)):
        return {"owned": 0, "recent_purchase": recent}
    if _ONE.search(plain) or _SOME.search(plain) or _ROOMS.search(plain):
        return {"owned": 1, "recent_purchase": recent}
    if _OWN_NONE.search(plain) or is_no(turn) or (_NONE.match(plain) and len(plain) <= 8):
        return {"owned": 0, "recent_purchase": recent}
    return {"owned": 1, "recent_purchase": recent} if recent or turn.intent == "affirm" else None


def _vehicles(turn: Turn) -> list[dict[str, str]] | None:
    kinds = named(turn.plain, _VEHICLES)
    if "disability" in kinds or len(kinds) > 1:
        # 电动三轮 of a disabled person is one vehicle, said in two words
        kinds = [kind for kind in kinds if kind != "motorcycle"] if "disability" in kinds else kinds
    if kinds:
        uses = named(turn.plain, _USES)
        use = {"use": uses[0]} if uses else {}
        return [{"kind": kind, **use} for kind in kinds]
    return [] if is_no(turn) or _NO_VEHICLE.search(turn.plain) else None


def _word_of(kinds: tuple[tuple[str, str], ...], nothing: str | None = None) -> Callable[[Turn], str | None]:
    """A reader that takes the first kind whose words are said."""

    def read(turn: Turn) -> str | None:
        if nothing is not None and (is_no(turn) or (_NONE.match(turn.plain) and not named(turn.plain, kinds))):
            return nothing
        return next((kind for kind, words in kinds if re.search(words, turn.plain)), None)

    return read


def _area(turn: Turn) -> str | None:
    """City or country; what is denied is neither (城里没得房)."""
    return next(iter(named(turn.plain, _AREAS)), None)


def _list_of(kinds: tuple[tuple[str, str], ...]) -> Callable[[Turn], list[str] | None]:
    """A reader of a list; none of them is an empty one."""

    def read(turn: Turn) -> list[str] | None:
        found = named(turn.plain, kinds)
        return found or ([] if is_no(turn) or _NONE.match(turn.plain) else None)

    return read


def _business(turn: Turn) -> str | None:
    kinds = named(turn.plain, _BUSINESSES)
    return kinds[0] if kinds else "none" if is_no(turn) or _NO.search(turn.plain) else None


def _truth(turn: Turn) -> bool | None:
    if is_no(turn) or (
        _NO.search(turn.plain) and len(turn.plain) <= 12 and not re.search(r"不晓得|不知道|不清楚", turn.plain)
    ):
        return False
    return True if turn.intent == "affirm" or _YES.search(turn.plain) else None


def _when_checked(turn: Turn) -> str | None:
    if _LATER.search(turn.plain):
        return "later"
    if turn.intent == "affirm" or _NOW.search(turn.plain):
        return "now"
    return "later" if turn.intent == "deny" else None


def _obligors(turn: Turn) -> str | None:
    if is_no(turn):
        return "none"
    return _word_of(_OBLIGORS)(turn)


def _expense_kinds(turn: Turn) -> list[str] | None:
    found = named(turn.plain, _SPENT_ON)
    tells = len(turn.plain) > 1 and turn.intent in ("inform", "report_hardship") and not turn.found("amount")
    return found or (["other"] if tells else None)


def _savings(turn: Turn) -> Any:
    """A word of it, or the sum, which casework puts into its band; debts are no savings."""
    told = [one for one in sums_in(turn) if not OWED.search(turn.text[: one.start])]
    return value_of(added(told)) if told else _savings_word(turn)


Reader = Callable[[Turn], Any]
_OF_PROPERTY = frozenset({"housing", "vehicles", "savings_band", "business"})
_savings_word = _word_of(tuple(reversed(_SAVINGS)), nothing="low")
READERS: dict[str, Reader] = {
    "housing": _housing,
    "vehicles": _vehicles,
    "savings_band": _savings,
    "business": _business,
    "standard_kind": _area,
    "obligors": _obligors,
    "income_basic_pension": _word_of(_PENSION_KINDS, nothing="none"),
    "verification_consent": _when_checked,
    "income_kinds": _list_of(_KINDS_OF_INCOME),
    "expense_kind": _expense_kinds,
    **dict.fromkeys(
        (
            "residence_permit",
            "kinship_with_staff",
            "contracted_land",
            "high_fee_school_or_travel",
            "same_cause_this_year",
        ),
        _truth,
    ),
}


def property_told(text: str) -> dict[str, Any]:
    """What a story says outright of houses, vehicles and savings: 房子就一处老房，没车没存款."""
    told: dict[str, Any] = {}
    if re.search(r"(?:没|莫)(?:有|得)?车|没得?车没|无车", text):
        told["vehicles"] = []
    elif re.search(r"(?:有|买了?|骑|开|就|只)[^,，。]{0,5}(?:车|摩托|拖拉机)", text) and (
        kinds := named(text, _VEHICLES)
    ):
        told["vehicles"] = [{"kind": kind} for kind in kinds]
    if re.search(r"(?:没|莫)(?:有|得|啥|什么)*(?:存款|积蓄|存钱|存折)", text):
        told["savings_band"] = "low"
    if re.search(
        r"(?:就|只|只有|有)[^,，。]{0,4}(?:一|1)(?:处|套|间|座|栋)[^,，。]{0,4}房|房子?(?:就|只有|只)(?:一|1)(?:处|套"
        r"|间)|(?:住|有)(?:的是)?(?:老|土|木|瓦|祖)房?(?:子|屋)"
        r"|(?:老|土|木|瓦|祖|砖|平)(?:屋|房)子?[^,，。]{0,4}[一二两三四五六七八九\d]间",
        text,
    ):
        told["housing"] = {"owned": 1, "recent_purchase": False}
    elif re.search(r"(?:租|借)(?:的)?房(?:子)?住?|(?:没|莫)(?:有|得)?(?:自己的)?房", text):
        told["housing"] = {"owned": 0, "recent_purchase": False}
    return told


# 没得人管我 is no word about a house or a car
_LEFT_ALONE = re.compile(r"人(?:管|理|问|帮|养)")


def _is_news(known: Any, told: Any) -> bool:
    """Whether it says something else than before; what a vehicle is used for is no matter here."""
    if isinstance(known, list) and isinstance(told, list):
        return [one.get("kind") for one in known] != [one.get("kind") for one in told]
    return bool(known != told)


def read_chosen(turn: Turn, asked: str) -> tuple[Any, list[Answer]]:
    """The answer to a question with choices, and what is told of property beside it.

    没车, asked for savings, says nothing of them: a clause about something else is not read as the answer.
    """
    if asked not in _OF_PROPERTY:
        return READERS[asked](turn), []
    if _LEFT_ALONE.search(turn.plain):
        return None, []
    told = property_told(turn.plain)
    known = turn.state.draft.answers if turn.state.draft else {}
    beside = [
        answer(turn, key, value) for key, value in told.items() if key != asked and _is_news(known.get(key), value)
    ]
    said = {span: property_told(turn.text[slice(*span)]) for span in clauses(turn.text)}
    rest = without(turn, [span for span, keys in said.items() if keys and asked not in keys])
    return READERS[asked](rest) if rest.plain else None, beside
