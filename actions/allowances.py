"""病情的事可以记了: what was refused or taken back is allowed after all, in words; recorded with the text shown."""

import re

from actions import interview, notices
from actions.answers import save
from actions.household.verification import record_verification
from actions.readers import answer
from actions.turn import Turn
from actions.withdrawals import (
    KINDS,
    OF,
    VERIFICATION,
    hear_of_photos,
    resume_question,
    takes_back,
    withdraw_kind,
    withdraws,
)
from contracts.casework import ConsentKind

# 不同意, 不可以 and questions allow nothing
_MAY = r"(?<![不没莫别])(?:可以|同意|愿意|准|准许|允许|得行|要得|能)(?!不)"
_KEEP = r"(?:让?你们|我)?(?:再|帮我)?(?:记(?!错|漏|得|性)|存|留|写|读|看|核对)"
_ASKS = re.compile(r"[吗么?？]|可不可以|能不能|行不行|得不得行|(?:可以|能|得行)不")
_ALLOWS_KIND = {
    kind: re.compile(
        rf"{words}{OF}[，,\s]?(?:我)?(?:都|就|也|还是)?{_MAY}{_KEEP}?|{_MAY}{_KEEP}(?:我|我家)?(?:的)?{words}"
    )
    for kind, words in KINDS.items()
}
_ALLOWS_CHECK = re.compile(
    rf"{_MAY}(?:让?你们|他们|民政)?(?:去|再)?(?:核对|核查|查)|(?:核对|核查|查)(?:嘛|吧|就是|就)?[，,\s]*(?:我)?(?<!不)(?:同意|愿意)"
    r"|(?:重新|再)(?:给)?(?:你们)?授权"
)
_ALLOWS = re.compile(rf"^(?:那|好|我)*[，,\s]*{_MAY}{_KEEP}(?:了|嘛|吧)*$|^(?:那|那就)?记(?:嘛|吧)[，,\s]*我?同意了?$")
_REOPENS = ("refused", "withdrawn")


async def hear_consent(turn: Turn) -> bool:
    """What words take back or allow is followed at once; False for any other words."""
    if turn.command:
        return False
    if taken_back := withdraws(turn):
        await withdraw_kind(turn, taken_back)
    elif allowed := allows(turn):
        await allow_kind(turn, allowed)
    else:
        return await hear_of_photos(turn)
    return True


def allows(turn: Turn) -> ConsentKind | None:
    """The consent that words give after a no, if they do; a kind nothing was decided on is given by answering."""
    if turn.state.consent_privacy is not True or _ASKS.search(turn.text) or takes_back(turn):
        return None
    decided = turn.state.consents
    if _ALLOWS_CHECK.search(turn.plain) and decided.get(VERIFICATION) in (*_REOPENS, "later"):
        return VERIFICATION if turn.asked != notices.VERIFICATION else None
    refused = [kind for kind in KINDS if decided.get(kind) in _REOPENS]
    named = [kind for kind in refused if _ALLOWS_KIND[kind].search(turn.plain)]
    if named:
        return named[0]
    return refused[0] if len(refused) == 1 and _ALLOWS.match(turn.plain) else None


async def allow_kind(turn: Turn, kind: ConsentKind) -> None:
    """Say what is thereby agreed to, record it, and ask on: what a no had closed is open again."""
    if kind == VERIFICATION:
        await _allow_check(turn)
    else:
        turn.reply.say("utter_allowed", what=notices.what_is(kind))
        shown = (await notices.text_of(turn, kind)).text
        turn.reply.say_text(shown)
        await notices.record(turn, kind, "given", shown)
    if interview.is_filed(turn):
        turn.memory.flags["more"] = True
    await resume_question(turn)


async def _allow_check(turn: Turn) -> None:
    turn.reply.say("utter_allowed_verification")
    turn.reply.say_text((await notices.text_of(turn, VERIFICATION)).text)
    await record_verification(turn, "now")
    draft = turn.state.draft
    if draft and draft.answers.get(notices.VERIFICATION) not in (None, "now"):
        await save(turn, [answer(turn, notices.VERIFICATION, "now")])
