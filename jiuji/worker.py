"""The worker process: outbox, retention, sweeping."""

from casework.workers.run import run_worker
from jiuji.compose import open_casework
from jiuji.logs import configure_logs
from jiuji.settings import Settings


async def run_worker_process(settings: Settings) -> None:
    """Run the worker until SIGTERM."""
    configure_logs(settings.log_level)
    async with open_casework(settings) as casework:
        await run_worker(casework, settings)
