"""Takes an answer where it belongs: a tapped choice, the consent, the confirmation, a question, or nothing asked."""

import re

from actions import interview
from actions.answers import answer_aside, ask_county, first_told_stands, remember, take, take_nothing, unknown
from actions.changes import MENDS, NOTHING_WRONG
from actions.clauses import without
from actions.consent import decide
from actions.context import AGREES
from actions.corrections import correct
from actions.facts import answers_it, is_told, read_answer, read_more, told_part
from actions.happened import date_ahead
from actions.household.keys import in_household_lane, is_ours
from actions.household.story import read_household
from actions.household.taking import take_choice, take_household
from actions.places import read_places
from actions.questions import answer_topic, follows_up, wants_it_now
from actions.readers import answer, is_no, read_phone
from actions.recovery import recover
from actions.routes import reply_to
from actions.temporary_aid import file_draft, open_lane
from actions.told_anew import only_right_words
from actions.turn import Turn
from contracts.casework import Answer
from contracts.messages import Choice, Command

# entities that make a message worth more than "I did not understand"
HEARD = frozenset({"vulnerable", "disability", "people", "relation", "region", "place", "amount", "programme"})
# a wrong number or a day ahead has its own words
PHRASED_ALONE = frozenset({"contact_phone", "incident_date", "contact_name"})
# what a yes that records or files must sound like
AGREED = re.compile(
    r"^(?:1$|一$|[对對]|是|好|行|要得|要的|可以|报|交|提交|确认|確認|[没沒]错|[没沒]錯|没得错|[没沒][问問][题題]|莫得问题|嗯|恩|哦|噢|ok|得行|得$|中$|成$|同意|愿意|就这样|就这么|没有错|准|都对)"
    r"|同意|愿意|(?:报|交|提交)(?:嘛|吧|了|上去)?$",
    re.IGNORECASE,
)
# 有 or 是 alone does not say which
_BARE_YES = re.compile(r"^(?:有|有的|有啊|是|是的|对|对的|要|要的|需要|都是|不是|不是的|有几个)$")
_WHICH_ONE = frozenset({"vulnerable_members", "existing_status", "urgent_need", "applicant_role"})
_NOT_NOW = re.compile(r"^(?:我)?(?:先|暂时|还是)?(?:不|莫|别)(?:要|想)?(?:报|交|提交|办|弄)")
_AFTER_DIGIT = re.compile(r"^\s*\S\s*[.、，,。;；\s]\s*(?=\D)")
# a "没得" in a story told while consent is asked is no refusal
REFUSES = re.compile(r"^(?:不|莫|别|算|否)|不(?:太)?(?:同意|愿意|想|行|记|要|用|可以|得行)|拒绝|算了|先不|莫记|别记")


async def take_command(turn: Turn) -> None:
    """A tapped choice carries its key and value."""
    key, value = str(turn.values["key"]), turn.values.get("value")
    if is_ours(turn, key):
        await take_choice(turn, key, value)
        return
    beside = _beside_digit(turn, key)
    if key == interview.CONSENT:
        if value is True:
            remember(turn, beside)
        await decide(turn, value is True)
    elif key == interview.CONFIRM and value is True and beside:
        await take(turn, beside, changed=True)
    elif key == interview.CONFIRM:
        await (_file(turn) if value is True else correct(turn))
    else:
        await take(turn, [Answer(key=key, value=value, text=_words_of_choice(turn)), *beside])


def _words_of_choice(turn: Turn) -> str:
    """The words on the choice: 昨天 is read back, not 第二个."""
    return next((one["title"] for one in turn.memory.choices if one["command"]["values"] == turn.values), turn.text)


def _beside_digit(turn: Turn, key: str) -> list[Answer]:
    """What was told after a typed digit: 1 我叫李四，电话139…"""
    digit = _AFTER_DIGIT.match(turn.text)
    if digit is None:
        return []
    rest = told_part(without(turn, [(0, digit.end())]))
    return [item for item in _told(rest) if item.key != key and _is_news(turn, item)]


def _told(turn: Turn) -> list[Answer]:
    """What is told beside a yes-or-no question: of the household where the talk is about one."""
    return read_household(turn) if in_household_lane(turn) else read_more(turn)


def _is_news(turn: Turn, item: Answer) -> bool:
    return item.key == "incident_text" or interview.answered(turn, item.key) != item.value


async def _file(turn: Turn) -> None:
    """File; a question asked in the same breath is answered before the number, which stays last in sight."""
    await answer_aside(turn)
    await file_draft(turn)


