"""What the preliminary assessment says: one plain sentence for each outcome, the standard with its date, never a no."""

import hashlib
from datetime import date
from typing import Any, cast

from actions import interview, texts
from actions.household.keys import LANES
from actions.household.money import yuan
from actions.turn import Turn
from contracts.casework import DraftState, Filed
from contracts.gazetteer import Gazetteer
from contracts.keys import Lane

ASSESSED, OFFERED = "assessed", "offered"
SINGLE, EXPENSE, DESTITUTE = "minimum_living_single", "temporary_expense", "destitute_support"
OVER, BELOW = "income_over", "income_below"
_MONTHS = 12
_BETTER_DESTITUTE = "utter_assessed_better_destitute"
# lanes one may be offered instead, in this order
_OFFERS: tuple[tuple[str, str], ...] = ((SINGLE, "utter_offer_single"), (EXPENSE, "utter_offer_expense"))
_MOST_MISSING = 3
PHONE = "wechat"
# what of a card becomes many lines; and the characters a phone's text holds beside the card and the review's question
_LONG = ("reasons", "steps", "flags", "missing", "alternatives")
_ROOM = 380


async def before_review(turn: Turn, draft: DraftState) -> bool:
    """Before the review of a household's draft: the card, its sentence, and what else may be applied for.

    True where something was offered, so that the review waits for the answer.
    """
    if draft.lane not in LANES or draft.next_key != interview.CONFIRM or draft.case_number:
        return False
    now = hashlib.sha256(repr(sorted(draft.answers.items(), key=lambda item: item[0])).encode()).hexdigest()
    if turn.memory.flags.get(ASSESSED) == now:
        return False
    card = await turn.casework.assess(turn.conversation, draft.draft_id)
    turn.memory.flags[ASSESSED] = now
    say_assessed(turn, card)
    return _offer_other(turn, draft, card)


def say_assessed(turn: Turn, card: dict[str, Any]) -> None:
    """The outcome in words and the card; the first sentence says what was reckoned, the last who decides."""
    _say_figures(turn, card)
    alternatives = list(card.get("alternatives") or [])
    outcome = _outcome(card, alternatives)
    turn.reply.say(outcome)
    _say_missing(turn, card)
    _show(turn, card)
    if DESTITUTE in alternatives and outcome != _BETTER_DESTITUTE:
        turn.reply.say("utter_assessed_destitute")
    names = {payload: title for title, payload in texts.buttons("utter_assessed_also")}
    also = [names[one] for one in alternatives if one in names]
    if also and card["outcome"] == "alternative":
        turn.reply.say("utter_assessed_also", programmes="、".join(also))


def _outcome(card: dict[str, Any], alternatives: list[str]) -> str:
    """Another way is named for what it is: only who has more than the standard is told so."""
    if card["outcome"] != "alternative" or any(reason.get("rule") == OVER for reason in card["reasons"]):
        return f"utter_assessed_{card['outcome']}"
    if alternatives[:1] == [DESTITUTE]:
        return _BETTER_DESTITUTE
    return "utter_assessed_better_other"


def _show(turn: Turn, card: dict[str, Any]) -> None:
    """The card; on a phone, where it becomes text beside the review, without what the sentences said already."""
    if turn.state.channel != PHONE:
        turn.reply.show("assessment", card)
        return
    short = {**card, **{name: [] for name in _LONG if name in card}, "estimate": None, "deadline": None}
    draft = turn.state.draft
    lines = [f"{item.label}{item.text}" for item in draft.summary] if draft else []
    said = [bubble.text for bubble in turn.reply.bubbles]
    if sum(len(words) for words in (*lines, *said)) < _ROOM:
        turn.reply.show("assessment", short)


def _say_figures(turn: Turn, card: dict[str, Any]) -> None:
    income, standard = card.get("income"), card.get("standard")
    if income and income.get("high") is not None:
        name = "utter_assessed_income_single" if card["programme"] == SINGLE else "utter_assessed_income"
        turn.reply.say(name, income=_income_words(card))
    if standard and card["programme"].startswith("minimum_living"):
        turn.reply.say("utter_assessed_standard", standard=standard_words(standard))


def _income_words(card: dict[str, Any]) -> str:
    """In whole yuan, with the cents where rounding would hide on which side of the standard it lies."""
    low, high = card["income"]["low"], card["income"]["high"]
    line = _monthly(card["standard"]) if card.get("standard") else None
    if line is None or round(high) != round(line):
        return yuan(round(low), round(high))
    is_below = any(reason.get("rule") == BELOW for reason in card["reasons"])
    return f"不到{yuan(line, line)}" if is_below and yuan(high, high) == yuan(line, line) else yuan(low, high)


def _monthly(standard: dict[str, Any]) -> float:
    """The standard in yuan a month."""
    amount = float(standard["amount"])
    return amount / _MONTHS if standard["unit"].endswith("year") else amount


def standard_words(standard: dict[str, Any]) -> str:
    """福泉市农村标准每年1元（2022年4月1日起）, with whatever unit and date the data have."""
    place = Gazetteer.load().division(str(standard["region"]))
    name = place.name if place else ""
    area = {"urban": "城镇", "rural": "农村"}[standard["area"]]
    per = "每年" if standard["unit"].endswith("year") else "每月"
    since = standard.get("effective_from")
    day = date.fromisoformat(str(since)) if since else None
    dated = f"（{day.year}年{day.month}月{day.day}日起）" if day else ""
    amount, month = standard["amount"], _monthly(standard)
    monthly = f"，合每月约{yuan(month, month)}" if per == "每年" else ""
    return f"{name}{area}{per}{yuan(amount, amount)}{monthly}{dated}"


def _say_missing(turn: Turn, card: dict[str, Any]) -> None:
    names = {payload: title for title, payload in texts.buttons("utter_assessed_missing")}
    missing = list(dict.fromkeys(names[key] for key in card.get("missing") or [] if key in names))
    if missing and card["outcome"] == "needs_review":
        turn.reply.say("utter_assessed_missing", items="、".join(missing[:_MOST_MISSING]))


def _offer_other(turn: Turn, draft: DraftState, card: dict[str, Any]) -> bool:
    """Offer the single person's way, then the expense lane, each once."""
    offered = list(turn.memory.flags.get(OFFERED) or [])
    for lane, name in _OFFERS:
        fits = lane in (card.get("alternatives") or []) and lane != draft.lane and lane not in offered
        if fits and (lane == SINGLE or card["outcome"] == "alternative"):
            turn.memory.flags[OFFERED] = [*offered, lane]
            interview.offer(turn, lane, name)
            return True
    return False


async def settle_lane(turn: Turn, lane: str, yes: bool) -> None:
    """A yes lets the draft go on as that kind, every answer kept; a no leaves it as it is."""
    draft = turn.state.draft
    if yes and draft:
        turn.state = await turn.casework.change_lane(turn.conversation, turn.turn_id, draft.draft_id, cast(Lane, lane))
        turn.memory.lane = lane
        turn.reply.say(f"utter_changed_to_{lane}")
    elif not yes:
        turn.reply.say("utter_kept_lane")
    await interview.go_on(turn)


def say_deadline(turn: Turn, filed: Filed) -> None:
    """How long the office may take once it has accepted, in the words of the data."""
    deadline = (filed.assessment or {}).get("deadline")
    if deadline and not filed.already:
        turn.reply.say_text(str(deadline["text"]))


interview.BEFORE_NEXT.append(before_review)
