"""Questions about the rules, answered from the data of the place, with what they rest on."""

from actions.desk import hotline
from actions.turn import Turn
from contracts.casework import PolicyAnswer, PolicyQuestion

MOST_SENTENCES = 5


def place_asked(turn: Turn) -> str | None:
    """The place a question is about: named in it, else the one this talk is about."""
    named = (item.value for item in turn.found("region") if isinstance(item.value, dict))
    return next((str(value["code"]) for value in named if value.get("code")), None) or turn.region


async def ask_policy(turn: Turn, topic: str, programme: str | None = None) -> PolicyAnswer:
    """The answer of the data for this place, day and lane."""
    question = PolicyQuestion(
        topic=topic, region=place_asked(turn), on=turn.state.today, lane=turn.memory.lane, programme=programme
    )
    return await turn.casework.ask_policy(question)


def programme_of(turn: Turn) -> str | None:
    """The programme a question names, where it names one."""
    return next((str(item.value) for item in turn.found("programme")), None)


async def answer_topic(turn: Turn, topic: str, programme: str | None = None, *, silent: bool = False) -> bool:
    """Say the answer; when the data has none, say so and name the hotline. True when there was one."""
    found = await ask_policy(turn, topic, programme)
    if place_asked(turn) is None:
        # a place named next is about this question
        turn.memory.flags["topic"] = {"topic": topic, "programme": programme}
    if not found.sentences:
        if not silent:
            turn.reply.say("utter_policy_silent", hotline=await hotline(turn))
        return False
    for sentence in found.sentences[:MOST_SENTENCES]:
        turn.reply.say_text(sentence)
    return True
