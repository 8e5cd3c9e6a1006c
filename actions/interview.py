"""Speaks the interview: the question for the draft's next key, again after an interruption, the review."""

import hashlib
from collections.abc import Awaitable, Callable

from actions import choices, texts
from actions.desk import hotline
from actions.household.keys import question_name, question_values
from actions.household.wording import say_before, worth_offering
from actions.readers import days_ago
from actions.turn import Turn
from contracts.casework import DraftState
from contracts.gazetteer import Gazetteer
from contracts.messages import Choice, Command, Progress

CONFIRM = "review_confirm"
CONSENT = "consent_privacy"
PLACE = "incident_region"
TRAIL = 6
Before = Callable[["Turn", DraftState], Awaitable[bool]]
# what comes before the next question of a draft; each says whether it asked something of its own instead
BEFORE_NEXT: list[Before] = []
# what is said before what will be filed is read back
BEFORE_REVIEW: list[Callable[["Turn", DraftState], Awaitable[None]]] = []
# what is said with a question before it is asked, and the choices that come with it; True when it is asked in full
SaidFirst = Callable[["Turn", str, bool], Awaitable[list[Choice]]]
SAID_FIRST: list[SaidFirst] = []


def draft_of(turn: Turn) -> DraftState | None:
    """The open or just filed draft."""
    return turn.state.draft


def answered(turn: Turn, key: str) -> object:
    """The value told for a key, before or after consent."""
    draft = draft_of(turn)
    if draft and key in draft.answers:
        return draft.answers[key]
    return next((item["value"] for item in turn.memory.told if item["key"] == key), None)


def county(turn: Turn) -> str | None:
    """The county told, as its 6-digit code."""
    value = answered(turn, PLACE)
    return value if isinstance(value, str) and value.isdecimal() else None


def place_name(turn: Turn) -> str | None:
    """The place of the incident in words, as the review shows it."""
    draft = draft_of(turn)
    items = draft.summary if draft else []
    return next((item.text for item in items if item.key == PLACE), None)


def label_of(turn: Turn, key: str) -> str:
    """The review's name for a key."""
    draft = draft_of(turn)
    items = draft.summary if draft else []
    return next((item.label for item in items if item.key == key), "") or key


def choices_of(turn: Turn, key: str) -> list[Choice]:
    """The numbered choices of a question; days before today and counts become values."""
    offered = [_dated(turn, choice) for choice in choices.choices_for(key, question_name(turn, key))]
    return worth_offering(turn, key, offered) + _own_region(turn, key)


def _dated(turn: Turn, choice: Choice) -> Choice:
    value = choice.command.values.get("value")
    if not isinstance(value, str) or not value.startswith(("days_ago_", "count_")):
        return choice
    number = int(value.rsplit("_", 1)[1])
    real = days_ago(turn, number) if value.startswith("days") else number
    return Choice(title=choice.title, command=Command(intent="inform", values={**choice.command.values, "value": real}))


def _own_region(turn: Turn, key: str) -> list[Choice]:
    """The account's own county, offered where no county was told: one tap, never assumed."""
    name = turn.memory.flags.get("own_region")
    is_place = key == PLACE or question_name(turn, key) == "hukou_region_household"
    if not is_place or not name or not turn.state.region or answered(turn, key):
        return []
    return [Choice(title=name, command=Command(intent="inform", values={"key": key, "value": turn.state.region}))]


def say_place_question(turn: Turn) -> None:
    """Where it happened, in the form that fits what is known already."""
    wide = turn.memory.flags.get("wide")
    place = answered(turn, "incident_place")
    if turn.lane == "temporary_expense" and not answered(turn, PLACE):
        turn.reply.say("utter_ask_incident_region_expense")
    elif turn.lane == "temporary_expense" and (name := place_name(turn)):
        turn.reply.say("utter_ask_incident_township", region=name)
    elif answered(turn, PLACE):
        name = place_name(turn) or turn.memory.flags.get("county") or "那边"
        turn.reply.say("utter_ask_incident_region_here", region=name)
    elif wide:
        turn.reply.say("utter_ask_incident_region_county", region=wide)
    elif place:
        turn.reply.say("utter_ask_incident_region_for_place", place=place)
    else:
        turn.reply.say("utter_ask_incident_region")


def _say_question(turn: Turn, key: str) -> None:
    if key == PLACE:
        say_place_question(turn)
    elif key == "incident_cause" and answered(turn, "incident_text"):
        turn.reply.say("utter_ask_incident_cause_told")
    elif key == "safety_now" and turn.memory.flags.get("for_somebody"):
        turn.reply.say("utter_ask_safety_now_for_somebody")
    else:
        turn.reply.say(f"utter_ask_{question_name(turn, key)}", **question_values(turn, key))


async def _learn_own_region(turn: Turn) -> None:
    code = turn.state.region
    # the account of a prefecture names no county
    if code and not code.endswith("00") and "own_region" not in turn.memory.flags:
        county = Gazetteer.load().county(code)
        if county and (await turn.casework.check_region(code)).served:
            turn.memory.flags["own_region"] = county.name


