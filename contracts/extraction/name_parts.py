"""Of what personal names are made, as parts of regular expressions: Han, Tibetan, Yi and others, and where they end."""

from pathlib import Path

import yaml

_MADE_OF: dict[str, str] = yaml.safe_load((Path(__file__).parent / "data" / "names.yml").read_text("utf-8"))


def letters(*parts: str) -> str:
    """The characters of parts of the data, for a character class."""
    return "".join(dict.fromkeys("".join(_MADE_OF[part] for part in parts).replace(" ", "")))


def words(part: str) -> str:
    """The words of a part of the data, for an alternation."""
    return "|".join(_MADE_OF[part].split())


SURNAMES = letters("surnames", "ambiguous")
# Surnames that are not as often the beginning of something else.
PLAIN = letters("surnames").translate(dict.fromkeys(map(ord, letters("ambiguous"))))
GIVEN = letters("given")
COMPOUND = f"{words('compound')}|{words('clans')}"
SYLLABLE = words("syllables")
# Tibetan, Yi, Arabic letters as Uyghurs write them, Mongolian.
TIBETAN = r"(?:[\u0f00-\u0fff]{2,40}|[\ua000-\ua4cf]{2,12}|[\u0620-\u06ff]{2,20}|[\u1820-\u1878]{2,20})"
_ABC = "A-Za-zÀ-ÖØ-öø-ɏḀ-ỿ"
LATIN = rf"[{_ABC}][{_ABC}'-]{{1,15}}(?:\s[{_ABC}'-]{{1,15}}){{0,3}}"
HAN = r"[\u3400-\u9fff\U00020000-\U0003ffff]"
DOTTED = rf"{HAN}{{1,8}}[·•・‧∙⋅.]{HAN}{{1,8}}?(?:[·•・‧∙⋅.]{HAN}{{1,8}}?)?"
SYLLABLES = rf"(?:(?:{SYLLABLE}){{1,3}}(?:{words('endings')})?)"
# Characters by which Tibetan names are written in Chinese: two or more of them, the last one that ends such names.
TIBETAN_SOUND = (
    rf"(?!{words('no_tibetan')})(?:[{letters('tibetan_begins')}][{letters('tibetan_ends')}]"
    rf"|[{letters('tibetan_begins')}][{letters('tibetan_begins', 'tibetan_ends', 'tibetan_later')}]{{1,3}}"
    rf"[{letters('tibetan_ends', 'tibetan_later')}])"
)
PARTICLES = r"哈|嘛|滴|哦|啊|噻|嘞|撒|呢|吧|呀|咯|喽"
STRICT_END = (
    rf"(?=[^\u3400-\u9fff\U00020000-\U0003ffff·•・‧∙⋅]|$|(?:{PARTICLES})(?:[\s,。!?]|$)|今年|电话|身份|手机|性别)"
)
ENDS_HERE = STRICT_END[3:-1]
SOFT_END = (
    rf"(?={STRICT_END[3:-1]}|{PARTICLES}|男|女|住|家住|家里|家在|屋头|来自|来问|来申|来办|来咨|是|我|的|联系|岁|户口|他|她"
    rf"|和|跟|在|想|要|需|今|现在|因为|从|得了|得的|患|老家|户籍|病|欠|没|也|都|被|遭|上个?月|昨|前|老婆|老公|娃|儿子"
    rf"|瘫|去世|过世|死|就|这边|申请|问|办|请|求|因|由|目前|丈夫|男人|父|母|爸|妈|身体|残|离|一家|全家|一个"
    rf"|[二三四五六七八九]?十[一二三四五六七八九]?(?:岁|了|多|几|,|$)|[一二两三四五六七八九]岁|{words('where')}|{words('goes_on')})"
)
_SOFT_STOP = r"(?!我|的|是|在|想|要|今|他|她|和|跟|被|遭|患|也|都)"
# 陈雪小女儿, 陈刚家住…: the third character begins what comes next.
_NOT_NEXT = r"(?!(?<=小)[女儿名的学娃孙]|(?<=家)(?:住|里|在|有|头|庭))"
_SHORT_END = r"(?=家(?:住|里|在|有|头)|小(?:名|女|儿|的)|帮(?:我|忙|查)|谢谢|[你您]好|[低五][保]|你|您)"
# Made of characters that given names are made of: this needs no sign where it ends.
YI = f"{GIVEN}么阿呷惹尔布果洛木日牛嘎古各"
LIKELY = rf"(?:(?:{COMPOUND})[{YI}]{{1,2}}[莫么伍]?|[{PLAIN}][{GIVEN}]{{2}}{_NOT_NEXT})"
TWO = rf"(?!{words('words')})[{PLAIN}][{GIVEN}]"
_SURNAMED = (
    rf"(?:{COMPOUND}){HAN}{{1,2}}{STRICT_END}|[{PLAIN}][{GIVEN}]{_SHORT_END}|[{SURNAMES}](?:{HAN}{_SOFT_STOP}{HAN}{STRICT_END}"
    rf"|{HAN}{STRICT_END}|[{GIVEN}]{{2}}{SOFT_END}|{HAN}{{1,3}}?{SOFT_END})|{LIKELY}"
)
_KNOWN = rf"{DOTTED}{SOFT_END}|[{PLAIN}]{SYLLABLES}{SOFT_END}|{SYLLABLES}{SOFT_END}|{_SURNAMED}|{TIBETAN}"
NAME = (
    rf"(?:{_KNOWN}|{HAN}{{2,5}}?(?={STRICT_END[3:-1]}|我|家?住|来自|男|女|是|[一二两三四五六七八九十]{{1,3}}岁)"
    rf"|{LATIN})"
)
# A name that shows itself to be one, whatever stands before it.
SHOWN = (
    rf"(?:{DOTTED}{STRICT_END}|{SYLLABLES}{SOFT_END}|[{PLAIN}]?{TIBETAN_SOUND}{SOFT_END}|[{PLAIN}]{SYLLABLES}{SOFT_END}|{LIKELY}|[{PLAIN}][{GIVEN}](?={SOFT_END[3:-1]})(?!的|是)"
    rf"|(?:(?:{words('tibetan')})་?){{1,3}})"
)
