"""Sums of money in yuan with the period they were said for: 两千多一个月, 一天一百五, 年收入三万, 押金五千."""

import re
from collections.abc import Iterator
from decimal import Decimal

from contracts.extraction.amount_periods import (
    carried_on,
    has_period_after,
    has_period_before,
    is_aid,
    is_for_once,
    is_net,
    period_of,
)
from contracts.extraction.entity import Entity
from contracts.extraction.numerals import Number, chinese_value

_CURRENCY = re.compile(
    r"\s?(?:块把钱|块多钱|多块钱|块来钱|来块钱|块钱|元钱|块|元|圆|人民币|rmb|RMB|¥|(?:个)?大洋|(?=钱))(?:多)?(?:钱)?"
)
_SIGN = re.compile(r"(?:[¥$]|RMB|rmb|人民币:?)\s?$")
# What follows a number that counts something else than money.
_NOT_MONEY = re.compile(
    r"\s?(?:多|来)?(?:个(?!$)|口|人(?!工(?:费|钱|要|就|是|也|得|又|还|[一二两三四五六七八九十\d]))|岁|天|号|日|月份?|年|(?<!多)点|分(?!钱)|秒|级|次|回(?!来|去|家|给)|斤"
    r"|公斤|平|亩|公里"
    r"|里路|里地|米"
    r"|厘米|度|楼|层|栋|单元|套|间|辆|台|头|只(?![凑有剩给够能是借交拿要还筹])|条(?!$)|张"
    r"|份|期|届|组|村|路|班|中|院|周|星期|礼拜|小时|分钟|后|前|%|折|型|季|床|位|名|户|家|代|辈|胎|瓶|盒|包|颗|片"
    r"|针|种|样|项|页|瓦|毫升|ml|cc|克|升|吨|方|株|棵|窝|桌|顿|餐|遍|趟|步|句|行|队|成(?!$)|保|险|倍|、\d)"
)
_MONEY_BEFORE = re.compile(
    r"(?:(?<!我)[一每](?:节课?|堂课?|趟|顿|餐|晚上?|夜|吨|根|桌|亩地?|支|棵|罐|箱|包|盒|瓶|斤|袋|罐|桶|片|件|双|套|车|筐|背|床|个人|人|户|家)(?:要|卖)?|人均|钱|工资|收入|挣"
    r"|赚|领|发|花|欠|借|贷|存|押金|费|补助|补贴|养老金|退休金|低保|价|值|卖|交|付|缴|赔|报销?"
    r"|要|给|拿|差|缺|找|搞|租金?|住宿|伙食|学杂|书本|利息|余额|红|薪|打到卡|剩|生活|到手|款|还)"
    r"(?:了|着|到|得|的|有|是|个|大概|差不多|大约|就|才|也|能|都|只|可能|估计|起|下来|我|他|她|我们|不到"
    r"|至少|最多|将近|快|一共|总共)*$"
)
_ONLY = re.compile(
    r"^[\s,。!?]*(?:(?:是|有|就|大概|差不多|大约|可能|应该|也就|估计|每个?人|不对|不是|错了|说错了|是的|对|嗯|哦"
    r"|那个|改成|,|\s|不到|至少|最多|左右)*)[\s,。]*$"
)
_COINS = re.compile(
    r"(?P<y>\d{1,7}|[零一二两三四五六七八九十百千万]{1,12})(?:块"
    r"|元)(?:零(?=[一二两三四五六七八九1-9][毛角]))?(?P<j>[一二两三四五六七八九1-9])(?:(?P<ju>[毛角])(?P<f>[一二三四五六七八九1-9])?分?)?"
    r"(?:钱)?(?![\d二两三四五六七八九十百千万个口天月人年岁分号点几多块元]|一(?![斤包盒瓶天个次月年碗把]))"
    r"(?!小时|[斤包瓶盒次趟顿只条张头亩件双套袋桶车晚份样支副针片米吨平碗餐节直共起定些下钟])"
    r"|(?P<ya>\d{1,7}|[零一二两三四五六七八九十百千万]{1,12})(?:块|元)零?(?P<fa>[一二两三四五六七八九1-9])分"
    r"|(?P<oj>几|[一二两三四五六七八九1-9])(?:毛|(?<!一)角|角(?=钱))(?P<of>[一二三四五六七八九1-9])?(?:钱"
    r"|(?![坯衣线病巾笔皮孩膜度落色形楼架钢铁裤眼]))"
    r"|(?<![一二两三四五六七八九十百千万几\d多来])块(?:把|多)(?:两块)?钱?"
)
# Numbers that are spoken like money and are none.
_MEASURE_BEFORE = re.compile(
    r"(?:血压(?:计?量出来)?|数到|高压|低压|血糖|体重|身高|心率|心跳|烧到?|体温|考(?:了|起|到)?|分数|成绩|房号|工号|编号|号码|电话|拨打?"
    r"|打(?:了)?电话给?|楼"
    r"|座|室|房间|门牌|车牌|邮编|密码|账号|卡号|尾号|验证码|海拔|跑(?:了|起)?|(?<![骗拿带卷偷抢])走(?:了)?|挂号|床"
    r"|(?<![月天年])打)"
    r"(?:是|有|到|了|都|给|就|差不多|大概)*$"
)
_CLAUSE_ENDS = re.compile(
    r"\s?(?:[,。!?;)]|$|\s|多|吧|嘛|哦|呢|啊|哈|了|都|还|也|就|才|的(?!人|房|血压|血糖|体重|分|天麻)|左右|上下|以上"
    r"|以内|出头|挂零|开外|打底|\+|整|涨|升|降|减|给我|够|不够|回来|过来|来用|买|交"
    r"|借|差|一[斤罐包瓶只头盒支次副针回趟个]|,|起步|起(?=$|[,。])|[往朝向]上|打底|样子|我|他|她|啥|咯|撒|噻|哇|呀|根本|那|要|左|寄|利息)"
)
_RIGHT_AFTER_PERIOD = re.compile(
    r"(?:一|每)个?(?:天|日|周|星期|礼拜|月|年)(?:就|也|都|才|只|要|得|花|挣|给|吃|用|领)*$"
)
_CLOCK = re.compile(r"\d:$|(?<![一每])周$")
_AGE_AFTER = re.compile(r"(?:几|挂零|出头|多)(?:了|的人)")
# 一分钱都没拿到 names no sum.
_NOT_A_CENT = re.compile(r"[^,。!?;]{0,6}(?:没|莫|不|冇)")
_ONE_YUAN = re.compile(r"块(?:钱|$|[,。!?;\s都也没莫不就才还二三四五六七八九]|多(?!少))")
_AGE_BEFORE = re.compile(r"(?:^|[^给还借欠差])[我他她]们?(?:才|刚满?|都|快|今年|已经)*$")
_OLDEST = 99
_TOGETHER = re.compile(r"(?:加起来|合起来|凑起来|加拢|合计|总共|一共|一起)(?:也|就|才|只|是|有|都|不过|一个月)*$")
_SHORT = 40
_SPOKEN_LARGE = re.compile(r"[千万亿kKwW]")
_MORE_WORDS = re.compile(r"[^\W吧嘛哦呢的多块左右样子上下大概啊哈了哇起以往朝内外打底这]")


