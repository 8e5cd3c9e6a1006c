"""Other programmes, offices, and leads about somebody else in need."""

import re
from typing import ClassVar

from actions import interview
from actions.base import BaseAction
from actions.clauses import is_own, tells_own_hardship
from actions.context import LEAD_OFFERS
from actions.desk import hotline
from actions.facts import read_answer
from actions.phrases import lines_words
from actions.places import read_places
from actions.questions import MOST_SENTENCES, answer_topic, ask_policy, programme_of
from actions.routes import answers_to, reply_to
from actions.turn import Turn
from contracts.casework import LeadIn

_MATTERS = (
    ("legal_aid", r"律师|打官司|告(?:他|他们|老板)|起诉|仲裁"),
    ("education_aid", r"学费|(?:考[上起]|读|上)(?:了)?(?:大学|高中|中专|职高)|交不起书|生活费.{0,4}学校"),
    ("housing_aid", r"危房|(?:修|盖|建)房|房子(?:要|快)(?:修|垮|倒|塌)"),
)


@answers_to("ask_other_aid")
class Refer(BaseAction):
    """Another programme."""

    action_name: ClassVar[str] = "action_refer"

    async def reply(self, turn: Turn) -> None:
        """The right office and how, from the data."""
        programme = programme_of(turn) or _programme_meant(turn)
        if programme is None:
            turn.reply.say("utter_refer_unknown")
        else:
            await _refer(turn, programme)
        await interview.ask_again(turn)


def _programme_meant(turn: Turn) -> str | None:
    """The programme whose matter is told, though its name is not: nobody calls school fees education aid."""
    return next((programme for programme, words in _MATTERS if re.search(words, turn.text)), None)


async def _refer(turn: Turn, programme: str) -> None:
    found = await ask_policy(turn, turn.intent, programme)
    if found.referral:
        turn.reply.say("utter_refer", office=found.referral["office"])
    for sentence in found.sentences[:MOST_SENTENCES]:
        turn.reply.say_text(sentence)
    if found.referral:
        turn.reply.show("referral", found.referral)
    if not interview.is_open(turn) and not turn.state.cases:
        turn.reply.say("utter_refer_urgent_too")


@answers_to("ask_office")
class AnswerOffice(BaseAction):
    """Where, phone, hours."""

    action_name: ClassVar[str] = "action_answer_office"

    async def reply(self, turn: Turn) -> None:
        """The office of the place told, or of the account."""
        await answer_topic(turn, turn.intent, programme_of(turn))
        await interview.ask_again(turn)


@answers_to("report_person_in_need")
class ReportPerson(BaseAction):
    """Somebody else is in need: a lead, never an application in their name."""

    action_name: ClassVar[str] = "action_report_person"

    async def reply(self, turn: Turn) -> None:
        """Place first, then the situation; with both in the first words nothing goes out before a yes."""
        began = turn.memory.offers in LEAD_OFFERS
        if not began and tells_own_hardship(turn) and is_own(turn):
            await reply_to(turn, "report_hardship")
            return
        lead = dict(turn.memory.flags.get("lead") or {}) if began else {}
        _read_lead(turn, lead)
        turn.memory.flags["lead"] = lead
        if not lead.get("region"):
            await _ask_place(turn, lead)
        elif not lead.get("situation"):
            turn.reply.say("utter_lead_ask_situation")
            turn.memory.offers, turn.memory.asks, turn.memory.choices = "lead_situation", None, []
        elif turn.memory.offers in ("lead_place", "lead_situation"):
            # who answers where the person is was told that it is passed on
            await send_lead(turn)
        else:
            turn.reply.say("utter_lead_ready", place=lead["place"])
            interview.offer(turn, "lead_send", "utter_offer_lead_send")


def _read_lead(turn: Turn, lead: dict[str, str]) -> None:
    place = read_places(turn, "incident_region").incident
    if place and place.is_county:
        lead["region"], lead["name"] = place.code, place.name
        lead["place"] = "".join(part for part in (place.name, place.township) if part)
    words = [item.value for item in read_answer(turn, "incident_region", "") if item.key == "incident_place"]
    if words and lead.get("place"):
        lead["place"] += str(words[0])
    if turn.memory.offers != "lead_place" and len(turn.plain) > 5:
        lead["situation"] = f"{lead['situation']}；{turn.text}" if lead.get("situation") else turn.text


async def _ask_place(turn: Turn, lead: dict[str, str]) -> None:
    again = turn.memory.offers == "lead_place"
    if not again:
        lines = await turn.casework.read_lines("crisis_physical_danger", turn.region)
        turn.reply.say("utter_lead_safety", lines=lines_words(lines.lines))
    turn.reply.say("utter_lead_again_ask" if again else "utter_lead_ask")
    turn.memory.offers, turn.memory.asks, turn.memory.choices = "lead_place", None, []


async def send_lead(turn: Turn) -> None:
    """Pass it on, once the resident said that it may be."""
    interview.forget_question(turn)
    lead = turn.memory.flags.pop("lead")
    check = await turn.casework.check_region(lead["region"])
    if not check.served:
        turn.reply.say("utter_lead_not_served", region=check.name, lines=await hotline(turn, 2))
        return
    body = LeadIn(turn_id=turn.turn_id, place=lead["place"], region=lead["region"], situation=lead["situation"])
    sent = await turn.casework.report_lead(turn.conversation, body)
    turn.reply.say("utter_lead_sent", office=sent.office, number=sent.number)
    turn.reply.show("lead", sent.model_dump(mode="json"))
