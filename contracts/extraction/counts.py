"""How many people (四口人, 俩娃, 仨, 老人两个, 三姊妹); months, rooms, cows and times are no count."""

import re
from collections.abc import Iterator

from contracts.extraction.entity import Entity
from contracts.extraction.numerals import Number

_PERSON = (
    r"人(?!民|均|家|工(?!资|钱)|次|情|命|民币)|(?:小|细|大|男|女|奶|碎|学生)?(?:娃|孩|仔|崽)|毛毛|老人|大人|小的|老的"
    r"|大的"
    r"|小朋友|(?:大|幺|二)?(?:儿|女)(?!童医院)"
    r"|姑娘|学生|(?:重度?)?残疾|病人|病号|(?:大|小)?(?:兄|弟|哥|姐|妹)|孙|劳动力|劳力|大学|高中生|初中生|小学生|成年"
    r"|未成年|闺女|老年|读书|上学|在读|念书"
    r"|丫头|工友|老乡|子女|婴儿|双胞胎|幼儿|儿童|老太|老头|光棍|伤员|家属|亲人|成员|阿婆|阿公|爷爷|奶奶|师傅|和尚"
    r"|年轻人|党员|低保|吃饭|吃低保|干活|打工|挣钱|妈|侄|外甥|亲人|徒弟|老乡|人员|老辈子|小家伙|亲生|捡|抱养|上大学"
    r"|上高中|上初中|上小学|读大学|读高中|男丁|寡妇|后生|工人|重伤|轻伤|受伤|老母|老父|母亲|父亲|老娘|婆婆"
    r"|重病|男的|女的|民工|农民|村民|群众|乘客|同事|同学|伙计|外地|[瘫傻疯哑聋瞎瘸跛]子|孕妇|产妇|伤者|死者"
    r"|失踪|小伙|妇女|男人|女人|壮劳力|整劳力|半劳力"
)
_AGED = (
    r"个\s?(?:快|才|刚|不到)?(?:[\d一二两三四五六七八九十]{1,4}(?:多|几)?岁?(?:多|几)?"
    r"|[^,。!?;\d一二两三四五六七八九几]{1,5})的?\s?"
)
_KIN = r"(?:老人|老头|老太|老母亲|老父亲|母亲|父亲|娃|孩子|小孩|儿子|女儿|姑娘|孙子|孙女|病人|残疾人|[哥弟姐妹]{2})"
_GOES_ON = (
    r"[\s,。!?;吧嘛哦呢的啊了哈咯呀)]|$|都(?=有|在|是|读|病|没|还|残|老|小|瘫|上|打|要|不在|走|死|嫁|得|靠|送)"
    r"|(?=还?在(?:读|上|念|家|屋|外|打))"
    r"|还(?=在|小|没|读)|[老小]的|有病|瘫|住在?一"
)
_CLASSIFIER = re.compile(
    rf"\s?(?:张嘴|口(?:子|人|之家|(?!井|锅|气|水|饭|棺|子弹))人?|个\s?(?:瘫(?:了|痪)的?|生病的?|残疾的?|小的?|老的?"
    rf"|大的?|亲|读[^,。\s]{{1,2}}的|上[^,。\s]{{1,2}}的"
    rf"|正在?|未成年的?|没成年的?(?:娃|孩子)?|年幼的?|年迈的?|不懂事的?|同村的?|工地的?|没妈的)?(?:{_PERSON})"
    rf"|个(?={_GOES_ON})|各(?=人|娃|孩|小孩|老人)人?|(?=[子女儿男死伤残](?:[一二两三四五六七八九\d,。!?;\s都]|$))"
    rf"|{_AGED}{_KIN}"
    rf"|\s?人(?!民|均|家|工(?!资|钱)|次|间|座|床|房|份|情|命|寿|才|事|大|心)|位(?!置|数)|名(?!下|字|义|称|叫)"
    rf"|(?=(?:小|细"
    rf"|大)?(?:娃|孩子|老人|儿子|女儿|大人|小孩|崽)"
    r"|劳动力|姊妹|弟兄|兄弟|姐妹|姐弟|兄妹|娘母|爷子|婆孙|婆媳|爷孙|母子|母女|父子|父女|子妹|公婆|子女"
    r"|[大老][一两三二四1-9]小|[儿女](?:[一两三二]|$|[,。\s]|都)"
    r"|小(?:[,。\s都]|$)|老(?:[,。\s都下上]|$)))"
)
_NO_PERSON = re.compile(
    r"\s?个(?:人(?:民币|所得|账户|信息|征信|体户?|贷)|大(?:队|病|数|医|城|学(?!生)|概)|小(?:时|区"
    r"|学(?!生)|额|店|超市|病)|女?老板电|儿(?![子女,。!?;\s一二两三都]|$)"
    r"|女(?![儿娃子孩的生,。!?;\s一二两三都]|$)|老(?:家|师|板|房|毛))"
)
_FUSED = re.compile(
    r"俩(?!字)|仨|二老(?=[,。\s下都也要还加和,]|$)|(?<![三九十百没每哪得按某另第算有找来出])一个人(?!\d|[一二两三四五六七八九]{1,2}[百千十块]|能领|多少"
    r"|好多|管|一天|一个月|问|来问|的?低保|都没|也没|影)|(?<=我)一个人"
    r"|(?<=[了只就剩])一个人|独自一人|单身一人|孤身一人|孤零零一个|就我自己|只有我自己|我自个儿"
    r"|剩下?我一个(?!人)|[就只]剩(?:下)?我(?!们|一|和|跟|妈|爸|老|男)|(?:就|只)(?:有)?我一个(?!人)|光棍一(?:条|个)|单身汉?一个"
    r"|(?:只有|只剩|就剩|就只有|(?:家里?|屋头|屋里|别人,|没人,)就)我(?:了|咯|哦|嘛|哈|呢)?(?=[,。!?;\s]|$)"
)
_FUSED_VALUE = {"俩": 2, "仨": 3, "二老": 2}
_NOUN_BEFORE = re.compile(
    r"(?:老人|娃儿|娃娃|娃|孩子|小孩|儿子|女儿|大人|学生|残疾人|病人|家庭成员|人口数?|人数|成员|劳动力|子女|姑娘"
    r"|崽崽?|孙子|孙女|姊妹|弟兄|兄弟|姐妹|兄妹|姐弟|家里人|家人|儿|女|婆孙|爷孙|祖孙|母子|母女|父子|父女"
    r"|娘母|夫妻|夫妇)"
    r"(?:一共|总共|都?有|生了|:|为|是|就|得|养了|\s|共)*$"
)
_WE = re.compile(r"(?:我们|咱们?|俺们?|他们|她们|你们|爸妈|父母|爹妈|公婆|爷爷奶奶|外公外婆)(?:老的|老)?$")
_WE_ARE = re.compile(r"个(?=[\s,。!?;都也又还在从到是全被遭没住去来靠跟和带吃要想病干做打出回就才只现今]|一起|$)")
_ANY_UNIT = re.compile(r"\s?(?:个|口|位|名)?")
_FAMILY_OF = re.compile(
    r"(?:一家|全家|我们家|我家|家里|屋头|屋里|家头|我们|咱|总共|一共|家里面|家有|还有|人口|家庭成员|户口[本簿]?上?"
    r"|家里人口|一大家)(?:子|人)?(?:老小|大小)?"
    r"(?:就|有|是|总共|一共|共|都|还|:|\s|计|差不多)*$"
)
_ONLY = re.compile(
    r"^[\s,。]*(?:是|有|就|大概|差不多|一共|总共|共|应该|对|不对|嗯|那|选|第|我选|回复|按|连我"
    r"|加上我)*\s*$"
)
_PEOPLE_UNIT = re.compile(r"\s?(?:来|多|几)?(?:口子?人?|个?人(?!民|均|家|工|次)|个(?=[\s,。!?]*$))")
_AGE_OR_MONEY = re.compile(
    r"\s?(?:多|来)?(?:岁|块|元|角|毛|万|千|百|年|月|个月|点|号|日|%|斤|公里|里|分|度|级|个(?:多)?(?:月|小时|礼拜"
    r"|星期|钟))"
)
_AS_ONE = re.compile(r"(?:我|你|他|她|是|当|作为|像|算)$")
# 一个农民, 一个女人 tell what somebody is.
_ANYBODY = ("女人", "男人", "农民", "妇女", "外地", "村民", "工人", "民工", "同学", "同事", "伙计", "学生")
_FIRST_ONE = re.compile(r"(?<![屋里外前后上下坎边])头$")
# 一人一百, 一人一个月两百: each of them.
_EACH = re.compile(
    r"(?:要|就|给|得|补|发|交)?(?:[一二两三四五六七八九几]?[百千万]|[一二两三四五六七八九几]+[十百千万]|\d{2,}|[一每]?个?[月天年次回])"
)
_ONE_EACH = re.compile("一[儿男]一女|一女一[儿男]")
# 一名残疾儿子 is one of the household, 一名农民 is anybody.
_OF_HOUSEHOLD = re.compile(
    r"(?:患?重?[^,。\s]{0,3}的)?(?:残疾|瘫痪|精神|儿子|女儿|孩子|小孩|娃|病人|孤儿|未成年|学生|大学生|高中生)"
)
_NOT_ONE = re.compile(r"[^,。!?;]{0,2}(?:都|也)(?:没|莫)|(?:都|也)不")
# A bite, a sip, one thing done or asked for: 咬了他一口, 给我报一个.
_BITE = re.compile(r"(?:咬|吃|喝|吐|啃|尝|咽|抽|叹|喘|灌|接济)(?:了|过|他|她|我|到|上|得|起)*$")
_THING = re.compile(r"(?:报|弄|换|讲|整|错|[下上](?!有)|办|写|选|发|填|问|拿|买|再|另|哪|同|演|唱)下?了?$")
# After 儿子 and the like a bare number from here on is an age.
_AGE = 10
_PEOPLE_COUNTED = re.compile(r"(?:人口数?|人数|成员|劳动力)(?:一共|总共|都?有|:|为|是|就|\s|共)*$")
# A bare number from here on is no family.
_MOST = 100
_REACH, _SHORT = 14, 40


