"""Casework's share of a turn: few statements, and no more of them at turn 300 than at turn 10."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from casework.services.context import Casework
from casework.services.drafts import read_state, save_answers
from tests.casework_steps import COMPLETE, answers_in, consenting, filed

pytestmark = pytest.mark.alone

READ_STATEMENTS = 4
SAVE_STATEMENTS = 9
QUEUED_STATEMENTS = 7


@contextmanager
def statements(cw: Casework) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(conn: object, cursor: object, statement: str, *rest: object) -> None:
        seen.append(statement)

    engine = cw.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


async def _tell(cw: Casework, conversation: str, times: int) -> None:
    for number in range(times):
        await save_answers(cw, conversation, answers_in({"affected_people": number + 1}))


async def test_few_statements_a_call(casework: Casework) -> None:
    conversation = await consenting(casework)
    await save_answers(casework, conversation, answers_in(COMPLETE))
    with statements(casework) as seen:
        await read_state(casework, conversation)
    assert len(seen) <= READ_STATEMENTS, seen
    with statements(casework) as seen:
        await save_answers(casework, conversation, answers_in({"affected_people": 3}))
    assert len(seen) <= SAVE_STATEMENTS, seen
    conversation, _ = await filed(casework)
    with statements(casework) as seen:
        await read_state(casework, conversation)
    assert len(seen) <= QUEUED_STATEMENTS, seen


async def test_turn_three_hundred_costs_what_turn_ten_did(casework_sqlite: Casework) -> None:
    early, late = await consenting(casework_sqlite), await consenting(casework_sqlite)
    await _tell(casework_sqlite, early, 10)
    await _tell(casework_sqlite, late, 300)

    async def cost(conversation: str) -> float:
        began = time.process_time()
        await _tell(casework_sqlite, conversation, 3)
        await read_state(casework_sqlite, conversation)
        return time.process_time() - began

    # both in turns, the best of each: what else the machine does hits both alike
    costs = [(await cost(early), await cost(late)) for _ in range(12)]
    ten, three_hundred = min(one for one, _ in costs), min(other for _, other in costs)
    print(f"turn 10: {ten * 250:.2f} ms, turn 300: {three_hundred * 250:.2f} ms of processor time a call")
    assert three_hundred <= ten * 1.3


@pytest.mark.long
async def test_figures(casework: Casework) -> None:
    conversation = await consenting(casework)
    await save_answers(casework, conversation, answers_in(COMPLETE))
    for name, call in (("read_state", lambda: read_state(casework, conversation)),
                       ("save_answers", lambda: _tell(casework, conversation, 1))):  # fmt: skip
        began = time.perf_counter()
        for _ in range(200):
            await call()
        print(f"{name}: {(time.perf_counter() - began) * 5:.2f} ms")
