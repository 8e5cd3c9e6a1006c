"""Notes are for colleagues: whatever staff do in whatever order, none reaches a resident."""

import asyncio
import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from casework.services import claims, staff_chat
from casework.services.context import Casework
from casework.services.conversations import messages_after
from casework.storage.database import Database
from casework.storage.keeping_models import Outbox
from casework.storage.models import Note, OutboundMessage
from casework.storage.types import install_keyring
from contracts.errors import JiujiError
from contracts.keyring import Keyring
from contracts.messages import Bubble, Message
from policy.book import PolicyBook
from tests.staff_tools import Talk, let_lease_run_out, make_actor

CANARY = "内部话"
words = st.text(alphabet="困难补贴请核查<>&{}/一二", min_size=1, max_size=12)
steps = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["claim", "expire", "resident"]), st.just("")),
        st.tuples(st.sampled_from(["note", "release", "continue", "review", "end", "reply"]), words),
    ),
    min_size=3,
    max_size=14,
)


async def play(cw: Casework, story: list[tuple[str, str]]) -> tuple[list[str], list[str]]:
    """Play the steps, some of which will be refused; the notes written and the words sent."""
    talk, clerk = Talk(cw), await make_actor(cw)
    where = await talk.open()
    for step, text in story:
        secret = f"{CANARY}{text}"
        calls: dict[str, Any] = {
            "claim": lambda: claims.claim(cw, clerk, where),
            "expire": lambda: let_lease_run_out(cw, where),
            "resident": lambda: talk.say(where, "我说"),
            "note": lambda secret=secret: staff_chat.write_note(cw, clerk, where, secret),
            "release": lambda secret=secret: claims.release(cw, clerk, where, secret),
            "reply": lambda text=text: staff_chat.reply(cw, clerk, where, text, 10_000),
        }
        hand_back = lambda step=step, secret=secret: staff_chat.hand_back(cw, clerk, where, step, secret)  # noqa: E731
        try:
            await calls.get(step, hand_back)()
        except JiujiError:
            continue
    await claims.expire_claims(cw)
    async with cw.database.read() as session:
        notes = [note.text for note in await session.scalars(select(Note))]
        sent = [json.dumps(row.body, ensure_ascii=False) for row in await session.scalars(select(OutboundMessage))]
        sent += [json.dumps(row.payload, ensure_ascii=False) for row in await session.scalars(select(Outbox))]
    sent += [message.model_dump_json() for message in await messages_after(cw, where, 0, 500)]
    return notes, sent


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(story=steps)
def test_no_note_is_ever_in_anything_a_channel_sends(
    story: list[tuple[str, str]], sqlite_template: Path, policy_book: PolicyBook
) -> None:
    async def run(folder: str) -> tuple[list[str], list[str]]:
        path = Path(folder) / "notes.db"
        shutil.copyfile(sqlite_template, path)
        keyring = Keyring(["a-key-for-tests-only-0001"])
        install_keyring(keyring)
        cw = Casework(Database(f"sqlite:///{path}"), keyring, policy_book)
        try:
            return await play(cw, [("note", "总有一条"), *story])
        finally:
            await cw.database.close()

    with tempfile.TemporaryDirectory() as folder:
        notes, sent = asyncio.run(run(folder))
    assert any(CANARY in note for note in notes)
    assert not any(CANARY in one or claims.SYSTEM_NOTE in one for one in sent)


def test_the_types_leave_no_room_for_a_note() -> None:
    """What a channel is given has no field a note could travel in, and a note has none of a message."""
    assert not {"note", "internal", "notes"} & (set(Bubble.model_fields) | set(Message.model_fields))
    assert not {"seq", "origin", "body"} & set(Note.__table__.columns.keys())
