"""The parts of a message: which tell, whose hardship, and which ask; one part is read as if only that had been said."""

import re
from collections.abc import Iterable
from dataclasses import replace

from actions.turn import Found, Turn

Span = tuple[int, int]
# what the commonest questions beside an answer are about, where understanding heard only the answer
_TOPICS = (
    ("ask_processing_time", r"多久|好久|几时|啥时|什么时候|几天|多长时间"),
    ("ask_amount", r"多少|好多|几多"),
    ("ask_documents", r"材料|证件|证明|要带|带啥|带什么|复印|手续"),
    ("ask_privacy", r"泄露|说出去|外传|骗|隐私|别人(?:看|晓得|知道)"),
    ("ask_nonlocal", r"外地|外省|户口"),
    ("ask_office", r"哪里|哪儿|哪个|找谁|上班|(?:电话|号码)(?:是)?好多"),
    ("ask_eligibility", r"能不能|可不可以|够不够|条件|行不行|能(?:办|报|申请)"),
)
_CLAUSE = re.compile(r"[^，,。！!；;？?\s]+[？?]?")
ASKS = re.compile(
    r"[?？]|吗|么$|呢$|咋|(?<!没)(?<!得)啥(?!子?都|也)|怎么|怎样|为(?:什么|啥)|凭(?:什么|啥)|多久|好久|几时|啥时|什么时候"
    r"|哪[里儿](?!都|也)|哪些|哪样|多少|好多(?:钱|天|时间)|(?:给|补|领|拿|得|批|报)好多|几天(?:能|可以|才|到|办|批|下|得)"
    r"|能不能|能否|可不可以|可以不|得不得|行不行|是不是|要不要|会不会|有没有|需不需要|算不算|够不够"
    r"|哪个(?:电话|号码?|部门|单位|窗口|地方)|(?:电话|号码)(?:是)?好多"
    r"|(?:给|要|能|可以|算|管|报|批|补|领)[^，,。！!；;\s]{1,8}不$"
)
# words that still belong to the question when it begins in the middle of a clause
_LEAD = re.compile(r"(?:那|又|还|要|得|能|可以|大概|你们?|您|到底|我|办理?|申请)+$")
_TOLD = frozenset({"cause", "need", "safety"})
_SELF = re.compile(
    r"(?:我|俺|老子|老娘|咱|本人|自己)(?!(?:们)?(?:村|组|寨|队|社区|小区|楼|隔壁|邻居|旁边|对面|这边|这里)"
    r"|看|听|想?问|想?打听|想?了解|想?咨询|晓得|知道|发现|遇[到见]|碰[到见]|替|帮|要?反映|想反映)"
)
_HOME = re.compile(r"屋头|家里|屋里|家头|自家")
_KIN = frozenset({"spouse", "child", "parent", "grandparent", "grandchild", "sibling", "in_law", "self"})
_STRANGER = re.compile(
    # somebody near, unless they only gave shelter or did the harm
    r"(?<![在住借去到找跟向和被给让遭])(?:隔壁(?!县|镇|市|乡)|邻居|邻舍|(?<!我)(?<!我的)(?:同事|朋友|同学|老乡|工友))(?!们?(?:把|帮|送|借|都|也|说|给))"
    r"|(?:村|寨|组|队|社区|小区|楼)(?:里|上|头|下)?(?:的)?(?:有|那|老|一)|邻村|(?:别人|别个|旁人)(?:家|的)"
    r"|(?<![在住借去到找跟向和被给让遭])我(?:的)?(?:一?个)?(?:同事|朋友|同学|老乡|工友)(?!们?(?:把|帮|送|借|都|也|说|给))"
    r"|(?:路|街|桥|车站|广场)[^，,。]{0,6}?(?:有个|有一?个|有人|躺|睡)(?!我)"
    r"|(?<![我家里头还带])有(?:一?个|位|户|家)(?:老|人|娃|小孩|孩子|女|男|流浪|残疾|疯|婆婆|大爷|大娘)"
    r"|(?:看[到见]|遇[到见]|碰[到见]|发现)了?有?(?:一?个|一?位|人)|一(?:个|位|户)(?:老人|老大|老婆婆|流浪|残疾|疯)|流浪汉"
    r"|(?<!我)(?:大爷|大娘|大妈|阿婆|嬢嬢|老师傅)"
)
_SUPPOSES = re.compile(
    r"如果|要是|假如|假使|万一|比如|比方|像(?:是)?|之类|这种|这样的|哪些|什么(?:样|情况)|的话|一般|的(?:可以|能|行不行|怎么|咋|人)"
)
_ASKS_AT_END = re.compile(r"(?:可以|能|要|得|行)[^，,。]{0,8}不$")
_CHILDREN = r"(?:娃|孩子|小孩|崽|儿子|女儿|孙|宝宝)"
_CHILD_WITH_ME = re.compile(
    rf"我(?:们)?(?:一个人|自己|独自)?(?:和|跟|同|与|带|抱|背|牵|拖)(?:着|起|到|了)?[^，,。；;]{{0,6}}?{_CHILDREN}"
)
# somebody else has to see to the child, or the one who writes is a child
_CHILD_APART = re.compile(
    rf"{_CHILDREN}[^，,。]{{0,5}}(?:一个人|单独|自己|在家|在屋头)|锁在|丢在|扔在|没(?:得|有)?人(?:管|看|带|照)|走丢|不见|找不"
    r"|联系不上|我(?:人)?(?:不在|在外|要去|被抓|要死)|爸妈|妈妈|爸爸|爹妈|(?:我|俺)(?:今年|才|刚)?[\d一二三四五六七八九十]{1,3}岁|我是(?:小孩|学生)"
)
_NO_ROOF = re.compile(
    r"[没莫无](?:得|有)?(?:地方|处)(?:去|住|睡|落脚|歇)?|(?:睡|住|歇)(?:哪里|哪儿|哪|啥地方)|赶出来|无家可归|睡(?:大街|桥|车站)"
)
# a greeting says nothing else: whatever stands beside it is what the message is about
_EMPTY = frozenset({"greet", "thank"})


