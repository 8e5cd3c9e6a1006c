"""The parts of a message: which tell and which ask; one part is read as if only that had been said."""

import re
from collections.abc import Iterable
from dataclasses import replace

from actions.turn import Turn

Span = tuple[int, int]
# what the commonest questions beside an answer are about, where understanding heard only the answer
_TOPICS = (
    ("ask_processing_time", r"多久|好久|几时|啥时|什么时候|几天|多长时间"),
    ("ask_amount", r"多少|好多|几多"),
    ("ask_documents", r"材料|证件|证明|要带|带啥|带什么|复印|手续"),
    ("ask_privacy", r"泄露|说出去|外传|骗|隐私|别人(?:看|晓得|知道)"),
    ("ask_nonlocal", r"外地|外省|户口"),
    ("ask_office", r"哪里|哪儿|哪个(?:部门|窗口|地方)|找谁|上班"),
    ("ask_eligibility", r"能不能|可不可以|够不够|条件|行不行|能(?:办|报|申请)"),
)
_CLAUSE = re.compile(r"[^，,。！!；;？?\s]+[？?]?")
ASKS = re.compile(
    r"[?？]|吗|么$|呢$|咋|(?<!没)(?<!得)啥(?!子?都|也)|怎么|怎样|为(?:什么|啥)|凭(?:什么|啥)|多久|好久|几时|啥时|什么时候"
    r"|哪里|哪儿|哪些|哪样|多少|好多(?:钱|天|时间)|(?:给|补|领|拿|得|批|报)好多|几天(?:能|可以|才|到|办|批|下|得)"
    r"|能不能|能否|可不可以|可以不|得不得|行不行|是不是|要不要|会不会|有没有|需不需要|算不算|够不够"
)
# words that still belong to the question when it begins in the middle of a clause
_LEAD = re.compile(r"(?:那|又|还|要|得|能|可以|大概|你们?|您|到底|我|办理?|申请)+$")


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


def without(turn: Turn, spans: Iterable[Span]) -> Turn:
    """The turn as if these parts had not been said; every other word keeps its place."""
    gone = {at for start, end in spans for at in range(start, end)}
    text = "".join(" " if at in gone else char for at, char in enumerate(turn.text))
    entities = [item for item in turn.entities if not gone & set(range(item.start, item.end))]
    return replace(turn, text=text, entities=entities)


def asking(turn: Turn, key: str) -> Turn:
    """The turn as an answer to another question; nothing of the real memory changes."""
    return replace(turn, memory=replace(turn.memory, asks=key, offers=None))
