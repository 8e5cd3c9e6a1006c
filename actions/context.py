"""What the same words mean here and now: after a crisis, with a child, in the middle of a question."""

import re

from actions import facts, interview
from actions.answers import call_back
from actions.interview import CONSENT
from actions.readers import QUESTION, quiet_words, read_phone
from actions.routes import reply_to
from actions.turn import Turn

# labels understanding falls back on when somebody simply answers
SOFT = frozenset({"inform", "nlu_fallback", "out_of_scope", "report_hardship"})
GOES_ON = frozenset({"resume", "report_hardship", "apply_temporary_aid", "apply_minimum_living"})
# what may be answered as ever after a crisis, without going on with the form
PASSES = frozenset({"bot_challenge", "ask_capability", "ask_accessibility", "switch_language", "complain", "pause"})
ALWAYS = frozenset({
    "request_human", "delete_my_data", "withdraw_application", "check_status", "restart", "stop_messages",
    "allow_messages",
})  # fmt: skip
CORRECTS = re.compile(r"^(?:不对|错了|搞错|说错|弄错|写错|刚才错|刚才说错)")
AGREES = re.compile(r"(?:我)?(?:同意|愿意)|^(?:那就?)?(?:帮我)?报(?:嘛|吧|上去|了)?$")
REFUSES = re.compile(r"不(?:太|想|会|敢)?(?:同意|愿意)")
SAYS_AGREED = re.compile(r"(?<!咋个)(?<!怎么)(?<!如何)(?<!要)同意(?!书|啥|什么|吗|不|哪)")
# with these a place or a number is told to the person who comes, not to a form
KEEPS_STILL = frozenset({"crisis_child_alone", "crisis_violence"})
# 莫得问题 at the review is a yes, whatever understanding calls it
NOTHING_WRONG = re.compile(r"^(?:都)?(?:没|没得|没有|莫得)(?:啥|什么)?(?:问题|错)(?:了|的|嘛)?$")
# somebody who tells such a thing goes on with the matter
FACTS = frozenset({"cause", "region", "need", "phone"})
# short words may name a place even before the county is known
UNKNOWN_COUNTY = ""
# matters of a filed case: without one, in the middle of a question, they are a misheard answer
CASE_MATTERS = frozenset({"report_payment_problem", "report_change", "object_decision"})
SURE = 0.6
_LEADS = ("lead_place", "lead_situation")
SENDS = "send_attachment"
# a number and hardly a word beside it
BARE_PHONE = 20


async def steer(turn: Turn) -> None:
    """Choose the action for the turn in its context and let it answer."""
    if turn.intent == SENDS and not turn.screen:
        await reply_to(turn)
        return
    turn.memory.flags.pop("row", None)
    wants_call = turn.memory.flags.pop("callback", False)
    if not (turn.screen or turn.command) and (switch := quiet_words(turn)):
        await reply_to(turn, switch)
    elif turn.intent.startswith("crisis_") and not turn.command:
        await reply_to(turn, turn.intent if _is_sure(turn) else "inform")
    elif wants_call and (number := _bare_phone(turn)):
        await call_back(turn, number)
    elif turn.memory.flags.get("child") and turn.intent not in ALWAYS:
        await reply_to(turn, "crisis_child_alone")
    elif turn.memory.flags.get("crisis"):
        await _after_crisis(turn)
    else:
        await _in_talk(turn)


def _bare_phone(turn: Turn) -> str | None:
    """A number left to be called, when the talk did not ask for one."""
    phone = read_phone(turn) if turn.asked != "contact_phone" and len(turn.plain) <= BARE_PHONE else None
    return phone[0] if phone and phone[1] else None


def _is_sure(turn: Turn) -> bool:
    """Fixed words are; what understanding alone suspects in the answer to a question must be likely."""
    return bool(turn.screen) or turn.asked is None or turn.confidence >= SURE


async def _after_crisis(turn: Turn) -> None:
    """The form goes on only when the resident does."""
    kind = turn.memory.flags["crisis"]
    told_more = turn.intent == "report_hardship" and kind == "crisis_self_harm"
    begun = bool(turn.state.draft or turn.memory.told or turn.memory.lane)
    tells = begun and kind not in KEEPS_STILL and any(item.entity in FACTS for item in turn.entities)
    goes_on = (turn.intent in GOES_ON and not told_more) or tells or bool(turn.values.get("key"))
    if goes_on or turn.intent in ALWAYS | PASSES or turn.intent.startswith("ask_"):
        if goes_on:
            turn.memory.flags.pop("crisis")
            if turn.state.quiet and turn.state.channel == "wechat":
                turn.reply.say("utter_messages_quiet_still")
        await reply_to(turn)
    else:
        await reply_to(turn, kind)


async def _in_talk(turn: Turn) -> None:
    if turn.memory.offers in _LEADS and turn.intent in SOFT | {"report_person_in_need", "dont_know"}:
        await reply_to(turn, "report_person_in_need")
    elif CORRECTS.match(turn.plain) and (turn.entities or turn.intent == "nlu_fallback"):
        await reply_to(turn, "correct_answer")
    elif _agrees_late(turn):
        await reply_to(turn, "affirm")
    elif turn.asked == CONSENT and SAYS_AGREED.search(turn.plain) and not REFUSES.search(turn.plain):
        turn.aside = turn.intent if turn.intent.startswith("ask_") else None
        await reply_to(turn, "affirm")
    elif _tells_hardship(turn):
        await reply_to(turn, "report_hardship")
    elif turn.asked and turn.intent in CASE_MATTERS and not turn.state.cases:
        await reply_to(turn, "inform")
    elif turn.asked and turn.intent.startswith("ask_") and not QUESTION.search(turn.plain) and _answers(turn):
        # 我没得电话 answers how to be reached; it does not ask for an office's number
        await reply_to(turn, "inform")
    elif turn.asked and turn.intent in SOFT:
        await reply_to(turn, "inform" if _answers(turn) else turn.intent)
    else:
        await reply_to(turn)


def _tells_hardship(turn: Turn) -> bool:
    """Words that name what happened or what is lacking are a hardship, though understanding was not sure."""
    unsure = turn.intent in ("nlu_fallback", "out_of_scope", "inform") and turn.confidence < SURE
    told = any(item.entity in ("cause", "need") for item in turn.entities)
    return unsure and told and turn.asked is None and not turn.memory.offers


def _answers(turn: Turn) -> bool:
    """Whether the words answer what was asked, whatever understanding called them."""
    asked = turn.asked or ""
    if turn.intent == "inform" or (asked == interview.CONFIRM and NOTHING_WRONG.match(turn.plain)):
        return True
    saved, turn.intent = turn.intent, "inform"
    found = facts.read_answer(turn, asked, interview.county(turn) or UNKNOWN_COUNTY)
    turn.intent = saved
    return bool(found)


def _agrees_late(turn: Turn) -> bool:
    """Whether this is 我同意 after an earlier no."""
    refused = turn.state.consent_privacy is False and turn.asked is None and not turn.memory.offers
    return refused and bool(AGREES.search(turn.plain)) and not REFUSES.search(turn.plain)
