"""Papers: what this case needs, what may come later, how to hand them in; photos and what else is sent."""

from typing import ClassVar

from actions import interview, notices
from actions.base import BaseAction
from actions.desk import call_person
from actions.documents_list import ID, invite_photos, say_list, say_list_so_far
from actions.documents_news import SENT_AFTER
from actions.documents_reading import speak_of_papers
from actions.questions import answer_topic, programme_of
from actions.routes import answers_to
from actions.turn import Turn

KEPT = ("image", "pdf", "video")
KINDS = (*KEPT, "voice", "link")
SENT = "utter_attachment_"


@answers_to("ask_documents")
class AnswerDocuments(BaseAction):
    """Which papers."""

    action_name: ClassVar[str] = "action_answer_documents"

    async def reply(self, turn: Turn) -> None:
        """Urgent aid first: nothing has to be at hand before it is told."""
        if interview.is_filed(turn):
            await _show_papers_of_case(turn)
            return
        if turn.memory.lane or not turn.found("programme"):
            turn.reply.say("utter_papers_general")
        await answer_topic(turn, turn.intent, programme_of(turn))
        await say_list_so_far(turn)
        await interview.ask_again(turn)


async def _show_papers_of_case(turn: Turn) -> None:
    if not await say_list(turn):
        await answer_topic(turn, turn.intent)
    await interview.ask_again(turn)


@answers_to("supplement_documents")
class OfferDocuments(BaseAction):
    """Wants to hand in papers."""

    action_name: ClassVar[str] = "action_offer_documents"

    async def reply(self, turn: Turn) -> None:
        """Where they can go: nothing is pretended."""
        case, here = turn.state.cases[-1] if turn.state.cases else None, turn.state.takes_files
        if case:
            words = "utter_offer_documents_here" if here else "utter_offer_documents"
            turn.reply.say(words, office=case.card["office"]["name"])
            await invite_photos(turn)
            turn.memory.flags["person_for"] = turn.intent
            interview.offer(turn, "person", "utter_offer_person")
        elif interview.is_open(turn):
            turn.reply.say("utter_offer_documents_draft_here" if here else "utter_offer_documents_draft")
            await invite_photos(turn)
            await interview.ask_again(turn)
        else:
            turn.reply.say("utter_papers_general")
            interview.open_doors(turn, "utter_offer_apply")


@answers_to("send_attachment")
class TakeAttachment(BaseAction):
    """A photo, a video, a recording nobody could hear, a link, a sticker."""

    action_name: ClassVar[str] = "action_take_attachment"

    async def reply(self, turn: Turn) -> None:
        """What became of it; then the open question, once and not after every photo of a row."""
        kind = str(turn.values.get("kind"))
        kind = kind if kind in KINDS else "other"
        row = int(turn.memory.flags.get("row", 0)) + 1
        turn.memory.flags["row"] = row
        if turn.memory.flags.get("crisis"):
            _say_here(turn, kind, row)
        elif turn.state.quiet:
            _say_here(turn, kind, row)
            await _go_on(turn, row)
        else:
            await _say_received(turn, kind, row)
            await _go_on(turn, row)


def _count(turn: Turn, name: str) -> int:
    """How many of this kind were sent so far, these included; the page sends several with one message."""
    sent: dict[str, int] = dict(turn.memory.flags.get("sent") or {})
    sent[name] = sent.get(name, 0) + max(1, len(turn.values.get("attachment_ids") or ()))
    turn.memory.flags["sent"] = sent
    return sent[name]


def _say(turn: Turn, name: str, count: int, *, in_row: bool, again: bool = False) -> None:
    """Never the same sentence twice in a row: the second one counts."""
    if count > 1 and (in_row or again):
        turn.reply.say(f"{name}_more" if in_row else f"{name}_again", count=count)
    else:
        turn.reply.say(name)


def _say_here(turn: Turn, kind: str, row: int) -> None:
    """Short and present: somebody in danger is asked nothing."""
    part = "" if kind in KEPT else "_voice" if kind == "voice" else "_other"
    _say(turn, f"{SENT}here{part}", _count(turn, f"here{part}"), in_row=row > 1)


async def _say_received(turn: Turn, kind: str, row: int) -> None:
    count = _count(turn, kind)
    if kind not in KEPT:
        _say(turn, f"{SENT}{kind}", count, in_row=row > 1)
        if kind == "voice":
            turn.memory.flags["callback"] = True
            if row == 1:
                turn.reply.say("utter_attachment_voice_call")
    elif not turn.values.get("attachment_id"):
        _say(turn, f"{SENT}{kind}_lost", count, in_row=row > 1)
    else:
        consent = {True: "", None: "_unasked", False: "_refused"}[turn.state.consent_privacy]
        _say(turn, f"{SENT}{kind}{consent}", count, in_row=row > 1, again=True)
        turn.memory.flags[SENT_AFTER] = notices.is_noticed(turn, ID)
        await _tell_staff(turn)


async def _tell_staff(turn: Turn) -> None:
    """Papers were asked for and came: somebody looks, without the resident having to ask."""
    waits = any(case.state == "supplement" for case in turn.state.cases)
    if waits and turn.state.mode == "bot":
        await call_person(turn, "supplement_documents")
        turn.reply.say("utter_attachment_told_staff")


@answers_to("papers_read")
class SpeakOfPapers(BaseAction):
    """Papers were read: the bot speaks first."""

    action_name: ClassVar[str] = "action_papers_read"

    async def reply(self, turn: Turn) -> None:
        """What became of them, then what they say."""
        await speak_of_papers(turn)


async def _go_on(turn: Turn, row: int) -> None:
    """The open question in short, or what can come next; in a row only a word on it."""
    pending = bool(turn.asked or turn.memory.offers or turn.memory.choices)
    if row > 1:
        turn.reply.keeps_choices = True
        if row == 2 and pending:
            turn.reply.say("utter_attachment_finish")
    elif pending:
        await interview.ask_again(turn)
    elif turn.state.quiet:
        return
    elif interview.is_filed(turn):
        turn.reply.say("utter_attachment_send_on")
    elif turn.state.draft:
        turn.reply.say("utter_attachment_resume")
    else:
        interview.open_doors(turn, "utter_what_now")