def find_counts(text: str, numbers: list[Number]) -> Iterator[Entity]:
    """Every count of people among the numbers of a normalised text; those of the household also as `people`."""
    taken: list[tuple[int, int]] = []
    for match in _FUSED.finditer(text):
        value = _FUSED_VALUE.get(match.group(0), 1)
        taken.append(match.span())
        yield Entity("count", match.group(0), value, match.start(), match.end())
    for number in numbers:
        if number.exact is None or not 0 <= number.exact < 1000 or _is_part(text, number):
            continue
        if _is_rank(text, number) or any(number.start < end and start < number.end for start, end in taken):
            continue
        end = _count_end(text, number)
        if end is None or (number.exact == 1 and _is_one_of_many(text, number.start, end)):
            continue
        yield Entity("count", text[number.start : end], number.exact, number.start, end)
        if number.exact > 0 and _means_people(text, number.start, number.end):
            yield Entity("people", text[number.start : end], number.exact, number.start, end)


def _is_rank(text: str, number: Number) -> bool:
    """二娃 is the second child; two are 两个."""
    if re.match("[女儿子][一两二]", text[number.end : number.end + 2]):
        return False
    return text[number.start : number.end] == "二" and text[number.end : number.end + 1] not in "个人位名口子老"


def _is_part(text: str, number: Number) -> bool:
    """Whether the number goes on to the left (第三, 初三, 12.5, A3), as 三一 does in 老三一个人."""
    start = number.start
    if re.fullmatch("[一二三四五六七八九]{2,}", text[start : number.end]) and text[max(0, start - 1) : start] == "老":
        return True
    return start > 0 and (text[start - 1] in "第初周./-" or (text[start - 1].isascii() and text[start - 1].isalnum()))


