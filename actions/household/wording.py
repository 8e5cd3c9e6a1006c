"""What is said and offered with a question of a household: the table before it, only what is worth choosing."""

from typing import Any

from actions.household.keys import TABLE
from actions.turn import BUBBLE, Turn
from contracts.messages import Choice

# of the kinds of income only these are offered; none of them is always a choice
_KINDS = "income_kinds"
ROW = 58


def say_before(turn: Turn, key: str, style: str) -> None:
    """The members read back, numbered, before it is asked whether they are right; a count that differs is named."""
    if key != TABLE or style in ("again", "choose"):
        return
    draft = turn.state.draft
    rows = [f"第{row.number}个：{row.text}" for row in draft.table] if draft else []
    for words in in_bubbles(rows):
        turn.reply.say_text(words)
    said = turn.memory.flags.get("size_said")
    if isinstance(said, int) and rows and said != len(rows):
        turn.reply.say("utter_members_differ", said=said, counted=len(rows))
        turn.memory.flags.pop("size_said")


def in_bubbles(rows: list[str]) -> list[str]:
    """Rows joined line by line into texts no longer than a bubble."""
    texts: list[str] = []
    for row in rows:
        row = _short(row)
        if texts and len(texts[-1]) + 1 + len(row) < BUBBLE:
            texts[-1] = f"{texts[-1]}\n{row}"
        else:
            texts.append(row)
    return texts


def _short(row: str) -> str:
    """A row that is read in one breath: what stands last in a long one is left out here, the review has it all."""
    return row if len(row) <= ROW else row[:ROW].rpartition("，")[0] or row[:ROW]


def worth_offering(turn: Turn, key: str, offered: list[Choice]) -> list[Choice]:
    """The choices without kinds of income that nobody of this household can have."""
    draft = turn.state.draft
    kinds: Any = (draft.detail or {}).get("kinds") if draft and key == _KINDS and draft.next_key == _KINDS else None
    if not kinds:
        return offered
    return [one for one in offered if not one.command.values.get("value") or one.command.values["value"][0] in kinds]
