"""The worker process: outbox, retention, sweeping, reading papers, and listening to recordings with a model for it."""

import asyncio

from casework.services.context import Casework
from casework.workers.run import run_worker
from jiuji.compose import open_casework
from jiuji.crisis_ear import FreshEar
from jiuji.listener import Listener
from jiuji.logs import configure_logs
from jiuji.paper_process import PaperEngine
from jiuji.paper_reader import PaperReader
from jiuji.settings import Settings
from jiuji.voice_process import VoiceEngine


async def run_worker_process(settings: Settings) -> None:
    """Run the worker until SIGTERM."""
    configure_logs(settings.log_level)
    async with open_casework(settings) as casework:
        beside = [asyncio.create_task(_listen(casework, settings)), asyncio.create_task(_read_papers(casework))]
        try:
            await run_worker(casework, settings)
        finally:
            for task in beside:
                task.cancel()
            await asyncio.gather(*beside, return_exceptions=True)


async def _listen(cw: Casework, settings: Settings) -> None:
    if settings.voice_model_dir is not None:
        engine = VoiceEngine(settings.voice_model_dir)
        ear = FreshEar(settings.model_dir)
        await asyncio.gather(ear.keep_fresh(), Listener(cw, engine, ear).keep_listening())


async def _read_papers(cw: Casework) -> None:
    await PaperReader(cw, PaperEngine()).keep_reading()
