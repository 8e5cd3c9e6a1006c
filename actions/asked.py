"""The same words in answer to a question: an answer first, a question of their own after it."""

import re
from dataclasses import replace

from actions import facts, interview
from actions.changes import NOTHING_WRONG
from actions.clauses import ASKS, clauses, tells_own_hardship, told_spans, topic_beside
from actions.household.hearing import listens
from actions.interview import CONFIRM, CONSENT
from actions.readers import asks_number
from actions.recovery import recover
from actions.routes import reply_to
from actions.turn import Turn

# labels understanding falls back on when somebody simply answers
SOFT = frozenset({"inform", "nlu_fallback", "out_of_scope", "report_hardship"})
REFUSES = re.compile(r"不(?:太|想|会|敢)?(?:同意|愿意)")
SAYS_AGREED = re.compile(r"(?<!咋个)(?<!怎么)(?<!如何)(?<!要)同意(?!书|啥|什么|吗|不|哪)")
# short words may name a place even before the county is known
UNKNOWN_COUNTY = ""
# matters of a filed case: without one, in the middle of a question, they are a misheard answer
CASE_MATTERS = frozenset({"report_payment_problem", "report_change", "object_decision"})
MATTERS = frozenset({"object_decision", "complain", "check_status", "bot_challenge"})
_YES_CLAUSE = re.compile(
    r"^(?:好|好的|好嘛|要得|可以|行|得行|同意|[对對]|对的|对头|嗯|报|报嘛|报上去|没问题|愿意)+(?:嘛|吧|哈|噻|了)*$"
)
_WANTS = re.compile(r"办|申请|想|咋|怎|帮我")
_SHORT = 10
# words that take up the question without answering it: asked another way, they need no lecture
_SAYS_NO_MORE = {
    "hukou_region": r"^(?:我)?(?:是)?外(?:地|省|县|面|头)(?:的|人|户口)*$",
    "incident_region": r"^(?:我)?(?:是|在)?外(?:地|省|县|面|头)(?:的)*$",
    "affected_people": r"受影响|^(?:我们)?(?:全家|一家人|一家子)(?:都|人)*",
    "contact_phone": (
        r"^(?:就|就是|打|用)*(?:我)?(?:这个|现在(?:用)?的?(?:这个)?|本机|微信(?:绑定)?的?|的)*"
        r"(?:号码?|电话|手机号?)(?:就行|就可以|嘛|吧)*$"
    ),
}
# 算了不补了: no more questions, not a no to this one
_NO_MORE = re.compile(
    r"^(?:算了|算球了|行了)?[，,。\s]*(?:我)?(?:不|先不|懒得|莫)(?:想)?(?:再)?(?:补|填|弄|搞|整|答|回答)(?:了|嘛|哈|的)+$"
)
SURE = 0.6
LEAVES = frozenset({"pause", "goodbye", "decline_to_answer"})


def question_beside(turn: Turn) -> str | None:
    """The question in a message that tells something as well."""
    return turn.intent if turn.intent.startswith("ask_") else topic_beside(turn.text)


async def answer_asked(turn: Turn, asked: str) -> None:
    """Take the words for what they are while a question waits for its answer."""
    is_question = turn.intent.startswith("ask_")
    if turn.intent in SOFT | {"affirm", "deny"}:
        turn.aside = topic_beside(turn.text)
    if asked in (CONSENT, CONFIRM) and _yes_beside(turn, asked):
        turn.aside = question_beside(turn)
        await reply_to(turn, "affirm")
    elif _is_answer_all_the_same(turn, asked):
        await reply_to(turn, "inform")
    elif is_question and ASKS.search(turn.plain) and _tells_beside(turn, asked):
        turn.aside = turn.intent
        await reply_to(turn, "inform")
    elif (is_question and not ASKS.search(turn.plain) and _answers(turn)) or _is_misheard(turn, asked):
        # 我没得电话 answers how to be reached; it does not ask for an office's number
        if is_question and len(clauses(turn.text)) > 1 and turn.confidence >= SURE:
            turn.aside = turn.intent
        await reply_to(turn, "inform")
    elif turn.intent in ("deny", "dont_know", "decline_to_answer") and _NO_MORE.match(turn.plain):
        await reply_to(turn, "pause")
    elif _SAYS_NO_MORE.get(asked) and re.search(_SAYS_NO_MORE[asked], turn.plain) and not _answers(turn):
        await recover(turn)
    elif turn.intent in SOFT:
        await reply_to(turn, "inform" if _answers(turn) or turn.found("safety") else turn.intent)
    else:
        await reply_to(turn)


def _is_answer_all_the_same(turn: Turn, asked: str) -> bool:
    """What understanding takes for a parting, a greeting or a case matter, and what here can only be told."""
    if (turn.intent in CASE_MATTERS and not turn.state.cases) or listens(facts.told_part(turn, asked), asked):
        return True
    if turn.intent == "goodbye" and turn.plain.isdecimal() and asks_number(asked):
        return True
    if asked == "contact_phone" and turn.intent in LEAVES and facts.HERE_OFFERED.search(turn.plain):
        return True
    return turn.intent in ("greet", "thank") and tells_own_hardship(turn)


def _yes_beside(turn: Turn, asked: str) -> bool:
    """A clause that agrees, beside a question or more: 要得，好久有人来."""
    if asked == CONSENT and SAYS_AGREED.search(turn.plain) and not REFUSES.search(turn.plain):
        return True
    told = told_spans(turn.text)
    agrees = [bool(_YES_CLAUSE.match(turn.text[start:end])) for start, end in told]
    if not agrees or not agrees[0] or REFUSES.search(turn.plain):
        return False
    if turn.intent.startswith("ask_"):
        return all(agrees)
    return asked == CONSENT and turn.intent in SOFT and bool(facts.read_more(facts.told_part(turn)))


def _tells_beside(turn: Turn, asked: str) -> bool:
    """Whether the clauses that do not ask answer what was asked; to the consent any fact counts."""
    said = replace(facts.told_part(turn, asked), intent="inform")
    if asked in (CONSENT, CONFIRM):
        return bool(facts.read_more(said))
    return facts.answers_it(said, asked, interview.county(turn) or UNKNOWN_COUNTY)


def _is_misheard(turn: Turn, asked: str) -> bool:
    """A short answer that understanding took for a matter of its own: 低保, 没吃低保, 钱, 好几天了."""
    is_matter = turn.intent.startswith(("ask_", "apply_", "report_")) or turn.intent in MATTERS
    if is_matter and asked == "contact_phone" and turn.found("phone") and not ASKS.search(turn.plain):
        return True
    if not is_matter or len(turn.plain) > _SHORT or ASKS.search(turn.plain):
        return False
    if asked in (CONSENT, CONFIRM):
        return turn.confidence < SURE and bool(turn.found("cause"))
    if turn.intent.startswith("ask_") and turn.confidence < SURE:
        return True
    return asked != "contact_name" and not _WANTS.search(turn.plain) and _answers(turn)


def _answers(turn: Turn) -> bool:
    """Whether the words answer what was asked, whatever understanding called them."""
    asked = turn.asked or ""
    if turn.intent == "inform" or (asked == interview.CONFIRM and NOTHING_WRONG.match(turn.plain)):
        return True
    said = replace(facts.told_part(turn, asked), intent="inform")
    return facts.answers_it(said, asked, interview.county(turn) or UNKNOWN_COUNTY)
