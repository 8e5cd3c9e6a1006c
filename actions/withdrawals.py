"""Consents not given or taken back: by the button beside a notice, or in words; what follows is said and done."""

import re

from actions import interview, notices
from actions.answers import save
from actions.readers import answer
from actions.turn import Turn
from contracts.casework import ConsentKind, Decision

PRIVACY: ConsentKind = "privacy"
_NOT_KEEP = (
    r"(?:不要|不想|不准|不许|不能|不让|不用|别|莫|不)(?:再)?(?:给我|让你们|叫你们)?(?:记|存|留|写|保存)(?!错|漏|得|性)"
)
_TAKE_BACK = r"(?:撤回|撤销|取消|收回|反悔)"
_KINDS: dict[ConsentKind, str] = {
    "sensitive_minor": r"(?:娃儿?|孩子|小孩|未成年人?)",
    "sensitive_health": r"(?:健康|病情|生病|得病|病|残疾|身体)",
    "sensitive_id": r"(?:身份证|证件|证号)",
    "sensitive_finance": r"(?:收入|财产|存款|工资|家底|经济(?:情况|状况)?|钱)",
}
_OF = r"(?:号码?|的?照片|的?情况|的?信息)?(?:的事情?|这些|那些)?(?:我)?"
_WITHDRAWS_KIND = {
    kind: re.compile(
        rf"{words}{_OF}[，,\s]?(?:都|就|你们?|也)?{_NOT_KEEP}|{_NOT_KEEP}(?:我|我家)?(?:的)?{words}"
        rf"|{_TAKE_BACK}(?:对)?(?:我)?(?:的)?{words}"
    )
    for kind, words in _KINDS.items()
}
_WITHDRAWS_CHECK = re.compile(
    rf"{_TAKE_BACK}(?:对|了)?(?:那个|这个|我的|家庭)?(?:经济状况)?(?:的)?(?:核对|核查|检查|查)"
    r"|(?:不同意|不愿意|不准|不许|不让|不给)(?:你们|他们|民政|工作人员)?(?:去|再)?(?:核对|核查|查)(?:了|我|家|银行|存款|账|$)"
    r"|(?:别|莫|不要)(?:再|去)?(?:核对|核查|查)我(?:家|们)?(?:的)?(?:银行|存款|账|收入|财产|微信|家)"
)
_WITHDRAWS_ANY = re.compile(rf"{_TAKE_BACK}(?:了)?(?:我的|之前的|那个|全部)?(?:授权|同意)")
_ALL = re.compile(r"(?:都|全部?|啥子?都|什么都)(?:别|莫|不要|不准)(?:再)?记(?:了)?|不同意(?:再|你们)?记(?:了)")
VERIFICATION: ConsentKind = "verification"


async def decline_kind(turn: Turn, kind: ConsentKind) -> None:
    """不说这些: none of it is asked or kept; the rest goes on, staff ask in person."""
    await notices.record(turn, kind, "refused", (await notices.text_of(turn, kind)).text)
    turn.reply.say(f"utter_{kind}_declined")
    await interview.go_on(turn)


def withdraws(turn: Turn) -> ConsentKind | None:
    """The consent that words take back, if they do; while it is asked for, a no is an answer to the question."""
    if turn.state.consent_privacy is not True:
        return None
    given = turn.state.consents.get(VERIFICATION) == "given"
    if _WITHDRAWS_CHECK.search(turn.plain) and (given or turn.asked != notices.VERIFICATION):
        return VERIFICATION
    for kind, pattern in _WITHDRAWS_KIND.items():
        if pattern.search(turn.plain):
            return kind
    if _ALL.search(turn.plain):
        return PRIVACY
    if _WITHDRAWS_ANY.search(turn.plain):
        return VERIFICATION if given else PRIVACY
    return None


async def withdraw_kind(turn: Turn, kind: ConsentKind) -> None:
    """Take a consent back: recorded, followed, and said what was done; of everything it is asked once more."""
    if kind == PRIVACY:
        interview.offer(turn, "erase", "utter_confirm_erase")
        return
    before = turn.state.consents.get(kind)
    if before in ("refused", "withdrawn"):
        turn.reply.say("utter_withdrawn_before")
    else:
        decision: Decision = "withdrawn" if before else "refused"
        await notices.record(turn, kind, decision, (await notices.text_of(turn, kind)).text)
        await _follow(turn, kind)
    await interview.ask_again(turn) if _still_asked(turn) else await interview.go_on(turn)


def _still_asked(turn: Turn) -> bool:
    """Whether what was asked before is still the question, or nothing is under way; a review is read back anew."""
    draft = turn.state.draft
    if draft is None or turn.asked is None:
        return True
    return draft.next_key == turn.asked != interview.CONFIRM


async def _follow(turn: Turn, kind: ConsentKind) -> None:
    turn.reply.say(f"utter_{kind}_withdrawn")
    open_draft = turn.state.draft if not interview.is_filed(turn) else None
    if kind == VERIFICATION and open_draft and notices.VERIFICATION in open_draft.answers:
        await save(turn, [answer(turn, notices.VERIFICATION, "later")])
    if turn.state.cases:
        turn.reply.say("utter_withdrawn_filed")