def _is_one_of_many(text: str, start: int, end: int) -> bool:
    """一个人 that is anybody, 没得一个人; 一位, 一名 and the like say nobody's number."""
    said, before = text[start:end], text[max(0, start - 6) : start]
    if said in ("一个", "1个") and _THING.search(before):
        return True
    if (
        said.startswith(("一个", "1个"))
        and not said.startswith(("一个人", "1个人"))
        and (_AS_ONE.search(text, 0, start) or said.endswith(_ANYBODY))
    ):
        return True
    if (
        _ONE_EACH.match(text, start)
        or _ONE_EACH.match(text, max(0, start - 2))
        or (said in ("一个", "1个") and start and text[end : end + 1] not in " ,。!?")
    ):
        return True
    if said.startswith(("一个", "1个")) and _NOT_ONE.match(text, end):
        return True
    if said == "一个人" or _FIRST_ONE.search(text, 0, start):
        return True
    if said.endswith(("位", "名")):
        return bool(_AS_ONE.search(text, 0, start)) or not _OF_HOUSEHOLD.match(text, end)
    if said in ("一人", "1人") and _EACH.match(text, end):
        return True
    return said in ("一人", "1人", "一个") and text[max(0, start - 1) : start] in tuple("每某另哪这那第")


def _count_end(text: str, number: Number) -> int | None:
    start, end = number.start, number.end
    if _AGE_OR_MONEY.match(text, end):
        return None
    if (unit := _CLASSIFIER.match(text, end)) and not _NO_PERSON.match(text, end):
        return None if unit.group(0).strip() == "口" and _BITE.search(text, max(0, start - 6), start) else unit.end()
    before = text[max(0, start - _REACH) : start]
    if _WE_ARE.match(text, end) and _WE.search(before):
        return end + 1
    if (noun := _ANY_UNIT.match(text, end)) and _NOUN_BEFORE.search(before):
        rest = text[noun.end() : noun.end() + 1]
        if not noun.group(0).strip() and (number.exact or 0) >= _AGE and not _PEOPLE_COUNTED.search(before):
            return None
        return noun.end() if noun.group(0).strip() or not rest or rest in " ,。!?;的都" else None
    if _FAMILY_OF.search(before) and (number.exact or 0) < _MOST and not re.match(r"\w", text[end : end + 1]):
        return end
    is_alone = len(text) < _SHORT and _ONLY.match(text[:start]) and not text[end:].strip(" ,。!?吧嘛哦呢的啊哈咯了个样")
    return end if is_alone and end - start <= 2 and text[end - 1] not in "百千万" else None


def _means_people(text: str, start: int, end: int) -> bool:
    """Whether the count is of the people in the household or hit by the event (四口人, 我们三个人)."""
    unit = _PEOPLE_UNIT.match(text, end)
    family = _FAMILY_OF.search(text[max(0, start - _REACH) : start])
    return bool((unit and ("口" in unit.group(0) or family)) or (family and not _CLASSIFIER.match(text, end)))
