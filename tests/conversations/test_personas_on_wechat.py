"""The same residents on WeChat: what is judged is what their phone shows, through the same real service."""

import asyncio
import re
import time

import pytest

from casework.services.context import Casework
from casework.storage.channel_models import WeChatContact
from casework.storage.models import Conversation
from tests.conversations.personas import FORBIDDEN, SENTENCE, Persona, all_personas
from tests.conversations.test_personas import check_record, check_step
from tests.wechat_resident import Line, WeChatResident, has_number

pytestmark = pytest.mark.model
PERSONAS = all_personas()
BYTES = 2048
# what only makes sense where there is something to tap or to look at
WEB_WORDS = re.compile(
    r"按钮|点一[下个]|点击|点这|点[上下]面|点“|[上下]面的卡片|右上|左上|页面|网页|刷新|输入框|发送键|屏幕|字号"
)
# an answer in a text of its own, a number alone, a hint without numbers: what merging could leave behind
BROKEN = re.compile(r"\n{3,}|None|\{\w*\}|</?\w+>|^\s|\s$")


@pytest.mark.parametrize("persona", PERSONAS, ids=lambda persona: persona.name)
async def test_persona_on_wechat(persona: Persona, line: Line, record: Casework) -> None:
    scene = f"{persona.region}-poster" if persona.region else None
    resident = await asyncio.to_thread(line.resident, scene=scene)
    assert not phone_problems(resident), resident.heard
    filed_after = None
    for number, step in enumerate(persona.steps, start=1):
        await asyncio.to_thread(resident.say, step.say) if step.say else await asyncio.to_thread(resident.tap, step.tap)
        check_step(persona, number, step, resident)
        assert not phone_problems(resident), f"{phone_problems(resident)} in step {number}:\n{resident.heard}"
        if filed_after is None and resident.card("case"):
            filed_after = number
    if persona.turns_to_filing is not None:
        assert filed_after is not None and filed_after <= persona.turns_to_filing
    await check_record(persona, record, resident.conversation_id)
    await all_is_shown(record, resident)


def phone_problems(resident: WeChatResident) -> list[str]:
    """What of the newest texts on the phone breaks a law of the channel."""
    problems = [] if len(resident.new) == 1 else [f"{len(resident.new)} texts for one message"]
    for text in resident.new:
        problems += [f"{len(text.encode())} bytes"] if len(text.encode()) > BYTES else []
        problems += [f"{kind} {found[0]!r}" for kind, law in LAWS.items() if (found := law.search(text))]
        problems += [f"sentence of {len(one)}: {one}" for one in sentences(text) if len(one) > SENTENCE]
    return problems + wrong_numbers(resident)


LAWS = {"forbidden": FORBIDDEN, "only for the web": WEB_WORDS, "broken": BROKEN}


def sentences(text: str) -> list[str]:
    """As people read them; of the privacy notice, which is told in full on request, none."""
    return [] if "详细说明：" in text else re.split(r"[。？！；\n]", text)


def wrong_numbers(resident: WeChatResident) -> list[str]:
    """Numbers that the phone shows before words of their own, and that are not the choice offered last."""
    listed = {int(number): title for number, title in re.findall(r"^(\d) (.+)$", resident.heard, re.MULTILINE)}
    zero = listed.pop(0, None)
    offered = dict(enumerate(resident.offered(), 1))
    wrong = [f"{number} is not {title!r}" for number, title in listed.items() if offered.get(number) != title]
    unseen = [
        f"{number} {title!r} is not to be seen"
        for number, title in offered.items()
        if number not in listed and not is_named(resident.heard, number, title)
    ]
    return wrong + unseen + ([f"0 is {zero!r}"] if zero not in (None, "找人工") else [])


def is_named(text: str, number: int, title: str) -> bool:
    """Whether the sentence itself says what to type; a person is always there under 0."""
    return has_number(text, number) or ("人工" in title and has_number(text, 0))


async def all_is_shown(record: Casework, resident: WeChatResident) -> None:
    """One text for each message, and nothing is left that could still come."""
    end = time.monotonic() + 5
    while True:
        async with record.database.read() as session:
            contact = await session.get_one(WeChatContact, resident.conversation_id)
            conversation = await session.get_one(Conversation, resident.conversation_id)
        left = conversation.last_seq - contact.delivered_seq
        if not left:
            break
        assert time.monotonic() < end, f"{left} messages are still to be delivered"
        await asyncio.sleep(0.05)
    assert len(resident.phone.shown) == resident.turns, resident.phone.texts
    assert contact.delivered_characters == 0
