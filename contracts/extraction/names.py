"""Personal names where somebody says that one comes: 我叫…, 姓名…, 我是王秀英, 尕藏·扎西; and names typed alone."""

import re
from collections.abc import Iterable, Iterator

from contracts.extraction.entity import Entity
from contracts.extraction.name_parts import (
    COMPOUND,
    DOTTED,
    ENDS_HERE,
    GIVEN,
    HAN,
    LATIN,
    LIKELY,
    NAME,
    PARTICLES,
    PLAIN,
    SHOWN,
    SOFT_END,
    STRICT_END,
    SURNAMES,
    SYLLABLE,
    SYLLABLES,
    TIBETAN,
    TIBETAN_SOUND,
    TWO,
    YI,
    letters,
    words,
)

_SPOKEN_AFTER = re.compile(rf"(?:{PARTICLES})$")
_SHORTEST = 2
_LEAD = r"(?:做|作)?(?:个|那个|这个|啥|嘞|呃|嗯|额)?\s?[:,\"'「《…-]{0,3}\s?"
_KIN = (
    r"(?:[我他她的][爸妈娘爹爷奶婆公哥弟姐妹叔舅姨姑侄孙娃儿女]|爸爸|妈妈|爷爷|奶奶|婆婆|公公|岳父|岳母|嬢嬢|舅舅|叔叔|伯伯|哥哥|弟弟|姐姐|妹妹|老汉儿?|老者|老公|老婆|婆娘|堂客|男人|女人|媳妇|爱人|老伴|丈夫|妻子|父亲"
    r"|母亲|儿子|女儿|幺儿|娃儿|孩子|孙子|孙女|孙儿|外孙女?|孙娃|侄儿|侄女|外公|外婆|女婿|嫂子|弟娃|老表|妹子|妹儿|妹娃|哥子|女子|女娃|男娃|娃娃|幺妹|姐夫|妹夫|表[哥弟姐妹]"
    r"|堂[哥弟姐妹]|弟媳|伯娘|二[爸叔哥姐伯]|外甥女?|[大小]?[姑舅姨]子|[大二三小幺]?(?:姨[妈爹父]|姑[妈爹父]|舅[妈娘])|[大二三幺]妈|妯娌|亲家|干[爹妈]|婶婶|婶娘|伯父"
    r"|阿[爸妈爷奶婆公哥姐]|同学|工友|室友|班主任|前夫|前妻|配偶|老[大二三四幺]|[大二三幺]娃|长[子女]|次[子女])"
)
_WHO = (
    r"(?:我|俺|咱|偶|在下|他|她|娃|儿|那个|[爸妈汉儿哥弟姐妹爷奶公婆孙子女伴头叔舅姨侄者母父夫妻娘爹幺]|老人家?|病人|孩子|男人|婆娘|老板|工头|[组村队厂班]长|书记|司机|房东|经理|室友|同学|学生"
    r"|邻居|当事人|患者|死者|本人|户主|一个|有个|[老大小]的)"
)
_BEGIN = r"(?:^|[,。!?\s:])"
_OFFICE = (
    r"(?:户主|户名|开户名|收[件款]人|经办人|代理人|委托人|担保人|报案人|签字的?人?|逝者|申请人|患者|受害人|死者|伤者|病人|联系人|本人"
    r"|持卡人|卡主|开卡人|房主|车主|领款人|申报人|经手人|证明人|登记人|紧急联系人|受益人|求助人|求救人|投诉人|举报人|填表人|签名|署名|落款|监护人|家长|来[访电]人|咨询人|反映人|代办人|当事人)"
)
_SAID = re.compile(
    rf"(?:{_WHO}(?:的)?(?:大名|名字|姓名|小名|学名|真名)?(?:就)?(?:叫|是叫|喊)|(?:姓名|名字|大名|学名|{_OFFICE}(?:姓名|名字))"
    rf"(?:啊|呢)?(?:是|叫|为|就是|:)+\s?|{_OFFICE}(?:叫|:)+\s?|(?<![不没有无])名叫|称呼(?:我|是)?){_LEAD}(?P<name>{NAME})"
)
_FILLED = re.compile(
    rf"(?:{_OFFICE}|姓\s{{0,2}}名|名字|大名|学名|真名|实名)(?:姓名|名字)?(?:啊|嘛|呢|是?啥\?|\?)?,?\s?(?:就?是|就?填|就?写|为|叫|留|:)*\s?{_LEAD}"
    rf"(?P<name>{DOTTED}{SOFT_END}|{SYLLABLES}{SOFT_END}|(?:{COMPOUND}){HAN}{{1,2}}{STRICT_END}"
    rf"|[{PLAIN}]{HAN}{{1,2}}{STRICT_END}|[{PLAIN}][{GIVEN}]{{1,2}}{SOFT_END}|{LIKELY}|{TIBETAN})"
)
_ROLE = re.compile(
    rf"{_OFFICE}\s?(?P<name>(?:{COMPOUND}){HAN}{{1,2}}{STRICT_END}|[{PLAIN}]{HAN}{{1,2}}{STRICT_END}"
    rf"|{SYLLABLES}{STRICT_END}|{DOTTED}{STRICT_END})"
)
_CALLED = re.compile(
    rf"{_BEGIN}(?:就)?叫(?P<name>{SYLLABLES}{STRICT_END}|[{PLAIN}]{HAN}{{1,2}}(?:{STRICT_END}|(?=就[是对行])))"
)
_IAM = re.compile(
    rf"(?:{_BEGIN}|[你您]好|喂|哎|诶)(?:我|俺|这里)(?:就)?[是系](?:那个|那位)?"
    rf"(?P<name>(?:[{SURNAMES}]{HAN}{{1,2}}|(?:{COMPOUND}){HAN}{{1,2}}|{SYLLABLES}|{DOTTED}|阿[依呷牛支木果且各古嘎]{HAN}{{0,2}})"
    rf"(?={STRICT_END[3:-1]}|本人|你|您|家属|家人|[的他她](?:女儿|儿子?|老婆|老公|妈|爸|爱人|妹|姐|哥|弟|侄|家属|孙|媳|外甥|爷|奶|婆|公|舅|叔|伯|嫂|邻居|朋友|同事))"
    rf"|[A-Z][a-z]{{2,15}}(?:\s[A-Z][a-z]{{2,15}})?(?={STRICT_END[3:-1]}))"
)
_FROM = re.compile(
    rf"我[是系][^,。!?\s我]{{2,18}}[的村镇乡](?P<name>[{PLAIN}]{HAN}{{1,2}}|{SYLLABLES})(?={STRICT_END[3:-1]}|我)"
)
_IT_IS = re.compile(rf"{_BEGIN}(?P<name>{DOTTED}|{SYLLABLES}|[{PLAIN}]{HAN}{{1,2}})是我(?:的)?(?:大名|名字|真名)")
_SURNAME = re.compile(
    rf"(?:我|免贵|鄙人|小弟|本人|^(?=姓.$))姓的?(?P<name>{words('compound')}|{HAN})(?=[,。!\s]|\d|$|的|[念读]|,)(?!,?叫|,(?P=name){HAN})"
)
# The surname spelt first: 弓长张，张勇; and who somebody is by office: 网格员周敏.
_AFTER_SPELLING = re.compile(
    rf"(?:{words('spelling')})(?P<sur>{HAN})(?:的(?P=sur))?[,\s]?(?:名?叫)?(?P<name>(?P=sur){HAN}{{1,2}}){STRICT_END}"
)
_IN_OFFICE = re.compile(
    rf"(?:{words('offices')})(?:叫|是)?(?P<name>{LIKELY}|[{PLAIN}]{HAN}{{1,2}}(?={STRICT_END[3:-1]}))"
)
_OTHERWISE = re.compile(
    rf"(?:平时|平常|大家|别个|别人|他们|村里人?|屋头人?|小名|外号|也)(?:都|就)?[喊叫](?:我|他|她)?(?P<name>{LIKELY}|{TWO}|{SYLLABLES})(?={STRICT_END[3:-1]})"
)
_FIELD = re.compile(rf"(?:^|[\s,。:])(?P<name>[{SURNAMES}]{HAN}{{1,2}})[\s,:](?=(?:1[3-9]\d{{9}}|[1-9]\d{{16}}[\dXx]))")
_AFTER_SURNAME = re.compile(rf"姓(?P<sur>{HAN}),?(?:名?叫)?\s?(?P<name>(?P=sur){HAN}{{1,2}}){STRICT_END}")
# What follows is weaker: such a name must show itself to be one and be no other thing we know.
_OF_KIN = re.compile(rf"{_KIN}(?:就?是|名叫)?(?P<name>{SHOWN})")
_WRITTEN = re.compile(
    rf"(?:(?:身份证|户口[本簿])上?面?(?:登记)?(?:的|写的|是|写的是|名字|户主|写|叫)+|{_OFFICE}(?:是|就|找|写|填|,|:|我的?)*"
    rf"(?:{_KIN}|村长|书记|组长)?[,:]?)(?P<name>{SHOWN})"
)
_CALL_ME = re.compile(rf"[叫喊]我(?P<name>{SHOWN}|[{PLAIN}]老[大二三四五六七八九幺])(?=就|嘛|吧|好|$|[,。])")
_OF_PLACE = re.compile(
    rf"(?:隔壁(?:的|邻居)?|邻居|[村组队寨](?:里|上|头)?的?|对门|楼[上下]的?|[个俩]娃|村民|社员|五保户|低保户|贫困户|孤寡老人|独居老人|困难户|监测户|工头|老板|村长|组长|书记|房东|[替帮给跟代])"
    rf"(?P<name>{LIKELY}|{SYLLABLES}{SOFT_END}|(?<=[替帮给找代]){TWO}(?=办|问|申请|填|报|交钱))"
)
# 找罗贵芬, 问一下罗贵芬; 罗贵芬家遭火了.
_ASKED_FOR = re.compile(
    rf"(?:[找问叫喊请](?:一?[下哈])?(?P<name>{LIKELY})(?=[家来去给帮说就在要]|{ENDS_HERE})"
    rf"|(?:^|[,。!?\s])(?P<short>{LIKELY})(?=(?:家|屋头|屋里)(?:的?(?:房|屋|娃|牛|猪)|遭|被|起火|着火|烧|里|头|没|有|很|好)))"
)
_THINGS_OF = re.compile(
    rf"(?:^|是|(?:[查找问看]|反映|了解)一?[下哈个]?|[,。])(?P<name>{LIKELY}|{TWO}|{SYLLABLES})的(?:电话|号码|身份证|户口|低保|申请|材料|情况|残疾证)"
)
_WHOLE = (
    rf"(?:{LIKELY}|[{SURNAMES}]老[二三四五六七八九幺]|[{PLAIN}付代敬班母勾宿漆银易][{letters('given', 'alone')}]{{2}}"
    rf"|[{PLAIN}]{SYLLABLES}|{TIBETAN_SOUND}"
    rf"|(?:{SYLLABLE})-(?:{SYLLABLE})|(?:{COMPOUND})[{YI}]{{1,3}}[莫么]?"
    rf"|(?!{words('words')})[{PLAIN}][{letters('given_single')}]|{SYLLABLES}"
    rf"|{DOTTED}|(?:(?:{words('tibetan')})་?){{1,3}})"
)
_ALONE = re.compile(
    rf"^\s*[\[【\"(《]?(?:你好|您好|老师)?[,\s]?(?:是|我|就是|写)?(?P<name>{_WHOLE})"
    rf"(?=\s*[,。!\]】\")》]?\s*(?:哈|嘛|的)?[。!]?\s*$)"
)
_FIRST = re.compile(
    rf"(?:^\s*(?:你好|您好|老师)?[,\s]?我?|我,)(?P<name>{LIKELY}{SOFT_END}|{SYLLABLES}(?=[,\s](?!的))|(?<=我){TWO}(?=[,\s]))"
)
# Two syllables in a row, or two parts with a dot, are a name wherever they stand.
_CERTAIN = re.compile(
    rf"(?P<name>(?:{SYLLABLE}){{2,3}}(?:{words('endings')})?|(?<!{HAN}){HAN}{{1,6}}[·•・‧∙⋅]{HAN}{{1,6}}?{SOFT_END})"
)
# How the characters are written is told after the name: 张章立早章, 李丽美丽的丽, 王芳王是三横王.
_SPELT = re.compile(
    rf"(?:叫|是|姓名|名字)(?P<name>(?P<one>[{SURNAMES}])(?P<two>{HAN})(?P<three>{HAN})??)"
    rf"(?=(?P=one)是|(?P=two)是|(?P=three)是|{HAN}{{2}}的(?:(?P=one)|(?P=two)|(?P=three))|{words('spelling')})"
)
_TITLED = re.compile(
    rf"(?:(?P<name>{LIKELY})|(?:^|[,。!?\s]|我是|[找给帮替叫]|就是)(?P<short>{TWO}))(?={words('titles')})"
)
_MENDED = re.compile(
    rf"(?:改(?:成|为|回)|换成|写成|应该?是|应当是|其实是|[写打说记]错了?,?是?|[,。]\s?(?:就)?是)(?P<name>{LIKELY}|{TWO}|{SYLLABLES})(?={ENDS_HERE})"
)
_BY_PHONE = re.compile(
    rf"(?:(?:^|[\s,。:]|[村组镇乡寨街队])(?P<name>{LIKELY}|{TWO}|{SYLLABLES})[\s,:]{{0,2}}(?=(?:电话)?1[3-9]\d{{9}})"
    rf"|1[3-9]\d{{9}}[\s,。:]{{0,2}}(?P<short>{LIKELY}|{TWO}|{SYLLABLES})(?={ENDS_HERE}))"
)
_ACCOUNT = re.compile(
    rf"(?:卡|存折|折子|账[户号]|户头)(?:上|也|都)?(?:写的?|开的?)?是(?P<name>{LIKELY}|{TWO}|{SYLLABLES})的名"
)
_LATIN_NAME = re.compile(
    rf"(?:(?:[Nn]ame is|[Nn]ame:|NAME)\s?(?P<name>{LATIN})|(?:姓名|名字)[:是叫]?\s?(?P<short>{LATIN})"
    r"|\bI(?: am|'m)\s(?P<third>[A-Z][a-z]+(?:\s[A-Z][a-z]+){0,2}))"
)
_LATIN_ALONE = re.compile(
    r"^\s*(?!(?:Good|Thank|Thanks|Hello|Hi|Help|Please|No|Yes|You|How|What|Where|Who|My|We|The|Can|Need|Not)\b)"
    r"(?P<name>[A-Z][a-z]{1,14}(?:\s[A-Z][a-z]{1,14}){1,2})\s*$"
)
_ENTERED = re.compile(
    rf"(?:登记(?:一下)?|[填写记用以](?:上|下)?)[:\s]?(?P<name>{LIKELY}|{TWO}|{SYLLABLES})(?={ENDS_HERE}|的?名)"
)
# In a form, or for want of a better keyboard, the characters stand apart: 姓名：张 敏.
_SPACED = re.compile(
    rf"(?:(?:姓名|名字|{_OFFICE})[:是\s]{{1,3}}|^\s*)(?P<name>[{PLAIN}]\s{{1,3}}[{GIVEN}](?:\s{{1,3}}[{GIVEN}])?)(?=\s*[,。]|\s*$)"
)
_BOTH = re.compile(
    rf"(?:{LIKELY}|{SYLLABLES}|{TWO})[和跟与](?P<name>{LIKELY}|{SYLLABLES}{SOFT_END}|{TWO}(?={ENDS_HERE}|是|两))"
    rf"|(?P<short>{LIKELY}|{TWO})(?=[和跟与](?:{LIKELY}|{TWO}(?:{STRICT_END}|是|两)))"
)
# Said of somebody right after the name: 陈刚，男; 陈刚52岁; 陈刚是我老公; and by what they are: 村民陈刚.
_DESCRIBED = re.compile(
    rf"{_BEGIN}(?P<name>{LIKELY}|{TWO}|{SYLLABLES})(?=[,\s(]{{0,2}}(?:[男女](?:[,\s)性]|$)|\d{{1,3}}岁|[一二三四五六七八九]?十[一二三四五六七八九]?岁"
    rf"|户主|本人(?:[,。\s]|$)|[1-9]\d{{16}}[\dXx])|是我的?(?:{_KIN}|[爸妈爷奶哥弟姐妹]))"
)
_BY_ROLE = re.compile(
    rf"(?:村民|社员|居民|老板|工头|房东|支书|书记|主任|[组队村]长|司机|医生|邻居|[五低]保户)"
    rf"(?P<name>{LIKELY}|{TWO}(?={ENDS_HERE}|跑|不(?!得)|家|欠|说|叫|没|给|住|在))"
)
_SIGNED = re.compile(rf"[。!?,\s](?P<name>{LIKELY})(?=\s*[。!]?\s*$)")
_INTRODUCED = (
    _SPACED,
    _SPELT,
    _LATIN_NAME,
    _SAID,
    _FILLED,
    _FROM,
    _FIELD,
    _ROLE,
    _CALLED,
    _IT_IS,
    _SURNAME,
    _AFTER_SURNAME,
    _AFTER_SPELLING,
)
_UNINTRODUCED = (
    _IAM, _IN_OFFICE, _OTHERWISE, _BY_PHONE, _ACCOUNT, _TITLED, _MENDED, _ENTERED, _LATIN_ALONE, _BOTH, _DESCRIBED,
    _BY_ROLE, _WRITTEN,
    _OF_KIN, _CALL_ME, _OF_PLACE, _ASKED_FOR, _THINGS_OF, _ALONE, _FIRST, _SIGNED, _CERTAIN,
)  # fmt: skip
_NO_NAME = re.compile(
    r"匠$|先生|女士|大家|别人|毕业|花子|意思|家开|文书|花光|^来(?=接|看|问|办|申|的|这|帮|救|人)|保安|保洁|[坪场山昌龙桥县州寨村镇]人$|费[两三四五六七八九一十百千]|^[高初大][一二三四]|什么|啥|哪|的$|吗|[怎要]么|了|我|你|他|她|不|没|是|申请|救助|低保|单亲|高中|初中|学生|农民|工人"
    r"|外地|本地|本人|户主|村里|村上|村民|干部|残疾|老板|医生|护士|社工|老人|司机|打工|老师|师傅|主任|书记|队长|所长"
    r"|院长|经理|妈妈|爸爸|电话|号码|工头|党员|^孙[女子儿]|房东|房客|租客|经办|孤儿|单身"
    r"|名字|姓名|应该|这|那|贫困|困难|文盲|全家|四川|贵州|云南|广东|重庆|湖南|阿坝|高龄|高血压"
    r"|高烧|高热|高危|阿婆|阿公|白血病|马上|家属|一下|(?:外地|本地|好|坏|病|老|穷|工)人$"
    r"|车来|车去|车接|车子|得很|不应|于昨|于今|于去|路人|黄牛|农村|汉族|藏族|苗族|文化|家庭|小学|大哥|大姐"
    r"|叔叔|阿姨|大爷|大妈|嬢嬢|老汉|老者|大娘|老娘|老妈|大嫂|师娘"
)
# What may be part of a name that somebody is called by: 赵苦妹, 高天天, 龙志人.
_NO_NAME_SHOWN = re.compile(r"苦|天天|冤|[^大]人$|金川|福泉|成都|马尔康")
# What a name of our own making, without a known surname, is not: words that follow 叫 as an order.
_NO_LOOSE_NAME = re.compile(
    r"金川|福泉|成都|马尔康|来|要|有|病|娃|妈|爸|钱|急|命|去|人|到|车|等|村|咋|救|门|醒|停|给|把|别|快|点|都|一下"
    r"|惨|冤|苦|疼|痛|写|填|签|把|警|保安|个|上|可以|以前|别"
)

