"""Takes an answer to a household question: kept, read back where a mistake would hurt, and on to the next."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from actions import interview
from actions.answers import take, take_nothing
from actions.clauses import asked_spans, without
from actions.counting import count_people
from actions.household import incomes, members
from actions.household.keys import (
    BASIC_PENSION,
    HUKOU,
    MEMBERS,
    MENTIONED,
    MONEY,
    PENDING,
    ROW,
    SIZE,
    TABLE,
    USUAL,
    county_name,
    detail_of,
    members_of,
    who_is,
)
from actions.household.member_table import TableChange, read_change
from actions.household.members import MembersHeard
from actions.household.money import PERIODS, sums_in
from actions.household.people import all_well
from actions.household.place_talk import take_place
from actions.household.property import read_chosen
from actions.household.story import sums_of_kinds
from actions.household.verification import record_verification
from actions.readers import answer
from actions.recovery import recover
from actions.turn import Turn
from contracts.casework import Answer
from contracts.errors import BadRequest
from contracts.keys import DECLINED
from contracts.messages import Choice, Command

STEPS, WHOSE = "steps", "whose"


async def keep(turn: Turn, answers: list[Answer], words: str = "", *, changed: bool = False) -> None:
    """Save answers, read them back in figures, go on; another question begins its own count of misses."""
    turn.memory.misses = 0
    for flag in (PENDING, WHOSE, ROW):
        turn.memory.flags.pop(flag, None)
    if words:
        turn.reply.say("utter_changed" if changed else "utter_noted", facts=words)
    try:
        await take(turn, answers)
    except BadRequest:
        # a sum or a number that nobody has: asked again in other words
        turn.reply.bubbles.clear()
        await recover(turn)


async def take_household(turn: Turn, asked: str) -> None:
    """Free words in answer to a household question."""
    said = without(turn, asked_spans(turn.text, whole=True)) if turn.aside else turn
    taker = _TAKERS.get(asked) or (_take_money if asked in MONEY else _take_chosen)
    if turn.intent in ("dont_know", "decline_to_answer") and not _says_after_all(said, asked):
        await _take_unknown(turn, asked)
    elif not await taker(turn, said, asked):
        await take_nothing(turn)


def _says_after_all(said: Turn, asked: str) -> bool:
    """不晓得，大概两三百: after the doubt comes a figure or a person."""
    return asked != TABLE and any(said.found(one) for one in ("amount", "relation", "region", "disability"))


async def _take_unknown(turn: Turn, asked: str) -> None:
    """不清楚 and 不想说 are always taken; the question is not asked again."""
    value = DECLINED if turn.intent == "decline_to_answer" else None
    if asked == TABLE or (asked == USUAL and not turn.state.region):
        await recover(turn)
        return
    times = turn.memory.flags["left_open"] = int(turn.memory.flags.get("left_open", 0)) + 1
    turn.reply.say("utter_declined" if value else "utter_left_open" if times % 2 else "utter_left_open_too")
    if asked == MEMBERS:
        await _keep_members(turn, MembersHeard(members.unknown(turn, value)))
    elif asked in (HUKOU, USUAL) and county_name(turn, asked):
        # the county stands, only its town is not known
        await keep(turn, [answer(turn, f"{asked.removesuffix('_region')}_township", value)])
    else:
        await keep(turn, [answer(turn, asked, value)])


def _note_step(turn: Turn) -> None:
    """Remember which part of the members was answered, for 上一步."""
    detail = detail_of(turn)
    if detail.get("field"):
        trail = turn.memory.flags.get(STEPS) or []
        turn.memory.flags[STEPS] = [*trail, [detail.get("member"), detail["field"]]][-12:]


async def _take_members(turn: Turn, said: Turn, asked: str) -> bool:
    if (facts := turn.memory.flags.get(WHOSE)) and (number := _which(said)):
        listed = members_of(turn)
        listed[number - 1].update(facts)
        numbers = list(detail_of(turn).get("numbers") or [])
        told: MembersHeard | None = MembersHeard(all_well(listed, numbers))
    elif turn.memory.flags.get(ROW) and (change := read_change(said)):
        await change_table(turn, change)
        return True
    else:
        told = members.hear(said)
    if told is None:
        return False
    await _keep_members(turn, told)
    return True


async def _keep_members(turn: Turn, told: MembersHeard) -> None:
    if told.whose:
        _ask_whose(turn, told.whose)
        return
    _note_step(turn)
    beside = [answer(turn, SIZE, told.size)] if told.size else []
    draft = turn.state.draft
    if detail_of(turn).get("field") == "income" and draft and draft.answers.get(TABLE) is True:
        # what somebody has is no change of who lives there: a table that was right stays so
        beside.append(answer(turn, TABLE, True, ""))
    await keep(turn, [answer(turn, MEMBERS, told.members), *beside])


def _which(turn: Turn) -> int | None:
    """The member meant by a number or a relation."""
    listed = members_of(turn)
    relations = {item.value for item in turn.found("relation")}
    fitting = [place for place, one in enumerate(listed, 1) if one.get("relation") in relations]
    if len(fitting) == 1:
        return fitting[0]
    return 1 if turn.plain in ("我", "我自己", "是我", "本人") else None


def _ask_whose(turn: Turn, facts: dict[str, Any]) -> None:
    """二级残疾, without saying who: the members to choose from."""
    turn.memory.flags[WHOSE] = facts
    turn.reply.say("utter_members_whose")
    offered = [
        Choice(title=who_is(turn, number), command=Command(intent="inform", values={"key": MEMBERS, "value": number}))
        for number in range(1, len(members_of(turn)) + 1)
    ]
    turn.reply.ask(MEMBERS, offered)
    turn.memory.asks, turn.memory.offers = MEMBERS, None
    turn.memory.choices = [one.model_dump() for one in offered]


async def _take_table(turn: Turn, said: Turn, asked: str) -> bool:
    change = read_change(said)
    if change:
        await change_table(turn, change)
        return True
    if turn.intent == "affirm" or turn.plain in ("对", "对的", "没错", "都对", "是的"):
        await keep(turn, [answer(turn, TABLE, True)])
        return True
    if turn.intent == "deny":
        await ask_what_is_wrong(turn)
        return True
    return False


async def change_table(turn: Turn, change: TableChange) -> None:
    """Put the table right and show it again; a row named without what is right is asked about."""
    draft = turn.state.draft
    if change.members is None:
        row = next((one for one in draft.table if one.number == change.row), None) if draft else None
        turn.memory.flags[ROW] = change.row
        turn.reply.say("utter_members_row", number=change.row, text=row.text if row else "")
        turn.reply.ask(turn.asked, [])
        turn.memory.choices = []
        return
    size = [answer(turn, SIZE, change.size)] if change.size else []
    turn.reply.say("utter_members_changed")
    await keep(turn, [answer(turn, MEMBERS, change.members), *size])


async def ask_what_is_wrong(turn: Turn) -> None:
    """The table is not right: which one, and what is."""
    turn.reply.say("utter_members_what_wrong")
    turn.reply.ask(TABLE, [])
    turn.memory.asks, turn.memory.offers, turn.memory.choices = TABLE, None, []


async def _take_size(turn: Turn, said: Turn, asked: str) -> bool:
    number = count_people(said)
    told = members.hear_first(said)
    if not number and not told:
        return False
    if not told and number:
        await _keep_size(turn, number)
        return True
    answers = [answer(turn, SIZE, max(number or 0, len(told)))] if number or told else []
    await keep(turn, [*answers, *([answer(turn, MEMBERS, told)] if told else [])])
    return True


async def _keep_size(turn: Turn, number: int) -> None:
    """The number of people; who was named by the way before is among them."""
    mentioned = turn.memory.flags.pop(MENTIONED, None) or []
    listed = [answer(turn, MEMBERS, mentioned, "")] if 0 < len(mentioned) <= number else []
    await keep(turn, [answer(turn, SIZE, number), *listed])


async def _take_money(turn: Turn, said: Turn, asked: str) -> bool:
    told = incomes.hear(said, asked)
    if told is None:
        return False
    await keep_money(turn, asked, told)
    return True


async def keep_money(turn: Turn, asked: str, told: incomes.Heard, *, changed: bool = False) -> None:
    """Keep a sum, or ask for the days or the period it lacks; the same question goes on."""
    sums = sums_in(turn)
    if told.lacks:
        incomes.keep_pending(turn, asked, told.lacks, sums)
        turn.memory.misses = 0
        await interview.speak(turn, asked)
        return
    incomes.keep_last(turn, asked, sums)
    await keep(turn, told.answers, told.words, changed=changed)


async def _take_chosen(turn: Turn, said: Turn, asked: str) -> bool:
    value, beside = read_chosen(said, asked)
    beside += sums_of_kinds(said) if asked == "income_kinds" else []
    if value is not None:
        await keep_chosen(turn, asked, value, beside)
    elif beside:
        turn.reply.say("utter_kept_beside")
        await keep(turn, beside)
    elif turn.intent == "affirm":
        await interview.speak(turn, asked, "choose")
    return value is not None or bool(beside) or turn.intent == "affirm"


async def keep_chosen(turn: Turn, asked: str, value: Any, beside: Sequence[Answer] = ()) -> None:
    """Keep a choice; the consent to checks is recorded with the text it was given on."""
    if asked == "verification_consent":
        await record_verification(turn, value)
    if asked == BASIC_PENSION:
        value = incomes.read_basic_pension(turn, value)
    await keep(turn, [answer(turn, asked, value), *beside])


async def take_choice(turn: Turn, key: str, value: Any) -> None:
    """A tapped or numbered choice of a household question."""
    if value is None and turn.asked == key:
        await _take_unknown(turn, key)
    elif key == MEMBERS:
        await _choose_of_members(turn, value)
    elif key == SIZE and isinstance(value, int):
        await _keep_size(turn, value)
    elif key == TABLE:
        await (keep(turn, [answer(turn, TABLE, True)]) if value is True else ask_what_is_wrong(turn))
    elif key in MONEY and value in PERIODS.values():
        await _choose_period(turn, key, str(value))
    elif key in (HUKOU, USUAL) and isinstance(value, str):
        await take_place(turn, turn, key, value)
    else:
        await keep_chosen(turn, key, value)


async def _choose_of_members(turn: Turn, value: Any) -> None:
    facts = turn.memory.flags.get(WHOSE)
    if facts and isinstance(value, int):
        listed = members_of(turn)
        listed[value - 1].update(facts)
        numbers = list(detail_of(turn).get("numbers") or [])
        await _keep_members(turn, MembersHeard(all_well(listed, numbers)))
        return
    told = members.chosen(turn, value)
    await (_keep_members(turn, told) if told else recover(turn))


async def _choose_period(turn: Turn, key: str, period: str) -> None:
    held = turn.memory.flags.get(PENDING) or {}
    if held.get("key") != key:
        await interview.speak(turn, key, "again")
        return
    await keep_money(turn, key, incomes.in_period(turn, key, incomes.held_sum(held), period))


Taker = Callable[[Turn, Turn, str], Awaitable[bool]]
_TAKERS: dict[str, Taker] = {
    MEMBERS: _take_members,
    TABLE: _take_table,
    SIZE: _take_size,
    HUKOU: take_place,
    USUAL: take_place,
}