def find_amounts(text: str, numbers: list[Number]) -> Iterator[Entity]:
    """Every sum of money among the numbers of a normalised text."""
    coins = list(_coins(text))
    yield from coins
    told: list[Entity] = []
    for number in numbers:
        if any(number.start < coin.end and coin.start < number.end for coin in coins):
            continue
        if (end := _money_end(text, number)) is None:
            continue
        period, start, end = period_of(text, number, end)
        period = _from_before(text, number, told, period) if told and start >= told[-1].end else period
        told.append(Entity("amount", text[start:end], amount_value(number, period), start, end))
        yield told[-1]


def _from_before(text: str, number: Number, told: list[Entity], period: str | None) -> str | None:
    """The period of a sum that goes on from the one before, is what is left of it, or adds up those before."""
    between, before = text[told[-1].end : number.start], told[-1].value["period"]
    if _TOGETHER.search(between) and (whole := _added_up(number, told)):
        return whole
    if between and (not period or is_net(between)):
        return carried_on(between, before) or period
    return period


def _added_up(number: Number, told: list[Entity]) -> str | None:
    """The period of the last sums, where this one is all of them: 她一千八，我两千六，加起来四千四."""
    total, period = 0, told[-1].value["period"]
    for count, one in enumerate(reversed(told), start=1):
        if one.value["period"] != period or one.value["low"] is None:
            return None
        total += one.value["low"]
        if count > 1 and total == number.low:
            return str(period) if period else None
    return None


def _coins(text: str) -> Iterator[Entity]:
    """Sums with small change: 三块五, 五毛, 块把钱."""
    for match in _COINS.finditer(text):
        if match["y"] or match["ya"]:
            whole = _digit_value(match["y"] or match["ya"])
            if whole is None:
                continue
            low = high = whole + _tenths(match["j"], "1") + _tenths(match["f"] or match["fa"], "0.1")
        elif match["oj"] == "几":
            low, high = Decimal("0.2"), Decimal("0.9")
        elif match["oj"]:
            if match["oj"] in "一1" and _NOT_A_CENT.match(text, match.end()):
                continue
            low = high = _tenths(match["oj"], "1") + _tenths(match["of"], "0.1")
        else:
            low, high = Decimal(1), Decimal(2)
        number = Number(low, high, False, match.start(), match.end())
        period, start, end = period_of(text, number, match.end())
        yield Entity("amount", text[start:end], amount_value(number, period), start, end)


