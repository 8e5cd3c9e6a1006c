"""Answers and the steering of the talk: back, change, repeat, explain, pause, go on, start over, not understood."""

import re
from typing import ClassVar

from actions import interview, texts
from actions.answers import ask_county, save, take, unknown
from actions.base import BaseAction
from actions.consent import decide
from actions.context import AGREES
from actions.corrections import correct, recover
from actions.facts import answer, date_ahead, read_answer, read_phone
from actions.offers import settle
from actions.places import read_places
from actions.questions import answer_topic, programme_of
from actions.routes import answers_to, reply_to
from actions.temporary_aid import file_draft, open_lane
from actions.turn import Turn
from contracts.casework import Answer
from contracts.messages import Choice, Command

# a "没得" in a story told while consent is asked is no refusal
REFUSES = re.compile(r"^(?:不|莫|别|算|否)|不(?:太)?(?:同意|愿意|想|行|记|要|用|可以|得行)|拒绝|算了|先不|莫记|别记")
ENTITY_KEYS = frozenset({"incident_region", "incident_township", "incident_date", "contact_phone"})


@answers_to("inform", "affirm", "deny", "dont_know", "decline_to_answer")
class TakeAnswer(BaseAction):
    """An answer, a yes or a no, "不清楚", "不想说"."""

    action_name: ClassVar[str] = "action_take_answer"

    async def reply(self, turn: Turn) -> None:
        """Give the answer to what it answers."""
        if turn.values.get("key"):
            await _take_command(turn)
        elif turn.intent in ("affirm", "deny") and (turn.memory.offers or turn.values.get("offer")):
            await settle(turn, turn.values.get("offer") or turn.memory.offers or "", turn.intent == "affirm")
        elif turn.asked == interview.CONSENT:
            await _take_consent(turn)
        elif turn.asked == interview.CONFIRM:
            await _take_confirmation(turn)
        elif turn.asked:
            await _take_words(turn, turn.asked)
        else:
            await _take_unasked(turn)


async def _take_command(turn: Turn) -> None:
    """A tapped choice carries its key and value."""
    key, value = str(turn.values["key"]), turn.values.get("value")
    if key == interview.CONSENT:
        await decide(turn, value is True)
    elif key == interview.CONFIRM:
        await (file_draft(turn) if value is True else correct(turn))
    else:
        await take(turn, [Answer(key=key, value=value, text=turn.text)])


async def _take_consent(turn: Turn) -> None:
    refuses = turn.intent == "decline_to_answer" or (turn.intent == "deny" and REFUSES.search(turn.plain))
    if turn.intent == "affirm" or refuses:
        await decide(turn, turn.intent == "affirm")
    elif told := read_answer(turn, "incident_cause", False):
        await take(turn, told)
    else:
        await recover(turn)


async def _take_confirmation(turn: Turn) -> None:
    if turn.intent == "affirm":
        await file_draft(turn)
    elif turn.intent == "deny":
        await correct(turn)
    elif told := read_answer(turn, "", True):
        await take(turn, told, changed=True)
    else:
        await recover(turn)


async def _take_words(turn: Turn, asked: str) -> None:
    """Free words for the question asked; what cannot be read is asked again another way."""
    if turn.intent in ("dont_know", "decline_to_answer"):
        await _take_unknown(turn, asked)
        return
    told = read_answer(turn, asked, interview.answered(turn, "incident_region") is not None)
    if asked == "contact_phone" and not told and (phone := read_phone(turn)):
        await _ask_phone_again(turn, phone[0])
    elif asked == "incident_date" and not told and (words := date_ahead(turn)):
        turn.reply.say("utter_date_ahead", date=words)
        await interview.speak(turn, asked, "again")
    elif asked == "incident_region" and not told and await _ask_exact_place(turn):
        return
    elif told:
        await take(turn, told)
    else:
        await recover(turn)


async def _take_unknown(turn: Turn, asked: str) -> None:
    declined = turn.intent == "decline_to_answer"
    told = unknown(turn, asked, declined=declined)
    if told is None and asked == interview.PLACE and turn.memory.misses == 0:
        turn.memory.misses = 1
        turn.reply.say("utter_region_needed")
        turn.reply.ask(asked, [])
        return
    if told is None:
        await recover(turn)
        return
    if asked == "contact_phone":
        turn.reply.say("utter_phone_skipped")
    else:
        turn.reply.say("utter_declined" if declined else _left_open(turn))
    await take(turn, told)


