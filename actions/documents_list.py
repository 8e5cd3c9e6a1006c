"""The papers of a filed case, all at once: what is still missing, what came, where the rest is to be had."""

import re

from actions import interview, notices
from actions.turn import URGENT, Turn
from contracts.casework import PapersOut

ID = "sensitive_id"
_ASKS_MISSING = re.compile(
    r"(?:还|到底)?(?:差|缺|欠|少)(?:些|了|的)?(?:什么|啥子?|哪些|哪样|几样|好多)(?:材料|资料|证明|东西|手续)?"
    r"|(?:还)?(?:要|需要|得)(?:补|交|拿)(?:些)?(?:什么|啥子?|哪些|哪样|几样)"
    r"|(?:材料|资料|手续|证明)(?:都)?(?:齐|够|全)(?:了)?(?:没|不|吗|嘛)|(?:材料|资料|补材料)(?:的)?清单"
)

_ASKS_OF_ONE = re.compile(
    r"(?:去)?(?:哪里|哪儿|哪点|哪边|哪个地方|啥子地方|找谁|咋个|怎么)(?:去)?(?:开|办|拿|补|弄|打|要|得到)"
    r"|(?:拿|开|办|补|找|弄)不(?:到|了|出来|起)|(?:没有|没得|莫得|丢了|掉了|搞丢了).{0,12}(?:咋办|怎么办|咋个办|咋整|怎么弄)"
)
_IDENTITY = re.compile(r"身份证|户口[本簿]|居住证")
_NAMES = re.compile(r"[或、，,]|的(?=票据)")


async def answer_of_papers(turn: Turn) -> bool:
    """Answer a question about the papers of a filed case: which are missing, where one is had; False for any other."""
    if not interview.is_filed(turn):
        return await _answer_before_filing(turn)
    if _ASKS_MISSING.search(turn.plain):
        if not await say_list(turn):
            turn.reply.say("utter_papers_none")
    elif not (_ASKS_OF_ONE.search(turn.plain) and (await _explain_one(turn) or _explain_identity(turn))):
        return False
    await interview.ask_again(turn)
    return True


async def _answer_before_filing(turn: Turn) -> bool:
    """户口本掉了咋办, in the middle of the interview: it holds nothing up."""
    if turn.state.draft is None or not (_ASKS_OF_ONE.search(turn.plain) and _explain_identity(turn)):
        return False
    await interview.ask_again(turn)
    return True


async def _read(turn: Turn) -> PapersOut:
    draft = turn.state.draft
    return await turn.casework.read_papers(turn.conversation, turn.turn_id, draft.case_number if draft else None)


async def say_list(turn: Turn) -> bool:
    """The whole list in one message; False where the case needs no papers."""
    papers = await _read(turn)
    if not papers.documents:
        return False
    if papers.missing:
        turn.reply.say("utter_papers_missing", count=len(papers.missing))
    else:
        turn.reply.say("utter_papers_complete")
    turn.reply.show("checklist", {"documents": papers.documents})
    if papers.missing:
        await invite_photos(turn)
    return True


async def invite_photos(turn: Turn) -> None:
    """Where photos can be sent, what a photo of a paper of identity means is said before the first one."""
    if turn.state.takes_files:
        await notices.say_for_photos(turn, ID)


async def say_list_so_far(turn: Turn) -> None:
    """What follows from the answers of an open draft; the urgent lane has nothing to be got together."""
    if turn.state.draft is None or turn.lane == URGENT or turn.state.draft.lane != turn.lane:
        return
    papers = await turn.casework.read_papers(turn.conversation, turn.turn_id)
    if papers.documents:
        turn.reply.say("utter_papers_so_far")
        turn.reply.show("checklist", {"documents": papers.documents})
        await invite_photos(turn)


def _explain_identity(turn: Turn) -> bool:
    """A paper of identity that is not on the list: the office sees it itself, and who makes a new one."""
    named = _IDENTITY.search(turn.plain)
    if named:
        turn.reply.say("utter_paper_identity_lost", title=named[0])
    return named is not None


async def _explain_one(turn: Turn) -> bool:
    """Where the paper named is to be had and what to do when it cannot; False where none is named."""
    for one in (await _read(turn)).documents:
        if any(name in turn.plain for name in _NAMES.split(str(one["title"]))) and one.get("where"):
            turn.reply.say("utter_paper_where", title=one["title"], where=one["where"])
            turn.reply.say("utter_paper_cannot", cannot=one["cannot"])
            return True
    return False
