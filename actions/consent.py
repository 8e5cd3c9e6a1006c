"""The privacy consent: asked once with its reason, refused without a second asking, revocable by erasure."""

import re
from typing import ClassVar

from actions import interview, notices, texts
from actions.answers import read_back, save
from actions.base import BaseAction
from actions.desk import hotline
from actions.questions import answer_topic
from actions.routes import answers_to
from actions.turn import Turn
from actions.withdrawals import deletes_photos
from contracts.casework import Answer, ConsentIn, ConsentKind

_WANTS_ALL = re.compile(r"详细|说明|条款|隐私|声明")
PRIVACY: ConsentKind = "privacy"


async def _controller(turn: Turn) -> str:
    """Whose notice it is: whom the official account names, else the civil affairs of the place or of the case."""
    if turn.state.controller:
        return turn.state.controller
    if not turn.region:
        return texts.words("utter_controller_unknown")
    check = await turn.casework.check_region(turn.region)
    return texts.words("utter_controller", region=check.name)


async def _notice(turn: Turn) -> str:
    return (await notices.text_of(turn, PRIVACY)).text.format(controller=await _controller(turn))


async def decide(turn: Turn, yes: bool) -> None:
    """Record the decision with the text it was made on; then write or erase what was told."""
    if turn.state.consent_privacy is True:
        await interview.go_on(turn)
        return
    consent = ConsentIn(
        turn_id=turn.turn_id, kind=PRIVACY, decision="given" if yes else "refused",
        text_version=(await notices.text_of(turn, PRIVACY)).version,
        text=f"{texts.words('utter_ask_consent_privacy')}\n{await _notice(turn)}",
    )  # fmt: skip
    await turn.casework.record_consent(turn.conversation, consent)
    await (_begin(turn) if yes else _refuse(turn))


async def _begin(turn: Turn) -> None:
    told = [Answer.model_validate(item) for item in turn.memory.told]
    turn.memory.told, turn.memory.lane = [], turn.lane
    await save(turn, told)
    before = len(turn.reply.bubbles)
    read_back(turn, told, everything=True)
    if len(turn.reply.bubbles) == before:
        turn.reply.say("utter_consent_given")
    if turn.aside:
        await answer_topic(turn, turn.aside)
    await interview.go_on(turn)


async def _refuse(turn: Turn) -> None:
    interview.forget_question(turn)
    turn.memory.told, turn.memory.lane, turn.memory.flags = [], None, {}
    turn.reply.say("utter_consent_refused")
    turn.reply.say("utter_consent_refused_doors", lines=await hotline(turn, 2))


@answers_to("ask_privacy")
class ExplainPrivacy(BaseAction):
    """What happens to my data, is this a fraud; also the second layer of the notice."""

    action_name: ClassVar[str] = "action_explain_privacy"

    async def reply(self, turn: Turn) -> None:
        """The whole notice while consent is asked or when tapped, else the short answer."""
        if turn.command or _WANTS_ALL.search(turn.plain):
            turn.reply.say("utter_privacy_notice", notice=await _notice(turn))
        else:
            if not await answer_topic(turn, turn.intent, silent=True):
                turn.reply.say("utter_privacy_short")
        await interview.ask_again(turn)


@answers_to("delete_my_data")
class DeleteMyData(BaseAction):
    """删除我的信息."""

    action_name: ClassVar[str] = "action_delete_my_data"

    async def reply(self, turn: Turn) -> None:
        """Ask once before erasing: it cannot be taken back; whoever names the photos means the photos."""
        what = "erase_photos" if deletes_photos(turn) else "erase"
        interview.offer(turn, what, f"utter_confirm_{what}")
