"""Personal data at rest: nothing readable in the database, keys rotate, nothing personal in any log."""

import json
import logging
from typing import Any

import pytest
import structlog
from sqlalchemy import select, text

from casework.services.blind_indexes import find_by_personal
from casework.services.consents import record_consent
from casework.services.context import Casework
from casework.services.conversations import append_outbound, record_inbound
from casework.services.drafts import read_state, reopen_last, save_answers
from casework.services.erasure import erase_conversation
from casework.services.leads import record_lead
from casework.services.rotation import encrypted_columns, rotate_keys
from casework.storage.base import Base
from casework.storage.models import Case
from casework.storage.types import install_keyring
from contracts.casework import EraseIn, LeadIn, ReopenIn
from contracts.errors import JiujiError
from contracts.keyring import Keyring, UnreadableValue
from contracts.messages import Bubble, Command
from tests.casework_steps import COMPLETE, answers_in, complete, consent_in, consenting, file, filed, turn

NAME, PHONE, ID_NUMBER, STORY = "甄名隐", "13911112222", "11010519491231002X", "从架子上掉下来腿断了"
CANARIES = (NAME, PHONE, ID_NUMBER, STORY)
TOLD = {"contact_name": NAME, "contact_phone": PHONE, "id_number": ID_NUMBER, "incident_text": STORY}


async def _live(cw: Casework) -> str:
    """A conversation in which every personal value passes through every table that can hold it."""
    conversation, _ = await filed(cw, **TOLD)
    command = Command(intent="inform", values={"key": "contact_name", "value": NAME})
    await record_inbound(cw, conversation, dedup_key=conversation, text=f"{STORY}，我叫{NAME}{PHONE}", command=command)
    async with cw.database.write() as session:
        await append_outbound(cw, session, conversation, [Bubble(text=f"{NAME}，{STORY}")], origin="bot")
    await save_answers(cw, conversation, answers_in({"contact_name": NAME + "二"}))
    lead = LeadIn(turn_id=turn(), place=STORY, region="522702", situation=f"{NAME}{PHONE}")
    await record_lead(cw, conversation, lead)
    return conversation


async def _dump(cw: Casework) -> str:
    """Every column of every row as the database has it."""
    found: list[str] = []
    async with cw.database.read() as session:
        for name in Base.metadata.tables:
            found += [str(tuple(row)) for row in await session.execute(text(f"SELECT * FROM {name}"))]
    return "\n".join(found)


async def test_nothing_personal_is_readable_in_the_database(casework: Casework) -> None:
    await _live(casework)
    dumped = await _dump(casework)
    assert len(dumped) > 1000
    for canary in CANARIES:
        assert canary not in dumped
        assert json.dumps(canary) not in dumped


async def test_nothing_personal_is_readable_in_the_sqlite_files(casework_sqlite: Casework) -> None:
    await _live(casework_sqlite)
    path = str(casework_sqlite.database.engine.url.database)
    raw = b"".join(open(path + suffix, "rb").read() for suffix in ("", "-wal"))  # noqa: ASYNC230, SIM115
    for canary in CANARIES:
        assert canary.encode() not in raw
    assert casework_sqlite.keyring.current_id.encode() in raw


async def test_every_free_text_column_is_encrypted_or_known_to_hold_none(casework: Casework) -> None:
    plain = {
        ("audit_events", "detail"), ("cases", "office"), ("inbound_messages", "screen"), ("policy_versions", "files"),
    }  # fmt: skip
    texts = {
        (table.name, column.name)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if "TEXT" in str(column.type.compile(casework.database.engine.dialect)).upper()
    }
    assert texts - set(encrypted_columns()) == plain


async def test_rotation_brings_everything_to_the_new_key_and_loses_nothing(casework: Casework) -> None:
    conversation = await _live(casework)
    before = await read_state(casework, conversation)
    old_id = casework.keyring.current_id
    casework.keyring = Keyring(["a-newer-key-for-tests-02", "a-key-for-tests-only-0001"])
    install_keyring(casework.keyring)
    async with casework.database.read() as session:
        assert len(await find_by_personal(casework, session, "case", "phone", PHONE)) == 1
    rotated = await rotate_keys(casework)
    assert rotated.columns["cases.facts"] == 1
    assert rotated.indexes == 1
    assert f"{old_id}:" not in await _dump(casework)
    assert (await rotate_keys(casework)).columns == {}
    casework.keyring = Keyring(["a-newer-key-for-tests-02"])
    install_keyring(casework.keyring)
    assert await read_state(casework, conversation) == before
    async with casework.database.read() as session:
        assert (await session.execute(select(Case))).scalar_one().facts["id_number"] == ID_NUMBER
        assert len(await find_by_personal(casework, session, "case", "phone", PHONE)) == 1


async def test_rotation_without_the_old_key_stops_and_changes_nothing(casework: Casework) -> None:
    await _live(casework)
    dumped = await _dump(casework)
    casework.keyring = Keyring(["a-newer-key-for-tests-02"])
    with pytest.raises(UnreadableValue):
        await rotate_keys(casework)
    assert await _dump(casework) == dumped


async def test_no_canary_in_any_log(
    casework: Casework, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    with structlog.testing.capture_logs() as captured:
        conversation = await _live(casework)
        await reopen_last(casework, (await complete(casework, **TOLD))[0], ReopenIn(turn_id=turn()))
        broken: list[Any] = [{"id_number": ID_NUMBER + NAME}, {"safety_now": NAME}, {NAME: 1}]
        for values in broken:
            with pytest.raises(JiujiError):
                await save_answers(casework, conversation, answers_in(values))
        await record_consent(casework, conversation, consent_in("refused"))
        await erase_conversation(casework, conversation, EraseIn(turn_id=turn()))
    out, err = capfd.readouterr()
    logged = caplog.text + out + err + str(captured)
    assert not [canary for canary in CANARIES if canary in logged]


async def test_database_errors_do_not_quote_what_was_bound(casework: Casework) -> None:
    conversation, state = await complete(casework, **TOLD)
    async with casework.database.write() as session:
        await session.execute(text("DROP TABLE case_events"))
    with pytest.raises(Exception, match="case_events") as failed:
        await file(casework, conversation, state)
    assert not [canary for canary in CANARIES if canary in str(failed.value)]


async def test_a_fresh_consent_needs_no_secret(casework: Casework) -> None:
    conversation = await consenting(casework)
    assert (await read_state(casework, conversation)).consent_privacy is True
    assert COMPLETE["contact_phone"] not in await _dump(casework)
