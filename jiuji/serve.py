"""`jiuji serve`: start every process on this machine, keep them running, stop them together."""

import asyncio
import contextlib
import ctypes
import os
import signal
import sys
import time
from collections.abc import Awaitable, Callable

import aiohttp
from sqlalchemy.exc import SQLAlchemyError

from jiuji.settings import Settings

STOP_SECONDS = 15.0
ROLES = ("gateway", "worker", "dialogue")


async def serve_role(settings: Settings, role: str, wait: bool = False) -> None:
    """Run one process of the given role until SIGTERM or Ctrl-C.

    With `wait` a gateway is loaded while the database is still being prepared, and begins at a line on stdin.
    """
    if role == "gateway":
        from jiuji.gateway import run_gateway

        if wait:
            sys.stdin.readline()
        await run_gateway(settings)
    elif role == "dialogue":
        from jiuji.dialogue import run_dialogue

        await run_dialogue(settings)
    else:
        from jiuji.worker import run_worker_process

        await run_worker_process(settings)


def _die_with_parent() -> None:
    """Linux: a child is killed when its supervisor dies, so no port stays taken."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)


class Child:
    """One supervised process: restarted with back-off when it ends by itself."""

    def __init__(self, role: str, may_begin: asyncio.Event) -> None:
        self.role = role
        self.may_begin = may_begin
        self.process: asyncio.subprocess.Process | None = None

    async def _start(self) -> asyncio.subprocess.Process:
        """The process, known to `stop` even while it waits for leave to begin."""
        words = [sys.executable, "-m", "jiuji", "serve", "--role", self.role, "--wait"]
        self.process = process = await asyncio.create_subprocess_exec(
            *words, stdin=asyncio.subprocess.PIPE, preexec_fn=_die_with_parent
        )
        await self.may_begin.wait()
        if process.stdin:
            process.stdin.write(b"\n")
            process.stdin.close()
        return process

    async def keep_running(self, stopping: asyncio.Event) -> None:
        """Start, wait, start again; back-off grows to 30 s and is forgotten after a minute's life."""
        pause = 0.5
        while not stopping.is_set():
            began = time.monotonic()
            code = await (await self._start()).wait()
            if stopping.is_set():
                return
            pause = 0.5 if time.monotonic() - began > 60 else min(pause * 2, 30.0)
            print(f"{self.role} ended with {code}; starting it again in {pause:.0f} s", file=sys.stderr, flush=True)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stopping.wait(), pause)

    async def stop(self) -> None:
        """Ask with SIGTERM, then insist."""
        if self.process is None or self.process.returncode is not None:
            return
        self.process.terminate()
        try:
            await asyncio.wait_for(self.process.wait(), STOP_SECONDS)
        except TimeoutError:
            self.process.kill()


async def _until_ready(url: str, seconds: float, is_ready: Callable[[aiohttp.ClientResponse], Awaitable[bool]]) -> bool:
    deadline = time.monotonic() + seconds
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=2)) as session:
        while time.monotonic() < deadline:
            with contextlib.suppress(aiohttp.ClientError, TimeoutError, ValueError):
                async with session.get(url) as answer:
                    if await is_ready(answer):
                        return True
            await asyncio.sleep(0.2)
    return False


async def _ok(answer: aiohttp.ClientResponse) -> bool:
    return answer.status == 200


async def _dialogue_ok(answer: aiohttp.ClientResponse) -> bool:
    return bool((await answer.json()).get("dialogue") == "ok")


async def _announce(settings: Settings, began: float, answering: asyncio.Event) -> None:
    base = f"http://{settings.host}:{settings.port}"
    answers = await _until_ready(f"{base}/healthz", 60, _ok)
    answering.set()
    if not answers:
        print("gateway did not answer within 60 s; see the lines above", file=sys.stderr, flush=True)
        return
    print(f"  居民页面 resident page   {base}/\n  工作人员 staff console   {base}/staff/", flush=True)
    if settings.simulator:
        print(f"  微信模拟 WeChat phones   {base}/simulator/", flush=True)
    print(f"  gateway answers after {time.monotonic() - began:.1f} s; loading the dialogue model …", flush=True)
    ready = await _until_ready(f"{base}/readyz", 600, _dialogue_ok)
    words = "ready" if ready else "NOT ready (run: uv run jiuji doctor)"
    print(f"  dialogue {words} after {time.monotonic() - began:.1f} s. Ctrl-C stops everything.", flush=True)


async def _prepare(settings: Settings) -> None:
    from casework.storage.migrate import upgrade
    from jiuji.staff_commands import ensure_first_administrator

    upgrade(settings.database)
    await ensure_first_administrator(settings)
    if settings.demo:
        from jiuji.demo import ensure_demo

        await ensure_demo(settings)


async def _train_if_needed(settings: Settings) -> None:
    from jiuji.manifest import model_is_current

    if model_is_current(settings):
        return
    print("  training the dialogue model (once, a minute or two) …", flush=True)
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "jiuji", "train", preexec_fn=_die_with_parent)
    if await process.wait() != 0:
        print("training failed; the gateway goes on with hotlines and 人工", file=sys.stderr, flush=True)


async def serve_all(settings: Settings) -> int:
    """Everything on one machine. Returns the exit code.

    The gateway loads while the database is prepared, the others when it answers: two cores, five seconds.
    """
    began = time.monotonic()
    stopping, prepared, answering = asyncio.Event(), asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopping.set)
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    children = {role: Child(role, prepared) for role in ROLES}
    jobs = [asyncio.create_task(children["gateway"].keep_running(stopping))]

    async def others_when_answering() -> None:
        await answering.wait()
        jobs.append(asyncio.create_task(children["worker"].keep_running(stopping)))
        await _train_if_needed(settings)
        await children["dialogue"].keep_running(stopping)

    try:
        await asyncio.to_thread(lambda: asyncio.run(_prepare(settings)))
        prepared.set()
        jobs += [
            asyncio.create_task(others_when_answering()),
            asyncio.create_task(_announce(settings, began, answering)),
        ]
        await stopping.wait()
        print("\n  stopping …", flush=True)
    except (SQLAlchemyError, OSError) as error:
        what = f"{type(error).__name__}; check JIUJI_DATABASE_URL and JIUJI_DATA_DIR"
        print(f"数据库打不开，没有启动 / no database, not started: {what}", file=sys.stderr, flush=True)
        return 1
    finally:
        stopping.set()
        await asyncio.gather(*(child.stop() for child in children.values()))
        for job in jobs:
            job.cancel()
        await asyncio.gather(*jobs, return_exceptions=True)
    return 0
