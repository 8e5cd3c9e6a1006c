"""Staff at work through the API: the case beside the chat, answers, cases and moves, the event stream."""

import asyncio
import json
import time
from typing import Any

import pytest
from sqlalchemy import select

from casework.services.claims import claim
from casework.services.context import Casework, new_id
from casework.services.erasure import erase_conversation
from casework.services.handoffs import raise_crisis
from casework.services.staff_cases import list_cases, move_case, read_case
from casework.services.staff_conversations import read_conversation, set_answers
from casework.storage.keeping_models import AuditEvent
from casework.storage.models import AnswerEvent, Case
from contracts.casework import Answer, EraseIn
from contracts.errors import BadRequest, Conflict, ConsentMissing, JiujiError
from tests.staff_tools import ABA, ABA_COUNTY, FUQUAN, StaffSite, Talk, make_actor


async def test_the_case_stands_beside_the_chat(casework: Casework, talk: Talk) -> None:
    clerk = await make_actor(casework)
    where, number = await talk.file()
    view = await read_conversation(casework, clerk, where)
    draft = view.drafts[0]
    answers = {row.key: row for row in draft.answers}
    assert answers["incident_cause"].text == "受伤" and answers["incident_cause"].who == "居民"
    assert answers["contact_name"].value == "测试甲"
    assert (answers["contact_phone"].value, answers["contact_phone"].masked) == ("139****5678", True)
    assert view.cases[0].data["case_number"] == number
    assert view.assessment is not None and view.assessment.data["policy_version"] == casework.policy.version
    assert [(row.kind, row.decision) for row in view.consents] == [("privacy", "given")]
    assert view.handoff is not None and view.handoff.reason_text == "新提交的急难申请"
    assert "urgent_need" in draft.missing


async def test_what_staff_set_is_an_event_with_their_name_and_the_value_before(casework: Casework, talk: Talk) -> None:
    clerk = await make_actor(casework)
    where = await talk.open()
    await talk.consent(where)
    await talk.tell(where, incident_region=FUQUAN, incident_cause="fire")
    await claim(casework, clerk, where)
    told = [Answer(key="incident_cause", value="injury", text="电话里说是摔伤", source="resident")]
    draft, _ = await set_answers(casework, clerk, where, told, None)
    row = next(row for row in draft.answers if row.key == "incident_cause")
    assert (row.value, row.source, row.who, row.replaced) == ("injury", "staff", clerk.display_name, "fire")
    assert [old.value for old in draft.history if old.key == "incident_cause"] == ["fire"]
    async with casework.database.read() as session:
        events = list(await session.scalars(select(AnswerEvent).where(AnswerEvent.source == "staff")))
        audited = list(await session.scalars(select(AuditEvent).where(AuditEvent.action == "answers")))
    assert [event.actor_id for event in events] == [clerk.id]
    assert audited[0].detail == {"keys": "incident_cause"}


async def test_staff_answers_obey_the_same_rules(casework: Casework, talk: Talk) -> None:
    clerk, where = await make_actor(casework), await talk.open()
    await claim(casework, clerk, where)
    with pytest.raises(ConsentMissing):
        await set_answers(casework, clerk, where, [Answer(key="incident_cause", value="fire")], None)
    await talk.consent(where)
    with pytest.raises(BadRequest) as caught:
        await set_answers(casework, clerk, where, [Answer(key="incident_cause", value="aliens")], None)
    assert "incident_cause" in (caught.value.fields or {})


async def test_a_chat_whose_place_moves_away_stays_with_its_holder(casework: Casework, talk: Talk) -> None:
    clerk, where = await make_actor(casework), await talk.open()
    await talk.consent(where)
    await claim(casework, clerk, where)
    await set_answers(casework, clerk, where, [Answer(key="incident_region", value=ABA_COUNTY)], "temporary_urgent")
    view = await read_conversation(casework, clerk, where)
    assert (view.region, view.holder is not None) == (ABA_COUNTY, True)


async def test_cases_and_their_moves(casework: Casework, talk: Talk) -> None:
    clerk = await make_actor(casework)
    _, number = await talk.file()
    listed = (await list_cases(casework, clerk)).cases
    assert [(row.case_number, row.state, row.region_name) for row in listed] == [(number, "submitted", "福泉市")]
    case = await read_case(casework, clerk, number)
    assert "accepted" in {move.to for move in case.moves} and "confirmed" not in {move.to for move in case.moves}
    moved = await move_case(casework, clerk, number, "accepted", "材料看过了", case.version)
    assert moved.case.state == "accepted"
    assert (moved.events[-1].who, moved.events[-1].reason) == (clerk.display_name, "材料看过了")
    assert {move.to for move in moved.moves} >= {"confirmed", "supplement"}


async def test_a_supplement_returns_where_it_came_from(casework: Casework, talk: Talk) -> None:
    clerk = await make_actor(casework)
    _, number = await talk.file()
    await move_case(casework, clerk, number, "accepted", "看过")
    case = await move_case(casework, clerk, number, "supplement", "请补诊断证明")
    back = {move.title: move.to for move in case.moves}["补正收到"]
    assert back == "accepted"
    assert (await move_case(casework, clerk, number, back, "收到")).case.state == "accepted"


