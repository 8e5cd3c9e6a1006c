"""低保, 单人保 and 支出型 from the first answer to the running clock: place, kind, assessment, lane, consent."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from casework.domain.draft_fold import Folded, Told, fold
from casework.domain.interviews import CONFIRM
from casework.services.case_views import case_brief
from casework.services.case_work import move_case_in
from casework.services.consents import record_consent
from casework.services.context import Casework, new_id
from casework.services.draft_lanes import assess_conversation, change_lane
from casework.services.drafts import read_state, reopen_last, save_answers
from casework.services.erasure import erase_conversation
from casework.services.filing import submit_draft
from casework.services.reproduction import reproduce_assessment
from casework.services.staff_cases import read_case
from casework.services.staff_conversations import read_conversation
from casework.storage.keeping_models import AuditEvent
from casework.storage.models import AnswerEvent, Case, Consent, Conversation, Draft
from contracts.cards import card_problem
from contracts.casework import (
    Answer,
    AnswersIn,
    AssessIn,
    ConversationState,
    DraftState,
    EraseIn,
    Filed,
    LaneIn,
    ReopenIn,
    SubmitIn,
)
from contracts.errors import BadRequest, Conflict, NotFound, RegionNotServed
from policy.book import PolicyBook
from policy.loader import read_folder
from tests.casework_steps import consent_in, consenting, count, turn
from tests.staff_tools import make_actor

FUQUAN, KUNMING = "522702", "530102"
PEOPLE: list[dict[str, Any]] = [
    {"relation": "self", "age": 46, "occupation": "casual", "serious_illness": False, "exclusion": "none"},
    {"relation": "spouse", "age": 45, "occupation": "farming", "serious_illness": False, "exclusion": "none"},
    {"relation": "child", "age": 11, "serious_illness": False, "exclusion": "none"},
]
COMPLETE: dict[str, Any] = {
    "safety_now": "safe", "applicant_role": "self", "hukou_region": FUQUAN, "hukou_township": None,
    "existing_status": "none", "household_size": 3, "members": PEOPLE, "members_confirmed": True,
    "standard_kind": "rural", "income_kinds": ["wages"], "income_wages": 7200, "necessary_expenses": 0,
    "housing": {"owned": 1, "recent_purchase": False}, "vehicles": [], "savings_band": "low", "business": "none",
    "verification_consent": "later", "contact_phone": "13900005678",
}  # fmt: skip
BILLS: dict[str, Any] = {
    "safety_now": "safe", "incident_region": FUQUAN, "incident_place": "县医院", "applicant_role": "self",
    "existing_status": "minimum_living", "expense_kind": ["medical"], "expense_total_12m": 30000,
    "expense_reimbursed_12m": 21000, "same_cause_this_year": False, "verification_consent": "later",
    "contact_phone": "13900005678",
}  # fmt: skip


def _body(lane: Any, told: dict[str, Any], turn_id: str | None = None) -> AnswersIn:
    answers = [Answer(key=key, value=value) for key, value in told.items()]
    return AnswersIn(turn_id=turn_id or turn(), lane=lane, answers=answers)


async def _ready(cw: Casework, lane: str = "minimum_living", **changes: Any) -> tuple[str, DraftState]:
    conversation = await consenting(cw)
    told = BILLS if lane == "temporary_expense" else COMPLETE
    return conversation, _draft(await save_answers(cw, conversation, _body(lane, told | changes)))


def _draft(state: ConversationState) -> DraftState:
    assert state.draft is not None
    return state.draft


async def _file(cw: Casework, conversation: str, draft: DraftState) -> Filed:
    return await submit_draft(cw, conversation, SubmitIn(turn_id=turn(), draft_id=draft.draft_id))


async def _case(cw: Casework) -> Case:
    async with cw.database.read() as session:
        return (await session.execute(select(Case))).scalar_one()


async def _move(cw: Casework, to: str, reason: str = "") -> Case:
    async with cw.database.write() as session:
        case = (await session.execute(select(Case))).scalar_one()
        return await move_case_in(cw, session, case.id, to, actor_kind="staff", actor_id=new_id(), reason=reason)


@pytest.mark.parametrize(
    ("lane", "kind", "programme"),
    [
        ("minimum_living", "household", "minimum_living"),
        ("minimum_living_single", "single_person", "minimum_living"),
        ("temporary_expense", "expense", "temporary_aid"),
    ],
)
async def test_filed_with_kind_place_and_assessment_and_no_clock(
    casework: Casework, lane: str, kind: str, programme: str
) -> None:
    own = {"members": [{**PEOPLE[0], "income": {"wages": 7200}}, *PEOPLE[1:]]} if lane.endswith("single") else {}
    conversation, draft = await _ready(casework, lane, **own)
    assert draft.next_key == CONFIRM, draft.missing
    done = await _file(casework, conversation, draft)
    assert done.assessment
    assert card_problem("assessment", done.assessment) is None
    assert card_problem("case", done.case.card) is None
    case = await _case(casework)
    assert (case.programme, case.kind, case.region, case.state) == (programme, kind, FUQUAN, "submitted")
    assert (case.as_of, case.policy_version) == (casework.today(), casework.policy.version)
    assert case.facts["aid"] == lane
    assert "members_confirmed" not in case.facts
    # sent is not accepted: no legal term runs
    assert (case.due_name, case.due_at, done.case.card["clock"]) == (None, None, None)
    async with casework.database.read() as session:
        talk = await session.get_one(Conversation, conversation)
    assert (talk.mode, talk.region, talk.topic) == ("bot", FUQUAN, lane)


async def test_the_township_of_the_register_receives_it(casework: Casework) -> None:
    region = casework.policy.region(FUQUAN)
    assert region is not None
    code, name = list(region.townships.items())[1]
    conversation, draft = await _ready(casework, hukou_township=code, incident_region="513221")
    await _file(casework, conversation, draft)
    case = await _case(casework)
    assert case.region == FUQUAN
    assert case.office["code"] == code
    assert name[:2] in case.office["name"]


async def test_papers_elsewhere_file_where_they_live(casework: Casework) -> None:
    conversation, draft = await _ready(casework, hukou_region=KUNMING)
    assert draft.next_key == "usual_region"
    told = {"usual_region": FUQUAN, "usual_township": None}
    draft = _draft(await save_answers(casework, conversation, _body("minimum_living", told)))
    assert draft.next_key == "residence_permit"
    state = await save_answers(casework, conversation, _body("minimum_living", {"residence_permit": True}))
    await _file(casework, conversation, _draft(state))
    case = await _case(casework)
    assert (case.region, case.facts["hukou_region"]) == (FUQUAN, KUNMING)
    assert case.assessment["outcome"] == "needs_review"


async def test_served_nowhere_files_nothing(casework: Casework) -> None:
    elsewhere = {"hukou_region": KUNMING, "usual_region": KUNMING, "residence_permit": False}
    conversation, draft = await _ready(casework, **elsewhere)
    with pytest.raises(RegionNotServed):
        await _file(casework, conversation, draft)
    assert await count(casework, Case) == 0


async def test_what_is_open_is_named_and_members_are_asked_one_by_one(casework: Casework) -> None:
    conversation, draft = await _ready(casework, members=[PEOPLE[0], {"relation": "spouse"}])
    assert (draft.next_key, draft.detail) == ("members", {"member": 2, "field": "age"})
    assert [row.text for row in draft.table] == ["本人，46岁，打零工", "爱人"]
    with pytest.raises(BadRequest) as refused:
        await _file(casework, conversation, draft)
    assert set(refused.value.fields or {}) == {"members"}


async def test_a_wrong_value_is_named_in_chinese(casework: Casework) -> None:
    conversation = await consenting(casework)
    with pytest.raises(BadRequest) as refused:
        await save_answers(
            casework, conversation, _body("minimum_living", {"members": [{"age": 400}], "income_wages": -1})
        )
    assert "第1个人的年龄" in str(refused.value.fields)
    assert set(refused.value.fields or {}) == {"members", "income_wages"}


async def test_what_follows_is_an_event_and_the_fold_stays_true(casework: Casework) -> None:
    conversation, draft = await _ready(casework)
    assert draft.answers["income_support"] == 0
    more = [*PEOPLE, {"relation": "parent", "age": 81, "serious_illness": False, "exclusion": "none"}]
    told = _body("minimum_living", {"members": more})
    draft = _draft(await save_answers(casework, conversation, told))
    assert draft.answers["household_size"] == 4
    assert "members_confirmed" not in draft.answers
    assert draft.missing == ["members_confirmed", "income_pension"]
    assert _draft(await save_answers(casework, conversation, told)) == draft
    draft = _draft(await reopen_last(casework, conversation, ReopenIn(turn_id=turn(), key="hukou_region")))
    assert "hukou_township" not in draft.answers
    assert draft.last_key == "members"
    back = ReopenIn(turn_id=turn())
    draft = _draft(await reopen_last(casework, conversation, back))
    # the answer that nothing weighs on anybody is taken back, once however often the turn runs
    assert (draft.next_key, draft.answers["members"][0]) == ("hukou_region", dict(list(PEOPLE[0].items())[:3]))
    assert _draft(await reopen_last(casework, conversation, back)) == draft
    async with casework.database.read() as session:
        stored = (await session.execute(select(Draft))).scalar_one()
        events = list((await session.execute(select(AnswerEvent).order_by(AnswerEvent.seq))).scalars())
    assert Folded.read(stored.folded) == fold([Told(e.turn_id, e.key, e.value, e.cleared) for e in events])


async def test_assessed_before_filing_and_nothing_written(casework: Casework) -> None:
    conversation, draft = await _ready(casework)
    found = await assess_conversation(casework, conversation, AssessIn(draft_id=draft.draft_id))
    assert card_problem("assessment", found.assessment) is None
    assert found.assessment["programme"] == "minimum_living"
    assert found.assessment["composition"]["counted"] == 3
    assert found.checklist
    assert _draft(await read_state(casework, conversation)) == draft
    other = await consenting(casework)
    with pytest.raises(NotFound):
        await assess_conversation(casework, other, AssessIn(draft_id=draft.draft_id))


async def test_the_same_assessment_comes_out_again(casework: Casework) -> None:
    conversation, draft = await _ready(casework)
    await _file(casework, conversation, draft)
    case = await _case(casework)
    again = reproduce_assessment(casework, case)
    assert (again.same, again.same_version, again.differs) == (True, True, ())
    case.facts = {**case.facts, "income_wages": 720000}
    changed = reproduce_assessment(casework, case)
    assert not changed.same
    assert "outcome" in changed.differs
    assert "请报告" in changed.text


async def test_under_another_version_of_the_law_it_says_so(casework: Casework) -> None:
    conversation, draft = await _ready(casework)
    await _file(casework, conversation, draft)
    case = await _case(casework)
    first = casework.policy
    files = dict(read_folder(None))
    path = next(path for path in files if path.endswith("fuquan/minimum_living_standard.yaml"))
    files[path] = re.sub(r"value: (\d+)", lambda found: f"value: {int(found[1]) + 1}", files[path])
    casework.policy = PolicyBook.from_files(files)
    again = reproduce_assessment(casework, case)
    assert (again.same, again.same_version) == (False, False)
    assert "standard" in again.differs
    assert (again.stored_version, again.version) == (first.version, casework.policy.version)
    assert "不是同一版" in again.text
    # with the law of its own version it still comes out as stored
    assert reproduce_assessment(casework, case, first).same


async def test_told_after_filing_is_assessed_by_the_law_in_hand_and_says_which(casework: Casework) -> None:
    conversation, draft = await _ready(casework)
    await _file(casework, conversation, draft)
    await save_answers(casework, conversation, _body("minimum_living", {"kinship_with_staff": True}))
    case = await _case(casework)
    assert case.facts["kinship_with_staff"] is True
    assert case.assessment["policy_version"] == case.policy_version
    assert reproduce_assessment(casework, case).same


async def test_the_term_starts_when_accepted(casework: Casework, monkeypatch: pytest.MonkeyPatch) -> None:
    conversation, draft = await _ready(casework)
    await _file(casework, conversation, draft)
    monkeypatch.setattr(casework, "now", lambda: datetime(2026, 3, 2, 2, tzinfo=UTC))
    case = await _move(casework, "accepted")
    deadline = case.assessment["deadline"]
    clock = casework.policy.handling_clock("minimum_living", FUQUAN, date(2026, 3, 2), deadline["case"])
    assert clock is not None
    assert clock.latest is not None
    assert (case.due_name, case.due_at) == (clock.name, clock.due_at)
    line = case_brief(case).card["clock"]
    assert line["due_text"].startswith(f"{clock.latest.year}年{clock.latest.month}月{clock.latest.day}日（周")
    assert (clock.latest - date(2026, 3, 2)).days >= deadline["limit"]


async def test_papers_elsewhere_have_the_longer_term(casework: Casework) -> None:
    away = {"hukou_region": KUNMING, "usual_region": FUQUAN, "usual_township": None, "residence_permit": True}
    conversation, draft = await _ready(casework, **away)
    await _file(casework, conversation, draft)
    case = await _move(casework, "accepted")
    hard = casework.policy.handling_clock("minimum_living", FUQUAN, casework.today(), "hard")
    assert hard is not None
    assert case.due_at == hard.due_at


async def test_the_term_rests_while_papers_are_asked_for(casework: Casework, monkeypatch: pytest.MonkeyPatch) -> None:
    conversation, draft = await _ready(casework)
    await _file(casework, conversation, draft)

    def on(day: int) -> None:
        monkeypatch.setattr(casework, "now", lambda: datetime(2026, 7, day, 2, tzinfo=UTC))

    on(2)
    straight = (await _move(casework, "accepted")).due_at
    on(6)
    assert (await _move(casework, "supplement", "户口簿")).due_at is None
    on(13)
    case = await _move(casework, "accepted")
    # five working days of rest, Monday to Monday, in a month without holidays
    assert case.due_at - straight == timedelta(days=7)
    on(14)
    assert (await _move(casework, "verifying")).due_at == case.due_at


async def test_asked_for_papers_before_acceptance_starts_nothing(casework: Casework) -> None:
    conversation, draft = await _ready(casework)
    await _file(casework, conversation, draft)
    await _move(casework, "supplement", "户口簿")
    case = await _move(casework, "submitted")
    assert case.due_at is None


async def test_another_lane_keeps_every_answer(casework: Casework) -> None:
    conversation, draft = await _ready(casework)
    body = LaneIn(turn_id=turn(), draft_id=draft.draft_id, lane="minimum_living_single")
    changed = _draft(await change_lane(casework, conversation, body))
    assert (changed.draft_id, changed.lane, changed.answers) == (draft.draft_id, "minimum_living_single", draft.answers)
    assert changed.next_key == "members"
    assert changed.detail == {"member": 1, "field": "income"}
    assert _draft(await change_lane(casework, conversation, body)) == changed
    async with casework.database.read() as session:
        events = list((await session.execute(select(AuditEvent.action))).scalars())
    assert events.count("draft.lane_changed") == 1


async def test_a_draft_the_lane_had_already_gives_way(casework: Casework) -> None:
    conversation, draft = await _ready(casework)
    told = {"business": "shop", "kinship_with_staff": True}
    other = _draft(await save_answers(casework, conversation, _body("minimum_living_single", told)))
    body = LaneIn(turn_id=turn(), draft_id=draft.draft_id, lane="minimum_living_single")
    changed = _draft(await change_lane(casework, conversation, body))
    assert changed.draft_id == draft.draft_id
    assert changed.answers == {**draft.answers, "kinship_with_staff": True}
    async with casework.database.read() as session:
        drafts = {row.id: row for row in (await session.execute(select(Draft))).scalars()}
        events = list((await session.execute(select(AnswerEvent).order_by(AnswerEvent.seq))).scalars())
    assert (drafts[other.draft_id].state, drafts[other.draft_id].folded) == ("erased", {})
    assert {event.draft_id for event in events} == {draft.draft_id}
    told_events = [Told(event.turn_id, event.key, event.value, event.cleared) for event in events]
    assert Folded.read(drafts[draft.draft_id].folded) == fold(told_events)


async def test_a_filed_draft_stays_in_its_lane(casework: Casework) -> None:
    conversation, draft = await _ready(casework)
    await _file(casework, conversation, draft)
    with pytest.raises(Conflict):
        await change_lane(
            casework, conversation, LaneIn(turn_id=turn(), draft_id=draft.draft_id, lane="minimum_living_single")
        )
    with pytest.raises(NotFound):
        await change_lane(casework, conversation, LaneIn(turn_id=turn(), draft_id=new_id(), lane="temporary_expense"))


async def test_the_yes_to_checks_is_a_record_of_its_own(casework: Casework) -> None:
    conversation, draft = await _ready(casework)
    state = await record_consent(casework, conversation, consent_in("given", "verification"))
    assert state.consent_privacy is True
    assert _draft(state) == draft
    async with casework.database.read() as session:
        rows = list((await session.execute(select(Consent).order_by(Consent.seq))).scalars())
    assert [(row.kind, row.decision) for row in rows] == [("privacy", "given"), ("verification", "given")]
    assert rows[1].text_version
    assert len(rows[1].text_hash) == 64
    # taking back the one leaves the other
    state = await record_consent(casework, conversation, consent_in("withdrawn", "verification"))
    assert (state.consent_privacy, _draft(state)) == (True, draft)


async def test_staff_see_it_in_words_with_the_arithmetic_and_what_to_look_at(casework: Casework) -> None:
    clerk = await make_actor(casework)
    conversation, draft = await _ready(
        casework, vehicles=[{"kind": "car", "use": "commute"}],
        members=[{**PEOPLE[0], "called": "电话13812345678"}, *PEOPLE[1:]], members_confirmed=True,
    )  # fmt: skip
    done = await _file(casework, conversation, draft)
    view = await read_case(casework, clerk, done.case.case_number)
    rows = {row.key: row for row in view.answers}
    assert (rows["members"].label, rows["income_wages"].text) == ("家里人", "一年7200元（每月600元）")
    assert "2. 爱人，45岁，种地" in rows["members"].text
    assert rows["hukou_region"].text == "福泉市"
    assert rows["vehicles"].text == "小汽车（代步）"
    assert "13812345678" not in view.model_dump_json()
    assert view.assessment is not None
    assert view.assessment.data["steps"]
    assert [flag["rule"] for flag in view.assessment.data["flags"]] == ["flag_car"]
    assert view.assessment_check is not None
    assert (view.assessment_check.same, view.assessment_check.same_version) == (True, True)
    beside = await read_conversation(casework, clerk, conversation)
    assert beside.drafts[0].lane == "minimum_living"


async def test_erasure_takes_members_and_incomes_along(casework: Casework) -> None:
    conversation, _ = await _ready(casework)
    await erase_conversation(casework, conversation, EraseIn(turn_id=turn()))
    async with casework.database.read() as session:
        stored = (await session.execute(select(Draft))).scalar_one()
    assert (stored.state, stored.folded) == ("erased", {})
    assert await count(casework, AnswerEvent) == 0
