"""SIGKILL at each point of filing (faults 5 and 6): all of it or nothing, and the next try succeeds."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select

from casework.services.context import Casework
from casework.services.drafts import read_state
from casework.storage.models import BlindIndex, Case, CaseEvent, Draft, Handoff, Outbox
from tests.casework_steps import complete, count, file

ROOT = Path(__file__).parents[3]
POINTS = ("load_conversation", "_new_case", "add_case_event", "index_personal", "request_handoff_in", "enqueue",
          "append_audit", "commit")  # fmt: skip
AFTER_COMMIT = "commit"
CHILD = """
import asyncio, os, signal, sys
from casework.services import filing
from casework.services.context import Casework
from casework.storage.database import Database
from casework.storage.types import install_keyring
from contracts.casework import SubmitIn
from contracts.keyring import Keyring
from policy.book import PolicyBook

url, secret, conversation, draft, point = sys.argv[1:]

def die(*args, **named):
    os.kill(os.getpid(), signal.SIGKILL)

async def main():
    keyring = Keyring([secret])
    install_keyring(keyring)
    cw = Casework(Database(url), keyring, PolicyBook.load())
    if point != "commit":
        original = getattr(filing, point)
        if asyncio.iscoroutinefunction(original):
            async def after(*args, **named):
                await original(*args, **named)
                die()
        else:
            def after(*args, **named):
                original(*args, **named)
                die()
        setattr(filing, point, after)
    await filing.submit_draft(cw, conversation, SubmitIn(turn_id="t", draft_id=draft))
    die()

asyncio.run(main())
"""


def _die_while_filing(cw: Casework, secret: str, conversation: str, draft: str, point: str) -> int:
    url = cw.database.engine.url.set(drivername=cw.database.engine.url.get_backend_name())
    words = [sys.executable, "-c", CHILD, url.render_as_string(hide_password=False), secret, conversation, draft, point]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(words, cwd=ROOT, env=environment, timeout=60, capture_output=True).returncode


@pytest.mark.parametrize("point", POINTS)
async def test_killed_at_any_point(casework: Casework, point: str) -> None:
    conversation, state = await complete(casework)
    assert state.draft is not None
    ended = await asyncio.to_thread(
        _die_while_filing, casework, "a-key-for-tests-only-0001", conversation, state.draft.draft_id, point
    )
    assert ended == -signal.SIGKILL
    found = [await count(casework, model) for model in (Case, CaseEvent, Outbox, Handoff, BlindIndex)]
    committed = point == AFTER_COMMIT
    assert found == ([1] * 5 if committed else [0] * 5)
    kept = await read_state(casework, conversation)
    assert kept.draft is not None
    assert kept.draft.answers == state.draft.answers
    again = await file(casework, conversation, state)
    assert again.already is committed
    assert [await count(casework, model) for model in (Case, CaseEvent, Outbox, Handoff)] == [1] * 4
    async with casework.database.read() as session:
        assert (await session.execute(select(Draft.state))).scalar_one() == "submitted"
