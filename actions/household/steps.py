"""上一步 among the members, whose parts are steps of their own."""

from actions.household import members
from actions.household.keys import MEMBERS, members_of
from actions.household.taking import STEPS, keep
from actions.readers import answer
from actions.turn import Turn


async def step_back(turn: Turn, before: str | None) -> bool:
    """上一步 among the members: the part answered last is asked again; False where the step before is another key."""
    steps = list(turn.memory.flags.get(STEPS) or [])
    if not steps or (turn.asked != MEMBERS and before != MEMBERS):
        return False
    number, what = steps.pop()
    turn.memory.flags[STEPS] = steps
    turn.reply.say("utter_gone_back")
    listed = members.step_back(members_of(turn), number, str(what))
    await keep(turn, [answer(turn, MEMBERS, listed or [{"relation": "self"}])])
    return True
