"""Dates and spans of days, read against the day they were said: 前天, 上个礼拜三, 腊月间, 十一月二十号, 上月初."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from itertools import pairwise

from contracts.extraction import lunar
from contracts.extraction.date_readers import (
    DAYS,
    YEARS,
    Span,
    read_ago,
    read_bare_part,
    read_calendar,
    read_day,
    read_day_of_month,
    read_day_or_next,
    read_full,
    read_recent,
    read_relative_month,
    read_two_days,
    read_two_months,
    read_week,
    read_year,
    read_year_and_month,
)
from contracts.extraction.entity import Entity
from contracts.extraction.lunar_readers import read_feast, read_lunar, read_lunar_day

_CLOCK = r"(?:的)?(?:一早|大清早|清早|早上|早晨|上午|中午|下午|傍晚|晚上|夜里|半夜|夜头|晚些|凌晨|晌午|黑了|晚|早|夜)?"


def _alternatives(words: dict[str, int] | dict[str, tuple[int, int]]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_YEAR = (
    rf"(?:(?P<yw>{_alternatives(YEARS)})(?:的)?|(?P<y>\d{{4}}|\d{{2}}|[一二][零一二三四五六七八九]{{3}}"
    rf"|(?<![百千万零一二三四五六七八九])(?:[零二][零一二三四五六七八九]|一[三四五六七八九]|九[零一二三四五六七]))年)?"
)
_PART = (
    r"(?P<part>上旬|中旬|下旬|初头|初(?![一二三四五六七八九十])|头(?!上)|底|末|尾|中(?!午|旬|秋|元|间|风|考|毒|奖|暑)"
    r"|(?:的)?(?:二?十|[12]0)[几多][号日])?"
)
# 十一 is a feast only where words beside it say so.
_FEASTS = "|".join(
    "(?<![今去前明后每半])年三十(?![一二三四五六七八九岁多几])"
    if word == "年三十"
    else "过年(?![猪货])"
    if word == "过年"
    else word
    if word != "十一"
    else "十一(?=那天|那几天|放假|假期|长假|黄金周|期间|前后|过后)"
    for word in sorted(lunar.FEASTS, key=len, reverse=True)
)
Reader = Callable[[re.Match[str], date], Span | None]
Hit = tuple[re.Match[str], Span, Reader]
_RULES: tuple[tuple[re.Pattern[str], Reader], ...] = (
    (re.compile(r"(?<![\d\-/.])(?P<y>20[0-3]\d)[\-/](?P<m>1[0-2]|0?[1-9])(?![\d\-/.元块万千])"), read_year_and_month),
    (re.compile(
        r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<sep>[-/.年]\s?)(?P<m>\d{1,2})[-/.月]\s?(?P<d>\d{1,2})(?!\d)[日号]?"
    ), read_full),
    (re.compile(r"(?<![\d.])(?P<y>2\d)(?P<sep>[./-])(?P<m>\d{1,2})(?P=sep)(?P<d>\d{1,2})(?![\d./-])"), read_full),
    (re.compile(r"(?<![\d号])(?P<y>20[0-3]\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?!\d)"), read_full),
    (re.compile(
        r"(?<![\d第零幺一二三四五六七八九十月组栋幢楼元路巷街床座])(?:(?P<m>1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月份?|(?P<which>上|这)个?月(?:份)?的?)?"
        r"(?P<tens>二?十)?(?P<a>[一二三四五六七八])(?P<b>[二三四五六七八九])[号日](?!楼|院|线|路|工|门|店|床|病)"
    ), read_day_or_next),
    (re.compile(
        rf"(?:(?P<yw>{_alternatives(YEARS)})(?:的)?)?(?:(?:农历|阴历|旧历|老历)(?:的)?)?(?P<lm>冬腊月|正月|冬月"
        rf"|腊月|大年(?=初)|(?<![今去前明后每整半\d一二两三四五六七八九十])年(?=初[一二三四五六七八九十]))(?P<m>)(?P<d>初[一二三四五六七八九十]|廿[一二三四五六七八九]?"
        rf"|二?十(?!几)[一二三四五六七八九]?"
        rf"|三十)?(?P<part>初(?![一二三四五六七八九十])|底|末|尾|[上中下]旬)?(?:间|里头?|头|份|的时候|那阵)?"
    ), read_lunar),
    (re.compile(
        rf"(?:(?P<yw>{_alternatives(YEARS)})(?:的)?)?(?P<lm>)(?:农历|阴历"
        rf"|旧历|老历)(?:的)?(?P<m>[一二三四五六七八九十]{{1,2}}|\d{{1,2}})月(?:份)?(?P<d>初[一二三四五六七八九十]"
        rf"|廿[一二三四五六七八九]?|二?十[一二三四五六七八九]?|三十|\d{{1,2}})?"
    ), read_lunar),
    (re.compile(
        rf"(?:(?P<yw>{_alternatives(YEARS)})(?:的)?)?(?P<lm>)(?P<m>[二三四五六七八九十]"
        rf"|十[一二])月(?P<d>初[一二三四五六七八九十])"
    ), read_lunar),
    (re.compile(
        rf"(?:(?P<yw>{_alternatives(YEARS)})(?:的)?)?(?<![一二三四五六七八九十\d])(?!1\d月)(?P<a>[一二三四五六七八九]"
        rf"|\d)(?P<sep>[,、到至~\-]?)(?P<b>[二三四五六七八九十]|\d)"
        rf"月(?:份|间|里|的时候|(?=[,。\s]|$))"
    ), read_two_months),
    (re.compile(
        rf"(?<![\d百千万块元钱])(?<!块多)(?<!百多)(?<!千多)(?!一月[^,。\d]{{0,3}}(?:[一二两三四五六七八九几]+[百千万]"
        rf"|\d{{3,}})){_YEAR}\s?(?P<m>\d{{1,2}}|十[一二]"
        rf"|[一二三四五六七八九十]|元)月(?!(?<=二月)二(?![十号日])|(?<=三月)三(?![十号日])|(?<=六月)六(?![十号日])|半|饼|怀胎|瓜|十五中秋|嫂|子(?!头))(?:份)?(?:(?P<d>\d{{1,2}}"
        rf"|[一二三]?十(?!几)[一二三四五六七八九]?|[一二三四五六七八九]|廿[一二三四五六七八九]?)(?:[号日]"
        rf"|(?!(?<=一)[直起家个次共来下边样定般场回趟顿到开])(?![\d十多几来块元万千百个月天岁人点])))?{_PART}"
    ), read_calendar),
    (re.compile(
        r"(?<![\d./])(?P<m>1[0-2]|0?[1-9])[./](?P<d>3[01]|[12]\d|0?[1-9])\s?[-到至~]\s?(?P<m2>1[0-2]|0?[1-9])[./]"
        r"(?P<d2>3[01]|[12]\d|0?[1-9])(?![\d./%万千百元块斤公米])"
    ), read_two_days),
    (re.compile(
        r"(?<![\d.])(?P<yw>)(?P<y>)(?P<m>1[0-2]|0?[1-9])[./-](?P<d>[12]\d|3[01]|0?[1-9])(?P<part>)(?:[号日]"
        r"|(?![\d.%元块万千/]))(?:(?<!\d\.\d)|(?<=\d[./]\d)(?=号|日|那天|出|发生|我|被|遭|住院|晚|早|下午|上午|摔"
        r"|去世|[到至-]\d{1,2}[./]\d)(?<!\d\.\d{3}))"
    ), read_calendar),
    (re.compile(
        rf"(?P<which>上上|下下|(?<![矿卡山街路镇县村州船车身网地厂班店堂])上|这|本|当|下|(?<![以之])前|(?<![外前后屋家码])头(?=个))(?:一)?个?月(?:份)?(?:的)?(?:月(?=[底初末尾]))?(?:(?P<d>\d{{1,2}}"
        rf"|[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])(?:[号日]|(?<=十)(?=那天|[,。\s]|$)|(?<=十[一二三四五六七八九])"
        rf"(?=那天|[,。\s]|$)))?{_PART}"
    ), read_relative_month),
    (re.compile(
        r"(?P<which>上上|上|这|本|下下|下|前)?(?:一)?个?(?:礼拜|星期"
        r"|周)(?:的)?(?:(?:礼拜|星期|周)(?=[一二三四五六日天末]))?(?P<wd>[一二三四五六日天1-7末](?![个次天趟回岁年口百千块元]|十(?!点)))?(?!\d|[一二三四五六七八九]十)"
    ), read_week),
    (re.compile(
        r"(?P<n>(?<!个)半|好几|\d{1,3}多?|[零一二两三四五六七八九十]{1,3}[多几来]?|几)(?P<u>个(?:多)?月|(?<=半)月|个(?:多)?礼拜"
        r"|个(?:多)?星期|周|天|年)(?:多)?(?:以前|之前|前(?!后|面))"
    ), read_ago),
    (re.compile(
        r"(?P<w>(?<![节秋午明旦夕阳暑至假学年以])前|这|最近|近)(?:头)?(?P<n>几|两|二|2|三|3|些|一阵)(?:天|日)"
    ), read_recent),
    (re.compile(
        rf"(?:(?P<yw>{_alternatives(YEARS)})(?:的)?)?(?<![一二三四五六七八九十百千万\d])(?P<f>{_FEASTS})节?(?:(?P<during>期间"
        rf"|那几天|假期|那阵|那段|前后|放假)|的?(?P<off>[前后][一两三]天|第[二三]天))?(?!了没|[一二三四五六七八九十\d]*(?:栋|号|块|路|村))"
    ), read_feast),
    (re.compile(rf"(?P<day>(?<!以)后天(?![天性])|(?!后天)(?:{_alternatives(DAYS)})){_CLOCK}"), read_day),
    (re.compile(
        rf"{_YEAR.removesuffix('?')}(?:年)?(?P<part>初(?![一二三四五六七八九])|底|末|尾|中(?!旬|秋|午|风|考|毒|奖|暑|间)|上半年|下半年"
        rf"|开年(?!后)|开春|热天|伏天|冷天"
        rf"|入?[春夏秋冬])?(?:天|季|里)?"
    ), read_year),
    (re.compile(
        r"(?P<yw>)(?P<y>)(?<![今去前明后头上大一二两三四五六七八九十\d每成全半])(?:年(?P<part>初|底|末|尾)(?!十)"
        r"|(?P<part2>[上下]半年|开[年春](?!后)))"
    ), read_year),
    (re.compile(
        r"(?P<which>)(?P<d>)(?<![今去前明后头上这下个大一二两三四五六七八九十\d每成全半])(?:月(?P<part>初|底|末|尾|中(?=的时候|那几天|间|[,。]|$))|(?<![月份])(?P<part2>[上中下]旬))"
    ), read_bare_part),
    (re.compile(
        r"(?<![\d第零一二三四五六七八九十月组栋幢楼元路巷街床座])(?P<d>\d{1,2}|[一二三]?十[一二三四五六七八九]?"
        r"|[一二三四五六七八九])[号日](?!楼|院|线|路|工地|桩|门|店|机|窗|床|病|井|矿|站|厅|馆|柜|厂|库|梯|棚|桌|台|出口|码头|三餐|三顿|子|常|用|本|结|薪|工资|码)"
    ), read_day_of_month),
    (re.compile(r"(?<![年月级读大])初(?P<d>[一二三四五六七八九十])(?![中级班年次步审月学])"), read_lunar_day),
)  # fmt: skip
_TO = re.compile(
    r"(?:(?:晚上?|早上|上午|下午|中午|夜里|那天)?\s?(?:到|至|-|~|—)|[住干做拖病躺等治熬停歇]了?(?:院|工)?到)\s?$"
)
_TILL_NOW = re.compile(
    r"(?:起|开始|[^,。!?\d到]{0,6})?\s?(?:一直|直)?(?:到|至)\s?(?:现在|如今|目前|今天|今日"
    r"|今(?!年)|这阵|而今|当前)"
)


# Readers of days whose month was told, and what parts them from a bare day that comes next.
_WITH_MONTH = (read_calendar, read_relative_month)
_BREAKS = re.compile(r"[。!?;\n]|每|这个?月|本月|下个?月|月底|月初")
_PUT_RIGHT = re.compile(r"不对|不是|[说搞记弄]?错了?|哦|应该是|改成|更正|记岔")


def find_dates(text: str, said_on: date) -> Iterator[Entity]:
    """Every date of a normalised text; two joined by 到 are one span."""
    found = _in_told_month(_found(text, said_on), text)
    skipped: set[int] = set()
    for (first, a, _), (second, b, read) in pairwise(found):
        if second.start() > first.end() + 4 or not _TO.match(text, first.end(), second.start()):
            continue
        last = _same_month(a[0], b[1]) if read is read_day_of_month else b[1]
        if a[0] < last and first.start() not in skipped:
            skipped |= {first.start(), second.start()}
            yield Entity("date", text[first.start() : second.end()], _iso((a[0], last)), first.start(), second.end())
    for match, span, _ in found:
        if (
            match.start() in skipped
            or _EVERY.search(text, max(0, match.start() - 4), match.start())
            or (match.group(0) == "今年" and _AGE_NEXT.match(text, match.end()))
        ):
            continue
        end, last = match.end(), span[1]
        if span[0] < said_on and (now := _TILL_NOW.match(text, end)):
            end, last = now.end(), said_on
            skipped |= set(range(match.end(), end))
        yield Entity("date", text[match.start() : end], _iso((span[0], last)), match.start(), end)


def _in_told_month(found: list[Hit], text: str) -> list[Hit]:
    """A later day without a month, or one put right, is of the month told before: 十月八号住院，十五号出院."""
    placed: list[Hit] = []
    for match, span, read in found:
        if read is read_day_of_month and placed:
            before, (told, last), of = placed[-1]
            between = text[before.end() : match.start()]
            same = _same_month(told, span[0])
            goes_on = same > told or _PUT_RIGHT.search(between)
            if of in _WITH_MONTH and told == last and goes_on and not _BREAKS.search(between):
                placed.append((match, (same, same), of))
                continue
        placed.append((match, span, read))
    return placed


def _same_month(first: date, last: date) -> date:
    """三月一号到五号: the fifth is of March."""
    try:
        return last.replace(year=first.year, month=first.month)
    except ValueError:
        return last


_EVERY = re.compile(r"(?:每年?的?|逢|年年|每到|每隔)$")
_AGE_NEXT = re.compile(
    r"\s?(?:都|已经|快|满|刚|才|就|也|我|她|他|有|是)*(?:\d{1,3}|[一二三四五六七八九]?十[一二三四五六七八九]?"
    r"|[一二两三四五六七八九])"
    r"(?:多|几|有[一二三四五六七八九])?(?![月号日万千百斤亩块元个次头天倍口点度年级季\d一二三四五六七八九十])"
)


def _iso(span: Span) -> str:
    first, last = span
    return first.isoformat() if first == last else f"{first.isoformat()}/{last.isoformat()}"


def _found(text: str, said_on: date) -> list[Hit]:
    """The matches of all rules in order; the rule named first wins where they overlap."""
    taken = bytearray(len(text))
    hits: list[Hit] = []
    for pattern, read in _RULES:
        for match in pattern.finditer(text):
            if match.end() > match.start() and not any(taken[match.start() : match.end()]):
                span = _read(read, match, said_on)
                if span:
                    hits.append((match, span, read))
                    taken[match.start() : match.end()] = b"\1" * (match.end() - match.start())
    return sorted(hits, key=lambda hit: hit[0].start())


def _read(read: Reader, match: re.Match[str], said_on: date) -> Span | None:
    try:
        return read(match, said_on)
    except (OverflowError, ValueError):
        return None
