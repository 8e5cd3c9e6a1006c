"""Personal names where somebody says that one comes: 我叫…, 姓名…, 我是王秀英, 尕藏·扎西."""

import re
from collections.abc import Iterator

from contracts.extraction.entity import Entity

_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段"
    "雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐沿梅莫庄辛管祝左涂谷祁时舒耿牟卜路詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边辜吉饶刁瞿戚丘古米池滕晋苑邬臧畅宫来嵺苟全褚廉简娄盖符奚木穆党燕郎邸冀谈姬屠连郜晏栾郁商蒙计喻揭窦迟宇敖糜鄢冷卓花仇艾蓝都巩稽井练仲乐虞卞封竺冼原官衣楚佟栗匡宗应台巫鞠僧桑荆谌银扬明沙薄伏岑习胥保和蔺仁泽扎尼更格索"
)  # fmt: skip
# Surnames that are as often the beginning of something else.
_COMMON_WORDS = (
    "车和连有更格尼成安全单强明时易常应关官包向从于任仁扎泽索白能解项水查别卞满盛计平都衣原应来井练银宗现巫麻乐"
)
_PLAIN_SURNAMES = _SURNAMES.translate(dict.fromkeys(map(ord, _COMMON_WORDS)))
_COMPOUND = (
    "欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|端木|夏侯|司徒|南宫|吉克|阿苏|阿约|吉木|沙马|吉狄|阿侯|罗洪"
)
_SYLLABLE = (
    "扎西|卓玛|泽仁|泽郎|尼玛|格桑|多吉|多杰|仁青|拉姆|旺姆|才让|索朗|索南|更登|罗尔|让布|尕让|尕藏|达瓦|央金|丹增|桑吉|次仁|拥措|德吉|班玛|白玛|旦真|旦巴|俄玛|夺吉|供波|甲措"
    "|嘉措|措姆|卓措|曲珍|拉毛|仁增|阿旺|洛桑|贡布|巴桑|边巴|普布|旺堆|旺扎|华青|三郎|泽旺|仁真|龙多|求吉|夏吾|南杰|卓嘎|拉措|依西|益西|土登|罗布|严木|板登|斗尔|尔基|唐卡|尕玛|嘎玛"
)
_TIBETAN = r"[\u0f00-\u0fff]{2,40}"
_HAN = r"[\u3400-\u9fff\U00020000-\U0003ffff]"
_DOTTED = rf"{_HAN}{{1,8}}[·•・.]{_HAN}{{1,8}}?"
_SYLLABLES = rf"(?:{_SYLLABLE}){{1,3}}(?:措|姆|东周|夫)?"
_PARTICLES = r"哈|嘛|哦|啊|噻|嘞|撒|呢|吧|呀|咯|喽"
_STRICT_END = rf"(?=[\s,。!?;:()\[\]\"']|\d|$|(?:{_PARTICLES})(?:[\s,。!?]|$)|今年|电话|身份|手机|性别)"
_SOFT_END = (
    rf"(?={_STRICT_END[3:-1]}|{_PARTICLES}|男|女|住|家住|家里|家在|屋头|来自|来问|是|我|的|联系|岁|户口|他|她|和|跟"
    rf"|在|想|要|需|今|现在|因为|从|得了|得的|患|老家|户籍|病|欠|没|也|都|被|遭|上个?月|昨|前)"
)
_SOFT_STOP = r"(?!我|的|是|在|想|要|今|他|她|和|跟|被|遭|患|也|都)"
_SURNAMED = (
    rf"(?:{_COMPOUND}){_HAN}{{1,2}}{_STRICT_END}|[{_SURNAMES}](?:{_HAN}{_SOFT_STOP}{_HAN}{_STRICT_END}"
    rf"|{_HAN}{_STRICT_END}|{_HAN}{{1,3}}?{_SOFT_END})"
)
_NAME = rf"(?:{_DOTTED}{_SOFT_END}|{_SYLLABLES}{_SOFT_END}|{_SURNAMED}|{_HAN}{{2,8}}?{_SOFT_END}|{_TIBETAN})"
_LEAD = r"(?:做|作)?(?:个|那个|这个|啥|嘞)?\s?[:,\"'「]?\s?"
_WHO = (
    r"(?:我|他|她|娃|[爸妈汉儿哥弟姐妹爷奶公婆孙子女伴头叔舅姨侄者母父夫妻娘爹幺]|老人|病人|孩子|男人|婆娘|老板"
    r"|邻居|当事人|患者|死者|本人|户主|一个)"
)
_SAID = re.compile(
    rf"(?:{_WHO}(?:的)?(?:大名|名字|姓名|小名|学名)?(?:就)?(?:叫|是叫|喊)|(?:姓名|名字|大名|学名|联系人|户主|申请人"
    rf"|本人|患者|病人|受害人|死者|监护人|代办人)(?:姓名|名字)?(?:是|叫|为|:)+\s?"
    rf"|(?:姓名|名字|大名)\s?|名叫|称呼(?:我|是)?){_LEAD}(?P<name>{_NAME})"
)
_ROLE = re.compile(
    rf"(?:户主|申请人|患者|受害人|死者|伤者|病人|联系人|本人|监护人|家长|代办人|当事人)\s?"
    rf"(?P<name>(?:{_COMPOUND}){_HAN}{{1,2}}{_STRICT_END}|[{_PLAIN_SURNAMES}]{_HAN}{{1,2}}{_STRICT_END}"
    rf"|{_SYLLABLES}{_STRICT_END}|{_DOTTED}{_STRICT_END})"
)
_CALLED = re.compile(
    rf"(?:^|[,。!?\s:])(?:就)?叫(?P<name>{_SYLLABLES}{_STRICT_END}|[{_PLAIN_SURNAMES}]{_HAN}{{1,2}}{_STRICT_END})"
)
_IAM = re.compile(
    rf"(?:^|[,。!?\s:])我(?:就)?[是系](?P<name>(?:[{_SURNAMES}]{_HAN}{{1,2}}|(?:{_COMPOUND}){_HAN}{{1,2}}"
    rf"|{_SYLLABLES}|{_DOTTED})"
    rf"(?={_STRICT_END[3:-1]}|的(?:女儿|儿子|老婆|老公|妈|爸|爱人|妹|姐|哥|弟|侄|家属|孙)))"
)
_FROM = re.compile(
    rf"我[是系][^,。!?\s我]{{2,10}}[的村镇乡](?P<name>[{_PLAIN_SURNAMES}]{_HAN}{{1,2}})(?={_STRICT_END[3:-1]}|我)"
)
_IT_IS = re.compile(
    rf"(?:^|[,。!?\s:])(?P<name>{_DOTTED}|{_SYLLABLES}"
    rf"|[{_PLAIN_SURNAMES}]{_HAN}{{1,2}})是我(?:的)?(?:大名|名字|真名)"
)
_SURNAME = re.compile(rf"(?:我|免贵|鄙人|小弟|本人)姓(?P<name>[{_SURNAMES}])(?=[,。!\s]|\d|$|的|,)(?!,?叫)")
_FIELD = re.compile(
    rf"(?:^|[\s,。:])(?P<name>[{_SURNAMES}]{_HAN}{{1,2}})[\s,:](?=(?:1[3-9]\d{{9}}|[1-9]\d{{16}}[\dXx]))"
)
_NO_NAME = re.compile(
    r"匠$|什么|啥|哪|[^大]人$|的$|吗|么|了|我|你|他|她|不|没|是|申请|救助|低保|单亲|高中|初中|学生|农民|工人"
    r"|外地|本地|本人|户主|村里|村上|村民|干部|残疾|老板|医生|护士|社工|老人|司机|打工|老师|师傅|主任|书记|队长|所长"
    r"|院长|经理|妈妈|爸爸|电话|号码"
    r"|名字|姓名|应该|这|那|贫困|单身|困难|文盲|全家|成都|马尔康|四川|贵州|云南|广东|重庆|湖南|福泉|阿坝|高龄|高血压"
    r"|高烧|高热|高危|阿婆|阿公|白血病|马上|金川"
    r"|车来|车去|车接|车子|得很|苦|天天|不应|冤|于昨|于今|于去|路人|黄牛|农村|汉族|藏族|苗族|文化|家庭|小学|大哥|大姐"
    r"|叔叔|阿姨|大爷|大妈|嬢嬢"
)
# What a name of our own making, without a known surname, is not: words that follow 叫 as an order.
_NO_LOOSE_NAME = re.compile(
    r"来|要|有|病|娃|妈|爸|钱|急|命|去|人|到|车|等|村|咋|救|门|醒|停|给|把|别|快|点|都|一下"
    r"|惨|冤|苦|疼|痛"
)


def find_names(text: str) -> Iterator[Entity]:
    """Every name that was introduced as one in a text."""
    seen: set[int] = set()
    for rule in (_SAID, _IAM, _FROM, _FIELD, _ROLE, _CALLED, _IT_IS, _SURNAME):
        for match in rule.finditer(text):
            name = match["name"]
            if match.start("name") in seen or not name or not _is_name(name):
                continue
            seen.add(match.start("name"))
            yield Entity("name", name, name, match.start("name"), match.start("name") + len(name))


def _is_name(name: str) -> bool:
    loose = len(name) > 1 and name[0] not in _SURNAMES and not re.match(_SYLLABLE, name)
    return not _NO_NAME.search(name) and not (loose and _NO_LOOSE_NAME.search(name))