async def speak(turn: Turn, key: str, style: str = "ask") -> None:
    """Ask one question: `ask`, `again` (short, after an interruption), `rephrase` or `choose` (recovery)."""
    if key in (PLACE, "hukou_region"):
        await _learn_own_region(turn)
    more = [choice for say in SAID_FIRST for choice in await say(turn, key, style == "ask")]
    say_before(turn, key, style)
    name = f"utter_{style}_{question_name(turn, key)}"
    if key == PLACE and style == "rephrase" and turn.memory.flags.get("unserved"):
        # it was not the name that was wrong: who is to be called, once more
        turn.reply.say("utter_region_not_served_more", region=turn.memory.flags["unserved"])
        turn.reply.say("utter_region_not_served_lines", lines=await hotline(turn, 2))
    elif style == "ask" or not texts.has(name):
        _say_question(turn, key)
    else:
        turn.reply.say(name, **question_values(turn, key))
    offered = [*choices_of(turn, key), *more]
    offered += choices.doors(name) if style == "choose" else []
    _remember_question(turn, key, offered)


def _remember_question(turn: Turn, key: str, offered: list[Choice]) -> None:
    draft = draft_of(turn)
    progress: Progress | None = draft.progress if draft and key != CONSENT else None
    turn.reply.ask(key, offered, progress)
    trail = [one for one in turn.memory.flags.get("trail", []) if one != key]
    turn.memory.flags["trail"] = [*trail, key][-TRAIL:]
    turn.memory.asks, turn.memory.offers = key, None
    turn.memory.choices = [choice.model_dump() for choice in offered]
    turn.memory.flags.pop("paused", None)


def offer(turn: Turn, what: str, name: str) -> None:
    """Say an offer whose yes and no are its two choices."""
    turn.reply.say(name)
    offered = choices.yes_no(what, name)
    turn.reply.ask(None, offered)
    turn.memory.asks, turn.memory.offers = None, what
    turn.memory.choices = [choice.model_dump() for choice in offered]


def open_doors(turn: Turn, name: str) -> None:
    """Say a sentence with ways to go on, each an intent of its own."""
    turn.reply.say(name)
    offered = choices.doors(name)
    turn.reply.ask(None, offered)
    turn.memory.choices = [choice.model_dump() for choice in offered]


def forget_question(turn: Turn) -> None:
    """Nothing is being asked any more."""
    turn.memory.asks, turn.memory.offers, turn.memory.choices, turn.memory.misses = None, None, [], 0


def review(turn: Turn, draft: DraftState) -> None:
    """The numbered summary; the duty to be truthful is said once, neutrally."""
    items = [item.model_dump(mode="json") for item in draft.summary]
    shown, now = turn.memory.flags.get("reviewed"), hashlib.sha256(repr(items).encode()).hexdigest()
    turn.reply.say("utter_before_review")
    turn.reply.show("summary", {"items": items})
    if shown == now:
        turn.reply.say(f"utter_again_{CONFIRM}")
    else:
        turn.reply.say("utter_review_confirm_changed" if shown else f"utter_ask_{CONFIRM}")
    turn.memory.flags["reviewed"] = now
    _remember_question(turn, CONFIRM, choices_of(turn, CONFIRM))


def is_filed(turn: Turn) -> bool:
    """Whether the draft at hand has become a case."""
    draft = draft_of(turn)
    return bool(draft and draft.case_number)


def is_open(turn: Turn) -> bool:
    """Whether an interview is under way, consent being asked included."""
    draft = draft_of(turn)
    if draft and draft.phase in ("before_filing", "review"):
        return True
    return turn.memory.asks is not None or bool(turn.memory.lane and turn.state.consent_privacy is None)


async def go_on(turn: Turn) -> None:
    """Ask what the draft needs next; after filing only when the resident wanted to go on."""
    draft = draft_of(turn)
    if turn.state.consent_privacy is not True or draft is None:
        return
    for before in BEFORE_NEXT:
        if await before(turn, draft):
            return
    if draft.next_key == CONFIRM:
        for say in BEFORE_REVIEW:
            await say(turn, draft)
        review(turn, draft)
    elif draft.next_key and (not is_filed(turn) or turn.memory.flags.get("more")):
        await speak(turn, draft.next_key)
    elif is_filed(turn):
        forget_question(turn)
        turn.reply.say("utter_after_filing_done")


async def ask_again(turn: Turn) -> None:
    """After an interruption: the same question in its short form, or the pending offer, or a way to begin."""
    if turn.memory.offers:
        turn.reply.say(f"utter_again_{turn.memory.offers}")
        turn.reply.ask(None, [Choice.model_validate(choice) for choice in turn.memory.choices])
    elif turn.asked:
        await speak(turn, turn.asked, "again")
    elif turn.memory.choices and turn.reply.bubbles:
        turn.reply.ask(None, [Choice.model_validate(choice) for choice in turn.memory.choices])
