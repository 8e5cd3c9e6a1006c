"""What a yes or no to a pending offer does."""

import re
from collections.abc import Awaitable, Callable

from actions import interview
from actions.desk import call_person, say_person_comes
from actions.documents_reading import PAPER, settle_paper
from actions.household.assessment_talk import settle_lane
from actions.household.urgent_first import settle_urgent
from actions.referral import send_lead
from actions.routes import reply_to
from actions.temporary_aid import add_story, begin_another, file_draft
from actions.turn import Turn

# said once more after it was done: the number again, no new question
_FILES_AGAIN = re.compile(r"提交|报上去")


async def _after_filing(turn: Turn, yes: bool) -> None:
    if yes and turn.command is None and _FILES_AGAIN.search(turn.plain):
        await file_draft(turn)
    elif yes:
        turn.memory.flags["more"] = True
        await interview.go_on(turn)
    else:
        turn.reply.say("utter_after_filing_later")


async def _withdraw(turn: Turn, yes: bool) -> None:
    if not yes:
        turn.reply.say("utter_withdraw_kept")
        return
    number = turn.memory.flags.pop("withdraws", None)
    done = await turn.casework.withdraw(turn.conversation, turn.turn_id, number)
    turn.memory.flags.pop("more", None)
    turn.reply.say("utter_withdrawn", number=number)
    card = next((case.card for case in done.cases if case.case_number == number), None)
    if card:
        turn.reply.show("case", card)


async def _erase(turn: Turn, yes: bool) -> None:
    if not yes:
        turn.reply.say("utter_erase_kept_all")
        return
    done = await turn.casework.erase(turn.conversation, turn.turn_id)
    turn.memory.told, turn.memory.lane, turn.memory.flags = [], None, {}
    turn.reply.say("utter_erased" if done.drafts or done.messages else "utter_erased_nothing")
    for kept in done.kept:
        turn.reply.say("utter_erased_kept", kept=kept.rstrip("。"))


async def _erase_photos(turn: Turn, yes: bool) -> None:
    """The photos alone; what was said to be right of them stays told."""
    if yes:
        done = await turn.casework.erase(turn.conversation, turn.turn_id, photos_only=True)
        turn.state = await turn.casework.read_state(turn.conversation)
        turn.memory.flags.pop(PAPER, None)
        turn.reply.say("utter_photos_erased" if done.photos else "utter_photos_none")
        for kept in done.kept:
            turn.reply.say("utter_erased_kept", kept=kept.rstrip("。"))
    else:
        turn.reply.say("utter_photos_kept")
    await interview.go_on(turn)


async def _restart(turn: Turn, yes: bool) -> None:
    if not yes:
        await interview.go_on(turn)
        return
    turn.memory.told, turn.memory.flags = [], {}
    if turn.state.consent_privacy is True:
        await begin_another(turn, [])
    else:
        turn.reply.say("utter_restarted")
        interview.open_doors(turn, "utter_what_now")


async def _person(turn: Turn, yes: bool) -> None:
    if yes:
        await say_person_comes(turn, await call_person(turn, turn.memory.flags.pop("person_for", "requested")))
    else:
        turn.reply.say("utter_person_declined")


async def _another(turn: Turn, yes: bool) -> None:
    await (begin_another(turn, None) if yes else add_story(turn))


async def _lead(turn: Turn, yes: bool) -> None:
    """A bare yes tells nothing yet: the lead is asked about again; a no drops it."""
    if yes:
        await reply_to(turn, "report_person_in_need")
    else:
        turn.memory.flags.pop("lead", None)
        turn.reply.say("utter_lead_dropped")


async def _lead_send(turn: Turn, yes: bool) -> None:
    """Only a yes lets it out of the talk."""
    if yes and turn.memory.flags.get("lead"):
        await send_lead(turn)
    else:
        await _lead(turn, False)


async def _single(turn: Turn, yes: bool) -> None:
    await settle_lane(turn, "minimum_living_single", yes)


async def _expense(turn: Turn, yes: bool) -> None:
    await settle_lane(turn, "temporary_expense", yes)


_SETTLE: dict[str, Callable[[Turn, bool], Awaitable[None]]] = {
    "after_filing": _after_filing,
    "withdraw": _withdraw,
    "erase": _erase,
    "erase_photos": _erase_photos,
    "restart": _restart,
    "person": _person,
    "another": _another,
    "lead_place": _lead,
    "lead_situation": _lead,
    "lead_send": _lead_send,
    "urgent_first": settle_urgent,
    "paper": settle_paper,
    "minimum_living_single": _single,
    "temporary_expense": _expense,
}


async def settle(turn: Turn, what: str, yes: bool) -> None:
    """Do what was offered, or leave it."""
    interview.forget_question(turn)
    await _SETTLE[what](turn, yes)
