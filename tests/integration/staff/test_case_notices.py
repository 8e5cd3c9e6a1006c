"""A moved case is told to its resident once, in plain words that promise nothing; quiet lasts until somebody ends it."""

import asyncio
import re
from pathlib import Path

import pytest
import yaml
from sqlalchemy import select

from casework.domain import case_notices
from casework.domain.case_moves import MOVES
from casework.domain.case_notices import notice_of, tells_reason
from casework.services.case_work import move_case_in
from casework.services.claims import claim
from casework.services.consents import record_consent
from casework.services.context import Casework, new_id
from casework.services.conversations import messages_after, record_inbound
from casework.services.handoffs import raise_crisis
from casework.services.quiet import set_quiet, set_quiet_by_staff
from casework.services.staff_cases import move_case, read_case
from casework.services.staff_chat import hand_back
from casework.services.withdrawal import withdraw_case
from casework.storage.keeping_models import AuditEvent
from casework.storage.locks import lock_conversation
from casework.storage.models import Case, Conversation, Note
from contracts.casework import ConsentIn, QuietIn, WithdrawIn
from contracts.errors import BadRequest, Conflict, JiujiError, NotFound
from contracts.messages import Message
from tests.staff_tools import ABA, FUQUAN, Talk, make_actor
from tests.unit.laws.test_utterances import BUBBLE, FIGURE, FORBIDDEN, PHONE, SENTENCE

FILE = Path(case_notices.__file__).with_suffix(".yml")
OFFICE = "阿坝藏族羌族自治州马尔康市民政局"
NOTICES = yaml.safe_load(FILE.read_text(encoding="utf-8"))["moves"]
BY_OTHERS = {move.name for move in MOVES if set(move.by) & {"staff", "system"}} - {"submit"}


async def heard(cw: Casework, conversation_id: str) -> list[Message]:
    said = await messages_after(cw, conversation_id, 0, 100)
    return [message for message in said if message.from_ == "system"]


# --- the words


def test_every_move_of_somebody_else_has_its_words():
    assert set(NOTICES) == BY_OTHERS


@pytest.mark.parametrize("move", sorted(BY_OTHERS))
def test_the_words_keep_the_laws(move: str):
    text = notice_of(move, number="福-XXXXX-XXXXX", office=OFFICE, takes_files=True)
    assert text and "福-XXXXX-XXXXX" in text and "接下来" in text
    assert len(text) <= BUBBLE
    assert all(len(sentence) <= SENTENCE for sentence in re.split(r"[。？！；\n]", text))
    assert not FORBIDDEN.search(text) and not FIGURE.search(text) and not PHONE.search(text)
    assert not re.search(r"\d|保证|一定|肯定|拨款|打款|到账", text.replace("福-XXXXX-XXXXX", ""))


def test_accepted_is_said_of_an_accepted_case_only():
    said = {move for move in NOTICES if "已受理" in str(notice_of(move, number="1", office="x"))}
    assert said == {"accept"}
    for move in ("take_in", "reopen"):
        assert "不等于受理" in str(notice_of(move, number="1", office="x"))


def test_only_a_reason_meant_for_the_resident_is_told_and_no_id_number_in_it():
    assert {move for move in NOTICES if tells_reason(move)} == {"ask_supplement", "not_confirm", "not_confirm_urgent"}
    reason = "缺户口本，身份证522702199001011234对不上，问0854-2222222"
    told = str(notice_of("ask_supplement", number="1", office="x", reason=reason))
    assert "缺户口本" in told and "0854-2222222" in told and "199001011234" not in told
    assert "缺" not in str(notice_of("terminate", number="1", office="x", reason="缺席，邻居举报"))
    assert "拍照" not in told


# --- the record


async def test_each_move_says_one_message_and_its_event_only_once(casework: Casework, talk: Talk):
    clerk = await make_actor(casework)
    where, number = await talk.file()
    for to, words in (
        ("accepted", "已受理"),
        ("supplement", "缺诊断证明"),
        ("accepted", "收到了"),
        ("confirmed", "确认"),
    ):
        before = len(await heard(casework, where))
        view = await move_case(casework, clerk, number, to, "缺诊断证明")
        new = (await heard(casework, where))[before:]
        assert len(new) == 1 and words in new[0].text and number in new[0].text
        with pytest.raises(Conflict):
            await move_case(casework, clerk, number, to, "再点一次", version=view.version - 1)
        assert len(await heard(casework, where)) == before + 1


async def test_two_clicks_at_once_say_it_once(casework: Casework, talk: Talk):
    clerk = await make_actor(casework)
    where, number = await talk.file()
    moves = (move_case(casework, clerk, number, "accepted", "材料齐了") for _ in range(4))
    results = await asyncio.gather(*moves, return_exceptions=True)
    assert sum(not isinstance(result, Exception) for result in results) == 1
    assert all(isinstance(result, JiujiError) for result in results if isinstance(result, Exception))
    assert len(await heard(casework, where)) == 1


async def test_a_move_that_is_rolled_back_says_nothing(casework: Casework, talk: Talk):
    where, number = await talk.file()
    with pytest.raises(RuntimeError):
        async with casework.database.write() as session:
            case = (await session.scalars(select(Case).where(Case.number == number))).one()
            await move_case_in(casework, session, case.id, "accepted", actor_kind="staff", actor_id="x")
            raise RuntimeError
    assert await heard(casework, where) == []


async def test_what_the_resident_did_is_not_told_to_them(casework: Casework, talk: Talk):
    where, number = await talk.file()
    await withdraw_case(casework, where, WithdrawIn(turn_id=new_id(), case_number=number))
    assert await heard(casework, where) == []


