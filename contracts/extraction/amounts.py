"""Sums of money in yuan with the period they were said for: 两千多一个月, 一天一百五, 年收入三万, 押金五千."""

import re
from collections.abc import Iterator
from decimal import Decimal

from contracts.extraction.entity import Entity
from contracts.extraction.numerals import Number

_CURRENCY = re.compile(
    r"\s?(?:块把钱|块多钱|多块钱|块来钱|来块钱|块钱|元钱|块|元|圆|人民币|rmb|RMB|¥|(?:个)?大洋|(?=钱))(?:多)?(?:钱)?"
)
_SIGN = re.compile(r"[¥$]\s?$")
# What follows a number that counts something else than money.
_NOT_MONEY = re.compile(
    r"\s?(?:多|来)?(?:个(?!$)|口|人|岁|天|号|日|月份?|年|点|分(?!钱)|秒|级|次|回(?!来|去|家|给)|斤|公斤|平|亩|公里|里路|里地|米"
    r"|厘米|度|楼|层|栋|单元|套|间|辆|台|头|只|条(?!$)|张"
    r"|份|期|届|组|村|路|班|中|院|周|星期|礼拜|小时|分钟|后|前|%|折|型|季|床|位|名|户|家|代|辈|胎|瓶|盒|包|颗|片"
    r"|针|种|样|项|页|瓦|升|吨|方|株|棵|窝|桌|顿|餐|遍|趟|步|句|行|队|成(?!$)|保|险|倍|、\d)"
)
_ONCE_BEFORE = re.compile(
    r"(?:押金|欠(?:了|下|款|债|账|起|着|医院|人家|亲戚|别人|的?钱)*|借(?:了|款|的|来|起)*(?:亲戚|朋友|别人|人家"
    r"|信用社|银行|网贷)*|贷(?:了|款)*|债|花(?:了|费|去|掉|出去|的)*|用(?:了|去|掉)|"
    r"医(?:药|疗)费|住院费|手术费|药费|检查费|学费|住宿费|生活费要|费用(?:是|要|总共|一共)?|自(?:费|付|己出|己付"
    r"|己掏)(?:了|的)*|报(?:销)?(?:了|完|掉|下来|到)+|赔(?:了|偿)*|存(?:折|款|了|的?有)*(?:上|里)?(?:还?有|是"
    r"|就)?|"
    r"积蓄(?:有)?|卡(?:上|里|头)(?:还|就|只|剩)*(?:有|剩)?|身上(?:就|只|还)*(?:有|剩)|剩(?:下)?(?:了)?|总共|一共"
    r"|合计|共计|加起来|彩礼|价(?:格|值)?|值|卖(?:了|得)*|买(?:成|的?时候)?|损失(?:了)?|被(?:偷|骗|抢)了?|"
    r"拖欠(?:了|我|我们)*(?:的)?(?:工资|工钱)?(?:有|一共)?|交(?:了|起|过)?|缴(?:了)?|付(?:了)?|还差"
    r"|差(?:了)?(?!不)|缺(?:了)?|凑(?:了|到|够)?|筹(?:了|到|款)?|补偿|补助了|救助了|丧葬费)"
    r"(?:一个?(?:学期|学年|季度))?[^\d一二三四五六七八九十百千万两几,。!?]{0,5}$"
)
_ONCE_AFTER = re.compile(
    r"\s?(?:块钱|块|元|钱)?(?:的)?(?:押金|债|账|外债|贷款|借款|欠款|欠账|医药费|医疗费|住院费|手术费|药费|学费|存款"
    r"|积蓄|彩礼|赔偿|定金|罚款|利息钱|费用)"
)
_PERIOD_BEFORE = (
    ("month", re.compile(
        r"(?:每|一|1)?个?月(?:都|也|就|才|只|能|要|得|可以|大概|差不多|大约|平均|最多|顶多|能够|下来|固定|的?(?:工资"
        r"|收入|退休金|养老金|生活费|低保|房租|租金|药费|透析)?(?:是|有|拿|领|挣|发|给|交|花|搞|找|得|打|吃药|赚"
        r"|到手|进账)*)*[^\d一二三四五六七八九十百千万两几,。!?;]{0,6}$"
    )),
    ("day", re.compile(
        r"(?:每|一|1)(?:天|日)(?:就|才|只|能|要|大概|差不多|工资|工钱|最多|顶多|给|挣|有|是|得|找|赚|百把"
        r"|的)*[^\d一二三四五六七八九十百千万两几,。!?;]{0,5}$|日(?:工资|薪|结)[^\d,。]{0,3}$"
    )),
    ("year", re.compile(
        r"(?:每|一|1|全|整)年(?:都|也|就|才|只|能|要|到头|下来|大概|差不多|总共|一共|收入|纯|毛|光|的|有|是|挣|卖"
        r"|吃药|种地|得|找|搞)*[^\d一二三四五六七八九十百千万两几,。!?;]{0,6}$|年(?:收入|薪|底分红|均|纯收入|总收入"
        r"|租金?|租)[^\d一二三四五六七八九十百千万两几,。]{0,6}$|一年到头[^\d,。]{0,8}$"
    )),
)  # fmt: skip
_MONTH_PAY = re.compile(
    r"(?:月(?:工资|薪|收入|入|租|供|均|钱)|按月|每月|月月|房租一月)[^\d一二三四五六七八九十百千万两几,。]{0,6}$"
)
_PERIOD_AFTER = (
    ("month", re.compile(
        r"\s?(?:多)?(?:块钱|块|元|钱)?(?:多)?\s?(?:左右|上下|的样子|差不多|不到)?\s?(?:/|每|一|1|一个|每个|的|1个"
        r"|个)*月(?!\d|份|底|初|前|后|[一二三四五六七八九十]+[号日])"
    )),
    ("day", re.compile(
        r"\s?(?:多)?(?:块钱|块|元|钱)?(?:多)?\s?(?:左右|上下)?\s?(?:/|每|一|1)(?:个)?(?:天|日|工天)(?!前|后)"
    )),
    ("year", re.compile(
        r"\s?(?:多)?(?:块钱|块|元|钱)?(?:多)?\s?(?:左右|上下|不到)?\s?(?:/|每|一|1|全|一整)(?:个)?年(?!前|后|级"
        r"|多前)"
    )),
)  # fmt: skip
_MONEY_BEFORE = re.compile(
    r"(?:钱|工资|收入|挣|赚|领|发|花|欠|借|贷|存|押金|费|补助|补贴|养老金|退休金|低保|价|值|卖|交|付|缴|赔|报销?"
    r"|要|给|拿|差|缺|找|搞|租金?|利息|余额|红|薪|打到卡|剩|生活|到手|款|还)"
    r"(?:了|着|到|得|的|有|是|个|大概|差不多|大约|就|才|也|能|都|只|可能|估计|有个|起|下来|我|他|她|我们|不到"
    r"|至少|最多|将近|快|一共|总共)*$"
)
_ONLY = re.compile(
    r"^[\s,。!?]*(?:(?:是|有|就|大概|差不多|大约|可能|应该|也就|估计|每个?人|不对|不是|错了|说错了|是的|对|嗯|哦"
    r"|那个|改成|,|\s|不到|至少|最多|左右)*)[\s,。]*$"
)
_SHORT = 40
_SPOKEN_LARGE = re.compile(r"[千万亿kKwW]")
_MORE_WORDS = re.compile(r"[^\W吧嘛哦呢的多块左右样子上下大概啊哈了哇]")


