"""Sample staff and cases under `JIUJI_DEMO=1`: invented people, made through the same services as everybody's."""

import secrets
from dataclasses import dataclass, field
from typing import Any, Final

from casework.services.consents import record_consent
from casework.services.context import Casework, new_id
from casework.services.conversations import open_conversation, record_inbound, say
from casework.services.drafts import save_answers
from casework.services.filing import submit_draft
from casework.services.handoffs import request_handoff
from casework.services.staff_accounts import create_staff, find_staff
from contracts.casework import Answer, AnswersIn, ConsentIn, SubmitIn
from contracts.messages import Bubble
from jiuji.compose import open_casework
from jiuji.settings import Settings

STAFF: Final = (
    ("demo-fuquan", "示例经办·福泉", "clerk", "522702"),
    ("demo-aba", "示例经办·阿坝州", "clerk", "513200"),
    ("demo-supervisor", "示例主管", "supervisor", "000000"),
    ("demo-auditor", "示例审计", "auditor", "000000"),
)


@dataclass(frozen=True)
class Sample:
    """One invented talk: what was said, what was told, and how it ended."""

    region: str
    said: tuple[tuple[str, str], ...]
    answers: dict[str, Any] = field(default_factory=dict)
    filed: bool = False
    asks_person: bool = False


SAMPLES: Final = (
    Sample(
        "522702",
        (
            ("resident", "（示例）我在福泉修路，前天从架子上摔下来腿断了，住院押金交不起"),
            ("bot", "听着真不容易。已经帮您把急难救助交上去了。"),
        ),
        {
            "safety_now": "safe", "incident_region": "522702", "incident_place": "示例工地", "incident_cause": "injury",
            "incident_text": "从架子上摔下来腿断了，住院押金交不起", "contact_way": "here",
            "contact_name": "示例甲", "urgent_need": ["treatment"], "affected_people": 1,
        },
        filed=True,
    ),
    Sample(
        "513201",
        (("resident", "（示例）昨晚屋头遭火烧了，一家四口没得地方住"), ("bot", "人平安最要紧。已经帮您交上去了。")),
        {
            "safety_now": "no_food_or_shelter", "incident_region": "513201", "incident_place": "示例村",
            "incident_cause": "fire", "incident_text": "昨晚屋头遭火烧了", "contact_phone": "13900000000",
            "contact_name": "示例乙", "urgent_need": ["food", "shelter"], "affected_people": 4,
            "vulnerable_members": ["elder", "child"],
        },
        filed=True,
    ),
    Sample(
        "522702",
        (
            ("resident", "（示例）低保要带哪些证件"),
            ("bot", "我先说个大概，想问得细，可以找工作人员。"),
            ("resident", "转人工"),
        ),
        asks_person=True,
    ),
    Sample(
        "513231",
        (("resident", "（示例）我妈的救助咋个还没到账"), ("bot", "帮您请工作人员来看。")),
        asks_person=True,
    ),
)  # fmt: skip


def _password(cw: Casework, name: str) -> str:
    """The same at every start of one installation, so that it can be printed each time."""
    return "demo-" + cw.keyring.blind_digests("demo-password", name)[0][1][:10]


async def ensure_demo(settings: Settings) -> None:
    """Make what is not there yet and print how to sign in."""
    async with open_casework(settings) as cw:
        async with cw.database.read() as session:
            known = await find_staff(session, STAFF[0][0]) is not None
        if not known:
            for name, title, role, region in STAFF:
                await create_staff(
                    cw, name=name, role=role, region=region, display_name=title, password=_password(cw, name)
                )
            for sample in SAMPLES:
                await make_sample(cw, sample)
        print("  示例工作人员 sample staff (JIUJI_DEMO)")
        for name, title, _, _ in STAFF:
            print(f"    {name}  {_password(cw, name)}  {title}", flush=True)


async def make_sample(cw: Casework, sample: Sample) -> str:
    """Play one sample; the conversation's id."""
    conversation = await open_conversation(
        cw, channel="web", account="", identity_hash=secrets.token_hex(32), region=sample.region
    )
    for who, words in sample.said:
        if who == "resident":
            await record_inbound(cw, conversation.id, dedup_key=new_id(), text=words, command=None, ask=False)
        else:
            await say(cw, conversation.id, [Bubble(text=words)])
    if sample.answers:
        await _tell(cw, conversation.id, sample)
    if sample.asks_person:
        await request_handoff(cw, conversation.id, reason="requested")
    return conversation.id


async def _tell(cw: Casework, conversation_id: str, sample: Sample) -> None:
    consent = ConsentIn(turn_id=new_id(), kind="privacy", decision="given", text_version="demo", text="示例：同意记录")
    await record_consent(cw, conversation_id, consent)
    told = {**sample.answers, "incident_date": cw.today().isoformat()}
    answers = [Answer(key=key, value=value) for key, value in told.items()]
    state = await save_answers(
        cw, conversation_id, AnswersIn(turn_id=new_id(), lane="temporary_urgent", answers=answers)
    )
    if sample.filed and state.draft is not None:
        await submit_draft(cw, conversation_id, SubmitIn(turn_id=new_id(), draft_id=state.draft.draft_id))
