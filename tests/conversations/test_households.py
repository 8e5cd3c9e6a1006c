"""Households through 低保, 单人保 and 支出型 on the page and on WeChat; nothing between them and the record is replaced.

Their talks are longer than the limit of messages a minute: they all talk at once and stop to think.
"""

import asyncio
import time
from collections import deque
from pathlib import Path
from typing import Any

import pytest

from casework.services.context import Casework
from tests.conversations.personas import Persona, all_personas
from tests.conversations.test_personas import check_record, check_step
from tests.conversations.test_personas_on_wechat import phone_problems
from tests.resident import Resident
from tests.service_fixtures import Service
from tests.wechat_resident import Line

pytestmark = pytest.mark.model
HOUSEHOLDS = all_personas(Path(__file__).parent / "households")
# a little less than the gateway lets through, and how many talk at the same time
MESSAGES, SECONDS, AT_ONCE = 18, 61.0, 12


class Breath:
    """Waits as long as somebody would who read the answers."""

    def __init__(self) -> None:
        self._said: deque[float] = deque(maxlen=MESSAGES)

    async def take(self) -> None:
        if len(self._said) == MESSAGES:
            await asyncio.sleep(max(0.0, self._said[0] + SECONDS - time.monotonic()))
        self._said.append(time.monotonic())


async def talk(persona: Persona, resident: Any, record: Casework, *, on_phone: bool) -> None:
    """The whole conversation; the first word that is wrong is the error."""
    breath, filed_after = Breath(), None
    for number, step in enumerate(persona.steps, start=1):
        await breath.take()
        await asyncio.to_thread(resident.say, step.say) if step.say else await asyncio.to_thread(resident.tap, step.tap)
        check_step(persona, number, step, resident)
        assert not (on_phone and phone_problems(resident)), (
            f"{phone_problems(resident)} in step {number} of {persona.name}"
        )
        if filed_after is None and resident.card("case"):
            filed_after = number
    if persona.turns_to_filing is not None:
        assert filed_after is not None and filed_after <= persona.turns_to_filing, (
            f"{persona.name}: {filed_after} turns"
        )
    await check_record(persona, record, resident.conversation_id)


async def all_of_them(talks: list[Any]) -> None:
    """Every talk, some at a time; every one that went wrong is told."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(made: Any) -> None:
        async with gate:
            await made

    ended = await asyncio.gather(*(one(made) for made in talks), return_exceptions=True)
    wrong = [error for error in ended if error is not None]
    assert not wrong, "\n\n".join(str(error) for error in wrong)


async def test_on_the_page(service: Service, record: Casework):
    async def on_the_page(persona: Persona) -> None:
        opening = {"region": persona.region} if persona.region else {}
        resident = await asyncio.to_thread(Resident, service.base, **opening)
        await talk(persona, resident, record, on_phone=False)

    await all_of_them([on_the_page(persona) for persona in HOUSEHOLDS])


async def test_on_wechat(line: Line, record: Casework):
    async def on_wechat(persona: Persona) -> None:
        scene = f"{persona.region}-poster" if persona.region else None
        resident = await asyncio.to_thread(line.resident, scene=scene)
        await talk(persona, resident, record, on_phone=True)

    await all_of_them([on_wechat(persona) for persona in HOUSEHOLDS])


def test_there_are_enough_of_them():
    assert len(HOUSEHOLDS) >= 10