def _left_open(turn: Turn) -> str:
    """Two wordings in turn: who knows little hears it often."""
    times = int(turn.memory.flags.get("left_open", 0))
    turn.memory.flags["left_open"] = times + 1
    return "utter_left_open_too" if times % 2 else "utter_left_open"


async def _ask_phone_again(turn: Turn, number: str) -> None:
    """A number that cannot be one: the reason, twice; then it may stay empty and the chat is the way."""
    tries = int(turn.memory.flags.get("phone_tries", 0)) + 1
    turn.memory.flags["phone_tries"] = tries
    if tries > 2:
        turn.reply.say("utter_phone_skipped")
        await take(turn, [answer(turn, "contact_way", "here", "")])
        return
    digits = sum(char.isdecimal() for char in number)
    reply = ("utter_phone_wrong", {}) if digits == 11 else ("utter_phone_wrong_length", {"count": digits})
    turn.reply.say(reply[0], **reply[1])
    offered = interview.choices_of(turn, "contact_phone")
    turn.reply.ask("contact_phone", offered)
    turn.memory.choices = [choice.model_dump() for choice in offered]


async def _ask_exact_place(turn: Turn) -> bool:
    """A prefecture or two places at once: ask which county, with what was heard."""
    places = read_places(turn, "incident_region")
    if places.unclear:
        turn.reply.say("utter_region_unclear")
        offered = [
            Choice(
                title=place.name, command=Command(intent="inform", values={"key": interview.PLACE, "value": place.code})
            )
            for place in places.unclear
        ]
        turn.reply.ask(interview.PLACE, offered)
        turn.memory.choices = [choice.model_dump() for choice in offered]
        return True
    if places.incident and not places.incident.is_county:
        await ask_county(turn, places.incident)
        return True
    return False


async def _take_unasked(turn: Turn) -> None:
    """Nothing was asked: a story begins the lane, a late yes to the record counts, the rest gets a way to begin."""
    refused = turn.state.consent_privacy is False
    waiting = turn.state.draft if turn.memory.flags.get("paused") and not interview.is_filed(turn) else None
    if turn.intent == "affirm" and refused and AGREES.search(turn.plain):
        await decide(turn, True)
    elif waiting and waiting.next_key and turn.intent in ("affirm", "inform"):
        turn.memory.flags.pop("paused")
        told = read_answer(turn, waiting.next_key, interview.answered(turn, "incident_region") is not None)
        await (take(turn, told) if told else interview.go_on(turn))
    elif turn.intent == "inform" and any(item.entity in ("cause", "need") for item in turn.entities):
        await open_lane(turn)
    elif turn.intent == "inform" and interview.is_filed(turn) and (told := read_answer(turn, "contact_phone", True)):
        await take(turn, told, changed=True)
    elif any(item.entity in ("vulnerable", "disability", "people", "relation") for item in turn.entities):
        interview.open_doors(turn, "utter_heard_what_next")
    elif turn.intent == "affirm" and interview.is_filed(turn) and turn.state.draft:
        turn.reply.say("utter_filed_before", number=turn.state.draft.case_number)
    elif turn.intent in ("affirm", "deny"):
        interview.open_doors(turn, "utter_what_now")
    else:
        await recover(turn)


@answers_to("correct_answer")
class CorrectAnswer(BaseAction):
    """An earlier answer was wrong."""

    action_name: ClassVar[str] = "action_correct_answer"

    async def reply(self, turn: Turn) -> None:
        """Change it, or ask which."""
        await correct(turn)


@answers_to("go_back")
class GoBack(BaseAction):
    """上一步."""

    action_name: ClassVar[str] = "action_go_back"

    async def reply(self, turn: Turn) -> None:
        """Ask the question before this one again."""
        trail: list[str] = [key for key in turn.memory.flags.get("trail", []) if key != turn.asked]
        draft = turn.state.draft
        before = trail[-1] if trail else draft.last_key if draft else None
        if before is None or draft is None:
            turn.reply.say("utter_no_way_back")
            await interview.ask_again(turn)
            return
        if not interview.is_filed(turn):
            turn.state = await turn.casework.reopen(turn.conversation, turn.turn_id, "temporary_urgent", before)
        turn.memory.flags["trail"] = trail[:-1]
        turn.reply.say("utter_gone_back")
        await interview.speak(turn, before)