async def take_consent(turn: Turn) -> None:
    """A yes, a no, or more of the story; nothing but a plain yes counts as one."""
    refuses = turn.intent == "decline_to_answer" or (turn.intent == "deny" and REFUSES.search(turn.plain))
    if refuses or (turn.intent == "affirm" and AGREED.search(turn.plain)):
        if not refuses:
            remember(turn, [item for item in _told(told_part(turn)) if _is_news(turn, item)])
        await decide(turn, not refuses)
    elif told := _told(turn):
        turn.reply.say("utter_kept_for_now")
        await take(turn, told)
    else:
        await recover(turn)


async def take_confirmation(turn: Turn) -> None:
    """The last yes files; a no or a fact changes something first."""
    told = [item for item in _told(told_part(turn)) if _is_news(turn, item)]
    if NOTHING_WRONG.match(turn.plain):
        await _file(turn)
    elif turn.intent == "deny" and _NOT_NOW.match(turn.plain):
        await reply_to(turn, "pause")
    elif turn.intent == "deny" or (MENDS.search(turn.plain) and turn.intent == "affirm"):
        await correct(turn)
    elif told:
        await take(turn, _beside_the_review(turn, told), changed=True)
    elif turn.intent == "affirm" and AGREED.search(turn.plain):
        await _file(turn)
    else:
        await recover(turn)


def _beside_the_review(turn: Turn, told: list[Answer]) -> list[Answer]:
    """More is added to what stands there; what happened changes only where it is called wrong."""
    if MENDS.search(turn.text):
        return told
    return [_with_known(turn, item) for item in told if item.key != "incident_cause" or not is_told(turn, item.key)]


def _with_known(turn: Turn, item: Answer) -> Answer:
    known = interview.answered(turn, item.key)
    if not isinstance(known, list) or not isinstance(item.value, list):
        return item
    return item.model_copy(update={"value": list(dict.fromkeys([*known, *item.value]))})


async def take_words(turn: Turn, asked: str) -> None:
    """Free words for the question asked; what cannot be read is asked again another way."""
    if is_ours(turn, asked):
        await take_household(turn, asked)
        return
    said = only_right_words(told_part(turn, asked))
    unknown_to_them = turn.intent in ("dont_know", "decline_to_answer") and not said.found("safety")
    if unknown_to_them and not _says_after_all(said, asked):
        await _take_unknown(turn, asked)
        return
    told = read_answer(said, asked, interview.county(turn)) or _beside_the_question(turn, asked)
    told = _with_household(turn, asked, told)
    if asked == "contact_phone" and not told and (phone := read_phone(turn)):
        await _ask_phone_again(turn, phone[0])
    elif asked == "incident_date" and not told and (words := date_ahead(turn)):
        turn.reply.say("utter_date_ahead", date=words)
        await interview.speak(turn, asked, "again")
    elif asked == "incident_region" and not told and await _ask_exact_place(turn):
        return
    elif told:
        changes = any(is_told(turn, item.key) for item in told) and bool(MENDS.search(turn.text))
        back = not changes and any(item.key == "safety_now" and is_told(turn, item.key) for item in told)
        await take(turn, first_told_stands(turn, told) if back else told, changed=changes or back)
    elif asked in _WHICH_ONE and _BARE_YES.match(turn.plain):
        await interview.speak(turn, asked, "choose")
    else:
        await take_nothing(turn)


def _says_after_all(said: Turn, asked: str) -> bool:
    """记不清了，大概上个月: after the doubt comes an answer, and it stands in words that can only be one."""
    says = bool(said.entities) or is_no(said)
    return asked != "contact_name" and says and answers_it(said, asked, interview.county(said))


def _with_household(turn: Turn, asked: str, told: list[Answer]) -> list[Answer]:
    """In an interview about a household, people and sums told beside a shared question are its own answers."""
    if asked in PHRASED_ALONE or not in_household_lane(turn):
        return told
    whole = _told(turn)
    if not any(item.key == "members" for item in whole):
        return told
    known = turn.state.draft.answers if turn.state.draft else {}
    beside = [item for item in whole if item.key != asked and item.key not in known]
    return [item for item in told if item.key == asked] + beside


def _beside_the_question(turn: Turn, asked: str) -> list[Answer]:
    """A fact that answers another question is kept; the one asked comes again."""
    if asked in PHRASED_ALONE or turn.intent not in ("inform", "report_hardship"):
        return []
    known = turn.state.draft.answers if turn.state.draft else {}
    return [item for item in _told(turn) if item.key not in known]


