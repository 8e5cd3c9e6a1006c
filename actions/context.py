"""What the same words mean here and now: after a crisis, with a child, in the middle of a question."""

import re
from dataclasses import replace

from actions import facts, interview
from actions.answers import call_back
from actions.changes import NOTHING_WRONG
from actions.clauses import ASKS, clauses, tells_own_hardship, told_spans, topic_beside
from actions.corrections import finds
from actions.household.hearing import listens, wants_household
from actions.interview import CONFIRM, CONSENT
from actions.questions import answer_topic, asks_about_line, explain_line
from actions.readers import asks_number, names_self, quiet_words, read_phone
from actions.recovery import recover
from actions.routes import reply_to
from actions.sameness import points_back, take_same
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
AGREES = re.compile(r"(?:我)?(?:同意|愿意)|^(?:那就?)?(?:帮我)?报(?:嘛|吧|上去|了)?$")
REFUSES = re.compile(r"不(?:太|想|会|敢)?(?:同意|愿意)")
SAYS_AGREED = re.compile(r"(?<!咋个)(?<!怎么)(?<!如何)(?<!要)同意(?!书|啥|什么|吗|不|哪)")
# with these a place or a number is told to the person who comes, not to a form
KEEPS_STILL = frozenset({"crisis_child_alone", "crisis_violence"})
# somebody who tells such a thing goes on with the matter; where they are concerns first who comes
FACTS = frozenset({"cause", "need"})
# short words may name a place even before the county is known
UNKNOWN_COUNTY = ""
# matters of a filed case: without one, in the middle of a question, they are a misheard answer
CASE_MATTERS = frozenset({"report_payment_problem", "report_change", "object_decision"})
# what steers the talk is never an answer
STEERS = ALWAYS | {"repeat_question", "explain_question"}
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
LEAD_OFFERS = frozenset({"lead_place", "lead_situation", "lead_send"})
LEAVES = frozenset({"pause", "goodbye", "decline_to_answer"})
# a story hides behind these: understanding hears the first or the last words
_HIDES = frozenset({"greet", "thank", "complain"})
# programmes that are spoken of in the lanes themselves
_OWN = frozenset({"temporary_aid", "minimum_living"})
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
    elif asks_about_line(turn):
        explain_line(turn)
    else:
        await _in_talk(turn)


def _bare_phone(turn: Turn) -> str | None:
    """A number left to be called, when the talk did not ask for one."""
    phone = read_phone(turn) if turn.asked != "contact_phone" and len(turn.plain) <= BARE_PHONE else None
    return phone[0] if phone and phone[1] else None


def _is_sure(turn: Turn) -> bool:
    """Fixed words are; what understanding alone suspects in the answer to a question must be likely."""
    if turn.screen or turn.asked is None:
        return True
    # 给自己家办, asked for whom, is no word of somebody in danger
    return turn.confidence >= SURE and not (turn.asked == "applicant_role" and names_self(turn))


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
    if turn.memory.offers in LEAD_OFFERS and (intent := _in_lead(turn)):
        await reply_to(turn, intent)
    elif turn.command or turn.intent in STEERS:
        await reply_to(turn)
    elif turn.memory.offers == "another" and points_back(turn):
        await reply_to(turn, "deny")
    elif turn.asked and points_back(turn) and not NOTHING_WRONG.match(turn.plain):
        await (recover(turn) if turn.asked in (CONSENT, CONFIRM) else take_same(turn, turn.asked))
    elif finds(turn) or turn.intent == "correct_answer":
        turn.aside = _beside(turn)
        await reply_to(turn, "correct_answer")
    elif _agrees_late(turn):
        await reply_to(turn, "affirm")
    elif turn.asked:
        await _while_asked(turn, turn.asked)
    elif wants_household(turn):
        await reply_to(turn, "apply_minimum_living")
    elif _tells_hardship(turn) or turn.intent == "report_hardship" or _tells_and_asks(turn) or _hides_story(turn):
        await _hear_story(turn)
    else:
        await reply_to(turn)