@pytest.mark.parametrize("to", ["confirmed", "public_notice", "draft", "closed", "gone", "papers_received"])
async def test_every_illegal_move_is_refused_with_a_reason_in_words(casework: Casework, talk: Talk, to: str) -> None:
    clerk = await make_actor(casework)
    _, number = await talk.file()
    with pytest.raises(JiujiError) as caught:
        await move_case(casework, clerk, number, to, "想直接办完")
    assert (caught.value.status, caught.value.code) == (409, "illegal_move")
    assert any("\u4e00" <= char <= "\u9fff" for char in caught.value.message)
    async with casework.database.read() as session:
        assert [case.state for case in await session.scalars(select(Case))] == ["submitted"]


async def test_a_stale_screen_moves_nothing(casework: Casework, talk: Talk) -> None:
    clerk = await make_actor(casework)
    _, number = await talk.file()
    version = (await read_case(casework, clerk, number)).version
    results = await asyncio.gather(
        *(move_case(casework, clerk, number, "accepted", f"第{n}人", version) for n in range(5)),
        return_exceptions=True,
    )
    assert sum(not isinstance(result, BaseException) for result in results) == 1
    assert all(isinstance(result, Conflict) for result in results if isinstance(result, BaseException))


async def test_the_list_keeps_to_the_region(casework: Casework, talk: Talk) -> None:
    _, fuquan = await talk.file(FUQUAN)
    _, aba = await talk.file(ABA_COUNTY)
    clerk, prefecture = await make_actor(casework), await make_actor(casework, region=ABA)
    assert [row.case_number for row in (await list_cases(casework, clerk)).cases] == [fuquan]
    assert [row.case_number for row in (await list_cases(casework, prefecture)).cases] == [aba]


async def test_an_erased_conversation_says_so(casework: Casework, talk: Talk) -> None:
    clerk, where = await make_actor(casework), await talk.open()
    await talk.consent(where)
    await talk.tell(where, incident_region=FUQUAN, contact_name="测试乙")
    await erase_conversation(casework, where, EraseIn(turn_id=new_id()))
    view = await read_conversation(casework, clerk, where)
    assert view.erased and "测试乙" not in view.model_dump_json()


class Stream:
    """A console's event stream, read in the background."""

    def __init__(self, answer: Any) -> None:
        self.events: asyncio.Queue[tuple[str, dict[str, Any], float]] = asyncio.Queue()
        self._task = asyncio.create_task(self._read(answer))

    async def _read(self, answer: Any) -> None:
        name = ""
        async for raw in answer.content:
            line = raw.decode().rstrip("\n")
            if line.startswith("event: "):
                name = line[7:]
            elif line.startswith("data: "):
                await self.events.put((name, json.loads(line[6:]), time.monotonic()))

    async def next(self, name: str, seconds: float = 5) -> tuple[dict[str, Any], float]:
        async with asyncio.timeout(seconds):
            while True:
                found, data, at = await self.events.get()
                if found == name:
                    return data, at

    def close(self) -> None:
        self._task.cancel()


async def test_the_stream_tells_of_urgent_things_within_two_seconds_and_only_ones_own(site: StaffSite) -> None:
    talk, client, stranger = Talk(site.cw), await site.signed_in(), await site.signed_in(region=ABA)
    async with client.http.get("/api/staff/events") as answer, stranger.http.get("/api/staff/events") as other:
        stream, foreign = Stream(answer), Stream(other)
        assert await stream.next("ready") and await foreign.next("ready")
        where = await talk.open(reason=None)
        began = time.monotonic()
        await raise_crisis(site.cw, where, "crisis_violence", "x")
        alarm, at = await stream.next("alarm")
        assert (alarm["conversation_id"], alarm["crisis"], alarm["region_name"]) == (where, "crisis_violence", "福泉市")
        assert at - began < 2
        queue, _ = await stream.next("queue")
        assert queue == {"urgent": 1, "waiting": 0}
        await talk.say(where, "快来人")
        changed, _ = await stream.next("conversation")
        assert (changed["conversation_id"], changed["last_seq"]) == (where, 2)
        with pytest.raises(TimeoutError):
            await foreign.next("alarm", 0.5)
        stream.close()
        foreign.close()


async def test_the_stream_ends_with_the_session(site: StaffSite) -> None:
    client = await site.signed_in()
    async with client.http.get("/api/staff/events") as answer:
        stream = Stream(answer)
        await stream.next("ready")
        await client.post("logout")
        await Talk(site.cw).open()
        await stream.next("signed-out")
        stream.close()


async def test_claim_reply_and_refusals_over_http(site: StaffSite) -> None:
    where = await Talk(site.cw).open()
    one, two = await site.signed_in(name="wang"), await site.signed_in(name="zhao")
    claimed = await one.post(f"conversations/{where}/claim")
    assert (claimed["mode"], claimed["holder"]["me"]) == ("staff", True)
    status, lost = await two.call("POST", f"conversations/{where}/claim")
    assert (status, lost["error"]["code"], lost["error"]["fields"]) == (
        409, "held_by_other", {"holder": "工作人员wang"},
    )  # fmt: skip
    seen = (await one.get(f"conversations/{where}"))["last_seq"]
    sent = await one.post(f"conversations/{where}/reply", {"text": "您好", "seen_seq": seen})
    assert (sent["message"]["from"], sent["message"]["staff_name"]) == ("staff", "工作人员wang")
    status, stale = await one.call("POST", f"conversations/{where}/reply", {"text": "在吗", "seen_seq": seen})
    assert (status, stale["error"]["code"]) == (409, "unseen_messages")
    assert [message["text"] for message in stale["error"]["messages"]] == ["您好"]
    back = await one.post(f"conversations/{where}/hand-back", {"then": "end", "note": "办完了"})
    assert (back["mode"], back["holder"]) == ("closed", None)