async def move_alone(cw: Casework, number: str) -> None:
    """As another system would, without the console's own checks."""
    async with cw.database.write() as session:
        case_id = (await session.scalars(select(Case.id).where(Case.number == number))).one()
        await move_case_in(cw, session, case_id, "accepted", actor_kind="staff", actor_id="x")


@pytest.mark.parametrize("alone", [True, False])
async def test_a_move_waits_for_the_conversation_before_it_takes_the_case(casework: Casework, talk: Talk, alone: bool):
    """A withdrawal takes them in this order; the other way round the two would wait for each other for ever."""
    clerk = await make_actor(casework)
    where, number = await talk.file()
    async with casework.database.write() as session:
        await lock_conversation(session, where)
        moving = move_alone(casework, number) if alone else move_case(casework, clerk, number, "accepted", "齐了")
        task = asyncio.ensure_future(moving)
        await asyncio.sleep(0.3)
        async with asyncio.timeout(3):
            await session.execute(select(Case.id).where(Case.number == number).with_for_update())
    await task
    assert len(await heard(casework, where)) == 1


async def test_withdrawals_and_moves_at_once_all_end(casework: Casework, talk: Talk):
    clerk = await make_actor(casework)
    filed = [await talk.file() for _ in range(6)]
    work = [move_case(casework, clerk, number, "accepted", "齐了") for _, number in filed]
    work += [withdraw_case(casework, where, WithdrawIn(turn_id=new_id(), case_number=n)) for where, n in filed]
    results = await asyncio.wait_for(asyncio.gather(*work, return_exceptions=True), 20)
    assert all(isinstance(result, JiujiError) for result in results if isinstance(result, Exception)), results
    for where, number in filed:
        assert (await read_case(casework, clerk, number)).case.state == "withdrawn"
        assert len(await heard(casework, where)) <= 1


async def test_staff_see_which_reason_is_told(casework: Casework, talk: Talk):
    clerk = await make_actor(casework)
    _, number = await talk.file()
    moves = {move.to: move.told for move in (await read_case(casework, clerk, number)).moves}
    assert moves["supplement"] and not moves["forwarded"] and not moves["terminated"]


# --- quiet


async def is_quiet(cw: Casework, conversation_id: str) -> bool:
    async with cw.database.read() as session:
        return bool((await session.get_one(Conversation, conversation_id)).quiet)


async def actions_of(cw: Casework, conversation_id: str) -> list[tuple[str, str]]:
    query = select(AuditEvent).where(AuditEvent.object_id == conversation_id, AuditEvent.action.startswith("quiet"))
    async with cw.database.read() as session:
        return [(event.action, event.actor_kind) for event in await session.scalars(query.order_by(AuditEvent.seq))]


@pytest.mark.parametrize(
    ("screen", "quiet"),
    [
        (["crisis_violence"], True),
        (["crisis_physical_danger", "crisis_violence"], True),
        (["crisis_self_harm"], False),
    ],
)
async def test_violence_and_nothing_else_makes_it_quiet(casework: Casework, talk: Talk, screen: list[str], quiet: bool):
    where = await talk.open(reason=None)
    await record_inbound(casework, where, dedup_key=new_id(), text="……", command=None, screen=screen)
    assert await is_quiet(casework, where) is quiet


async def test_no_hand_back_and_no_ending_lifts_it(casework: Casework, talk: Talk):
    clerk, where = await make_actor(casework), await talk.open()
    await raise_crisis(casework, where, "crisis_violence", [])
    for then in ("continue", "end"):
        await claim(casework, clerk, where)
        await hand_back(casework, clerk, where, then)
        assert await is_quiet(casework, where)
    await raise_crisis(casework, where, "crisis_self_harm", [])
    assert await is_quiet(casework, where)


async def test_the_resident_lifts_it_and_sets_it_again_each_once_in_the_audit(casework: Casework, talk: Talk):
    where = await talk.open()
    await raise_crisis(casework, where, "crisis_violence", [])
    for wanted in (False, False, True):
        state = await set_quiet(casework, where, QuietIn(turn_id=new_id(), quiet=wanted))
        assert state.quiet is wanted
    assert await actions_of(casework, where) == [("quiet.off", "resident"), ("quiet.on", "resident")]


async def test_staff_lift_it_with_a_note_and_without_a_claim(casework: Casework, talk: Talk):
    clerk, where = await make_actor(casework), await talk.open()
    assert await set_quiet_by_staff(casework, clerk, where, True, "") is True
    with pytest.raises(BadRequest):
        await set_quiet_by_staff(casework, clerk, where, False, " \u200b")
    assert await is_quiet(casework, where)
    assert await set_quiet_by_staff(casework, clerk, where, False, "电话里说已搬到亲戚家") is False
    assert await actions_of(casework, where) == [("quiet.on", "staff"), ("quiet.off", "staff")]
    async with casework.database.read() as session:
        notes = list(await session.scalars(select(Note.text).where(Note.conversation_id == where)))
    assert notes == ["电话里说已搬到亲戚家"]


async def test_staff_of_another_place_cannot_lift_it(casework: Casework, talk: Talk):
    stranger, where = await make_actor(casework, region=ABA), await talk.open(FUQUAN)
    await raise_crisis(casework, where, "crisis_violence", [])
    with pytest.raises(NotFound):
        await set_quiet_by_staff(casework, stranger, where, False, "看错了")
    assert await is_quiet(casework, where)


async def test_deleting_everything_told_keeps_the_quiet(casework: Casework, talk: Talk):
    where = await talk.open()
    await raise_crisis(casework, where, "crisis_violence", [])
    await talk.consent(where)
    withdrawn = ConsentIn(turn_id=new_id(), kind="privacy", decision="withdrawn", text_version="1", text="x")
    await record_consent(casework, where, withdrawn)
    assert await is_quiet(casework, where)