@answers_to("restart")
class StartOver(BaseAction):
    """重新来."""

    action_name: ClassVar[str] = "action_restart"

    async def reply(self, turn: Turn) -> None:
        """Ask first: answers would have to be told again."""
        if interview.is_open(turn) and not interview.is_filed(turn):
            interview.offer(turn, "restart", "utter_confirm_restart")
        else:
            turn.reply.say("utter_nothing_to_restart")


@answers_to("pause")
class Pause(BaseAction):
    """等哈再说."""

    action_name: ClassVar[str] = "action_pause"

    async def reply(self, turn: Turn) -> None:
        """Stop asking; nothing told is lost."""
        had = interview.is_open(turn) or bool(turn.memory.flags.get("paused")) or bool(turn.memory.offers)
        filed = interview.is_filed(turn)
        interview.forget_question(turn)
        turn.memory.flags["paused"] = True
        turn.memory.flags.pop("more", None)
        if had and not filed:
            interview.open_doors(turn, "utter_paused")
        else:
            turn.reply.say("utter_after_filing_later" if had else "utter_paused_nothing")


@answers_to("resume")
class Resume(BaseAction):
    """接着填; also how the bot speaks first when staff hand back."""

    action_name: ClassVar[str] = "action_resume"

    async def reply(self, turn: Turn) -> None:
        """Ask exactly the next missing item."""
        turn.memory.flags.pop("paused", None)
        draft = turn.state.draft
        if turn.state.consent_privacy is None and (turn.memory.told or turn.memory.lane):
            await interview.speak(turn, interview.CONSENT)
        elif draft and draft.next_key:
            turn.memory.flags["more"] = True
            turn.reply.say("utter_resumed")
            await interview.go_on(turn)
        elif draft:
            await interview.go_on(turn)
        else:
            interview.open_doors(turn, "utter_nothing_to_resume")


@answers_to("repeat_question")
class RepeatQuestion(BaseAction):
    """再说一遍."""

    action_name: ClassVar[str] = "action_repeat_question"

    async def reply(self, turn: Turn) -> None:
        """Say the question again, in full."""
        if turn.asked:
            await interview.speak(turn, turn.asked, "rephrase")
        elif turn.memory.offers:
            await interview.ask_again(turn)
        else:
            interview.open_doors(turn, "utter_nothing_to_repeat")


@answers_to("explain_question")
class ExplainQuestion(BaseAction):
    """问这个干啥子."""

    action_name: ClassVar[str] = "action_explain_question"

    async def reply(self, turn: Turn) -> None:
        """Why it is asked; then the same question again."""
        name = f"utter_why_{turn.asked}"
        if turn.asked and texts.has(name):
            turn.reply.say(name)
            await interview.speak(turn, turn.asked, "again")
        else:
            await reply_to(turn, "ask_capability")


@answers_to("nlu_fallback")
class Recover(BaseAction):
    """Not understood."""

    action_name: ClassVar[str] = "action_recover"

    async def reply(self, turn: Turn) -> None:
        """Rephrase, then choices, then a person."""
        await recover(turn)


@answers_to("ask_eligibility", "ask_nonlocal", "ask_amount", "ask_processing_time", "ask_procedure", "ask_difference")
class AnswerQuestion(BaseAction):
    """A question about the rules, at any moment."""

    action_name: ClassVar[str] = "action_answer_question"

    async def reply(self, turn: Turn) -> None:
        """Keep what was told beside the question, answer it, go on where it was."""
        told = _told_beside(turn)
        if told and turn.state.consent_privacy is True:
            await save(turn, told)
        await answer_topic(turn, turn.intent, programme_of(turn))
        if told:
            await interview.go_on(turn)
        elif interview.is_open(turn) or turn.memory.offers or turn.memory.choices:
            await interview.ask_again(turn)
        elif turn.intent in ("ask_eligibility", "ask_nonlocal", "ask_procedure"):
            interview.open_doors(turn, "utter_offer_apply")


def _told_beside(turn: Turn) -> list[Answer]:
    """Only what entities say outright, and only when it answers the question asked."""
    if turn.asked not in ENTITY_KEYS:
        return []
    told = [item for item in read_answer(turn, turn.asked, False) if item.key in ENTITY_KEYS]
    return told if any(item.key == turn.asked for item in told) and not turn.found("count") else []
