"""A story that comes a word or two a message: its pieces are heard together before any of them is called unclear."""

import re
from functools import cache
from pathlib import Path

from actions import choices
from actions.questions import follows_up
from actions.recovery import recover
from actions.routes import reply_to
from actions.turn import Turn, extracted
from contracts.crisis import CrisisLexicon

_LEXICON = Path(__file__).resolve().parent.parent / "data" / "nlu" / "crisis.yml"
# a beginning that says nothing yet, whatever understanding makes of it
BEGINNING = re.compile(
    r"(?:那个|这个|就是|嗯+|呃+|额+|喂|诶|哎|我(?:想|要)?(?:问|说)?(?:一?下|哈|个事)?|不想|(?:请|麻烦)?问(?:一?下|哈|个事)?|请问)"
)
_PIECES = "pieces"
_SHORT, _MOST = 5, 2
# what understanding calls words that say little; a hardship in two words is one
_UNCLEAR = frozenset({"inform", "nlu_fallback"})
_TELLS = frozenset({"cause", "need", "safety"})


@cache
def _lexicon() -> CrisisLexicon:
    return CrisisLexicon.load(_LEXICON)


async def hear_piece(turn: Turn) -> bool:
    """Take a piece: with those before it a story or a danger, else a word to go on; False where it is none."""
    pieces = [*(turn.memory.flags.pop(_PIECES, None) or []), turn.plain]
    if len(turn.plain) > _SHORT or not _may_be_piece(turn):
        return False
    if len(pieces) > 1 and await _hear_together(turn, "".join(pieces)):
        return True
    if _tells(turn) or (len(pieces) > _MOST and not BEGINNING.fullmatch(turn.plain)):
        return False
    if len(pieces) > _MOST:
        await recover(turn)
        return True
    turn.memory.flags[_PIECES] = pieces
    turn.reply.say("utter_listening" if len(pieces) == 1 else "utter_listening_too")
    if not turn.memory.flags.get("met") and turn.state.draft is None:
        # a number still means what the greeting offered
        turn.memory.choices = [choice.model_dump() for choice in choices.doors("utter_greet")]
    turn.reply.keeps_choices = True
    return True


def _may_be_piece(turn: Turn) -> bool:
    draft, flags = turn.state.draft, turn.memory.flags
    busy = turn.memory.offers or flags.get("topic") or flags.get("paused") or (draft and not draft.case_number)
    if busy or turn.command or turn.state.consent_privacy is False or not turn.plain or turn.plain.isascii():
        return False
    if turn.found("region") or turn.found("programme") or follows_up(turn):
        return False
    return bool(BEGINNING.fullmatch(turn.plain)) or turn.intent in _UNCLEAR


def _tells(turn: Turn) -> bool:
    return any(item.entity in _TELLS for item in turn.entities)


async def _hear_together(turn: Turn, whole: str) -> bool:
    """The pieces as one message, screened for danger as such."""
    together = extracted(whole, turn.said_on)
    hits = _lexicon().screen(whole)
    if not hits and not any(item.entity in _TELLS for item in together):
        return False
    turn.text, turn.entities = whole, together
    turn.screen = [hit.intent for hit in hits]
    await reply_to(turn, turn.screen[0] if turn.screen else "report_hardship")
    return True
