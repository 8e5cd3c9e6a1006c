"""Which place takes a household's application: where the papers are from, else where they live."""

from actions import interview
from actions.answers import answer_aside, save
from actions.desk import look_up
from actions.household.keys import HUKOU, USUAL
from actions.household.places import hear_place
from actions.phrases import lines_words
from actions.readers import answer
from actions.turn import Turn
from contracts.casework import Answer
from contracts.gazetteer import Gazetteer


async def take_place(turn: Turn, said: Turn, key: str, code: str | None = None) -> bool:
    """Take the place told, say what its being elsewhere means; False where no place was told."""
    told = [answer(turn, key, code)] if code else hear_place(said, key)
    if not told:
        return False
    turn.memory.misses = 0
    place = str(told[0].value or "")
    if not place:
        await _keep(turn, told, "")
    elif place.endswith("00") and await _asks_county(turn, key, place):
        return True
    else:
        await (_take_hukou(turn, told, place) if key == HUKOU else _take_usual(turn, told, place))
    return True


async def _asks_county(turn: Turn, key: str, place: str) -> bool:
    """A prefecture or province that is served is asked for its county; another one is enough as it is."""
    check = await look_up(turn, place, _name(place))
    if not check.served:
        return False
    turn.reply.say("utter_which_county", region=check.name)
    turn.reply.ask(key, [])
    turn.memory.asks, turn.memory.offers, turn.memory.choices = key, None, []
    return True


async def _take_hukou(turn: Turn, told: list[Answer], place: str) -> None:
    check = await look_up(turn, place, _name(place))
    if check.served:
        turn.memory.flags["served"] = place
    else:
        turn.reply.say("utter_hukou_elsewhere", region=check.name)
    await _keep(turn, told, f"户口在{_words(told, place)}")


async def _take_usual(turn: Turn, told: list[Answer], place: str) -> None:
    """Where neither place is served nothing is sent: whom to ring there, and another place may be named."""
    check = await look_up(turn, place, _name(place))
    if not check.served:
        turn.memory.flags["unserved"] = check.name
        turn.reply.say("utter_household_not_served", region=check.name)
        turn.reply.say("utter_region_not_served_lines", lines=lines_words(check.hotlines))
        turn.reply.say("utter_household_not_served_offer")
        turn.reply.ask(USUAL, [])
        turn.memory.asks, turn.memory.offers, turn.memory.choices = USUAL, None, []
        return
    turn.memory.flags["served"] = place
    turn.memory.flags.pop("unserved", None)
    await _keep(turn, told, f"现在住在{_words(told, place)}")


async def _keep(turn: Turn, told: list[Answer], words: str) -> None:
    """Save a place, read it back with its town, go on."""
    await save(turn, told)
    if words:
        turn.reply.say("utter_noted", facts=words)
    await answer_aside(turn)
    await interview.go_on(turn)


def _words(told: list[Answer], place: str) -> str:
    """County and town by name."""
    by_key = {item.key.split("_")[1]: str(item.value) for item in told[1:]}
    town = Gazetteer.load().division(by_key.get("township", ""))
    return _name(place) + (town.name if town else by_key.get("place", ""))


def _name(code: str) -> str:
    place = Gazetteer.load().division(code)
    return place.name if place else code
