"""What the same words mean here and now: after a crisis, with a child, as a first word or a question."""

import re

from actions import facts, interview
from actions.allowances import hear_consent
from actions.answers import call_back
from actions.asked import LEAVES, REFUSES, SOFT, SURE, answer_asked, question_beside
from actions.changes import NOTHING_WRONG
from actions.clauses import ASKS, clauses, tells_own_hardship, with_their_child, without_roof
from actions.corrections import finds
from actions.documents_list import answer_of_papers
from actions.documents_reading import PAPER, hear_of_paper
from actions.english import answer_english, speaks_english, wants_to_die
from actions.household.hearing import wants_household
from actions.household.opening import asks_for_expense_aid
from actions.interview import CONFIRM, CONSENT
from actions.pieces import BEGINNING, hear_piece
from actions.questions import answer_topic, asks_about_line, explain_line
from actions.readers import names_self, quiet_words, read_phone
from actions.recovery import recover
from actions.routes import reply_to
from actions.sameness import points_back, take_same
from actions.turn import Turn

GOES_ON = frozenset({"resume", "report_hardship", "apply_temporary_aid", "apply_minimum_living"})
# what may be answered as ever after a crisis, without going on with the form
PASSES = frozenset({"bot_challenge", "ask_capability", "ask_accessibility", "switch_language", "complain", "pause"})
ALWAYS = frozenset({
    "request_human", "delete_my_data", "withdraw_application", "check_status", "restart", "stop_messages",
    "allow_messages",
})  # fmt: skip
AGREES = re.compile(r"(?:我)?(?:同意|愿意)|^(?:那就?)?(?:帮我)?报(?:嘛|吧|上去|了)?$")
# with these a place or a number is told to the person who comes, not to a form
KEEPS_STILL = frozenset({"crisis_child_alone", "crisis_violence"})
# somebody who tells such a thing goes on with the matter; where they are concerns first who comes
FACTS = frozenset({"cause", "need"})
# what steers the talk is never an answer
STEERS = ALWAYS | {"repeat_question", "explain_question"}
LEAD_OFFERS = frozenset({"lead_place", "lead_situation", "lead_send"})
# a story hides behind these: understanding hears the first or the last words
_HIDES = frozenset({"greet", "thank", "complain"})
# programmes that are spoken of in the lanes themselves
_OWN = frozenset({"temporary_aid", "minimum_living"})
SENDS = "send_attachment"
# commands of the channel and of our own that say nothing in the resident's name
NO_WORDS = frozenset({SENDS, "papers_read"})
# a number and hardly a word beside it
BARE_PHONE = 20


async def steer(turn: Turn) -> None:
    """Choose the action for the turn in its context and let it answer."""
    if turn.intent in NO_WORDS and not turn.screen:
        await reply_to(turn)
        return
    turn.memory.flags.pop("row", None)
    _hear_plainly(turn)
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
    elif await hear_consent(turn) or (not turn.command and await answer_of_papers(turn)):
        return
    elif not await _answered_at_once(turn):
        await _in_talk(turn)


async def _answered_at_once(turn: Turn) -> bool:
    """A line of the review asked about, or words in English: answered whatever the talk is at."""
    if asks_about_line(turn):
        explain_line(turn)
    elif speaks_english(turn):
        await answer_english(turn)
    else:
        return False
    return True


def _hear_plainly(turn: Turn) -> None:
    """What understanding alone mishears: a mere 我想问, an adult with the child at hand, danger told in English."""
    if turn.screen or turn.command:
        return
    if wants_to_die(turn):
        turn.intent = "crisis_self_harm"
    elif not turn.intent.startswith("crisis_"):
        return
    elif BEGINNING.fullmatch(turn.plain):
        turn.intent = "nlu_fallback"
    elif turn.intent == "crisis_child_alone" and not turn.memory.flags.get("crisis") and with_their_child(turn):
        turn.intent = "report_hardship"
        turn.entities = [*turn.entities, *without_roof(turn.text)]


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
    if turn.memory.offers == PAPER and not turn.command and await hear_of_paper(turn):
        return
    if turn.memory.offers in LEAD_OFFERS and (intent := _in_lead(turn)):
        await reply_to(turn, intent)
    elif turn.command or turn.intent in STEERS:
        await reply_to(turn)
    elif turn.memory.offers == "another" and points_back(turn):
        await reply_to(turn, "deny")
    elif turn.asked and points_back(turn) and not NOTHING_WRONG.match(turn.plain):
        await (recover(turn) if turn.asked in (CONSENT, CONFIRM) else take_same(turn, turn.asked))
    elif finds(turn) or turn.intent == "correct_answer":
        turn.aside = question_beside(turn)
        await reply_to(turn, "correct_answer")
    elif _agrees_late(turn):
        await reply_to(turn, "affirm")
    elif turn.asked:
        await answer_asked(turn, turn.asked)
    else:
        await _unasked(turn)


async def _unasked(turn: Turn) -> None:
    """Nothing waits for an answer: a wish or a story begins something, else the action of what was understood."""
    if await hear_piece(turn):
        return
    if _begins_anew(turn) and asks_for_expense_aid(turn):
        turn.reply.say("utter_expense_asked")
        await reply_to(turn, "apply_temporary_aid")
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
    if (topic := question_beside(turn)) and _begins(turn):
        await answer_topic(turn, topic)
    await reply_to(turn, "report_hardship")


def _in_lead(turn: Turn) -> str | None:
    """More of somebody else's need, or no more of it: 算了 leaves the lead, not a form."""
    if turn.intent in SOFT | {"report_person_in_need", "dont_know"}:
        return "report_person_in_need"
    return "deny" if turn.intent in LEAVES else None


def _begins_anew(turn: Turn) -> bool:
    """The same after a case was filed: bills are a matter of their own."""
    return _begins(turn) or (interview.is_filed(turn) and not turn.memory.offers)


def _begins(turn: Turn) -> bool:
    """Whether nothing is begun yet, so that a story opens the lane."""
    return not (turn.state.draft or turn.memory.offers) and turn.state.consent_privacy is not False


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


def _agrees_late(turn: Turn) -> bool:
    """Whether this is 我同意 after an earlier no."""
    refused = turn.state.consent_privacy is False and turn.asked is None and not turn.memory.offers
    return refused and bool(AGREES.search(turn.plain)) and not REFUSES.search(turn.plain)
