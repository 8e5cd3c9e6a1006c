"""Not understood: another way to ask, then choices, then a person; what was heard is kept, masked, to learn from."""

import asyncio
from typing import Any

import structlog

from actions import choices, interview
from actions.desk import call_person, hotline, say_person_comes
from actions.turn import Turn
from contracts.casework import IntentGuess, NotUnderstoodIn
from contracts.errors import JiujiError
from contracts.messages import Choice

log = structlog.get_logger()

# below this understanding is about as often wrong as right: people should look at the words
UNSURE = 0.5
NOTE_SECONDS = 0.5
PERSON = 3


def pending(turn: Turn) -> str | None:
    """The question or offer that waits for an answer; misses are counted for it alone."""
    return turn.asked or turn.memory.offers


async def recover(turn: Turn) -> None:
    """First another way to say it, then choices, then a person; never the same sentence twice."""
    turn.missed = True
    turn.memory.misses += 1
    if turn.memory.misses > PERSON and turn.state.mode == "bot":
        # somebody was here meanwhile and gave the talk back: it begins anew
        turn.memory.misses = 1
    if turn.memory.misses == 1:
        await _say_another_way(turn)
    elif turn.memory.misses < PERSON:
        await _offer_choices(turn)
    elif turn.memory.misses == PERSON:
        await _hand_over(turn)
    else:
        await _wait(turn)


def _held(turn: Turn) -> list[Choice]:
    return [Choice.model_validate(choice) for choice in turn.memory.choices]


async def _say_another_way(turn: Turn) -> None:
    if turn.asked:
        await interview.speak(turn, turn.asked, "rephrase")
        return
    turn.reply.say("utter_recover_1")
    # a number still means what was offered before, though nothing of it was understood
    if turn.memory.offers:
        await interview.ask_again(turn)
    elif not turn.memory.flags.get("met") and turn.state.draft is None:
        turn.memory.choices = [choice.model_dump() for choice in choices.doors("utter_greet")]
    turn.reply.keeps_choices = True


async def _offer_choices(turn: Turn) -> None:
    if turn.asked:
        await interview.speak(turn, turn.asked, "choose")
    elif turn.memory.offers:
        turn.reply.say("utter_recover_offer")
        offered = [*_held(turn), *choices.doors("utter_recover_offer")]
        turn.reply.ask(None, offered)
        turn.memory.choices = [choice.model_dump() for choice in offered]
    else:
        interview.open_doors(turn, "utter_recover_2")


async def _hand_over(turn: Turn) -> None:
    """A person and the number to call; the question stays open and nothing told is lost."""
    turn.reply.say("utter_recover_3")
    await say_person_comes(turn, await call_person(turn, "not_understood"))
    if interview.is_open(turn) or turn.memory.offers:
        turn.reply.say("utter_recover_kept")
        turn.reply.ask(turn.asked, _held(turn))


async def _wait(turn: Turn) -> None:
    """The person was called already: two short sentences in turn, the question stays open."""
    if turn.memory.misses % 2:
        turn.reply.say("utter_recover_wait_too")
    else:
        turn.reply.say("utter_recover_wait", hotline=await hotline(turn))
    turn.reply.ask(turn.asked, _held(turn))


def forget_misses(turn: Turn, before: str | None) -> None:
    """Another question, or words understood where none was open, and counting begins anew; a question aside does not.

    `before` is what was pending when the turn began.
    """
    now = pending(turn)
    if now != before or (now is None and not turn.missed) or turn.intent == "resume":
        turn.memory.misses = 0


async def keep_for_review(turn: Turn, ranking: list[dict[str, Any]], before: str | None) -> None:
    """Hand words that were not understood, or hardly, to casework; that this fails is no matter of the resident's."""
    if not _teaches(turn):
        return
    guesses = [
        IntentGuess(intent=one["name"], confidence=one.get("confidence") or 0.0) for one in ranking if one.get("name")
    ]
    body = NotUnderstoodIn(
        turn_id=turn.turn_id, text=turn.text, why="recovery" if turn.missed else "unsure",
        ranking=[one for one in guesses if one.intent != "nlu_fallback"][:3], question=before, region=turn.region,
    )  # fmt: skip
    try:
        async with asyncio.timeout(NOTE_SECONDS):
            await turn.casework.note_not_understood(turn.conversation, body)
    except (JiujiError, TimeoutError) as error:
        log.warning("not_understood.lost", turn_id=turn.turn_id, kind=type(error).__name__)


def _teaches(turn: Turn) -> bool:
    """Words of one's own that were missed or doubtful; never what was tapped, refused or said in danger."""
    flags = turn.memory.flags
    in_danger = bool(turn.screen or flags.get("crisis") or flags.get("child"))
    if turn.command or in_danger or not turn.plain or turn.state.consent_privacy is False:
        return False
    return turn.missed or turn.confidence < UNSURE
