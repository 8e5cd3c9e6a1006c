"""The form of a filed case: for its resident whole, for staff of its region as they may see it, for nobody else."""

import secrets
from collections.abc import Awaitable
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

import pytest
from sqlalchemy import select

from casework.domain.case_numbers import mint_number
from casework.domain.consent_texts import consent_text
from casework.forms import layout
from casework.forms.faces import Faces
from casework.services.application_form import FormFile, form_for_resident, form_for_staff
from casework.services.consents import record_consent
from casework.services.context import Casework
from casework.services.conversations import Conversation
from casework.services.drafts import save_answers
from casework.services.rate_limits import RateLimit, used
from casework.services.withdrawal import withdraw_case
from casework.storage.keeping_models import AuditEvent
from contracts.casework import ConsentIn, WithdrawIn
from contracts.errors import NotFound, TooMany, Unavailable
from tests.casework_steps import answers_in, consenting, filed, turn
from tests.form_reading import words_of
from tests.staff_tools import BARKAM, FUQUAN, make_actor

ID_NUMBER = "11010519491231002X"
TOLD: dict[str, Any] = {
    "incident_region": FUQUAN, "contact_name": "王𠮷山", "applicant_role": "self", "id_number": ID_NUMBER,
    "incident_text": "从架子上摔下来腿断了，老板电话13700007777",
}  # fmt: skip


async def _of(cw: Casework, conversation_id: str) -> Conversation:
    async with cw.database.read() as session:
        conversation = await session.get(Conversation, conversation_id)
        assert conversation is not None
        return conversation


async def _filed(cw: Casework, **more: Any) -> tuple[Conversation, str]:
    conversation_id, done = await filed(cw, **{**TOLD, **more})
    return await _of(cw, conversation_id), done.case.case_number


async def _actions(cw: Casework) -> list[str]:
    async with cw.database.read() as session:
        events = await session.scalars(select(AuditEvent).order_by(AuditEvent.seq))
        return [event.action for event in events if event.action.endswith(("form", "form_masked"))]


async def _printed(found: Awaitable[FormFile]) -> str:
    return words_of((await found).body)


async def test_the_resident_gets_their_own_form_whole(casework: Casework) -> None:
    conversation, number = await _filed(casework)
    file = await form_for_resident(casework, conversation, number.lower().replace("-", " "))
    words = words_of(file.body)
    for expected in ("王𠮷山", ID_NUMBER, "13800001234", number, "福泉市", "2024年5月1日", "☑意外伤害", "已提交"):
        assert expected in words, expected
    assert file.name == f"临时救助申请表（急难型） {number}.pdf"
    assert await _actions(casework) == ["print.form"]


async def test_nobody_elses_number_reads_differently_from_none(casework: Casework) -> None:
    _, number = await _filed(casework)
    stranger = await _of(casework, await consenting(casework))
    said = set()
    for typed in (number, mint_number("福", secrets.choice), "不是编号"):
        with pytest.raises(NotFound) as refused:
            await form_for_resident(casework, stranger, typed)
        said.add(refused.value.message)
    assert said == {"没有查到这个编号。"}
    assert await _actions(casework) == ["denied.print.form"] * 3
    async with casework.database.read() as session:
        wrong = await used(session, RateLimit.STATUS_WRONG, stranger.resident_id, casework.now())
    assert wrong == 3, "numbers tried here close the look-ups in the talk as well"


async def test_the_same_work_for_a_number_that_exists_and_one_that_does_not(casework_sqlite: Casework) -> None:
    _, number = await _filed(casework_sqlite)
    spent: dict[str, list[float]] = {"foreign": [], "missing": []}
    for _ in range(20):
        for kind, typed in (("foreign", number), ("missing", mint_number("福", secrets.choice))):
            stranger = await _of(casework_sqlite, await consenting(casework_sqlite))
            began = process_time()
            with pytest.raises(NotFound):
                await form_for_resident(casework_sqlite, stranger, typed)
            spent[kind].append(process_time() - began)
    assert 0.5 < median(spent["foreign"]) / median(spent["missing"]) < 2


async def test_staff_see_their_region_only(casework: Casework) -> None:
    _, number = await _filed(casework)
    clerk, other = await make_actor(casework, "clerk", FUQUAN), await make_actor(casework, "clerk", BARKAM)
    assert ID_NUMBER in await _printed(form_for_staff(casework, clerk, number))
    with pytest.raises(NotFound):
        await form_for_staff(casework, other, number)
    assert await _actions(casework) == ["print.form", "denied.print.form"]


@pytest.mark.parametrize("role", ["auditor", "assistant"])
async def test_who_may_not_reveal_numbers_gets_them_masked(casework_sqlite: Casework, role: str) -> None:
    _, number = await _filed(casework_sqlite)
    words = await _printed(form_for_staff(casework_sqlite, await make_actor(casework_sqlite, role), number))
    assert "1101********002X" in words and "138****1234" in words and "137****7777" in words
    for hidden in (ID_NUMBER, "13800001234", "13700007777", "1949年"):
        assert hidden not in words
    assert "不作办理依据" in words
    assert await _actions(casework_sqlite) == ["print.form_masked"]


async def test_what_is_told_later_stands_on_it_with_who_told_it(casework_sqlite: Casework) -> None:
    cw = casework_sqlite
    conversation, number = await _filed(cw)
    later = answers_in({"affected_people": 4, "urgent_need": ["treatment"]})
    await save_answers(cw, conversation.id, later)
    honest = consent_text("honesty")
    for decision in ("refused", "given"):
        await record_consent(cw, conversation.id, ConsentIn(
            turn_id=turn(), kind="honesty", decision=decision, text_version=honest.version, text=honest.text,
        ))  # fmt: skip
    words = await _printed(form_for_resident(cw, conversation, number))
    assert "影响人数4人" in words and "☑治疗" in words
    assert f"（文本版本：{honest.version}；" in words and "申请人在线确认）" in words and "未同意" not in words


async def test_a_withdrawn_case_is_printed_as_withdrawn(casework_sqlite: Casework) -> None:
    conversation, number = await _filed(casework_sqlite)
    await withdraw_case(casework_sqlite, conversation.id, WithdrawIn(turn_id=turn(), case_number=number))
    words = await _printed(form_for_resident(casework_sqlite, conversation, number))
    assert "已撤回" in words and "已提交" not in words


async def test_printing_again_and_again_is_limited(casework_sqlite: Casework) -> None:
    stranger = await _of(casework_sqlite, await consenting(casework_sqlite))
    for _ in range(RateLimit.FORM.value.limit):
        with pytest.raises(NotFound):
            await form_for_resident(casework_sqlite, stranger, "福-23467-89ACD")
    with pytest.raises(TooMany, match="太频繁"):
        await form_for_resident(casework_sqlite, stranger, "福-23467-89ACD")


async def test_without_fonts_it_says_so_and_the_case_is_safe(
    casework_sqlite: Casework, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversation, number = await _filed(casework_sqlite)
    monkeypatch.setattr(layout, "faces", lambda bold=False: Faces(bold=bold, folder=tmp_path))
    with pytest.raises(Unavailable, match="窗口领表"):
        await form_for_resident(casework_sqlite, conversation, number)
