"""Who is spoken of where a household is told: kin, the speaker, one of several (大的, 老二), and who is no member."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest

from contracts.extraction.lexical import find_words

SELF, KIN, PART, THIRD, NOBODY, BESIDE = "self", "kin", "part", "third", "nobody", "beside"
# No member of anybody's household, whatever is told of them.
_OUTSIDERS = re.compile(
    r"邻|隔壁|工友|同事|老乡|同学|室友|战友|社工|干部|协理员|网格员|护工|保姆|朋友|男友|女友|前[夫妻男女老]|亲戚|监护人|师傅|病人|徒弟|师[兄弟]|老庚|保爷|老表|干亲|死鬼"
)
_COUPLE = re.compile(r"两口子|老两口|老俩口|俩口子|夫妻")
_PAIR = re.compile(
    r"^(?:爸妈|父母|双亲|爹妈|爹娘|妈?老汉儿?爹|爷娘|爸爸妈妈|妈妈爸爸|爸[和跟]妈|妈老汉儿?|公婆|爷奶|一儿一女|双胞胎|老人公婆)$"
)
_NUMBERS = {"一": 1, "两": 2, "二": 2, "俩": 2, "三": 3, "仨": 3, "四": 4, "五": 5, "六": 6, "七": 7}
_N = "[一两二三四五六七2-7]"
_COUNT_BEFORE = re.compile(
    rf"(?:(?P<n>{_N})\s?(?:个|位)|(?P<f>[俩仨]))(?P<how>[^,。!?;\s我他她个]{{0,8}}的|小|大|亲|读书|未成年|年幼|残疾)?$"
)
_COUNT_AFTER = re.compile(rf"^(?:有|是|一共|总共)?(?:(?P<n>(?!一){_N})\s?(?:个|位)(?!月|多|半|人)|(?P<f>[俩仨]))")
_ELDERS = re.compile(rf"(?:(?P<n>{_N})\s?个|(?P<f>俩))老(?:人|辈子)(?!家)")
_COLLECTIVE = re.compile(r"(?:姐弟|姊妹|兄妹|弟兄|兄弟|姐妹|子妹)$")
_RANKED = re.compile(r"^[大二三四小幺老]|^第")
_DENIED = re.compile(r"(?:没得|没有|莫得|冇得|无|(?<![有])没|冇|死了|丧)(?:了|个|一个|得|过)?$")
# Who died, left the marriage, married out or keeps a household of their own is no member.
_GONE = re.compile(
    r"^(?![^,。!?;]{0,8}(?:没回|没消息|打工|上班|读书))[^,。!?;]{0,9}?(?:去世|过世|离世|病故|病逝|死(?:了|得|在|于)|(?:不|没)在了|没得了(?=$|[,。])|没了(?!工作|收入|活)|走了(?=$|[,。!?;]|以?后|[一两三四五六七八九十好几]+[多几]?年)|淹死|摔死"
    r"|改嫁|(?<!没)(?<!未)(?:出)?嫁(?:了|出|到|人|在|给)|分(?:了)?家|单过|分出去|另外(?:住|过)|分(?:了)?户|自己过|各过各|成家(?:了)?(?:分|单))"
)
_DIVORCED = re.compile(r"^[^,。!?;]{0,6}?(?:离(?:了)?婚|离了|分手)")
_SPEAKER = re.compile(
    r"(?<!大)[我俺](?!们|家|屋|县|镇|村|乡|社区|们家|爱|想|要|来|问|说|申请|咨询|打算|觉得|听|看|认为|不晓得|不知道|现住|跟你|给你|把)"
)
_OBJECT = re.compile(r"(?:[给替帮养叫喊问教对由让把被带欠管顾陪照]|照顾|离)$")
_WITH = re.compile(r"(?:跟|和|随|同|与|跟着|跟到|随着)(?:我们)?$")
_AND = re.compile(r"^(?:两口子|老两口)?(?:都|全|[两俩三]|一起|一样|也)")
_NO_MEMBER = re.compile(r"^(?:离|分手|吵|说|讲|闹|没关系|断)")
_IS_THERE = re.compile(
    r"^(?:自己|本人)?(?:一个人|一人|单身|独身|带|养|守|没结婚|未婚|没成家|离(?:了)?婚|离异|照顾|带着|供|[,。]|$)"
)
_IS_ALONE = re.compile(r"(?:就|只有|只剩|剩|就剩|剩下|光是|连|加上|加|是|:|有|人,|口,|户主,)$")
_NOBODY = re.compile(
    r"(?<![跟和随同])我们(?!两口|老两|俩|夫妻|两个老)|咱们|(?:我们?|俺)家|我屋(?!头那|里那)|全家|一家(?!人家)|大家|别人|人家|老板|医生|村长|书记|房东"
)
_THIRD = re.compile(r"(?<!其)[他她](?P<many>们)?")
_PART = re.compile(
    r"(?P<named>老(?:大|二|三|四|五|幺|满)(?!娘|爷)|[大二三小幺]娃(?!娃)|[大小幺]的(?:那个|一个|个)?|中间(?:那|的)个?|最[大小]的)|(?:另外?|还有|剩下)?(?:的)?一个(?!人|月|星期|礼拜|半|多|学期|[^,。!?;\d]{0,4}(?:儿|女|娃|孙|妈|爸|老))"
)
# Whose relation it is tells what they are to the speaker: 娃他爸 is the husband, 孙女她妈 the daughter-in-law.
_OF = {
    ("child", "parent"): "spouse", ("child", "spouse"): "in_law", ("child", "child"): "grandchild",
    ("child", "sibling"): "child",
    ("grandchild", "parent"): "child", ("spouse", "parent"): "in_law", ("spouse", "sibling"): "in_law",
    ("sibling", "spouse"): "in_law", ("sibling", "child"): "other", ("parent", "parent"): "grandparent",
    ("parent", "sibling"): "other", ("parent", "spouse"): "parent", ("grandparent", "spouse"): "grandparent",
}  # fmt: skip
_MOTHER = re.compile("妈|娘|母")
_GENERIC = re.compile(r"^(?:娃儿?|娃娃|孩子|小孩儿?|孩儿|娃子)$")
_NOT_AT_END = "子儿"
_REACH = 14


@dataclass(frozen=True)
class Mention:
    """Somebody spoken of; `key` is what they are called, to know them by, `of` whose relation was told (孙子他爸)."""

    start: int
    end: int
    kind: str
    relation: str = ""
    key: str = ""
    count: int = 1
    gone: bool = False
    shown: bool = True
    of: str = ""

    @property
    def is_ranked(self) -> bool:
        """Whether it is one of several by name: 大儿子, 幺女."""
        return bool(_RANKED.match(self.key))


def find_mentions(plain: str, today: date) -> list[Mention]:
    """Everybody spoken of in a normalised text, in order."""
    kin = list(_kin(plain, today))
    parts = list(_parts(plain))
    spans = [(one.start, one.end) for one in parts]
    kin = [one for one in kin if not _covered(one, spans)]
    taken = [(one.start, one.end) for one in (*kin, *parts)]
    attached = {start for start, _ in taken} | {start - 1 for start, _ in taken if plain[start - 1 : start] == "的"}
    others = [one for one in (*_speaker(plain), *_rest(plain)) if not _covered(one, taken) and one.end not in attached]
    return sorted((*kin, *parts, *others), key=lambda one: (one.start, one.relation != SELF))


def _covered(mention: Mention, spans: list[tuple[int, int]]) -> bool:
    return any(mention.start < end and start < mention.end for start, end in spans)


def _kin(plain: str, today: date) -> Iterator[Mention]:
    last: Mention | None = None
    words = [one for one in find_words(plain, [], today) if one.entity == "relation"]
    for word, following in zip_longest(words, words[1:]):
        end = word.end
        if (plain[end : end + 1] in tuple(_NOT_AT_END) and word.text[-1] in "儿女") or plain[
            end - 1 : end + 1
        ] == "妹儿":
            end += 1
        if word.value == SELF:
            yield Mention(word.start, end, SELF, SELF, SELF)
        elif _OUTSIDERS.match(word.text) or _is_collective(plain, word.start, word.text):
            yield Mention(word.start, end, NOBODY)
        elif _COUPLE.search(word.text):
            yield from _couple(plain, word.start, end, last)
        elif not (word.text == "双胞胎" and following and following.start == end):
            until = following.start if following else len(plain)
            last = _one_of_kin(plain, (word.start, end, min(until, end + _REACH)), str(word.value), last)
            yield last
    for match in _ELDERS.finditer(plain):
        yield Mention(match.start(), match.end(), KIN, "parent", "elders", _number(match))


def _one_of_kin(plain: str, span: tuple[int, int, int], relation: str, last: Mention | None) -> Mention:
    start, end, until = span
    word = plain[start:end]
    seen = _seen_from_speaker(plain, start, word, relation, last)
    before = plain[max(0, start - _REACH) : start].removesuffix("的").removesuffix("我")
    after = plain[end:until]
    gone = bool(_DENIED.search(before) or _GONE.match(after))
    if seen == "spouse" or (seen == "in_law" and re.search("[媳婿嫂夫]", word)):
        gone = gone or bool(_DIVORCED.match(after))
    of = (last.of or last.relation) if last and seen != relation else ""
    return Mention(start, end, KIN, seen, _key(word, seen), _count(plain, start, end, before), gone, of=of)


def _is_collective(plain: str, start: int, word: str) -> bool:
    """三姐弟 counts the speaker too."""
    return bool(_COLLECTIVE.search(word)) and plain[max(0, start - 1) : start] in tuple(_NUMBERS)


def _couple(plain: str, start: int, end: int, last: Mention | None) -> Iterator[Mention]:
    """我们老两口 is the speaker and the spouse, 儿子两口子 the son and his wife; of the parents it says nothing new."""
    if last and last.end == start:
        if last.relation in ("child", "sibling"):
            yield Mention(start, end, KIN, "in_law", f"{last.key}'s")
        return
    beside = bool(_WITH.search(plain[max(0, start - 4) : start]))
    yield Mention(start, end, BESIDE if beside else SELF, SELF, SELF)
    yield Mention(end, end, BESIDE if beside else KIN, "spouse", "spouse")


def _seen_from_speaker(plain: str, start: int, word: str, relation: str, last: Mention | None) -> str:
    between = plain[last.end : start] if last else ""
    of_them = re.search(r"[他她](?:们)?(?:的)?$", plain[max(0, start - 3) : start])
    if not last or not (of_them or between == "的") or word[0] in "他她":
        return relation
    base = last.of or last.relation
    if base == "grandchild" and relation == "parent":
        return "in_law" if _MOTHER.search(word) else "child"
    return _OF.get((base, relation), relation)


def _key(word: str, relation: str) -> str:
    """The same for 爸, 爸爸 and 老汉儿, for 妈 and 老娘, for every word for the spouse; others stand for themselves."""
    if relation == "spouse":
        return "spouse"
    if relation == "child" and _GENERIC.match(word):
        return "child"
    if relation == "parent" and not _PAIR.match(word):
        return "mother" if _MOTHER.search(word) else "father"
    return re.sub(r"儿$|^[我的]+", "", word) if len(word) > 1 else word


def _count(plain: str, start: int, end: int, before: str) -> int:
    word = plain[start:end]
    found = _COUNT_BEFORE.search(before) or (not _WITH.search(before) and _COUNT_AFTER.match(plain[end : end + 5]))
    if found:
        return _number(found)
    is_pair = _PAIR.match(word) or before.endswith(("双胞胎", "一对"))
    return 2 if is_pair or (word in ("儿女", "子女") and plain[end : end + 1] == "都") else 1


def _number(match: re.Match[str]) -> int:
    said = match["f"] or match["n"]
    return _NUMBERS.get(said) or int(said)


def _speaker(plain: str) -> Iterator[Mention]:
    for match in _SPEAKER.finditer(plain):
        before, after = plain[max(0, match.start() - 4) : match.start()], plain[match.end() : match.end() + 8]
        if _OBJECT.search(before) or _NO_MEMBER.match(after):
            if _IS_THERE.match(after) and not _OBJECT.search(before):
                yield Mention(match.start(), match.end(), SELF, SELF, SELF)
            continue
        beside = bool(_WITH.search(before)) and not _AND.match(after)
        shown = bool(_IS_THERE.match(after) or _IS_ALONE.search(before))
        yield Mention(match.start(), match.end(), BESIDE if beside else SELF, SELF, SELF, shown=shown or beside)


def _rest(plain: str) -> Iterator[Mention]:
    for match in _NOBODY.finditer(plain):
        yield Mention(match.start(), match.end(), NOBODY)
    for match in _THIRD.finditer(plain):
        yield Mention(match.start(), match.end(), THIRD, count=2 if match["many"] else 1)


def _parts(plain: str) -> Iterator[Mention]:
    for match in _PART.finditer(plain):
        gone = bool(_GONE.match(plain[match.end() : match.end() + _REACH]))
        yield Mention(match.start(), match.end(), PART, "child", match["named"] or "", 1, gone)
