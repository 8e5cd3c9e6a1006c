"""A message in English: the ways to go on, in both languages."""

import re

from actions import interview
from actions.turn import Turn

# enough of it to know that somebody looks for help in English; pinyin is none of it
_ENGLISH = re.compile(r"\b(?:help|need|please|english|money|hungry|hospital|sick|emergency|homeless)\b", re.IGNORECASE)
_WANTS_TO_DIE = re.compile(r"\b(?:suicide|kill (?:myself|me)|want to die|end my life)\b", re.IGNORECASE)


def wants_to_die(turn: Turn) -> bool:
    """Whether somebody says in English that they mean to end their life."""
    return bool(_WANTS_TO_DIE.search(turn.plain))


def speaks_english(turn: Turn) -> bool:
    """Whether a message is in English and asks for something."""
    return turn.plain.isascii() and not turn.command and bool(_ENGLISH.search(turn.plain))


async def answer_english(turn: Turn) -> None:
    """The ways to go on in both languages, or the question that was open."""
    if turn.asked or turn.memory.offers:
        turn.reply.say("utter_english_busy")
        await interview.ask_again(turn)
    else:
        interview.open_doors(turn, "utter_english")
