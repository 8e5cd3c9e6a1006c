"""SIGKILL at each point of filing (faults 5 and 6): all of it or nothing, and the next try succeeds."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from casework.services.context import Casework
from casework.services.drafts import read_state
from casework.storage.keeping_models import BlindIndex, Outbox
from casework.storage.models import Case, CaseEvent, Draft, Handoff
from tests.casework_steps import complete, count, file

ROOT = Path(__file__).parents[3]
POINTS = ("load_conversation", "_new_case", "add_case_event", "index_personal", "request_handoff_in", "enqueue",
          "append_audit", "commit")  # fmt: skip
AFTER_COMMIT = "commit"
# imports once, then forks a victim for each line it is told: the imports take longer than the filing
VICTIMS = """
import asyncio, json, os, signal, sys
from casework.services import filing
from casework.services.context import Casework
from casework.storage.database import Database
from casework.storage.types import install_keyring
from contracts.casework import SubmitIn
from contracts.keyring import Keyring
from policy.book import PolicyBook

book = PolicyBook.load()

def die():
    os.kill(os.getpid(), signal.SIGKILL)

def dying(original):
    async def after(*args, **named):
        await original(*args, **named)
        die()
    def at_once(*args, **named):
        original(*args, **named)
        die()
    return after if asyncio.iscoroutinefunction(original) else at_once

async def file(url, secret, conversation, draft, point):
    keyring = Keyring([secret])
    install_keyring(keyring)
    cw = Casework(Database(url), keyring, book)
    if point != "commit":
        setattr(filing, point, dying(getattr(filing, point)))
    await filing.submit_draft(cw, conversation, SubmitIn(turn_id="t", draft_id=draft))
    die()

for line in sys.stdin:
    victim = os.fork()
    if victim == 0:
        asyncio.run(file(**json.loads(line)))
    print(os.WTERMSIG(os.waitpid(victim, 0)[1]), flush=True)
"""


@pytest.fixture(scope="module")
def victims() -> Iterator[subprocess.Popen[str]]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        [sys.executable, "-c", VICTIMS], cwd=ROOT, env=environment, text=True, stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )  # fmt: skip
    yield process
    process.kill()
    process.wait()


def _die_while_filing(victims: subprocess.Popen[str], cw: Casework, **order: str) -> int:
    url = cw.database.engine.url.set(drivername=cw.database.engine.url.get_backend_name())
    assert victims.stdin
    assert victims.stdout
    order |= {"url": url.render_as_string(hide_password=False), "secret": "a-key-for-tests-only-0001"}
    victims.stdin.write(json.dumps(order) + "\n")
    victims.stdin.flush()
    return int(victims.stdout.readline())


@pytest.mark.parametrize("point", POINTS)
async def test_killed_at_any_point(casework: Casework, victims: subprocess.Popen[str], point: str) -> None:
    conversation, state = await complete(casework)
    assert state.draft is not None
    draft = state.draft.draft_id
    ended = await asyncio.to_thread(
        _die_while_filing, victims, casework, conversation=conversation, draft=draft, point=point
    )
    assert ended == signal.SIGKILL
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
