"""Words for kin by which a stranger is called: 兄弟，帮个忙; 谢谢嬢嬢; 妹儿你说咋办. They name nobody's relation."""

import re

_TITLE = (
    r"(?:小|老|大|幺|二|三)?(?:兄弟|妹[儿子崽]|妹妹|小妹|姐姐?|哥哥?|哥老倌|哥子|嬢嬢|阿姨|叔叔|伯伯|爷爷|奶奶|婆婆|大爷|大妈"
    r"|老表|幺妹儿?|弟弟|弟娃儿?|老弟|老哥|老乡|朋友)(?:们|些)?"
)
# Not the closest kin of one's own: with these 我 may follow at once (嬢嬢我娃病了).
_FAR = r"(?:(?:大|小|老)?(?:兄弟|妹[儿子])|大[哥姐]|嬢嬢|阿姨|叔叔|老表|幺妹儿?|老哥|哥老倌)(?:们|些)?"
_NO_WORD_BEFORE = r"(?<![\u3400-\u9fff])"
_HELLO = r"(?:喂|诶|哎呀?|唉|嗨|哈喽|你好|您好|请问)"
_ENDS = r"(?=$|[,。!?\s])"
_BEGGED = (
    r"(?=你|您|请(?!假)|帮(?!我?[^,。]{0,4}的|着|了)|麻烦|求|我(?:想|来)问|问(?:一?下|哈)"
    r"|在(?:吗|不|没)|好(?:$|[,。!?\s]))"
)
_ASKED = r"(?=能不能|可不可以|咋|怎么|问|我(?:想|来)?问)"
_TOLD = r"(?=[^,。!?]{0,6}(?:我|你|您|咋|怎么|低保|救助|申请|办))"
_CALLS = (
    rf"{_NO_WORD_BEFORE}{_HELLO}?[,!\s]{{0,3}}(?P<a>{_TITLE})(?:哈|啊|哎|嘛|呀)?(?:[,!\s]{{0,3}}{_BEGGED}|[,!\s]{{1,3}}{_ASKED})",
    rf"^\s*{_HELLO}?[,!\s]{{0,3}}(?P<b>{_TITLE})[,!\s]{{1,3}}{_TOLD}",
    rf"{_NO_WORD_BEFORE}{_HELLO}?[,!\s]{{0,3}}(?P<c>{_FAR})(?=我(?!们?(?:家|的|[爸妈爷奶哥弟姐妹儿女])))",
    rf"(?:谢谢|多谢|感谢|麻烦|求求?|拜托|辛苦)(?:你们?|您)?(?:了|哈|啊|嘛|咯)*,?(?P<d>{_TITLE}){_ENDS}",
    rf"^\s*(?:好的?|要得|(?:不)?晓得|知道|嗯+|可以|行|哎呀?|唉|算|再见|拜拜)(?:嘛|哈|了|啊|哦|呀|的)*[,\s]{{0,3}}(?P<e>{_TITLE}){_ENDS}",
    rf"(?:各位|你[这那]个|你是(?:哪个|啥子)?|{_HELLO}[,!\s]{{0,3}})(?P<f>{_TITLE}{_TITLE}|{_TITLE})",
)
_ADDRESSED = re.compile("|".join(_CALLS))


def addresses(plain: str) -> list[tuple[int, int]]:
    """Where in a normalised text somebody is called, and not told of."""
    return [
        next(match.span(name) for name, said in match.groupdict().items() if said)
        for match in _ADDRESSED.finditer(plain)
    ]
