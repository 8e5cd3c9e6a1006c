"""Answers and the steering of the talk: back, change, repeat, explain, pause, go on, start over, not understood."""

from typing import ClassVar

from actions import interview, texts
from actions.answers import save
from actions.base import BaseAction
from actions.corrections import correct
from actions.facts import read_answer
from actions.household.keys import question_name
from actions.household.steps import step_back
from actions.offers import settle
from actions.questions import answer_topic, programme_of
from actions.recovery import recover
from actions.routes import answers_to, reply_to
from actions.taking import take_command, take_confirmation, take_consent, take_unasked, take_words
from actions.turn import Turn
from actions.withdrawals import decline_kind
from contracts.casework import Answer, DraftState

ENTITY_KEYS = frozenset({"incident_region", "incident_township", "incident_date", "contact_phone"})


@answers_to("inform", "affirm", "deny", "dont_know", "decline_to_answer")
class TakeAnswer(BaseAction):
    """An answer, a yes or a no, "不清楚", "不想说"."""

    action_name: ClassVar[str] = "action_take_answer"

    async def reply(self, turn: Turn) -> None:
        """Give the answer to what it answers."""
        if kind := turn.values.get("consent"):
            await decline_kind(turn, kind)
        elif turn.values.get("key"):
            await take_command(turn)
        elif turn.intent in ("affirm", "deny") and (turn.memory.offers or turn.values.get("offer")):
            await settle(turn, turn.values.get("offer") or turn.memory.offers or "", turn.intent == "affirm")
        elif turn.asked == interview.CONSENT:
            await take_consent(turn)
        elif turn.asked == interview.CONFIRM:
            await take_confirmation(turn)
        elif turn.asked:
            await take_words(turn, turn.asked)
        else:
            await take_unasked(turn)


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
        if draft and await step_back(turn, before):
            return
        if before is None or draft is None:
            turn.reply.say("utter_no_way_back")
            await interview.ask_again(turn)
            return
        if not interview.is_filed(turn):
            turn.state = await turn.casework.reopen(turn.conversation, turn.turn_id, turn.lane, before)
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
        if turn.values.get("then") == "review" and draft:
            _show_so_far(turn, draft)
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


def _show_so_far(turn: Turn, draft: DraftState) -> None:
    """Staff reopened the review: all that is noted, also where something is still missing."""
    if draft.summary and not interview.is_filed(turn) and draft.next_key != interview.CONFIRM:
        turn.reply.say("utter_before_review")
        turn.reply.show("summary", {"items": [item.model_dump(mode="json") for item in draft.summary]})


@answers_to("repeat_question")
class RepeatQuestion(BaseAction):
    """再说一遍."""

    action_name: ClassVar[str] = "action_repeat_question"

    async def reply(self, turn: Turn) -> None:
        """Say the question again, in full."""
        if turn.asked:
            # the other wording is used up: if this is not understood either, choices come next
            turn.memory.misses = max(turn.memory.misses, 1)
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
        if turn.asked and texts.has(finer := f"utter_why_{question_name(turn, turn.asked)}"):
            name = finer
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
    told = [item for item in read_answer(turn, turn.asked, None) if item.key in ENTITY_KEYS]
    return told if any(item.key == turn.asked for item in told) and not turn.found("count") else []
