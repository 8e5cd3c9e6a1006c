"""Personal names where somebody says that one comes: 我叫…, 姓名…, 我是王秀英, 尕藏·扎西."""

import re
from collections.abc import Iterator

from contracts.extraction.entity import Entity

_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段"
    "雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐沿梅莫庄辛管祝左涂谷祁时舒耿牟卜路詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边辜吉饶刁瞿戚丘古米池滕晋苑邬臧畅宫来嵺苟全褚廉简娄盖符奚木穆党燕郎邸冀谈姬屠连郜晏栾郁商蒙计喻揭窦迟宇敖糜鄢冷卓花仇艾蓝都巩稽井练仲乐虞卞封竺冼原官衣楚佟栗匡宗应台巫鞠僧桑荆谌银扬明沙薄伏岑习胥保和蔺仁泽扎尼更格索"
)  # fmt: skip
_TIBETAN = r"[\u0f00-\u0fff]{2,40}"
_HAN = r"[\u3400-\u9fff\U00020000-\U0003ffff]"
_NAME = rf"(?:{_HAN}{{1,8}}[·•・.]{_HAN}{{1,8}}|{_HAN}{{2,8}}?|{_TIBETAN})"
_END = r"(?=[\s,。!?;:、)\]]|\d|$|今年|电话|身份|手机|男|女|住|家住|来自|是[男女我]|我的|联系|,|岁|户口|的|,)"
_SAID = re.compile(
    rf"(?:我(?:的)?(?:名字|大名|姓名)?(?:叫做|叫|是叫)|(?:姓名|名字|户主|申请人|本人)(?:是|叫|为)?\s?[:,]?\s?"
    rf"|名叫|我姓名|(?:他|她|我(?:爸|妈|哥|弟|姐|妹|男人|老公|老婆|儿子|女儿|爷爷|奶奶|老伴)|老人"
    rf"|病人)(?:名字)?叫|称呼(?:我|是)?)(?:做)?\s?(?P<name>{_NAME}){_END}"
)
_IAM = re.compile(rf"(?:^|[,。!?\s:])我(?:就)?是(?P<name>[{_SURNAMES}]{_HAN}{{1,2}})(?=[,。!\s]|\d|$|电话|身份证|,)")
_SURNAME = re.compile(rf"(?:我|免贵)姓(?P<name>[{_SURNAMES}])(?=[,。!\s]|\d|$|的|,)")
_FIELD = re.compile(
    rf"(?:^|[\s,。:])(?P<name>[{_SURNAMES}]{_HAN}{{1,2}})[\s,:](?=(?:1[3-9]\d{{9}}|[1-9]\d{{16}}[\dXx]))"
)
_NO_NAME = re.compile(
    r"什么|啥|哪|人$|的$|吗|么|了|我|你|他|她|不|没|是|来|要|有|申请|救助|低保|单亲|高中|初中|学生|农民|工人"
    r"|外地|本地|本人|户主|村|干部|残疾|老板|病|医生|护士|社工|老人|司机|打工|老师|妈|爸|娃|电话|号码|钱|苦|命"
    r"|急|名字|姓名|应该|这|那|贫困|单身|困难|文盲|全家|成都|马尔康|四川|贵州|云南|广东|重庆|湖南|福泉|阿坝"
)


def find_names(text: str) -> Iterator[Entity]:
    """Every name that was introduced as one in a text."""
    seen: set[int] = set()
    for rule in (_SAID, _IAM, _FIELD, _SURNAME):
        for match in rule.finditer(text):
            name = match["name"].rstrip("的")
            if match.start("name") in seen or _NO_NAME.search(name) or not name:
                continue
            seen.add(match.start("name"))
            yield Entity("name", name, name, match.start("name"), match.start("name") + len(name))