def find_amounts(text: str, numbers: list[Number]) -> Iterator[Entity]:
    """Every sum of money among the numbers of a normalised text."""
    for number in numbers:
        if (end := _money_end(text, number)) is None:
            continue
        period, start, end = _period(text, number, end)
        yield Entity("amount", text[start:end], amount_value(number, period), start, end)


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
    currency = _CURRENCY.match(text, number.end)
    if currency and not text.startswith("块地", currency.start()):
        return currency.end()
    if _SIGN.search(text[max(0, number.start - 2) : number.start]):
        return number.end
    if number.start and (
        text[number.start - 1] in "第:.-/初周"
        or (text[number.start - 1].isascii() and text[number.start - 1].isalnum())
    ):
        return None
    if _NOT_MONEY.match(text, number.end) and not _has_period_after(text, number.end):
        return None
    return number.end if _sounds_like_money(text, number) else None


def _sounds_like_money(text: str, number: Number) -> bool:
    size = max(number.low or 0, number.high or 0)
    if size < 10:
        return False
    before = text[max(0, number.start - 14) : number.start]
    if _MONEY_BEFORE.search(before) or _ONCE_BEFORE.search(before):
        return True
    if any(rule.search(before) for _, rule in _PERIOD_BEFORE) or _has_period_after(text, number.end):
        return size >= 50
    alone = len(text) < _SHORT and _ONLY.match(text[: number.start]) and not _MORE_WORDS.search(text, number.end)
    large = (
        _SPOKEN_LARGE.search(text, number.start, number.end)
        and not text[number.end : number.end + 1].isdigit()
        and not _is_year(text, number)
    )
    return bool((alone and size >= 50 and size < 10**9 and not _is_year(text, number)) or large)


def _is_year(text: str, number: Number) -> bool:
    return (
        number.exact is not None
        and 1900 <= number.exact <= 2100
        and text[number.end : number.end + 1] in ("年", "-", "/", ".")
    )


def _has_period_after(text: str, end: int) -> bool:
    return any(rule.match(text, end) for _, rule in _PERIOD_AFTER)


def _period(text: str, number: Number, end: int) -> tuple[str | None, int, int]:
    """The period of a sum and the span with it; what is said right at the sum wins over what stands before."""
    before = text[max(0, number.start - 20) : number.start]
    for name, rule in _PERIOD_AFTER:
        if found := rule.match(text, number.end):
            return name, number.start, max(found.end(), end)
    for name, rule in (("month", _MONTH_PAY), *_PERIOD_BEFORE):
        if (found := rule.search(before)) and not _is_other_time(before, found):
            return name, number.start - len(before) + found.start(), end
    if _ONCE_BEFORE.search(before) or _ONCE_AFTER.match(text, number.end):
        return "once", number.start, end
    return None, number.start, end


def _is_other_time(before: str, found: re.Match[str]) -> bool:
    """Whether 月 or 年 belongs to a date (去年花了…, 三个月花了…, 上个月工资…)."""
    return bool(
        re.search(
            r"(?:[上这下本当头后半]个?|[二两三四五六七八九十几\d]个?|今|去|前|后|[二三四五六七八九十]十?)$",
            before[: found.start()],
        )
    ) or (
        found.group(0)[0] in "月年"
        and not found.group(0).startswith(
            (
                "月工",
                "月薪",
                "月收",
                "月入",
                "月租",
                "月供",
                "月均",
                "月钱",
                "年收",
                "年薪",
                "年底",
                "年均",
                "年纯",
                "年总",
                "年租",
            )
        )
    )
