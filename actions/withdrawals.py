"""Consents not given or taken back: by the button beside a notice, or in words; what follows is said and done."""

import re
from typing import cast

from actions import interview, notices
from actions.answers import save
from actions.documents_news import UNKNOWN
from actions.documents_reading import leave_paper
from actions.readers import answer
from actions.turn import Turn
from contracts.casework import ConsentKind, Decision

PRIVACY: ConsentKind = "privacy"
_NOT_KEEP = (
    r"(?:不要|不同意|不愿意?|不想|不准|不许|不能|不让|不用|别|莫|不)(?:再)?"
    r"(?:给我|让你们|叫你们)?(?:记(?!账)|存(?!银行|款|钱|折|到|在|起)|留|写|保存)(?!错|漏|得|性)"
)
_TAKE_BACK = r"(?:撤回|撤销|取消|收回|反悔)"
KINDS: dict[ConsentKind, str] = {
    "sensitive_minor": r"(?:娃儿?|孩子|小孩|未成年人?)",
    "sensitive_health": r"(?:健康|病情|生病|得病|病|残疾|身体)",
    "sensitive_id": r"(?:身份证|证件|证号)",
    "sensitive_finance": r"(?:收入|财产|存款|工资|家底|经济(?:情况|状况)?|钱)",
}
OF = r"(?:号码?|的?照片|的?情况|的?信息)?(?:的事情?|这些|那些)?(?:我)?"
_WITHDRAWS_KIND = {
    kind: re.compile(
        rf"{words}{OF}[，,\s]?(?:都|就|你们?|也)?{_NOT_KEEP}|{_NOT_KEEP}(?:我|我家)?(?:的)?{words}"
        rf"|{_TAKE_BACK}(?:对)?(?:我)?(?:的)?{words}|{words}{OF}(?:都|就|给我|帮我)*删"
    )
    for kind, words in KINDS.items()
}
_WITHDRAWS_CHECK = re.compile(
    rf"{_TAKE_BACK}(?:对|了)?(?:那个|这个|我的|家庭)?(?:经济状况)?(?:的)?(?:核对|核查|检查|查)"
    r"|(?:不同意|不愿意|不准|不许|不让|不给)(?:你们|他们|民政|工作人员)?(?:去|再)?(?:核对|核查|查)(?:了|我|家|银行|存款|账|$)"
    r"|(?:别|莫|不要)(?:再|去)?(?:核对|核查|查)我(?:家|们)?(?:的)?(?:银行|存款|账|收入|财产|微信|家)"
)
_WITHDRAWS_ANY = re.compile(rf"{_TAKE_BACK}(?:了)?(?:我的|之前的|那个|全部)?(?:授权|同意)")
# 不想交身份证: nothing is asked, so it is the same as not to have it noted; 老板不肯给我身份证 is a story
_NOT_HAND_IN = re.compile(
    r"(?:不想|不愿意?|莫想|不敢|(?:^|我)不肯)(?:交|给|拍|发|传|拿|报|说)(?:出来)?(?:你们?)?(?:我的)?(?:身份证|证件)"
    r"|(?:身份证|证件)(?:号码?|照片)?(?:我)?(?:就|也)?(?:不想|不愿意?|莫想|不敢)(?:交|给|拍|发|传|拿|报|说)(?!我)"
)
_OPTIONAL = re.compile(r"(?:必须|非要|一定要|要不要|不)(?:得)?(?:交|给|拍|发|传|拿)(?:我的?)?(?:身份证|证件)")
_DELETES_PHOTOS = re.compile(
    r"(?:照片|图片|相片|拍的|文件)(?:都|全部?|统统|也|给我|帮我)*(?:删|去掉|去除)"
    r"|(?:删|去)(?:掉|除|一?下)(?:我)?(?:发的?|传的?|刚才)?(?:的)?(?:那些|那张|这些|这张)?(?:照片|图片|相片)"
)
# 那张是我的残疾证, after a photo nobody recognised
_SAYS_WHAT = re.compile(
    r"^(?:那|这|刚才|刚刚|上面|我发)(?:个|张|些|发|拍|的|那|这)*(?:照片)?(?:是|就是|拍的是)(?!不|安全|没|莫)"
)
# the kind is named by 这些 alone: 不想说 leaves one question open and decides nothing
_NOT_THESE = re.compile(
    r"^(?:(?:这些|那些)(?:我)?(?:都|就)?(?:不想|不|莫)说|(?:我)?(?:都|就)?(?:不想|不|莫)说(?:这些|那些))了?$"
)
_ASKS = re.compile(r"(?:行不行|得行不|可不可以|可以不|可以吗|行吗|行不|得不|要不要|必须|非要|[吗么]$)")
_ALL = re.compile(r"(?:都|全部?|啥子?都|什么都)(?:别|莫|不要|不准)(?:再)?记(?:了)?|不同意(?:再|你们)?记(?:了)")
VERIFICATION: ConsentKind = "verification"


async def decline_kind(turn: Turn, kind: ConsentKind) -> None:
    """不说这些: none of it is asked or kept; the rest goes on, staff ask in person."""
    await notices.record(turn, kind, "refused", (await notices.text_of(turn, kind)).text)
    turn.reply.say(f"utter_{kind}_declined")
    if not await leave_paper(turn):
        await interview.go_on(turn)


def deletes_photos(turn: Turn) -> bool:
    """Whether the photos, and not everything, are to be erased."""
    return _DELETES_PHOTOS.search(turn.plain) is not None and not _ASKS.search(turn.plain)


async def hear_of_photos(turn: Turn) -> bool:
    """照片删掉 is asked once more; that an ID card need not be handed in, and what a photo was, are answered."""
    if turn.memory.flags.pop(UNKNOWN, False) and _SAYS_WHAT.match(turn.plain):
        turn.reply.say("utter_paper_named")
        await interview.ask_again(turn)
    elif deletes_photos(turn):
        interview.offer(turn, "erase_photos", "utter_confirm_erase_photos")
    elif _OPTIONAL.search(turn.plain) and _ASKS.search(turn.plain):
        turn.reply.say("utter_id_optional")
        await interview.ask_again(turn)
    else:
        return False
    return True


def takes_back(turn: Turn) -> bool:
    """Whether words say no to something being kept or checked."""
    patterns = (*_WITHDRAWS_KIND.values(), _WITHDRAWS_CHECK, _WITHDRAWS_ANY, _ALL)
    return any(pattern.search(turn.plain) for pattern in patterns)


def withdraws(turn: Turn) -> ConsentKind | None:
    """The consent that words take back, if they do; while it is asked for, a no is an answer to the question."""
    if turn.state.consent_privacy is not True:
        return None
    given = turn.state.consents.get(VERIFICATION) == "given"
    if _WITHDRAWS_CHECK.search(turn.plain) and (given or turn.asked != notices.VERIFICATION):
        return VERIFICATION
    for kind, pattern in _WITHDRAWS_KIND.items():
        if pattern.search(turn.plain) and not _ASKS.search(turn.plain):
            return kind
    if _NOT_HAND_IN.search(turn.plain) and not _ASKS.search(turn.plain):
        return "sensitive_id"
    if _NOT_THESE.match(turn.plain) and (noticed := notices.last_noticed(turn)):
        return cast(ConsentKind, noticed)
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
    await resume_question(turn)


async def resume_question(turn: Turn) -> None:
    """What was asked before in short, or what is to be asked now; a paper asked about may be gone or back."""
    if await leave_paper(turn):
        return
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
