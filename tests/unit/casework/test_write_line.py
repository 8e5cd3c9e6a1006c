"""The line of writers of one process: in order, some first, and nobody's cancellation stops the others."""

import asyncio

import pytest

from casework.storage.database import WriteLine


async def _write(line: WriteLine, name: str, done: list[str], *, first: bool = False) -> None:
    await line.acquire(first=first)
    try:
        await asyncio.sleep(0)
        done.append(name)
    finally:
        line.release()


async def test_in_order_and_some_first() -> None:
    line, done = WriteLine(), []
    await line.acquire(first=False)
    tasks = [
        asyncio.create_task(_write(line, name, done, first=name == "urgent")) for name in ("a", "b", "urgent", "c")
    ]
    await asyncio.sleep(0)
    line.release()
    await asyncio.gather(*tasks)
    assert done == ["urgent", "a", "b", "c"]


@pytest.mark.parametrize("when", ["waiting", "called"])
async def test_who_gives_up_does_not_stop_the_others(when: str) -> None:
    line, done = WriteLine(), []
    await line.acquire(first=False)
    gone = asyncio.create_task(_write(line, "gone", done))
    stays = asyncio.create_task(_write(line, "stays", done))
    await asyncio.sleep(0)
    if when == "waiting":
        gone.cancel()
        line.release()
    else:
        # it is called up and cancelled before it can run
        line.release()
        gone.cancel()
    async with asyncio.timeout(2):
        await stays
    assert done == ["stays"] and gone.cancelled()
    async with asyncio.timeout(2):
        await _write(line, "next", done)