def _digit_value(text: str) -> Decimal | None:
    return Decimal(text) if text.isdigit() else chinese_value(text)


def _tenths(digit: str | None, of: str) -> Decimal:
    return (_digit_value(digit) or Decimal(0)) * Decimal(of) / 10 if digit else Decimal(0)


def amount_value(number: Number, period: str | None) -> dict[str, object]:
    """The normal form of a sum; `low` or `high` is None where no such limit was said."""
    return {"low": plain(number.low), "high": plain(number.high), "period": period, "approx": number.approx}


def plain(value: Decimal | None) -> int | float | None:
    """A whole number as int, others as float with two places."""
    if value is None:
        return None
    return int(value) if value == int(value) else round(float(value), 2)


def _money_end(text: str, number: Number) -> int | None:
    """Where the sum ends, or None when the number is no sum of money."""
    if _is_word(text, number) or _is_age(text, number):
        return None
    currency = _CURRENCY.match(text, number.end)
    if currency and not text.startswith("块地", currency.start()):
        return currency.end()
    if _SIGN.search(text[max(0, number.start - 5) : number.start]):
        return number.end
    if number.start and (
        text[number.start - 1] in "第.-/初"
        or _CLOCK.search(text, max(0, number.start - 2), number.start)
        or (text[number.start].isascii() and text[number.start - 1].isascii() and text[number.start - 1].isalnum())
    ):
        return None
    if _NOT_MONEY.match(text, number.end) and not has_period_after(text, number.end):
        return None
    return number.end if _sounds_like_money(text, number) else None


def _is_word(text: str, number: Number) -> bool:
    """万一, 零钱, 百草枯, 千万莫, 二五八, 住一块儿 are no sums."""
    said, after = text[number.start : number.end], text[number.end :]
    if said in ("一", "1") and after.startswith("块"):
        return not _ONE_YUAN.match(text, number.end) or text[max(0, number.start - 1) : number.start] in tuple(
            "住在起同挨绑青紫"
        )
    if (
        said == "零"
        or said == "万一"
        or (len(said) > 1 and not re.search(r"[十百千万亿几kKwW\d]", said) and not _CURRENCY.match(after))
    ):
        return True
    bare = re.fullmatch("[百千万亿]+", said) and text[max(0, number.start - 1) : number.start] not in tuple(
        "上成几数小近"
    )
    return bool(bare and not _CURRENCY.match(after))


def _is_age(text: str, number: Number) -> bool:
    """我才十二: a number right after somebody is how old they are, unless it is said to be money."""
    told = number.exact is not None and number.exact <= _OLDEST and not _CURRENCY.match(text, number.end)
    return told and bool(_AGE_BEFORE.search(text[max(0, number.start - 6) : number.start]))


def _sounds_like_money(text: str, number: Number) -> bool:
    size = max(number.low or 0, number.high or 0)
    if size < 10:
        return False
    before = text[max(0, number.start - 14) : number.start]
    if _MEASURE_BEFORE.search(before) and not (before.endswith("打") and has_period_before(before)):
        return False
    if _MONEY_BEFORE.search(before) or is_for_once(before) or is_aid(before):
        return True
    if has_period_before(before) or has_period_after(text, number.end):
        return size >= 50 or _is_by_period(text, number, before)
    if _is_by_period(text, number, before):
        return True
    if not re.search(r"[\d十百千万kKwW]", text[number.start : number.end]):
        return False
    if size <= 120 and _AGE_AFTER.search(text, number.start, number.end + 4):
        return False
    alone = len(text) < _SHORT and _ONLY.match(text[: number.start]) and not _MORE_WORDS.search(text, number.end)
    if size >= 100 and re.search("[百千万]", text[number.start : number.end]) and _CLAUSE_ENDS.match(text, number.end):
        return not _is_year(text, number)
    large = (
        _SPOKEN_LARGE.search(text, number.start, number.end)
        and not text[number.end : number.end + 1].isdigit()
        and not _is_year(text, number)
    )
    return bool((alone and size >= 50 and size < 10**9 and not _is_year(text, number)) or large)


def _is_by_period(text: str, number: Number, before: str) -> bool:
    """Whether a small number stands right after a period and ends its clause: 一天二十, 零花钱一周五十."""
    return bool(_RIGHT_AFTER_PERIOD.search(before) and _CLAUSE_ENDS.match(text, number.end))


def _is_year(text: str, number: Number) -> bool:
    return (
        number.exact is not None
        and 1900 <= number.exact <= 2100
        and text[number.end : number.end + 1] in ("年", "-", "/", ".")
    )