# What a name without an introduction is not, though made of such characters.
_NO_BARE = re.compile(r"[家学科业镇]$|冷静|简洁|廉洁|高贵|文静|[季冠亚]军|[卫金]兵|管理|通信|东方")


def find_names(text: str, others: Iterable[Entity] = ()) -> Iterator[Entity]:
    """Every name in a text that was introduced as one, or shows itself to be one and is none of the `others`."""
    held = [(entity.start, entity.end) for entity in others]
    seen: list[tuple[int, int]] = []
    for rule in (*_INTRODUCED, *_UNINTRODUCED):
        for match in rule.finditer(text):
            start, name = _name_of(match)
            end = start + len(name)
            sure = rule in _INTRODUCED and not _is_loose(name)
            covered = any(start < last and first < end for first, last in seen)
            covered = covered or (not sure and any(_covers(span, start, end, name) for span in held))
            if covered or not _is_name(name) or not (sure or _is_shown(name)):
                continue
            seen.append((start, end))
            yield Entity("name", name, name, start, end)


def _name_of(match: re.Match[str]) -> tuple[int, str]:
    """Where a name stands, and the name without the 嘛 or 哈 spoken after it."""
    group = next(part for part in ("name", "short", "third") if part in match.re.groupindex and match[part])
    name = match[group]
    if len(name) > _SHORTEST and not re.fullmatch(SYLLABLES, name):
        name = _SPOKEN_AFTER.sub("", name)
    return match.start(group), name


def _covers(span: tuple[int, int], start: int, end: int, name: str) -> bool:
    """Whether another word holds a name, or its beginning; a place's name may begin a Tibetan one (班玛措)."""
    first, last = span
    if last - first == 1 and len(name) > _SHORTEST:
        return False
    if start < first and re.fullmatch(rf"{LIKELY}|{DOTTED}", name) and last - first == _SHORTEST:
        # 杨通海 and 泽仁·尼玛 are named like places; the place is then none
        return False
    if first == start and last <= end and re.fullmatch(rf"{SYLLABLES}|{DOTTED}", name):
        return False
    return first <= start < last or start <= first < end <= last


def _is_shown(name: str) -> bool:
    """Whether a name nobody introduced is no other word."""
    return not _NO_BARE.search(name) and not _NO_NAME_SHOWN.search(name)


def _is_loose(name: str) -> bool:
    """Whether a name begins neither with a surname nor with a known syllable."""
    return len(name) > 1 and name[0] not in SURNAMES and not re.match(rf"{SYLLABLE}|{COMPOUND}|{TIBETAN}", name)


def _is_name(name: str) -> bool:
    return not _NO_NAME.search(name) and not (_is_loose(name) and _NO_LOOSE_NAME.search(name))