async def _hear_story(turn: Turn) -> None:
    """A hardship, the question beside it answered first; a question about another programme is none."""
    if turn.intent == "report_hardship" and _asks_of_programme(turn):
        await reply_to(turn, "ask_other_aid")
        return
    if (topic := _beside(turn)) and _begins(turn):
        await answer_topic(turn, topic)
    await reply_to(turn, "report_hardship")


def _in_lead(turn: Turn) -> str | None:
    """More of somebody else's need, or no more of it: 算了 leaves the lead, not a form."""
    if turn.intent in SOFT | {"report_person_in_need", "dont_know"}:
        return "report_person_in_need"
    return "deny" if turn.intent in LEAVES else None


def _beside(turn: Turn) -> str | None:
    """The question in a message that tells something as well."""
    return turn.intent if turn.intent.startswith("ask_") else topic_beside(turn.text)


def _begins(turn: Turn) -> bool:
    """Whether nothing is begun yet, so that a story opens the lane."""
    return not (turn.state.draft or turn.memory.offers) and turn.state.consent_privacy is not False


async def _while_asked(turn: Turn, asked: str) -> None:
    """The same words in answer to a question: an answer first, a question of their own after it."""
    is_question = turn.intent.startswith("ask_")
    if turn.intent in SOFT | {"affirm", "deny"}:
        turn.aside = topic_beside(turn.text)
    if asked in (CONSENT, CONFIRM) and _yes_beside(turn, asked):
        turn.aside = _beside(turn)
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


def _tells_and_asks(turn: Turn) -> bool:
    """A first message that tells what happened, when or where, and asks beside it."""
    if not _begins(turn) or not turn.intent.startswith("ask_") or not ASKS.search(turn.plain):
        return False
    said = facts.told_part(turn)
    told = {item.key for item in facts.read_story(said)}
    return "incident_cause" in told and bool(told & {"incident_date", "contact_phone", "incident_township"})


def _tells_hardship(turn: Turn) -> bool:
    """Words that name what happened or what is lacking are a hardship, though understanding was not sure."""
    unsure = turn.intent in ("nlu_fallback", "out_of_scope", "inform") and turn.confidence < SURE
    # with nothing asked a yes or a no answers nothing: 家 火 烧 没有
    unsure = unsure or (turn.intent in ("affirm", "deny") and turn.state.consent_privacy is None)
    told = any(item.entity in ("cause", "need") for item in turn.entities)
    return unsure and told and not turn.memory.offers


def _asks_of_programme(turn: Turn) -> bool:
    """A question about another programme, named in it, where nothing is told to have happened: 五保咋个办."""
    if any(item.entity in ("cause", "need", "safety") for item in turn.entities):
        return False
    named = [item.start for item in turn.found("programme") if item.value not in _OWN]
    asked = [(start, end) for start, end in clauses(turn.text) if ASKS.search(turn.text[start:end])]
    return any(start <= at < end for at in named for start, end in asked)


def _hides_story(turn: Turn) -> bool:
    """What befell the speaker stands beside a greeting, a question or a curse, and must not be lost there."""
    free = not turn.memory.offers and turn.state.consent_privacy is not False
    if not free or (turn.state.draft and not interview.is_filed(turn)):
        return False
    # another programme has an office of its own, which says that urgent aid goes beside it
    hides = turn.intent in _HIDES or (turn.intent.startswith("ask_") and turn.intent != "ask_other_aid")
    return hides and tells_own_hardship(turn)


def _answers(turn: Turn) -> bool:
    """Whether the words answer what was asked, whatever understanding called them."""
    asked = turn.asked or ""
    if turn.intent == "inform" or (asked == interview.CONFIRM and NOTHING_WRONG.match(turn.plain)):
        return True
    said = replace(facts.told_part(turn, asked), intent="inform")
    return facts.answers_it(said, asked, interview.county(turn) or UNKNOWN_COUNTY)


def _agrees_late(turn: Turn) -> bool:
    """Whether this is 我同意 after an earlier no."""
    refused = turn.state.consent_privacy is False and turn.asked is None and not turn.memory.offers
    return refused and bool(AGREES.search(turn.plain)) and not REFUSES.search(turn.plain)