async def _take_unknown(turn: Turn, asked: str) -> None:
    declined = turn.intent == "decline_to_answer"
    told = unknown(turn, asked, declined=declined)
    if told is None and asked == interview.PLACE and turn.memory.misses == 0:
        turn.memory.misses = 1
        turn.reply.say("utter_region_needed")
        turn.reply.ask(asked, [])
        return
    if told is None:
        await recover(turn)
        return
    if asked == "contact_phone":
        turn.reply.say("utter_phone_skipped")
    else:
        turn.reply.say("utter_declined" if declined else _left_open(turn))
    await take(turn, told)


def _left_open(turn: Turn) -> str:
    """Two wordings in turn: who knows little hears it often."""
    times = int(turn.memory.flags.get("left_open", 0))
    turn.memory.flags["left_open"] = times + 1
    return "utter_left_open_too" if times % 2 else "utter_left_open"


async def _ask_phone_again(turn: Turn, number: str) -> None:
    """A number that cannot be one: the reason, twice; then it may stay empty and the chat is the way."""
    tries = int(turn.memory.flags.get("phone_tries", 0)) + 1
    turn.memory.flags["phone_tries"] = tries
    if tries > 2:
        turn.reply.say("utter_phone_skipped")
        await take(turn, [answer(turn, "contact_way", "here", "")])
        return
    digits = sum(char.isdecimal() for char in number)
    reply = ("utter_phone_wrong", {}) if digits == 11 else ("utter_phone_wrong_length", {"count": digits})
    turn.reply.say(reply[0], **reply[1])
    offered = interview.choices_of(turn, "contact_phone")
    turn.reply.ask("contact_phone", offered)
    turn.memory.choices = [choice.model_dump() for choice in offered]


async def _ask_exact_place(turn: Turn) -> bool:
    """A prefecture or two places at once: ask which county, with what was heard."""
    places = read_places(turn, "incident_region")
    if places.unclear:
        turn.reply.say("utter_region_unclear")
        offered = [
            Choice(
                title=place.name, command=Command(intent="inform", values={"key": interview.PLACE, "value": place.code})
            )
            for place in places.unclear
        ]
        turn.reply.ask(interview.PLACE, offered)
        turn.memory.choices = [choice.model_dump() for choice in offered]
        return True
    if places.incident and not places.incident.is_county:
        await ask_county(turn, places.incident)
        return True
    return False


async def take_unasked(turn: Turn) -> None:
    """Nothing was asked: a story begins the lane, a late yes to the record counts, the rest gets a way to begin."""
    topic = turn.memory.flags.pop("topic", None)
    if not (topic and turn.found("region") and turn.intent in ("inform", "nlu_fallback", "correct_answer")):
        topic = follows_up(turn)
    if topic:
        await answer_topic(turn, topic["topic"], topic["programme"])
        return
    refused = turn.state.consent_privacy is False
    left = turn.memory.flags.get("paused") or turn.memory.offers == "person"
    waiting = turn.state.draft if left and not interview.is_filed(turn) else None
    if turn.intent == "affirm" and refused and AGREES.search(turn.plain):
        await decide(turn, True)
    elif waiting and waiting.next_key and turn.intent in ("affirm", "inform"):
        turn.memory.flags.pop("paused", None)
        told = read_answer(turn, waiting.next_key, interview.county(turn))
        await (take(turn, told) if told else interview.go_on(turn))
    elif turn.intent == "inform" and any(item.entity in ("cause", "need") for item in turn.entities):
        await open_lane(turn)
    elif (
        turn.intent == "inform"
        and interview.is_filed(turn)
        and (told := read_answer(turn, "contact_phone", interview.county(turn)))
    ):
        await take(turn, told, changed=True)
    elif any(item.entity in HEARD for item in turn.entities):
        interview.open_doors(turn, "utter_heard_what_next")
    elif turn.intent == "affirm" and interview.is_filed(turn) and turn.state.draft:
        turn.reply.say("utter_filed_before", number=turn.state.draft.case_number)
    elif turn.intent in ("affirm", "deny"):
        await _begin_or_ask(turn)
    else:
        await recover(turn)


async def _begin_or_ask(turn: Turn) -> None:
    """A yes after an answer about a programme begins it; else what they would like."""
    if applies := wants_it_now(turn):
        await reply_to(turn, applies)
    else:
        interview.open_doors(turn, "utter_what_now")
