"""Sums of money in yuan with the period they were said for: 两千多一个月, 一天一百五, 年收入三万, 押金五千."""

import re
from collections.abc import Iterator
from decimal import Decimal

from contracts.extraction.entity import Entity
from contracts.extraction.numerals import Number, chinese_value

_CURRENCY = re.compile(
    r"\s?(?:块把钱|块多钱|多块钱|块来钱|来块钱|块钱|元钱|块|元|圆|人民币|rmb|RMB|¥|(?:个)?大洋|(?=钱))(?:多)?(?:钱)?"
)
_SIGN = re.compile(r"[¥$]\s?$")
# What follows a number that counts something else than money.
_NOT_MONEY = re.compile(
    r"\s?(?:多|来)?(?:个(?!$)|口|人|岁|天|号|日|月份?|年|点|分(?!钱)|秒|级|次|回(?!来|去|家|给)|斤|公斤|平|亩|公里"
    r"|里路|里地|米"
    r"|厘米|度|楼|层|栋|单元|套|间|辆|台|头|只(?![凑有剩给够能是借交拿要还筹])|条(?!$)|张"
    r"|份|期|届|组|村|路|班|中|院|周|星期|礼拜|小时|分钟|后|前|%|折|型|季|床|位|名|户|家|代|辈|胎|瓶|盒|包|颗|片"
    r"|针|种|样|项|页|瓦|升|吨|方|株|棵|窝|桌|顿|餐|遍|趟|步|句|行|队|成(?!$)|保|险|倍|、\d)"
)
_ONCE_BEFORE = re.compile(
    r"(?:押金|欠(?:了|下|款|债|账|起|着|医院|人家|亲戚|别人|的?钱)*|借(?:了|款|的|来|起)*(?:亲戚|朋友|别人|人家"
    r"|信用社|银行|网贷)*|贷(?:了|款)*|债|花(?:了|费|去|掉|出去|的)*|用(?:了|去|掉)|"
    r"[^\s,。!?;生水电伙]{1,2}(?<!生活)费(?:用)?(?:是|要|总共|一共|就)*|医(?:药|疗)费|住院费|手术费|药费|检查费|学费"
    r"|住宿费|生活费要|费用(?:是|要|总共|一共)?|自(?:费|付|己出|己付"
    r"|己掏)(?:了|的)*|报(?:销)?(?:了|完|掉|下来|到)+|赔(?:了|偿)*|存(?:折|款|了|的?有)*(?:上|里)?(?:还?有|是"
    r"|就)?|"
    r"积蓄(?:有)?|卡(?:上|里|头)(?:还|就|只|剩)*(?:有|剩)?|(?:身上|手头|手里|手上)(?:就|只|还|总共)*(?:有|剩)"
    r"|剩(?:下)?(?:了)?|总共|一共"
    r"|合计|共计|加起来|彩礼|价(?:格|值)?|值|(?<![只才])卖(?:了|得)*|买(?:成|的?时候)?|损失(?:了)?|被(?:偷|骗|抢)了?|"
    r"拖欠(?:了|我|我们)*(?:的)?(?:工资|工钱)?(?:有|一共)?|交(?:了|起|过)?|缴(?:了)?|付(?:了)?|还差"
    r"|差(?:了)?(?!不)|缺(?:了)?|凑(?:了|到|够)?|筹(?:了|到|款)?|补偿|补助了|救助了|丧葬费|慰问|(?:给|拿|发|补|收|转"
    r"|打|捐|汇|退|塞|罚|亏|掉|丢|垫|攒|赢|输)(?:了|过|来|给|到)+(?:我们?|他们?|她们?|娃儿?|屋头|家里)?"
    r"|资助|赞助|准备|(?:一|每|1)(?:次|回|趟|针|副|场)(?:要|就|得|花|就要|也要|都要|就是)*|(?:一|每|1)个?学期|打水漂"
    r"|份子钱|红包|余额|[骗偷抢扒](?:了|去|走|掉|光)+|(?:债|账|欠款|窟窿)(?=$|[^,。]{0,3}$)|(?:债|账|费|欠款|窟窿"
    r"|花销|损失),?(?:有|一共|总共|大概|得|要|怕有|起码|差不多)+)"
    r"(?:一个?(?:学期|学年|季度))?[^\d一二三四五六七八九十百千万两几,。!?]{0,5}$"
)
_ONCE_AFTER = re.compile(
    r"\s?(?:块钱|块|元|钱)?(?:的)?(?:押金|债|账|外债|贷款|借款|欠款|欠账|缺口|窟窿|[^\s,。!?;生]{1,2}费|存款|慰问金"
    r"|救助金|抚恤金|捐款|善款|礼金|赔偿金?"
    r"|积蓄|彩礼|现金|现钱|没还|还没还|没给|没结|没付|不够|赔偿|定金|订金|罚款|利息钱|费用|的?(?:单子|账单|票|发票))"
)
_GAP = r"(?:一个人|两个人|两口子|一共|一直|[^\d一二三四五六七八九十百千万两几,。!?;])"
_PERIOD_BEFORE = (
    ("month", re.compile(
        r"(?:每|一|1)?个?月(?:都|也|就|才|只|能|要|得|可以|大概|差不多|大约|平均|最多|顶多|能够|下来|固定|的?(?:工资"
        r"|收入|退休金|养老金|生活费|低保|房租|租金|药费|透析)?(?:是|有|拿|领|挣|发|给|交|花|搞|找|得|打|吃药|赚"
        r"|到手|进账)*)*" + _GAP + r"{0,13}$"
    )),
    ("day", re.compile(
        r"(?:每|一|1)(?:天|日)(?:就|才|只|能|要|大概|差不多|工资|工钱|最多|顶多|给|挣|有|是|得|找|赚|百把"
        r"|的)*" + _GAP + r"{0,9}$|(?<!\d)(?:日(?:工资|薪|结|均)|天天|(?:一个|每个|一)工(?!厂|地|资|友|程|作|钱|伤"
        r"|业))[^\d,。]{0,6}$"
    )),
    ("year", re.compile(
        r"(?:每|一|1|全|整)年(?!级)(?:都|也|就|才|只|能|要|到头|下来|大概|差不多|总共|一共|收入|纯|毛|光|的|有|是|挣|卖"
        r"|吃药|种地|得|找|搞)*" + _GAP + r"{0,13}$|年(?:收入|薪|底分红|均|纯收入|总收入"
        r"|租金?|租)[^\d一二三四五六七八九十百千万两几,。]{0,8}$|一年到头[^\d,。]{0,10}$"
    )),
)  # fmt: skip
_MONTH_PAY = re.compile(
    r"(?:月(?:工资|薪|收入|入|租|供|均|钱)|按月|包月|每月|月月|每月每人"
    r"|房租一月)[^\d一二三四五六七八九十百千万两几,。]{0,6}$"
)
_PERIOD_AFTER = (
    ("month", re.compile(
        r"\s?(?:多)?(?:块钱|块|元|钱)?(?:多)?\s?(?:左右|上下|的样子|差不多|不到|以上|以内|出头)?\s?(?:/|/人|每|一|1"
        r"|一个|每个|的|1个"
        r"|个)*月(?!\d|份|底|初|前|后|[一二三四五六七八九十]+[号日])"
    )),
    ("day", re.compile(
        r"\s?(?:多)?(?:块钱|块|元|钱)?(?:多)?\s?(?:左右|上下|的样子|不到)?\s?(?:(?:/|每|一|1)(?:个)?(?:天|日|工天"
        r"|工(?![厂地资友程作钱伤业]))(?!前|后|[一二三四五六日]))"
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
# Pay that everybody reckons by the month, unless it is said for some months together; and what is paid but once.
_WAGE = re.compile(
    r"(?:工资|薪水|工薪|养老金|养老保险|养老钱|退休金|退休工资|退休费|低保(?:金|钱|费)?|月收入|(?<!欠)[房车]贷"
    r"|按揭)" + _GAP + r"{0,8}$"
)
_WAGE_AFTER = re.compile(r"的?(?:工资|养老金|退休金|退休工资|低保金?)(?!没|拖|欠|不)")
_MONTHS_TOGETHER = re.compile(
    r"(?:[两二三四五六七八九十几\d半]个?(?:多)?(?:月|年)|[上下]半年|全部|总共|一共)(?:的|拖欠的?)?$"
)
_ONE_OFF = re.compile(
    r"(?:手术|开刀|住院|化疗|透析|检查|抢救|后事|丧事|埋人|火化|棺材|安葬|彩礼|换个?|装|修房|盖房|建房|装修|罚|债"
    r"|账单|救命|治病"
    r"|看病|医院|医生|缺口|欠|差(?!不)|拖(?:着|起|了)|挪了?|应得|借"
    r"|贷)(?:[二两三四五六七八九十几半\d]{1,2}个?多?(?:月|年|天|学期)"
    r"|[^\d一二三四五六七八九十百千万两几,。!?;]){0,10}$"
)
_COINS = re.compile(
    r"(?P<y>\d{1,4}|[零一二两三四五六七八九十百]{1,6})(?:块"
    r"|元)(?P<j>[一二两三四五六七八九1-9])(?:(?P<ju>[毛角])(?P<f>[一二三四五六七八九1-9])?分?)?"
    r"(?:钱)?(?![\d一二两三四五六七八九十百千万个口天月人年岁分号点几多块元])"
    r"|(?P<ya>\d{1,4}|[零一二两三四五六七八九十百]{1,6})(?:块|元)零?(?P<fa>[一二两三四五六七八九1-9])分"
    r"|(?P<oj>几|[一二两三四五六七八九1-9])(?:毛|角)(?P<of>[一二三四五六七八九1-9])?(?:钱"
    r"|(?![坯衣线病巾笔皮孩膜度落色]))"
    r"|(?<![一二两三四五六七八九十百千万几\d多来])块(?:把|多)(?:两块)?钱?"
)
# A further part of the bill or debt that was just told: 先交一万，后头还要三四万.
_GOES_ON = re.compile(
    r"[,。;\s](?:后头|后面|后续|另外|再|又|剩下|其中|现在|目前|自己|我们?)?(?:还(?:要|有|差|剩|得|欠)|又|再|剩下|其中"
    r"|借了?|另外)[^,。!?;]{0,10}$"
)
# Numbers that are spoken like money and are none.
_MEASURE_BEFORE = re.compile(
    r"(?:血压|高压|低压|血糖|体重|身高|心率|心跳|烧到?|体温|考(?:了|起|到)?|分数|成绩|房号|工号|编号|号码|电话|拨打?"
    r"|打(?:了)?电话给?|楼"
    r"|座|室|房间|门牌|车牌|邮编|密码|账号|卡号|尾号|验证码|海拔|跑(?:了|起)?|(?<![骗拿带卷偷抢])走(?:了)?|挂号|床"
    r"|(?<![月天年])打)"
    r"(?:是|有|到|了|都|给|就|差不多|大概)*$"
)
_CLAUSE_ENDS = re.compile(
    r"\s?(?:[,。!?;)]|$|\s|多|吧|嘛|哦|呢|啊|哈|了|都|还|也|就|才|的(?!人|房|血压|血糖|体重|分|天麻)|左右|上下|以上"
    r"|以内|出头|给我|够|不够|回来|过来|来用|买|交"
    r"|借|差|一[斤罐包瓶只头盒支次副针回趟个]|,|起步|打底|样子|我|他|她|啥|咯|撒|噻|哇|呀|根本|那|要|左|寄|利息)"
)
_SHORT = 40
_SPOKEN_LARGE = re.compile(r"[千万亿kKwW]")
_MORE_WORDS = re.compile(r"[^\W吧嘛哦呢的多块左右样子上下大概啊哈了哇]")


def find_amounts(text: str, numbers: list[Number]) -> Iterator[Entity]:
    """Every sum of money among the numbers of a normalised text."""
    coins = list(_coins(text))
    yield from coins
    last: Entity | None = None
    for number in numbers:
        if any(number.start < coin.end and coin.start < number.end for coin in coins):
            continue
        if (end := _money_end(text, number)) is None:
            continue
        period, start, end = _period(text, number, end)
        if not period and last and last.value["period"] == "once" and _GOES_ON.search(text[last.end : number.start]):
            period = "once"
        last = Entity("amount", text[start:end], amount_value(number, period), start, end)
        yield last


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
            low = high = _tenths(match["oj"], "1") + _tenths(match["of"], "0.1")
        else:
            low, high = Decimal(1), Decimal(2)
        number = Number(low, high, False, match.start(), match.end())
        period, start, end = _period(text, number, match.end())
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
    if _MEASURE_BEFORE.search(before):
        return False
    if _MONEY_BEFORE.search(before) or _ONCE_BEFORE.search(before):
        return True
    if any(rule.search(before) for _, rule in _PERIOD_BEFORE) or _has_period_after(text, number.end):
        return size >= 50
    if not re.search(r"[\d十百千万kKwW]", text[number.start : number.end]):
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
    before = text[max(0, number.start - 24) : number.start]
    for name, rule in _PERIOD_AFTER:
        if found := rule.match(text, number.end):
            return name, number.start, max(found.end(), end)
    for name, rule in (("month", _MONTH_PAY), *_PERIOD_BEFORE):
        if (found := rule.search(before)) and not _is_other_time(before, found):
            return name, number.start - len(before) + found.start(), end
    if (wage := _WAGE.search(before)) and wage.group(0).startswith(("房贷", "车贷", "按揭")):
        return "month", number.start, end
    if _ONCE_BEFORE.search(before) or _ONCE_AFTER.match(text, end):
        return "once", number.start, end
    if wage:
        return "once" if _MONTHS_TOGETHER.search(before[: wage.start()]) else "month", number.start, end
    if _WAGE_AFTER.match(text, end):
        return "month", number.start, end
    return "once" if _ONE_OFF.search(before) else None, number.start, end


def _is_other_time(before: str, found: re.Match[str]) -> bool:
    """Whether 月 or 年 belongs to a date (去年花了…, 三个月花了…, 上个月工资…)."""
    return bool(
        re.search(
            r"(?:[\d百千万块元钱多]|左右|[上这下本当后半]个?|(?<![外后前屋家里])头个?|(?<!挣)(?<!赚)[了住才]|住满"
            r"|[二两三四五六七八九十几\d]个?|今|去|前|后|[二三四五六七八九十]十?)$",
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