def clauses(text: str) -> list[Span]:
    """Where each clause of a text stands, closing question mark included."""
    return [match.span() for match in _CLAUSE.finditer(text)]


def told_spans(text: str, *, whole: bool = False) -> list[Span]:
    """Where a message tells: whole clauses, and, unless `whole`, the words before a question without a stop."""
    found = []
    for start, end in clauses(text):
        asks = ASKS.search(text[start:end])
        if asks is None:
            found.append((start, end))
        if asks is None or whole:
            continue
        lead = _LEAD.search(text[start : start + asks.start()])
        head = start + (lead.start() if lead else asks.start())
        if head > start:
            found.append((start, head))
    return found


def asked_spans(text: str, *, whole: bool = False) -> list[Span]:
    """The rest: where a message asks."""
    told = [at for start, end in told_spans(text, whole=whole) for at in range(start, end)]
    silent = set(told)
    return [(at, at + 1) for start, end in clauses(text) for at in range(start, end) if at not in silent]


def topic_beside(text: str) -> str | None:
    """The topic of the question in a message, by its plainest words; None where it asks nothing we can name."""
    spans = [(start, end) for start, end in clauses(text) if ASKS.search(text[start:end])]
    asked = " ".join(text[start:end] for start, end in spans)
    return next((topic for topic, words in _TOPICS if re.search(words, asked)), None)


def topics_of(text: str) -> list[str]:
    """The topics of all questions in a message, in order; each clause that asks has one, or none that we can name."""
    asked = [text[start:end] for start, end in clauses(text) if ASKS.search(text[start:end])]
    named = [next((topic for topic, words in _TOPICS if re.search(words, clause)), None) for clause in asked]
    return [topic for topic in dict.fromkeys(named) if topic]


def without(turn: Turn, spans: Iterable[Span]) -> Turn:
    """The turn as if these parts had not been said; every other word keeps its place."""
    gone = {at for start, end in spans for at in range(start, end)}
    text = "".join(" " if at in gone else char for at, char in enumerate(turn.text))
    entities = [item for item in turn.entities if not gone & set(range(item.start, item.end))]
    return replace(turn, text=text, entities=entities)


def asking(turn: Turn, key: str) -> Turn:
    """The turn as an answer to another question; nothing of the real memory changes."""
    return replace(turn, memory=replace(turn.memory, asks=key, offers=None))


def is_only_supposed(text: str) -> bool:
    """Whether a text supposes, or tells of a stranger: 要是花了十万, 隔壁老王花了十万."""
    return bool(_SUPPOSES.search(text) or _STRANGER.search(text))


def with_their_child(turn: Turn) -> bool:
    """Whether an adult tells that the child is with them: without a roof, but not alone."""
    return bool(_CHILD_WITH_ME.search(turn.text)) and not _CHILD_APART.search(turn.text)


def without_roof(text: str) -> list[Found]:
    """That there is nowhere to sleep, in the words of those who were put out: 睡哪里都不晓得."""
    found = _NO_ROOF.search(text)
    return [Found("safety", "no_food_or_shelter", found[0], *found.span())] if found else []


def is_own(turn: Turn) -> bool:
    """Whether what is told befell the speaker or the speaker's family; a stranger named makes it a lead."""
    if _STRANGER.search(turn.text):
        return False
    return bool(_SELF.search(turn.text) or _HOME.search(turn.text) or _kin(turn))


def _kin(turn: Turn) -> bool:
    return any(item.value in _KIN for item in turn.found("relation"))


def tells_own_hardship(turn: Turn) -> bool:
    """Whether a message tells, beside whatever else it does, what befell the speaker; what is only supposed is not."""
    told = [item for item in turn.entities if item.entity in _TOLD and not _is_supposed(turn, item.start)]
    if not told or _STRANGER.search(turn.text):
        return False
    without_roof = any(item.entity == "safety" for item in told)
    return without_roof or turn.intent in _EMPTY or any(map(_is_exact, turn.entities)) or is_own(turn)


def _is_exact(item: Found) -> bool:
    """A day, a number, a place where somebody is: it happened, nobody supposes it."""
    if item.entity == "region":
        return item.role == "here" or (isinstance(item.value, dict) and bool(item.value.get("township")))
    return item.entity in ("date", "place", "phone")


def _is_supposed(turn: Turn, at: int) -> bool:
    """Whether a fact stands in a clause that asks or supposes: 要是房子烧了管不管 tells nothing."""
    start, end = next(((start, end) for start, end in clauses(turn.text) if start <= at < end), (at, at))
    clause = turn.text[start:end]
    if _SUPPOSES.search(clause):
        return True
    asks = ASKS.search(clause) or _ASKS_AT_END.search(clause)
    exact = any(_is_exact(item) for item in turn.entities if start <= item.start < end)
    return bool(asks) and not exact and not _SELF.search(clause)
